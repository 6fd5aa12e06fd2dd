-- Durable work and schedules (src/jobs). A job that succeeded has no row any more.

CREATE TABLE job (
  id {id} NOT NULL PRIMARY KEY,
  kind {text} NOT NULL,
  unique_key {text},
  body {json} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
  -- When somebody may take it: of a waiting job the time it may run, of a running one
  -- the end of its lease. Of a failed one the time it failed.
  due_at {ms} NOT NULL,
  attempt {int} NOT NULL DEFAULT 0,
  lease {id} NOT NULL DEFAULT 0,
  error {text} NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL;
CREATE INDEX job_due ON job (due_at, id) WHERE state <> 'failed';
CREATE INDEX job_failed ON job (id) WHERE state = 'failed';

-- lease 0: nobody is at it.
CREATE TABLE schedule (
  name {text} NOT NULL PRIMARY KEY,
  due_at {ms} NOT NULL,
  lease {id} NOT NULL DEFAULT 0,
  lease_until {ms} NOT NULL DEFAULT 0
);
