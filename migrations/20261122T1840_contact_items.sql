-- A contact may have several work items, one after the other, and stretches without a queue.

CREATE TABLE contact_item (
  work_item_id {id} PRIMARY KEY REFERENCES work_item (id),
  contact_id {id} NOT NULL REFERENCES contact (id)
);
CREATE INDEX contact_item_contact ON contact_item (contact_id);
INSERT INTO contact_item (work_item_id, contact_id)
  SELECT work_item_id, id FROM contact WHERE work_item_id IS NOT NULL;

ALTER TABLE contact ADD COLUMN flow_ms {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN outside_ms {int} NOT NULL DEFAULT 0;

CREATE TABLE contact_stretch (
  id {id} PRIMARY KEY,
  contact_id {id} NOT NULL REFERENCES contact (id),
  kind {text} NOT NULL,
  queue_id {id} REFERENCES queue (id),
  agent_id {id} REFERENCES agent (id),
  started_at {ms} NOT NULL,
  ended_at {ms},
  ending {text}
);
INSERT INTO contact_stretch (id, contact_id, kind, queue_id, agent_id, started_at, ended_at, ending)
  SELECT id, contact_id, kind, queue_id, agent_id, started_at, ended_at, ending FROM contact_segment;
DROP TABLE contact_segment;
ALTER TABLE contact_stretch RENAME TO contact_segment;
CREATE INDEX contact_segment_contact ON contact_segment (contact_id, id);
CREATE INDEX contact_segment_agent ON contact_segment (agent_id, started_at);
