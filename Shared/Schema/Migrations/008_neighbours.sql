-- What a site knows through its neighbours: what a restore lost, and one person's cases at two offices.

-- Entries that this site wrote in a life that ended before a backup knew of them, and that a neighbour gave back. The
-- visits, lists and devices that stood beside them are lost.
CREATE TABLE casework.came_back (
    subject_id uuid NOT NULL,
    first_version bigint NOT NULL,
    last_version bigint NOT NULL,
    -- The life that they came back to.
    incarnation int NOT NULL,
    PRIMARY KEY (subject_id, first_version)
);

-- Whether there are neighbours to ask is in `reachable`.
ALTER TABLE casework.site DROP COLUMN line_since;

-- The same person's same product, filed at two offices while neither knew of the other. The later one is held.
CREATE TABLE casework.twin (
    later_id uuid NOT NULL,
    first_id uuid NOT NULL,
    later_number text NOT NULL,
    first_number text NOT NULL,
    first_office text NOT NULL,
    found_at timestamptz NOT NULL,
    -- When a person ended one of them or let the later one go on.
    settled_at timestamptz,
    PRIMARY KEY (later_id, first_id)
);
CREATE INDEX twin_first ON casework.twin (first_id);
CREATE INDEX twin_open ON casework.twin (found_at) WHERE settled_at IS NULL;

GRANT SELECT ON casework.came_back, casework.twin TO loket_auditor;
GRANT SELECT, INSERT ON casework.came_back
    TO loket_intake, loket_recording, loket_printing, loket_notification;
GRANT SELECT, INSERT, UPDATE ON casework.twin
    TO loket_intake, loket_recording, loket_printing, loket_notification;
