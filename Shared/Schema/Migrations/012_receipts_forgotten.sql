-- Receipts are forgotten once nobody can ask for their reply any more. Those that were written before this stay.

-- Made and answered in such a way that it may be forgotten once it is old, by the rules of ARCHITECTURE.md.
ALTER TABLE casework.receipt ADD COLUMN forgettable boolean NOT NULL DEFAULT false;
CREATE INDEX receipt_forgettable ON casework.receipt (received_at) WHERE forgettable;

-- Receipts of before this moment, by PostgreSQL's clock, may be gone: an id that was made before it is refused, whatever
-- a clock says that was set back meanwhile. Null where none was forgotten yet.
ALTER TABLE casework.site ADD COLUMN receipts_since timestamptz;
GRANT UPDATE (receipts_since) ON casework.site
    TO loket_intake, loket_recording, loket_printing, loket_notification;
