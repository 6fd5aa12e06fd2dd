-- Reports of calls: legs, transfers, ways through flows, and what stands behind them.
ALTER TABLE report_contact ADD COLUMN conversation_id {id};
CREATE INDEX report_contact_conversation ON report_contact (conversation_id);

CREATE TABLE report_leg (
  id {int} PRIMARY KEY,
  party_id {id},
  call_id {id},
  centre_id {id} NOT NULL,
  direction {text} NOT NULL,
  role {text} NOT NULL,
  device {text} NOT NULL,
  agent_id {id},
  team_id {id},
  queue_id {id},
  trunk_id {id},
  dialled {int} NOT NULL,
  began_at {ms} NOT NULL,
  ended_at {ms} NOT NULL,
  answered {int} NOT NULL,
  failure {text} NOT NULL,
  ring_ms {int} NOT NULL,
  talk_ms {int} NOT NULL,
  held_ms {int} NOT NULL,
  kept_waiting_ms {int} NOT NULL,
  mos_milli {int},
  loss_milli {int},
  jitter_ms {int}
);
CREATE INDEX report_leg_began ON report_leg (began_at);
CREATE INDEX report_leg_party ON report_leg (party_id);
CREATE INDEX report_leg_agent ON report_leg (agent_id, began_at);
CREATE INDEX report_leg_trunk ON report_leg (trunk_id, ended_at);

CREATE TABLE report_transfer (
  id {int} PRIMARY KEY,
  call_id {id} NOT NULL,
  centre_id {id} NOT NULL,
  at {ms} NOT NULL,
  kind {text} NOT NULL,
  goal {text} NOT NULL,
  queue_id {id},
  agent_id {id},
  team_id {id},
  to_queue_id {id},
  to_agent_id {id},
  to_flow_id {id}
);
CREATE INDEX report_transfer_at ON report_transfer (at);

CREATE TABLE report_walk (
  id {int} PRIMARY KEY,
  call_id {id} NOT NULL,
  centre_id {id} NOT NULL,
  flow_id {id} NOT NULL,
  flow_version {int} NOT NULL,
  began_at {ms} NOT NULL,
  ended_at {ms} NOT NULL,
  ending {text} NOT NULL
);
CREATE INDEX report_walk_began ON report_walk (began_at);

CREATE TABLE report_step (
  id {int} PRIMARY KEY,
  call_id {id},
  centre_id {id} NOT NULL,
  flow_id {id} NOT NULL,
  flow_version {int} NOT NULL,
  node_id {text} NOT NULL,
  exit {text} NOT NULL,
  at {ms} NOT NULL
);
CREATE INDEX report_step_at ON report_step (at);

CREATE TABLE report_leg_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  direction {text} NOT NULL,
  role {text} NOT NULL,
  device {text} NOT NULL,
  agent_id {id} NOT NULL,
  team_id {id} NOT NULL,
  queue_id {id} NOT NULL,
  trunk_id {id} NOT NULL,
  legs {int} NOT NULL,
  answered {int} NOT NULL,
  ring_ms {int} NOT NULL,
  talk_ms {int} NOT NULL,
  held {int} NOT NULL,
  held_ms {int} NOT NULL,
  came_in {int} NOT NULL,
  in_answered {int} NOT NULL,
  went_out {int} NOT NULL,
  out_answered {int} NOT NULL,
  blocked {int} NOT NULL,
  given_up {int} NOT NULL,
  busy {int} NOT NULL,
  no_answer {int} NOT NULL,
  declined {int} NOT NULL,
  wrong_number {int} NOT NULL,
  network {int} NOT NULL,
  seized_ms {int} NOT NULL,
  measured {int} NOT NULL,
  mos_milli {int} NOT NULL,
  loss_milli {int} NOT NULL,
  jitter_ms {int} NOT NULL,
  kept_waiting_ms {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, direction, role, device, agent_id, team_id, queue_id, trunk_id)
);

CREATE TABLE report_trunk_peak (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  trunk_id {id} NOT NULL,
  most_legs {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, trunk_id)
);

CREATE TABLE report_transfer_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  queue_id {id} NOT NULL,
  agent_id {id} NOT NULL,
  team_id {id} NOT NULL,
  goal {text} NOT NULL,
  to_queue_id {id} NOT NULL,
  to_agent_id {id} NOT NULL,
  to_flow_id {id} NOT NULL,
  transfers {int} NOT NULL,
  blind {int} NOT NULL,
  consulted {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, queue_id, agent_id, team_id, goal, to_queue_id, to_agent_id, to_flow_id)
);

CREATE TABLE report_walk_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  flow_id {id} NOT NULL,
  flow_version {int} NOT NULL,
  walks {int} NOT NULL,
  to_queue {int} NOT NULL,
  outside {int} NOT NULL,
  message {int} NOT NULL,
  self_service {int} NOT NULL,
  hung_up {int} NOT NULL,
  failed {int} NOT NULL,
  walk_ms {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, flow_id, flow_version)
);

CREATE TABLE report_step_count (
  grain {int} NOT NULL,
  bucket {int} NOT NULL,
  centre_id {id} NOT NULL,
  flow_id {id} NOT NULL,
  flow_version {int} NOT NULL,
  node_id {text} NOT NULL,
  exit {text} NOT NULL,
  taken {int} NOT NULL,
  hung_up {int} NOT NULL,
  PRIMARY KEY (grain, bucket, centre_id, flow_id, flow_version, node_id, exit)
);
