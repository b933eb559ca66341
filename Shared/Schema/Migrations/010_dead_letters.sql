-- What is needed to send a dead letter again, and what a person decided about it. Letters stay: closed ones are history.

ALTER TABLE casework.dead_letter
    -- The service of this site that sent it; for what the clock fired, whom it was for.
    ADD COLUMN sender text NOT NULL DEFAULT '',
    -- service@office; empty where it can't be sent again from here: another site's, a device's.
    ADD COLUMN destination text NOT NULL DEFAULT '',
    ADD COLUMN version bigint,
    -- Of a message with a history: from which entry on, and whose it is (loket.v1.Carried without the entries).
    ADD COLUMN carries_from bigint,
    ADD COLUMN carried bytea,
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN closed_by text NOT NULL DEFAULT '',
    ADD COLUMN closing text NOT NULL DEFAULT '' CHECK (closing IN ('', 'replayed', 'discarded')),
    ADD COLUMN reason text NOT NULL DEFAULT '',
    ADD CHECK ((closed_at IS NULL) = (closing = ''));
CREATE INDEX dead_letter_open ON casework.dead_letter (at) WHERE closed_at IS NULL;
