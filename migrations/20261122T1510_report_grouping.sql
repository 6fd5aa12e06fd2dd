-- An empty list in a kept question meant "as the report ships"; that is said by none, and an empty one means
-- "by the interval alone".
UPDATE report_view SET question = REPLACE(question, '"by":[]', '"by":null');
