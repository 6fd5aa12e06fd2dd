-- Why an offer went to that agent is told from the log: what the shard saw of each agent.
CREATE INDEX event_agent_seen ON event (subject_id, transaction_id, seq) WHERE type = 'routing.agent_seen';
CREATE INDEX event_offer_made ON event (subject_id, transaction_id, seq) WHERE type = 'routing.offer_made';
CREATE INDEX event_shard_began ON event (subject_id, transaction_id, seq) WHERE type = 'routing.shard_began';
