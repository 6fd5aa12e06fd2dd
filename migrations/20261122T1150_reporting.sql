-- Reports: facts and counts, all of them made from the event log, and made from it again by
-- `yingda reports rebuild`. Nothing here refers to rows of other modules: a report of last
-- year outlives a queue.

CREATE TABLE report_contact (
  id {id} PRIMARY KEY,
  centre_id {id} NOT NULL,
  channel {text} NOT NULL,
  direction {text} NOT NULL,
  work_item_id {id},
  queue_id {id},
  tier_id {id},
  agent_id {id},
  team_id {id},
  arrived_at {ms} NOT NULL,
  closed_at {ms},
  outcome {text},
  wait_ms {int} NOT NULL,
  talk_ms {int} NOT NULL,
  wrap_up_ms {int} NOT NULL,
  transfers {int} NOT NULL,
  rating {int}
);
CREATE INDEX report_contact_arrived ON report_contact (arrived_at);
CREATE INDEX report_contact_item ON report_contact (work_item_id);

CREATE TABLE report_visit (
  contact_id {id} NOT NULL,
  seq {int} NOT NULL,
  centre_id {id} NOT NULL,
  queue_id {id} NOT NULL,
  channel {text} NOT NULL,
  tier_id {id},
  entered_at {ms} NOT NULL,
  ended_at {ms},
  ending {text},
  wait_ms {int} NOT NULL,
  agent_id {id},
  team_id {id},
  PRIMARY KEY (contact_id, seq)
);
CREATE INDEX report_visit_entered ON report_visit (entered_at);
CREATE INDEX report_visit_queue ON report_visit (queue_id, entered_at);
CREATE INDEX report_visit_open ON report_visit (queue_id) WHERE ended_at IS NULL;

CREATE TABLE report_stint (
  contact_id {id} NOT NULL,
  seq {int} NOT NULL,
  visit_seq {int} NOT NULL,
  centre_id {id} NOT NULL,
  agent_id {id} NOT NULL,
  team_id {id},
  queue_id {id} NOT NULL,
  channel {text} NOT NULL,
  answered_at {ms} NOT NULL,
  talked_until {ms},
  ended_at {ms},
  ending {text},
  rating {int},
  PRIMARY KEY (contact_id, seq)
);
CREATE INDEX report_stint_answered ON report_stint (answered_at);
CREATE INDEX report_stint_agent ON report_stint (agent_id, answered_at);
CREATE INDEX report_stint_open ON report_stint (queue_id) WHERE ended_at IS NULL;

CREATE TABLE report_offer (
  id {id} PRIMARY KEY,
  contact_id {id} NOT NULL,
  centre_id {id} NOT NULL,
  agent_id {id} NOT NULL,
  team_id {id},
  queue_id {id} NOT NULL,
  channel {text} NOT NULL,
  offered_at {ms} NOT NULL,
  how {text} NOT NULL
);
CREATE INDEX report_offer_agent ON report_offer (agent_id, offered_at);
CREATE INDEX report_offer_offered ON report_offer (offered_at);

CREATE TABLE report_span (
  id {int} PRIMARY KEY,
  centre_id {id} NOT NULL,
  agent_id {id} NOT NULL,
  team_id {id},
  state {text} NOT NULL,
  reason_id {id},
  started_at {ms} NOT NULL,
  ended_at {ms} NOT NULL
);
CREATE INDEX report_span_agent ON report_span (agent_id, started_at);
CREATE INDEX report_span_started ON report_span (started_at);

-- The state in which each agent is.
CREATE TABLE report_agent (
  agent_id {id} PRIMARY KEY,
  centre_id {id} NOT NULL,
  team_id {id},
  state {text} NOT NULL,
  reason_id {id},
  since {ms} NOT NULL
);

-- The zone in which the days of a centre were cut.
CREATE TABLE report_centre (
  centre_id {id} PRIMARY KEY,
  time_zone {text} NOT NULL
);

-- When the figures of a queue changed last, for boards.
CREATE TABLE report_queue_now (
  queue_id {id} PRIMARY KEY,
  centre_id {id} NOT NULL,
  changed_at {ms} NOT NULL
);

-- Counts by quarter hour (grain 0) and day (grain 1); 0 stands for none.
CREATE TABLE report_visit_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  queue_id {id} NOT NULL,
  channel {text} NOT NULL,
  tier_id {id} NOT NULL,
  team_id {id} NOT NULL,
  offered {int} NOT NULL,
  answered {int} NOT NULL,
  abandoned {int} NOT NULL,
  overflowed {int} NOT NULL,
  transferred {int} NOT NULL,
  answer_wait_ms {int} NOT NULL,
  abandon_wait_ms {int} NOT NULL,
  handled {int} NOT NULL,
  talk_ms {int} NOT NULL,
  wrap_up_ms {int} NOT NULL,
  answered_band_0 {int} NOT NULL,
  answered_band_1 {int} NOT NULL,
  answered_band_2 {int} NOT NULL,
  answered_band_3 {int} NOT NULL,
  answered_band_4 {int} NOT NULL,
  answered_band_5 {int} NOT NULL,
  answered_band_6 {int} NOT NULL,
  answered_band_7 {int} NOT NULL,
  answered_band_8 {int} NOT NULL,
  answered_band_9 {int} NOT NULL,
  answered_band_10 {int} NOT NULL,
  answered_band_11 {int} NOT NULL,
  answered_band_12 {int} NOT NULL,
  abandoned_band_0 {int} NOT NULL,
  abandoned_band_1 {int} NOT NULL,
  abandoned_band_2 {int} NOT NULL,
  abandoned_band_3 {int} NOT NULL,
  abandoned_band_4 {int} NOT NULL,
  abandoned_band_5 {int} NOT NULL,
  abandoned_band_6 {int} NOT NULL,
  abandoned_band_7 {int} NOT NULL,
  abandoned_band_8 {int} NOT NULL,
  abandoned_band_9 {int} NOT NULL,
  abandoned_band_10 {int} NOT NULL,
  abandoned_band_11 {int} NOT NULL,
  abandoned_band_12 {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, queue_id, channel, tier_id, team_id)
);
CREATE TABLE report_longest_wait (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  queue_id {id} NOT NULL,
  channel {text} NOT NULL,
  longest_wait_ms {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, queue_id, channel)
);
CREATE TABLE report_contact_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  queue_id {id} NOT NULL,
  channel {text} NOT NULL,
  direction {text} NOT NULL,
  tier_id {id} NOT NULL,
  team_id {id} NOT NULL,
  contacts {int} NOT NULL,
  handled {int} NOT NULL,
  abandoned {int} NOT NULL,
  messages {int} NOT NULL,
  transferred {int} NOT NULL,
  transfers {int} NOT NULL,
  wait_ms {int} NOT NULL,
  talk_ms {int} NOT NULL,
  wrap_up_ms {int} NOT NULL,
  rated_1 {int} NOT NULL,
  rated_2 {int} NOT NULL,
  rated_3 {int} NOT NULL,
  rated_4 {int} NOT NULL,
  rated_5 {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, queue_id, channel, direction, tier_id, team_id)
);
CREATE TABLE report_agent_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  agent_id {id} NOT NULL,
  team_id {id} NOT NULL,
  queue_id {id} NOT NULL,
  channel {text} NOT NULL,
  offers {int} NOT NULL,
  offers_answered {int} NOT NULL,
  offers_declined {int} NOT NULL,
  offers_lapsed {int} NOT NULL,
  offers_withdrawn {int} NOT NULL,
  contacts {int} NOT NULL,
  ended {int} NOT NULL,
  closed {int} NOT NULL,
  transferred {int} NOT NULL,
  taken_over {int} NOT NULL,
  handed_back {int} NOT NULL,
  talk_ms {int} NOT NULL,
  wrap_up_ms {int} NOT NULL,
  handling_ms {int} NOT NULL,
  rated_1 {int} NOT NULL,
  rated_2 {int} NOT NULL,
  rated_3 {int} NOT NULL,
  rated_4 {int} NOT NULL,
  rated_5 {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, agent_id, team_id, queue_id, channel)
);
CREATE TABLE report_state_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  agent_id {id} NOT NULL,
  team_id {id} NOT NULL,
  state {text} NOT NULL,
  reason_id {id} NOT NULL,
  spans {int} NOT NULL,
  state_ms {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, agent_id, team_id, state, reason_id)
);

-- Questions that are kept under a name.
CREATE TABLE report_view (
  id {id} PRIMARY KEY,
  owner_id {id} NOT NULL REFERENCES person (id),
  name {text} NOT NULL,
  report {text} NOT NULL,
  question {json} NOT NULL,
  figures {json} NOT NULL,
  shared {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
CREATE INDEX report_view_owner ON report_view (owner_id);

-- When figures of queues on boards are coloured, and alarm.
CREATE TABLE board_threshold (
  id {id} PRIMARY KEY,
  watched {text} NOT NULL,
  centre_id {id} REFERENCES centre (id),
  queue_id {id} REFERENCES queue (id),
  warning {int} NOT NULL,
  critical {int} NOT NULL,
  alarms {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
INSERT INTO board_threshold (id, watched, centre_id, queue_id, warning, critical, alarms, version, updated_at) VALUES
  (1, 'waiting', NULL, NULL, 5, 10, 0, 1, 0),
  (2, 'longest_wait', NULL, NULL, 60, 180, 1, 1, 0),
  (3, 'service_level', NULL, NULL, 80, 60, 0, 1, 0),
  (4, 'abandon_rate', NULL, NULL, 10, 20, 0, 1, 0);
