-- A file that was removed is not found any more; its row goes a day later, with the
-- blob, so that a backup taken meanwhile stays whole.
ALTER TABLE file ADD COLUMN removed_at {ms};
CREATE INDEX file_removed ON file (removed_at) WHERE removed_at IS NOT NULL;
