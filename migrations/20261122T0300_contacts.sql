-- Contacts: one row for each conversation, and what became of it stretch by stretch.

-- Columns from `state` to `transfers` follow the log; those from `kind_id` to
-- `record_complete` are what an agent writes; each group is written by its own statements.
CREATE TABLE contact (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  channel {text} NOT NULL,
  direction {text} NOT NULL,
  conversation_id {id} NOT NULL,
  work_item_id {id} UNIQUE REFERENCES work_item (id),
  customer_id {id} REFERENCES customer (id),
  language {text} NOT NULL,
  arrived_at {ms} NOT NULL,
  ended_at {ms},
  state {text} NOT NULL,
  outcome {text},
  queue_id {id} REFERENCES queue (id),
  agent_id {id} REFERENCES agent (id),
  team_id {id},
  department_id {id},
  answered_at {ms},
  closed_at {ms},
  wait_ms {int} NOT NULL,
  talk_ms {int} NOT NULL,
  wrap_up_ms {int} NOT NULL,
  transfers {int} NOT NULL,
  kind_id {id} REFERENCES dictionary_entry (id),
  business_line_id {id} REFERENCES dictionary_entry (id),
  disposition_id {id} REFERENCES dictionary_entry (id),
  urgency_id {id} REFERENCES dictionary_entry (id),
  responsibility_id {id} REFERENCES dictionary_entry (id),
  note {text} NOT NULL,
  record_complete {bool} NOT NULL,
  version {int} NOT NULL,
  rating {int},
  rating_comment {text} NOT NULL,
  rated_at {ms}
);
CREATE INDEX contact_centre ON contact (centre_id, id);
CREATE INDEX contact_agent ON contact (agent_id, id);
CREATE INDEX contact_customer ON contact (customer_id, id);
CREATE INDEX contact_queue ON contact (queue_id, id);
CREATE INDEX contact_disposition ON contact (disposition_id, id);
CREATE INDEX contact_arrived ON contact (arrived_at);

-- Queue, agent and wrap-up follow each other without a gap; offers lie within queues.
CREATE TABLE contact_segment (
  id {id} PRIMARY KEY,
  contact_id {id} NOT NULL REFERENCES contact (id),
  kind {text} NOT NULL,
  queue_id {id} NOT NULL REFERENCES queue (id),
  agent_id {id} REFERENCES agent (id),
  started_at {ms} NOT NULL,
  ended_at {ms},
  ending {text}
);
CREATE INDEX contact_segment_contact ON contact_segment (contact_id, id);
CREATE INDEX contact_segment_agent ON contact_segment (agent_id, started_at);
