ALTER TABLE voicemail ADD COLUMN length_ms {int} NOT NULL DEFAULT 0;
