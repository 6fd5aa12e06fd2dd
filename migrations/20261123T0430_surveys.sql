-- The flow that asks callers of a queue how it was.
ALTER TABLE queue_voice ADD COLUMN survey_flow_id {id};
ALTER TABLE queue_voice ADD COLUMN survey_after_hang_up {bool} NOT NULL DEFAULT 1;
