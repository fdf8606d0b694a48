-- What the trail is filtered by, each in the order of the trail, so that a page costs the same however long it is.
CREATE INDEX audit_events_of_actor ON audit_events (actor_id, seq) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_events_of_verb ON audit_events (verb, seq);
CREATE INDEX audit_events_of_kind ON audit_events (subject_kind, seq);
-- From a day to a place in the trail.
CREATE INDEX audit_events_at ON audit_events (at);
