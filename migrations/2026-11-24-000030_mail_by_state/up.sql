-- Staff look for the few mails that were given up among millions that were sent.
CREATE INDEX outbox_by_state ON outbox (state, created_at DESC, id DESC);
