DROP TABLE outbox;
DROP FUNCTION announce_outbox();
DROP TABLE audit_values;
DROP TABLE audit_events;
DROP FUNCTION refuse_change();
