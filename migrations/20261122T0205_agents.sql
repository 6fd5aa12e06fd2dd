-- Agents: skills, profiles, states, presence, messages of supervisors.

CREATE TABLE skill (
  id {id} PRIMARY KEY,
  name {text} NOT NULL,
  name_fold {text} NOT NULL UNIQUE,
  name_en {text} NOT NULL,
  description {text} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

-- A profile; its id is the person's. `capacity` is a JSON list of {"channel","most"}.
CREATE TABLE agent (
  id {id} PRIMARY KEY REFERENCES person (id),
  capacity {json} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

CREATE TABLE agent_skill (
  person_id {id} NOT NULL REFERENCES agent (id),
  skill_id {id} NOT NULL REFERENCES skill (id),
  level {int} NOT NULL,
  PRIMARY KEY (person_id, skill_id)
);
CREATE INDEX agent_skill_skill ON agent_skill (skill_id);

-- No row: never signed in as an agent.
CREATE TABLE agent_state (
  id {id} PRIMARY KEY REFERENCES agent (id),
  state {text} NOT NULL,
  reason_id {id} REFERENCES dictionary_entry (id),
  since {ms} NOT NULL,
  signed_in_at {ms},
  present {bool} NOT NULL,
  absent_since {ms},
  version {int} NOT NULL
);
CREATE INDEX agent_state_reason ON agent_state (reason_id);

-- At which nodes a person's console is connected, or was a moment ago.
CREATE TABLE agent_desk (
  person_id {id} NOT NULL REFERENCES person (id),
  node {int} NOT NULL,
  PRIMARY KEY (person_id, node)
);
CREATE INDEX agent_desk_node ON agent_desk (node);

-- One row for each receiver.
CREATE TABLE agent_message (
  id {id} PRIMARY KEY,
  person_id {id} NOT NULL REFERENCES person (id),
  sender_kind {text} NOT NULL,
  sender_id {id} NOT NULL,
  text {text} NOT NULL,
  sent_at {ms} NOT NULL,
  read_at {ms}
);
CREATE INDEX agent_message_person ON agent_message (person_id, id);
CREATE INDEX agent_message_sent ON agent_message (sent_at);
