-- Flows with their versions, prompts, what counts for all flows, emergencies of centres, and
-- how often each exit was taken.

CREATE TABLE ivr_flow (
  id {id} NOT NULL PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  name_en {text} NOT NULL,
  draft {json} NOT NULL,
  published {int} NOT NULL,
  emergency {bool} NOT NULL,
  emergency_flow_id {id} REFERENCES ivr_flow (id),
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE UNIQUE INDEX ivr_flow_name ON ivr_flow (centre_id, name_fold);

CREATE TABLE ivr_flow_version (
  id {id} NOT NULL PRIMARY KEY,
  flow_id {id} NOT NULL REFERENCES ivr_flow (id),
  number {int} NOT NULL,
  graph {json} NOT NULL,
  published_at {ms} NOT NULL,
  published_by {json} NOT NULL,
  note {text} NOT NULL
);
CREATE UNIQUE INDEX ivr_flow_version_number ON ivr_flow_version (flow_id, number);

CREATE TABLE ivr_prompt (
  id {id} NOT NULL PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  text {text} NOT NULL,
  text_en {text} NOT NULL,
  recording_id {id},
  recorded_ms {int},
  recording_en_id {id},
  recorded_en_ms {int},
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE UNIQUE INDEX ivr_prompt_name ON ivr_prompt (centre_id, name_fold);

-- Sound that was made of text, by a digest of voice and text.
CREATE TABLE ivr_speech (
  digest {text} NOT NULL PRIMARY KEY,
  file_id {id} NOT NULL,
  made_at {ms} NOT NULL
);

-- One row at most.
CREATE TABLE ivr_settings (
  allowed_hosts {json} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

CREATE TABLE ivr_emergency (
  id {id} NOT NULL PRIMARY KEY REFERENCES centre (id),
  active {bool} NOT NULL,
  phrases {json} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

-- By day of the centre; made from the events ivr.exit_taken.
CREATE TABLE ivr_exit_count (
  flow_id {id} NOT NULL,
  flow_version {int} NOT NULL,
  node_id {text} NOT NULL,
  exit {text} NOT NULL,
  day {text} NOT NULL,
  taken {int} NOT NULL,
  PRIMARY KEY (flow_id, flow_version, node_id, exit, day)
);
