-- What waits for each receiver by itself: one that doesn't answer for hours holds up the search for no other.
CREATE INDEX CONCURRENTLY outbox_waiting ON casework.outbox (sender, destination, lease_until);
