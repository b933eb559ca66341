-- Files that belong to cases, as captures: each once, known by its SHA-256, in pieces of 32 KiB that are sealed with the
-- key in the site's folder. Complete ones were held against their hash, and never change.

CREATE TABLE recording.attachment (
    -- Of the plain file.
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    bytes bigint NOT NULL CHECK (bytes BETWEEN 1 AND 16777216),
    -- Tells which key its pieces are sealed with, and nothing of that key.
    key_id bytea NOT NULL CHECK (length(key_id) = 8),
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    completed_at timestamptz
);
CREATE INDEX attachment_begun ON recording.attachment (begun_at) WHERE completed_at IS NULL;

CREATE TABLE recording.attachment_piece (
    hash bytea NOT NULL REFERENCES recording.attachment ON DELETE CASCADE,
    place int NOT NULL CHECK (place BETWEEN 0 AND 511),
    -- AES-256-GCM: nonce, ciphertext, tag.
    sealed bytea NOT NULL,
    PRIMARY KEY (hash, place)
);
-- What is encrypted can't be compressed.
ALTER TABLE recording.attachment_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- Who was given a file, and why: written before the first piece is given.
CREATE TABLE recording.attachment_use (
    use_id uuid PRIMARY KEY,
    hash bytea NOT NULL,
    subject_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT casework.site_now(),
    who text NOT NULL,
    principal text NOT NULL,
    office text NOT NULL,
    purpose text NOT NULL,
    pieces int NOT NULL DEFAULT 1
);
CREATE INDEX attachment_use_subject ON recording.attachment_use (subject_id, at);

-- Files that another site's entries speak of and that are to be fetched from there. Whatever service takes the entries
-- in writes the row in the same commit; recording fetches.
CREATE TABLE casework.wanted_attachment (
    hash bytea PRIMARY KEY,
    bytes bigint NOT NULL,
    subject_id uuid NOT NULL,
    office text NOT NULL,
    wanted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Which instance fetches it: whoever took it last, until then.
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    -- After a failure it rests, longer each time.
    not_before timestamptz NOT NULL DEFAULT '-infinity',
    failures int NOT NULL DEFAULT 0,
    problem text NOT NULL DEFAULT ''
);
CREATE INDEX wanted_attachment_next ON casework.wanted_attachment (not_before, wanted_at);

GRANT SELECT ON casework.wanted_attachment TO loket_auditor;
GRANT INSERT ON casework.wanted_attachment TO loket_intake, loket_recording, loket_printing, loket_notification;
GRANT SELECT, UPDATE, DELETE ON casework.wanted_attachment TO loket_recording;
