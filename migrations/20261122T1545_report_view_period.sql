-- The days that a kept question asks for, where they are others tomorrow.
ALTER TABLE report_view ADD COLUMN period {text};
