-- Recordings of calls, and how long they are kept. The key of each is sealed here; the file lies
-- in the data folder, recordings/YYYY/MM/DD.
CREATE TABLE call_recording (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  contact_id {id} REFERENCES contact (id),
  call_id {id} NOT NULL,
  queue_id {id} REFERENCES queue (id),
  customer_id {id} REFERENCES customer (id),
  agent_id {id} REFERENCES agent (id),
  team_id {id},
  department_id {id},
  direction {text} NOT NULL,
  party {text} NOT NULL,
  voicemail {bool} NOT NULL,
  number {text} NOT NULL,
  number_index {text} NOT NULL,
  number_tail_index {text} NOT NULL,
  started_at {ms} NOT NULL,
  ended_at {ms},
  length_ms {int} NOT NULL,
  bytes {int} NOT NULL,
  marks {json} NOT NULL,
  legal_hold {bool} NOT NULL,
  hold_reason {text} NOT NULL,
  expires_at {ms},
  state {text} NOT NULL,
  file_name {text} NOT NULL,
  sealed_key {text} NOT NULL
);
CREATE INDEX call_recording_started ON call_recording (started_at);
CREATE INDEX call_recording_contact ON call_recording (contact_id);
CREATE INDEX call_recording_customer ON call_recording (customer_id, id);
CREATE INDEX call_recording_agent ON call_recording (agent_id, id);
CREATE INDEX call_recording_queue ON call_recording (queue_id, id);
CREATE INDEX call_recording_number ON call_recording (number_index);
CREATE INDEX call_recording_tail ON call_recording (number_tail_index);
CREATE INDEX call_recording_expiry ON call_recording (expires_at) WHERE state = 'kept';
CREATE INDEX call_recording_running ON call_recording (id) WHERE state = 'recording';

CREATE TABLE recording_retention (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  queue_id {id} REFERENCES queue (id),
  days {int} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX recording_retention_centre ON recording_retention (centre_id);
