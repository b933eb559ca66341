-- How each office of the district stood when it was last heard. The latest report is all that is kept.

CREATE TABLE intake.office_report (
    office text PRIMARY KEY,
    as_of timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    body bytea NOT NULL
);
