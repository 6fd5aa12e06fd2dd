-- Channels by which alarms are told, and what was told.

CREATE TABLE notice_channel (
  id {id} NOT NULL PRIMARY KEY,
  kind {text} NOT NULL,
  name {text} NOT NULL,
  active {bool} NOT NULL,
  least {text} NOT NULL,
  sources {json} NOT NULL,
  repeat_minutes {int} NOT NULL,
  language {text} NOT NULL,
  url {text} NOT NULL,
  allow_private {bool} NOT NULL,
  host {text} NOT NULL,
  port {int} NOT NULL,
  security {text} NOT NULL,
  login {text} NOT NULL,
  sender {text} NOT NULL,
  recipients {json} NOT NULL,
  sealed_secret {text} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);

CREATE TABLE notice_delivery (
  id {id} NOT NULL PRIMARY KEY,
  channel_id {id} NOT NULL REFERENCES notice_channel (id),
  alarm_id {id},
  source {text} NOT NULL,
  occasion {text} NOT NULL,
  state {text} NOT NULL,
  attempts {int} NOT NULL,
  code {text} NOT NULL,
  answer {text} NOT NULL,
  created_at {ms} NOT NULL,
  finished_at {ms}
);
CREATE INDEX notice_delivery_channel ON notice_delivery (channel_id, id);
CREATE INDEX notice_delivery_alarm ON notice_delivery (alarm_id, channel_id, id) WHERE alarm_id IS NOT NULL;
