-- What calls ask of agents and of distribution: agents who are on the phone with somebody of whom
-- nothing is waiting, and items that began in an agent's hands.
ALTER TABLE agent_state ADD COLUMN occupied {bool} NOT NULL DEFAULT 0;
ALTER TABLE work_item ADD COLUMN begun {bool} NOT NULL DEFAULT 0;
