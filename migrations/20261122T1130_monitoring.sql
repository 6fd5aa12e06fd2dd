-- Health of the nodes, and alarms.

CREATE TABLE monitored_node (
  node {int} NOT NULL PRIMARY KEY,
  started_at {ms} NOT NULL,
  heard_at {ms} NOT NULL
);

-- What each node writes to see how long a durable write takes.
CREATE TABLE probe_write (
  node {int} NOT NULL PRIMARY KEY,
  at {ms} NOT NULL
);

-- The last reading of each probe on each node.
CREATE TABLE probe_reading (
  node {int} NOT NULL,
  probe {text} NOT NULL,
  severity {text} NOT NULL,
  value {real},
  unit {text} NOT NULL,
  note {text} NOT NULL,
  figures {json} NOT NULL,
  at {ms} NOT NULL,
  PRIMARY KEY (node, probe)
);

-- The worst reading of each minute, for seven days.
CREATE TABLE probe_sample (
  node {int} NOT NULL,
  probe {text} NOT NULL,
  at {ms} NOT NULL,
  severity {text} NOT NULL,
  value {real} NOT NULL,
  PRIMARY KEY (node, probe, at)
);
CREATE INDEX probe_sample_at ON probe_sample (at);

CREATE TABLE probe_threshold (
  id {id} NOT NULL PRIMARY KEY,
  probe {text} NOT NULL UNIQUE,
  unit {text} NOT NULL,
  bad {text} NOT NULL,
  warning {real},
  critical {real},
  bad_samples {int} NOT NULL,
  good_samples {int} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

CREATE TABLE alarm (
  id {id} NOT NULL PRIMARY KEY,
  source {text} NOT NULL,
  subject_id {id} NOT NULL,
  subject_name {text} NOT NULL,
  centre_id {id} NOT NULL REFERENCES centre (id),
  severity {text} NOT NULL,
  worst {text} NOT NULL,
  value {real},
  threshold {real},
  unit {text} NOT NULL,
  started_at {ms} NOT NULL,
  changed_at {ms} NOT NULL,
  ended_at {ms},
  acknowledged_by {id},
  acknowledged_at {ms},
  note {text} NOT NULL
);
CREATE INDEX alarm_centre ON alarm (centre_id, id);
CREATE INDEX alarm_open ON alarm (id) WHERE ended_at IS NULL;

-- What is not simply well: the severity in effect, and how long another one has been seen.
CREATE TABLE alarm_condition (
  source {text} NOT NULL,
  subject_id {id} NOT NULL,
  severity {text} NOT NULL,
  pending {text} NOT NULL,
  streak {int} NOT NULL,
  alarm_id {id},
  PRIMARY KEY (source, subject_id)
);
