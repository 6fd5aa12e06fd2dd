-- Service levels and the clocks that run by them.

CREATE TABLE service_level (
  id {id} PRIMARY KEY,
  key {text} NOT NULL,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  name_en {text} NOT NULL,
  measure {text} NOT NULL,
  channel {text} NOT NULL,
  queue_ids {json} NOT NULL,
  target_seconds {int} NOT NULL,
  goal_percent {int} NOT NULL,
  warn_percent {int} NOT NULL,
  short_abandon_seconds {int} NOT NULL,
  calendar_id {id} REFERENCES calendar (id),
  active {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL,
  UNIQUE (centre_id, name_fold)
);
CREATE INDEX service_level_calendar ON service_level (calendar_id);

-- `counted` are the open stretches that the clock counts, `pauses` what lies between them:
-- JSON lists, as they were reckoned then.
CREATE TABLE commitment (
  id {id} PRIMARY KEY,
  service_level_id {id} NOT NULL REFERENCES service_level (id),
  measure {text} NOT NULL,
  subject_id {id} NOT NULL,
  centre_id {id} NOT NULL REFERENCES centre (id),
  queue_id {id},
  calendar_id {id},
  target_ms {int} NOT NULL,
  warn_ms {int} NOT NULL,
  short_abandon_ms {int} NOT NULL,
  started_at {ms} NOT NULL,
  due_at {ms} NOT NULL,
  warn_at {ms} NOT NULL,
  paused_at {ms},
  pause_reason {text},
  remaining_ms {int},
  stopped_at {ms},
  state {text} NOT NULL,
  warned {bool} NOT NULL,
  abandoned {bool} NOT NULL,
  counted {json} NOT NULL,
  pauses {json} NOT NULL
);
CREATE INDEX commitment_due ON commitment (due_at) WHERE state = 'running';
CREATE INDEX commitment_warn ON commitment (warn_at) WHERE state = 'running' AND warned = 0;
CREATE INDEX commitment_open ON commitment (centre_id, id) WHERE stopped_at IS NULL;
CREATE INDEX commitment_subject ON commitment (subject_id, id);
CREATE INDEX commitment_level ON commitment (service_level_id, id);
