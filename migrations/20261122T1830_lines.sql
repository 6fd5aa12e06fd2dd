-- By what the centre is reached, and calls out.

CREATE TABLE trunk (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  active {bool} NOT NULL,
  position {int} NOT NULL,
  host {text} NOT NULL,
  port {int} NOT NULL,
  transport {text} NOT NULL,
  domain {text} NOT NULL,
  login {text} NOT NULL,
  registers {bool} NOT NULL,
  registration_seconds {int} NOT NULL,
  pings {bool} NOT NULL,
  addresses {json} NOT NULL,
  inbound_login {text} NOT NULL,
  security {text} NOT NULL,
  codecs {json} NOT NULL,
  calls_max {int} NOT NULL,
  area_code {text} NOT NULL,
  sealed_password {text} NOT NULL,
  sealed_inbound_password {text} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX trunk_centre ON trunk (centre_id);

-- What each node's engine last told of a trunk, and of a phone below.
CREATE TABLE trunk_state (
  id {id} PRIMARY KEY,
  trunk_id {id} NOT NULL REFERENCES trunk (id),
  node {int} NOT NULL,
  state {text} NOT NULL,
  status {int} NOT NULL,
  since {ms} NOT NULL,
  UNIQUE (trunk_id, node)
);

CREATE TABLE own_number (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  pattern {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  flow_id {id},
  language {text} NOT NULL,
  caller_number {text} NOT NULL,
  is_default {bool} NOT NULL,
  queue_ids {json} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX own_number_centre ON own_number (centre_id);

CREATE TABLE way_out (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  prefix {text} NOT NULL,
  cut_digits {int} NOT NULL,
  put_before {text} NOT NULL,
  trunk_ids {json} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX way_out_centre ON way_out (centre_id);

-- The digests of a phone's password are kept sealed: whoever has them can sign in as the phone.
CREATE TABLE phone (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  person_id {id},
  login {text} NOT NULL UNIQUE,
  security {text} NOT NULL,
  active {bool} NOT NULL,
  sealed_digests {text} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX phone_centre ON phone (centre_id);
CREATE INDEX phone_person ON phone (person_id);

CREATE TABLE phone_state (
  id {id} PRIMARY KEY,
  phone_id {id} NOT NULL REFERENCES phone (id),
  node {int} NOT NULL,
  signed_in {bool} NOT NULL,
  address {text} NOT NULL,
  user_agent {text} NOT NULL,
  since {ms} NOT NULL,
  UNIQUE (phone_id, node)
);

-- Which phone a person has chosen; without a row its browser rings.
CREATE TABLE own_phone (
  person_id {id} PRIMARY KEY,
  phone_id {id} NOT NULL UNIQUE REFERENCES phone (id)
);

-- A whole number stands sealed, and is found by its index; a prefix is no one's and stands as it is.
CREATE TABLE caller_rule (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  verdict {text} NOT NULL,
  prefix {text} NOT NULL,
  sealed {text} NOT NULL,
  value_index {text} NOT NULL,
  masked {text} NOT NULL,
  region {json} NOT NULL,
  reason {text} NOT NULL,
  until {ms},
  hits {int} NOT NULL,
  last_hit_at {ms},
  marks {int} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL,
  UNIQUE (centre_id, prefix, value_index)
);
CREATE INDEX caller_rule_value ON caller_rule (value_index);
