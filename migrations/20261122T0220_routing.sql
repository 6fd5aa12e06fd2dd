-- Distribution: queues, work items, offers, and who runs the shard.

CREATE TABLE queue (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL REFERENCES centre (id),
  name {text} NOT NULL,
  name_fold {text} NOT NULL,
  name_en {text} NOT NULL,
  channel {text} NOT NULL,
  active {bool} NOT NULL,
  strategy {text} NOT NULL,
  stages {json} NOT NULL,
  priority_seconds {int} NOT NULL,
  offer_seconds {int} NOT NULL,
  missed_offers {int} NOT NULL,
  wrap_up_seconds {int} NOT NULL,
  most_waiting {int} NOT NULL,
  overflow_queue_id {id} REFERENCES queue (id),
  overflow_seconds {int} NOT NULL,
  calendar_id {id} REFERENCES calendar (id),
  emergency {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL,
  UNIQUE (centre_id, name_fold)
);
CREATE INDEX queue_overflow ON queue (overflow_queue_id);
CREATE INDEX queue_calendar ON queue (calendar_id);

-- `place` is the arrival less the advance: those who wait are served by returned, place, id.
CREATE TABLE work_item (
  id {id} PRIMARY KEY,
  queue_id {id} NOT NULL REFERENCES queue (id),
  centre_id {id} NOT NULL REFERENCES centre (id),
  channel {text} NOT NULL,
  state {text} NOT NULL,
  arrived_at {ms} NOT NULL,
  queued_at {ms} NOT NULL,
  advance_ms {int} NOT NULL,
  place {ms} NOT NULL,
  skills {json} NOT NULL,
  preferred_agent_id {id} REFERENCES agent (id),
  preferred_ms {int} NOT NULL,
  returned {bool} NOT NULL,
  overflowed_from {json} NOT NULL,
  agent_id {id} REFERENCES agent (id),
  offer_id {id},
  answered_at {ms},
  wrap_up_until {ms},
  extended {bool} NOT NULL,
  ended_at {ms},
  outcome {text}
);
CREATE INDEX work_item_line ON work_item (queue_id, returned, place, id) WHERE state = 'waiting';
CREATE INDEX work_item_open ON work_item (queue_id, state) WHERE state <> 'ended';
CREATE INDEX work_item_agent ON work_item (agent_id) WHERE state <> 'ended';
CREATE INDEX work_item_answered ON work_item (queue_id, answered_at);

CREATE TABLE work_offer (
  id {id} PRIMARY KEY,
  item_id {id} NOT NULL REFERENCES work_item (id),
  queue_id {id} NOT NULL REFERENCES queue (id),
  agent_id {id} NOT NULL REFERENCES agent (id),
  state {text} NOT NULL,
  offered_at {ms} NOT NULL,
  expires_at {ms} NOT NULL,
  ended_at {ms},
  strategy {text} NOT NULL,
  stage {int} NOT NULL,
  candidates {int} NOT NULL,
  waited_ms {int} NOT NULL,
  idle_ms {int} NOT NULL,
  in_hand {int} NOT NULL
);
CREATE INDEX work_offer_item ON work_offer (item_id, id);
CREATE INDEX work_offer_open ON work_offer (agent_id) WHERE state = 'open';

-- One row: the node that decides, under a lease; each owner has a higher epoch.
CREATE TABLE routing_shard (
  id {id} PRIMARY KEY,
  node {int} NOT NULL,
  epoch {int} NOT NULL,
  lease_until {ms} NOT NULL
);
INSERT INTO routing_shard (id, node, epoch, lease_until) VALUES (1, -1, 0, 0);
