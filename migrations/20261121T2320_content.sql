-- Content packs, calendars, dictionaries, language rules.

-- Which files below content/ were loaded, by the digest of their text.
CREATE TABLE content_pack (
  name {text} PRIMARY KEY,
  checksum {text} NOT NULL,
  loaded_at {ms} NOT NULL
);

-- `weekly` is {"monday":[{"begin","end"}],…}, `special_days` a list in the order of date.
CREATE TABLE calendar (
  id {id} PRIMARY KEY,
  key {text} NOT NULL,
  centre_id {id} REFERENCES centre (id),
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  name_en {text} NOT NULL,
  time_zone {text} NOT NULL,
  holiday_set {text} NOT NULL,
  weekly {json} NOT NULL,
  special_days {json} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE UNIQUE INDEX calendar_key ON calendar (key) WHERE key <> '';
CREATE INDEX calendar_centre ON calendar (centre_id);

-- Days that all calendars of a set share.
CREATE TABLE holiday (
  id {id} PRIMARY KEY,
  holiday_set {text} NOT NULL,
  date {text} NOT NULL,
  kind {text} NOT NULL,
  hours {json} NOT NULL,
  weekday {text},
  name {text} NOT NULL,
  name_en {text} NOT NULL,
  updated_at {ms} NOT NULL,
  UNIQUE (holiday_set, date)
);

CREATE TABLE dictionary (
  id {id} PRIMARY KEY,
  key {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  name_en {text} NOT NULL,
  levels {int} NOT NULL,
  position {int} NOT NULL,
  attributes {json} NOT NULL,
  updated_at {ms} NOT NULL
);

-- `attributes` is a JSON object of texts. Tables that refer to entries do so by id with
-- REFERENCES, so that an entry in use cannot be deleted.
CREATE TABLE dictionary_entry (
  id {id} PRIMARY KEY,
  dictionary {text} NOT NULL REFERENCES dictionary (key),
  parent_id {id} REFERENCES dictionary_entry (id),
  key {text} NOT NULL,
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  name_en {text} NOT NULL,
  position {int} NOT NULL,
  active {bool} NOT NULL,
  attributes {json} NOT NULL,
  shipped {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL,
  UNIQUE (dictionary, key)
);
CREATE INDEX dictionary_entry_parent ON dictionary_entry (parent_id);

CREATE TABLE language_rule (
  id {id} PRIMARY KEY,
  key {text} NOT NULL,
  kind {text} NOT NULL,
  language {text} NOT NULL,
  name {text} NOT NULL,
  phrases {json} NOT NULL,
  exceptions {json} NOT NULL,
  unless {json} NOT NULL,
  advice {text} NOT NULL,
  contact_kinds {json} NOT NULL,
  max_count {int} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE UNIQUE INDEX language_rule_key ON language_rule (key) WHERE key <> '';
