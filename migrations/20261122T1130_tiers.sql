-- Tiers of customers (entries of customer_tiers), and of contacts the tier of whom they were with.
ALTER TABLE customer ADD COLUMN tier_id {id} REFERENCES dictionary_entry (id);
ALTER TABLE contact ADD COLUMN tier_id {id} REFERENCES dictionary_entry (id);
