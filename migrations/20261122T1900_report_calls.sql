-- What reports tell of calls: time in flows and outside, self-service, calls out.
ALTER TABLE report_contact ADD COLUMN flow_ms {int} NOT NULL DEFAULT 0;
ALTER TABLE report_contact ADD COLUMN outside_ms {int} NOT NULL DEFAULT 0;
ALTER TABLE report_stint ADD COLUMN direction {text} NOT NULL DEFAULT 'inbound';
ALTER TABLE report_contact_count ADD COLUMN self_service {int} NOT NULL DEFAULT 0;
ALTER TABLE report_contact_count ADD COLUMN unanswered {int} NOT NULL DEFAULT 0;
ALTER TABLE report_contact_count ADD COLUMN in_flow {int} NOT NULL DEFAULT 0;
ALTER TABLE report_contact_count ADD COLUMN flow_ms {int} NOT NULL DEFAULT 0;
ALTER TABLE report_agent_count ADD COLUMN released {int} NOT NULL DEFAULT 0;
ALTER TABLE report_agent_count ADD COLUMN calls_out {int} NOT NULL DEFAULT 0;
ALTER TABLE report_agent_count ADD COLUMN out_talk_ms {int} NOT NULL DEFAULT 0;
