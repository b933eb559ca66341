-- Kemendagri's list of places, as an operator imported it from a file. It comes in pieces, and none of it counts before
-- all of it is there and was held against its hash; then it is in use, and the list before it is gone.

CREATE TABLE intake.region_edition (
    edition int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- SHA-256 over all rows in the order of their codes, a tab after each code and a line end after each name.
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- What the file was called, and its own SHA-256.
    name text NOT NULL,
    file_hash bytea NOT NULL CHECK (length(file_hash) = 32),
    places int NOT NULL CHECK (places BETWEEN 1 AND 200000),
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    begun_by text NOT NULL,
    in_use_since timestamptz
);
CREATE UNIQUE INDEX region_edition_in_use ON intake.region_edition ((true)) WHERE in_use_since IS NOT NULL;

CREATE TABLE intake.region (
    edition int NOT NULL REFERENCES intake.region_edition ON DELETE CASCADE,
    -- Kemendagri's dotted form.
    code text COLLATE "C" NOT NULL,
    -- Of the place one level up; null for a province.
    parent text COLLATE "C",
    name text NOT NULL,
    -- The name as it is looked for: small letters, no apostrophes.
    folded text COLLATE "C" NOT NULL,
    PRIMARY KEY (edition, code)
);
CREATE INDEX region_parent ON intake.region (edition, parent, code);
CREATE INDEX region_folded ON intake.region (edition, folded);
