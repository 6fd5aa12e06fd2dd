-- Web chat: sites, visitors, chats, messages, who takes part.

CREATE TABLE chat_site (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  name_en {text} NOT NULL,
  queue_id {id} NOT NULL REFERENCES queue (id),
  origins {json} NOT NULL,
  greeting {text} NOT NULL,
  greeting_en {text} NOT NULL,
  offline_text {text} NOT NULL,
  offline_text_en {text} NOT NULL,
  privacy_note {text} NOT NULL,
  privacy_note_en {text} NOT NULL,
  colour {text} NOT NULL,
  form {json} NOT NULL,
  ask_rating {bool} NOT NULL,
  silence_minutes {int} NOT NULL,
  last_agent_seconds {int} NOT NULL,
  active {bool} NOT NULL,
  site_key {text} NOT NULL UNIQUE,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL,
  UNIQUE (centre_id, name_fold)
);
CREATE INDEX chat_site_queue ON chat_site (queue_id);

-- A browser that came; its token is known to it alone.
CREATE TABLE chat_visitor (
  id {id} PRIMARY KEY,
  site_id {id} NOT NULL REFERENCES chat_site (id),
  token_digest {text} NOT NULL UNIQUE,
  last_agent_id {id} REFERENCES agent (id),
  created_at {ms} NOT NULL
);

-- `answers` are sealed. A message left outside hours is a chat that ended as it began.
CREATE TABLE chat (
  id {id} PRIMARY KEY,
  site_id {id} NOT NULL REFERENCES chat_site (id),
  centre_id {id} NOT NULL REFERENCES centre (id),
  department_id {id},
  team_id {id},
  queue_id {id} NOT NULL REFERENCES queue (id),
  work_item_id {id} UNIQUE REFERENCES work_item (id),
  contact_id {id} NOT NULL REFERENCES contact (id),
  customer_id {id} REFERENCES customer (id),
  customer_claimed {bool} NOT NULL,
  visitor_id {id} NOT NULL REFERENCES chat_visitor (id),
  visitor_name {text} NOT NULL,
  client_id {text} NOT NULL,
  state {text} NOT NULL,
  language {text} NOT NULL,
  page {json} NOT NULL,
  answers {text} NOT NULL,
  agent_id {id} REFERENCES agent (id),
  visitor_node {int} NOT NULL,
  visitor_gone_at {ms},
  last_seq {int} NOT NULL,
  files {int} NOT NULL,
  visitor_received_seq {int} NOT NULL,
  visitor_read_seq {int} NOT NULL,
  agent_read_seq {int} NOT NULL,
  last_visitor_seq {int} NOT NULL,
  silence_minutes {int} NOT NULL,
  silence_warned {bool} NOT NULL,
  started_at {ms} NOT NULL,
  answered_at {ms},
  last_message_at {ms},
  silent_since {ms},
  ended_at {ms},
  ended_by {text},
  rating {int}
);
CREATE INDEX chat_of_visitor ON chat (visitor_id, id);
CREATE UNIQUE INDEX chat_open ON chat (visitor_id) WHERE state <> 'ended';
CREATE INDEX chat_running ON chat (state, id) WHERE state <> 'ended';
CREATE INDEX chat_of_customer ON chat (customer_id, id);
CREATE INDEX chat_of_agent ON chat (agent_id, id);
CREATE INDEX chat_of_centre ON chat (centre_id, id);

CREATE TABLE chat_participant (
  chat_id {id} NOT NULL REFERENCES chat (id),
  person_id {id} NOT NULL REFERENCES person (id),
  role {text} NOT NULL,
  since {ms} NOT NULL,
  PRIMARY KEY (chat_id, person_id)
);
CREATE INDEX chat_participant_person ON chat_participant (person_id);

CREATE TABLE chat_message (
  id {id} PRIMARY KEY,
  chat_id {id} NOT NULL REFERENCES chat (id),
  seq {int} NOT NULL,
  at {ms} NOT NULL,
  author {text} NOT NULL,
  author_id {id} REFERENCES person (id),
  kind {text} NOT NULL,
  visibility {text} NOT NULL,
  text {text} NOT NULL,
  arguments {json} NOT NULL,
  client_id {text} NOT NULL,
  file {json},
  UNIQUE (chat_id, seq)
);
CREATE UNIQUE INDEX chat_message_client ON chat_message (chat_id, client_id) WHERE client_id <> '';

CREATE TABLE canned_reply (
  id {id} PRIMARY KEY,
  owner_id {id} REFERENCES person (id),
  centre_id {id} REFERENCES centre (id),
  own {bool} NOT NULL,
  folder {text} NOT NULL,
  shortcut {text} NOT NULL,
  title {text} NOT NULL,
  text {text} NOT NULL,
  language {text} NOT NULL,
  position {int} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX canned_reply_owner ON canned_reply (owner_id);
CREATE INDEX canned_reply_centre ON canned_reply (centre_id);
