-- What two sites have to do with each other: a line, entries that travel, and two histories of one case.

-- The offices of other sites that this site has a line to. A case can be filed whose way leads there.
ALTER TABLE casework.site ADD COLUMN reachable text[] NOT NULL DEFAULT '{}';

-- When the last entry of a case that another site holds came from there; null for what this site holds.
ALTER TABLE casework.subject ADD COLUMN known_at timestamptz;

-- A message to another site carries the subject's entries from this version on to its own. They are read when it is
-- sent: entries never change, so it is the same message each time.
ALTER TABLE casework.outbox ADD COLUMN carries_from bigint;

-- Another site's history of a case that differs from ours: never merged, kept for people to compare.
CREATE TABLE casework.fork (
    message_id uuid PRIMARY KEY,
    subject_id uuid NOT NULL,
    number text NOT NULL,
    service text NOT NULL,
    sender text NOT NULL,
    -- The first entry that differs.
    version bigint NOT NULL,
    -- A loket.v1.Carried.
    entries bytea NOT NULL,
    found_at timestamptz NOT NULL,
    -- When a person released or ended the case.
    settled_at timestamptz
);
CREATE INDEX fork_open ON casework.fork (subject_id) WHERE settled_at IS NULL;

GRANT SELECT ON casework.fork TO loket_auditor;
GRANT SELECT, INSERT, UPDATE ON casework.fork
    TO loket_intake, loket_recording, loket_printing, loket_notification;
