-- One row where the sample organisation was filled in: whether to the end.
CREATE TABLE sample (
  id {id} PRIMARY KEY,
  complete {bool} NOT NULL,
  filled_at {ms} NOT NULL
);
