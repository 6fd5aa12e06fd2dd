-- What callers chose in menus: a list of MenuChoice.
ALTER TABLE voice_call ADD COLUMN choices {text} NOT NULL DEFAULT '[]';
