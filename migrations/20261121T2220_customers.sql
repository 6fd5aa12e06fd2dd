-- Customers: files of people and organisations, their identities, history, merges, imports.

-- `tags` is a JSON list, `fields` a JSON object of own fields. A file that was merged away
-- keeps its row, so that old ids still answer.
CREATE TABLE customer (
  id {id} NOT NULL PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  kind {text} NOT NULL,
  stage {text} NOT NULL,
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  owner_id {id} REFERENCES person (id),
  note {text} NOT NULL,
  tags {json} NOT NULL,
  fields {json} NOT NULL,
  merged_into {id} REFERENCES customer (id),
  version {int} NOT NULL,
  created_at {ms} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX customer_centre ON customer (centre_id, id);
CREATE INDEX customer_owner ON customer (owner_id, id);
CREATE INDEX customer_stage ON customer (stage, id);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;

-- search index customer_search

-- `sealed` holds the value, `masked` what lists show; the indexes are blind (keyed): of the
-- whole value in its normal form, and of its last four characters, "" where there are none.
CREATE TABLE customer_identity (
  id {id} NOT NULL PRIMARY KEY,
  customer_id {id} NOT NULL REFERENCES customer (id),
  position {int} NOT NULL,
  kind {text} NOT NULL,
  sealed {text} NOT NULL,
  value_index {text} NOT NULL,
  tail_index {text} NOT NULL,
  masked {text} NOT NULL,
  label {text} NOT NULL,
  preferred {bool} NOT NULL
);
CREATE INDEX customer_identity_customer ON customer_identity (customer_id, position);
CREATE INDEX customer_identity_value ON customer_identity (value_index, customer_id);
CREATE INDEX customer_identity_tail ON customer_identity (tail_index, customer_id);
-- A family shares a phone; nobody shares an ID card or an account.
CREATE UNIQUE INDEX customer_identity_exclusive ON customer_identity (kind, value_index)
  WHERE kind IN ('id_card', 'account');

-- `address_index` is the blind index of region and street, folded: equal for equal places.
CREATE TABLE customer_address (
  id {id} NOT NULL PRIMARY KEY,
  customer_id {id} NOT NULL REFERENCES customer (id),
  position {int} NOT NULL,
  label {text} NOT NULL,
  region {text} NOT NULL,
  street {text} NOT NULL,
  postcode {text} NOT NULL,
  address_index {text} NOT NULL
);
CREATE INDEX customer_address_customer ON customer_address (customer_id, position);
CREATE INDEX customer_address_place ON customer_address (address_index, customer_id);

-- The tags of customers that are not merged away, for counts and filters.
CREATE TABLE customer_tag (
  tag_fold {text} NOT NULL,
  customer_id {id} NOT NULL REFERENCES customer (id),
  centre_id {id} NOT NULL,
  tag {text} NOT NULL,
  PRIMARY KEY (tag_fold, customer_id)
);
CREATE INDEX customer_tag_customer ON customer_tag (customer_id);
CREATE INDEX customer_tag_count ON customer_tag (centre_id, tag_fold, tag);

-- Both sides of a relation have a row; `kind` says what the other is to the customer.
CREATE TABLE customer_relation (
  customer_id {id} NOT NULL REFERENCES customer (id),
  other_id {id} NOT NULL REFERENCES customer (id),
  kind {text} NOT NULL,
  note {text} NOT NULL,
  PRIMARY KEY (customer_id, other_id)
);
CREATE INDEX customer_relation_other ON customer_relation (other_id);

-- Definitions of own fields.
CREATE TABLE customer_field (
  id {id} NOT NULL PRIMARY KEY,
  key {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  name_en {text} NOT NULL,
  kind {text} NOT NULL,
  choices {json} NOT NULL,
  required {bool} NOT NULL,
  position {int} NOT NULL,
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

-- History. `differences` is a JSON list of {"field","before","after"}, identities masked.
CREATE TABLE customer_change (
  id {id} NOT NULL PRIMARY KEY,
  customer_id {id} NOT NULL REFERENCES customer (id),
  at {ms} NOT NULL,
  actor_kind {text} NOT NULL,
  actor_id {id} NOT NULL,
  kind {text} NOT NULL,
  differences {json} NOT NULL
);
CREATE INDEX customer_change_customer ON customer_change (customer_id, id);

-- What a merge did, so that it can be undone: `snapshot` (sealed JSON) is what the other file
-- had, `added` what the kept file took from it.
CREATE TABLE customer_merge (
  id {id} NOT NULL PRIMARY KEY,
  kept_id {id} NOT NULL REFERENCES customer (id),
  other_id {id} NOT NULL REFERENCES customer (id),
  at {ms} NOT NULL,
  snapshot {text} NOT NULL,
  added {text} NOT NULL,
  split_at {ms}
);
CREATE INDEX customer_merge_kept ON customer_merge (kept_id);
CREATE UNIQUE INDEX customer_merge_other ON customer_merge (other_id) WHERE split_at IS NULL;

-- The rows of the file are in a sealed blob (src/files); next_offset and next_line say where
-- in it the job goes on, in the transaction of what it did before.
CREATE TABLE customer_import (
  id {id} NOT NULL PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  file_name {text} NOT NULL,
  encoding {text} NOT NULL,
  delimiter {text} NOT NULL,
  state {text} NOT NULL,
  failure {text} NOT NULL,
  columns {json} NOT NULL,
  duplicates {text} NOT NULL,
  sample {text} NOT NULL,
  rows {int} NOT NULL,
  created {int} NOT NULL,
  updated {int} NOT NULL,
  skipped {int} NOT NULL,
  faulty {int} NOT NULL,
  file_id {id},
  next_offset {int} NOT NULL,
  next_line {int} NOT NULL,
  actor_kind {text} NOT NULL,
  actor_id {id} NOT NULL,
  version {int} NOT NULL,
  created_at {ms} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX customer_import_centre ON customer_import (centre_id, id);

-- `fields` is a JSON object of what the message of `code` names.
CREATE TABLE customer_import_fault (
  id {id} NOT NULL PRIMARY KEY,
  import_id {id} NOT NULL REFERENCES customer_import (id),
  line {int} NOT NULL,
  title {text} NOT NULL,
  code {text} NOT NULL,
  fields {json} NOT NULL
);
CREATE INDEX customer_import_fault_import ON customer_import_fault (import_id, id);
