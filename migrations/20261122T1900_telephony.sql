-- Telephony: calls and their parties, calls to be returned, messages that were left, what
-- queues let their callers hear.

-- `number` is sealed; its indexes are blind.
CREATE TABLE voice_call (
  id {id} PRIMARY KEY,
  node {int} NOT NULL,
  kind {text} NOT NULL,
  state {text} NOT NULL,
  centre_id {id} NOT NULL REFERENCES centre (id),
  department_id {id},
  team_id {id},
  queue_id {id} REFERENCES queue (id),
  contact_id {id} REFERENCES contact (id),
  work_item_id {id} REFERENCES work_item (id),
  customer_id {id} REFERENCES customer (id),
  agent_id {id},
  number {text} NOT NULL,
  number_index {text} NOT NULL,
  number_tail {text} NOT NULL,
  masked {text} NOT NULL,
  province {text} NOT NULL,
  city {text} NOT NULL,
  carrier {text} NOT NULL,
  called_number {text} NOT NULL,
  number_id {id},
  trunk_id {id},
  language {text} NOT NULL,
  began_at {ms} NOT NULL,
  answered_at {ms},
  ended_at {ms},
  ending {text},
  recording {bool} NOT NULL,
  recording_paused {bool} NOT NULL,
  help_asked_at {ms},
  help_note {text} NOT NULL
);
CREATE INDEX voice_call_open ON voice_call (id) WHERE ended_at IS NULL;
CREATE INDEX voice_call_centre ON voice_call (centre_id, id);
CREATE INDEX voice_call_queue ON voice_call (queue_id, id);
CREATE INDEX voice_call_agent ON voice_call (agent_id, id);
CREATE INDEX voice_call_customer ON voice_call (customer_id, id);
CREATE INDEX voice_call_contact ON voice_call (contact_id);
CREATE INDEX voice_call_item ON voice_call (work_item_id);
CREATE INDEX voice_call_number ON voice_call (number_index, id);
CREATE INDEX voice_call_tail ON voice_call (number_tail, id);

CREATE TABLE voice_party (
  id {id} PRIMARY KEY,
  call_id {id} NOT NULL REFERENCES voice_call (id),
  role {text} NOT NULL,
  state {text} NOT NULL,
  device {text} NOT NULL,
  person_id {id},
  trunk_id {id},
  masked {text} NOT NULL,
  held {bool} NOT NULL,
  muted {bool} NOT NULL,
  silent {bool} NOT NULL,
  away {bool} NOT NULL,
  supervision {text},
  began_at {ms} NOT NULL,
  answered_at {ms},
  ended_at {ms},
  ending {text},
  quality {json}
);
CREATE INDEX voice_party_call ON voice_party (call_id, id);
CREATE INDEX voice_party_there ON voice_party (person_id) WHERE ended_at IS NULL;

-- `number` is sealed.
CREATE TABLE call_back (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  queue_id {id} NOT NULL REFERENCES queue (id),
  contact_id {id} REFERENCES contact (id),
  customer_id {id} REFERENCES customer (id),
  number {text} NOT NULL,
  number_index {text} NOT NULL,
  masked {text} NOT NULL,
  reason {text} NOT NULL,
  state {text} NOT NULL,
  agent_id {id},
  attempts {int} NOT NULL,
  note {text} NOT NULL,
  since {ms} NOT NULL,
  due_at {ms} NOT NULL,
  ended_at {ms},
  version {int} NOT NULL
);
CREATE INDEX call_back_open ON call_back (centre_id, due_at) WHERE ended_at IS NULL;
CREATE INDEX call_back_number ON call_back (number_index) WHERE ended_at IS NULL;

CREATE TABLE voicemail (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  queue_id {id} NOT NULL REFERENCES queue (id),
  call_id {id} NOT NULL UNIQUE REFERENCES voice_call (id),
  recording_id {id} NOT NULL,
  state {text} NOT NULL,
  agent_id {id},
  note {text} NOT NULL,
  left_at {ms} NOT NULL,
  ended_at {ms},
  version {int} NOT NULL
);
CREATE INDEX voicemail_open ON voicemail (centre_id, id) WHERE ended_at IS NULL;

CREATE TABLE queue_voice (
  id {id} PRIMARY KEY REFERENCES queue (id),
  greeting {text} NOT NULL,
  greeting_en {text} NOT NULL,
  comfort {text} NOT NULL,
  comfort_en {text} NOT NULL,
  music_prompt_id {id},
  tell_position {bool} NOT NULL,
  position_after_seconds {int} NOT NULL,
  position_every_seconds {int} NOT NULL,
  tell_wait {bool} NOT NULL,
  offer_call_back {bool} NOT NULL,
  call_back_after_seconds {int} NOT NULL,
  announce_agent {bool} NOT NULL,
  record {bool} NOT NULL,
  last_agent_seconds {int} NOT NULL,
  version {int} NOT NULL
);
