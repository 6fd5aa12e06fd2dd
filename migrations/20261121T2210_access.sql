-- Centres in a tree, departments, teams, people, roles, sessions, API keys, audit.

CREATE TABLE centre (
  id {id} PRIMARY KEY,
  parent_id {id} REFERENCES centre (id),
  level {text} NOT NULL,
  name {text} NOT NULL,
  code {text} NOT NULL,
  code_fold {text} NOT NULL UNIQUE,
  time_zone {text} NOT NULL,
  language {text} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

CREATE TABLE department (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  parent_id {id} REFERENCES department (id),
  name {text} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX department_centre ON department (centre_id);

CREATE TABLE team (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  department_id {id} REFERENCES department (id),
  name {text} NOT NULL,
  leader_id {id},
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX team_centre ON team (centre_id);

-- `rights` is a JSON list of keys.
CREATE TABLE role (
  id {id} PRIMARY KEY,
  key {text} NOT NULL,
  name {text} NOT NULL,
  name_fold {text} NOT NULL UNIQUE,
  name_en {text} NOT NULL,
  rights {json} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

-- `grants` is a JSON list of {"role_id","scope"}; the hash is argon2id as libsodium writes it.
CREATE TABLE person (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  department_id {id} REFERENCES department (id),
  team_id {id} REFERENCES team (id),
  login {text} NOT NULL,
  login_fold {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  number {text} NOT NULL,
  phone {text} NOT NULL,
  email {text} NOT NULL,
  language {text},
  active {bool} NOT NULL,
  grants {json} NOT NULL,
  password_hash {text} NOT NULL,
  must_change_password {bool} NOT NULL,
  last_sign_in_at {ms},
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX person_centre ON person (centre_id);
CREATE INDEX person_team ON person (team_id);
CREATE UNIQUE INDEX person_number ON person (number) WHERE number <> '';

-- search index person_search

-- Failed sign-ins by the blind index of the login as typed, whether it exists or not,
-- and by address, so that nothing tells which logins exist.
CREATE TABLE sign_in_failure (
  subject {text} PRIMARY KEY,
  failures {int} NOT NULL,
  first_at {ms} NOT NULL,
  locked_until {ms}
);

CREATE TABLE session (
  id {id} PRIMARY KEY,
  person_id {id} NOT NULL REFERENCES person (id),
  token_digest {text} NOT NULL UNIQUE,
  created_at {ms} NOT NULL,
  last_seen_at {ms} NOT NULL,
  address {text} NOT NULL,
  browser {text} NOT NULL
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE api_key (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  grants {json} NOT NULL,
  expires_at {ms},
  active {bool} NOT NULL,
  token_digest {text} NOT NULL UNIQUE,
  hint {text} NOT NULL,
  last_used_at {ms},
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

CREATE TABLE sign_in_policy (
  id {id} PRIMARY KEY,
  min_password_length {int} NOT NULL,
  lock_after_failures {int} NOT NULL,
  lock_minutes {int} NOT NULL,
  idle_minutes {int} NOT NULL,
  absolute_hours {int} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

-- Audit rows join the chain of their node when a seal covers them; a seal's hash covers
-- its rows in the order of id and the hash of the seal before.
CREATE TABLE audit (
  id {id} PRIMARY KEY,
  at {ms} NOT NULL,
  node {int} NOT NULL,
  actor_kind {text} NOT NULL,
  actor_id {id} NOT NULL,
  action {text} NOT NULL,
  subject_type {text} NOT NULL,
  subject_id {id} NOT NULL,
  centre_id {id},
  detail {text} NOT NULL,
  address {text} NOT NULL,
  seal_id {id}
);
CREATE INDEX audit_subject ON audit (subject_type, subject_id);
CREATE INDEX audit_unsealed ON audit (node, id) WHERE seal_id IS NULL;
CREATE INDEX audit_seal_rows ON audit (seal_id);

CREATE TABLE audit_seal (
  id {id} PRIMARY KEY,
  node {int} NOT NULL,
  at {ms} NOT NULL,
  row_count {int} NOT NULL,
  previous_hash {text} NOT NULL,
  hash {text} NOT NULL
);
CREATE INDEX audit_seal_node ON audit_seal (node, id);

-- What a creation answered, so that a repeated one answers the same (Idempotency-Key).
CREATE TABLE idempotency (
  actor_kind {text} NOT NULL,
  actor_id {id} NOT NULL,
  key {text} NOT NULL,
  body_digest {text} NOT NULL,
  reply {text} NOT NULL,
  at {ms} NOT NULL,
  PRIMARY KEY (actor_kind, actor_id, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
