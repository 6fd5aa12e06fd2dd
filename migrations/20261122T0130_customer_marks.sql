-- Customers: how many have a tag, kept for each centre instead of counted; marks of centre,
-- owner, tags, stage, kind and own fields in the search index.

-- Counts files that are not merged away, each spelling of a tag for itself.
CREATE TABLE customer_tag_total (
  centre_id {id} NOT NULL,
  tag_fold {text} NOT NULL,
  tag {text} NOT NULL,
  customers {int} NOT NULL,
  PRIMARY KEY (centre_id, tag_fold, tag)
);
INSERT INTO customer_tag_total (centre_id, tag_fold, tag, customers)
  SELECT centre_id, tag_fold, tag, count(*) FROM customer_tag GROUP BY centre_id, tag_fold, tag;
DROP INDEX customer_tag_count;

-- Has one row while files are in the search index without their marks: those from next_id
-- on. A migration that brings new marks puts it there; the job customers.reindex takes it away.
CREATE TABLE customer_reindex (
  next_id {id} NOT NULL
);
INSERT INTO customer_reindex (next_id) SELECT 0 WHERE EXISTS (SELECT 1 FROM customer);
