DROP INDEX audit_events_at, audit_events_of_kind, audit_events_of_verb, audit_events_of_actor;
