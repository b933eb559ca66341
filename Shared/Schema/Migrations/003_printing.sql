-- The PDFs of SIAK and Bapenda that were taken in, byte for byte. A case's history holds the hash.

CREATE TABLE printing.document (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    bytes bytea NOT NULL,
    taken_in_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- A PDF is compressed already.
ALTER TABLE printing.document ALTER COLUMN bytes SET STORAGE EXTERNAL;
