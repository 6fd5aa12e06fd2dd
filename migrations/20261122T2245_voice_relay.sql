-- The relays (STUN, TURN) that browsers are told. One row, once somebody has set them.
CREATE TABLE voice_relay (
  urls {json} NOT NULL,
  secret {text} NOT NULL,
  version {int} NOT NULL,
  updated_at {ms} NOT NULL
);
