-- What was looked for without an index.
CREATE INDEX CONCURRENTLY wanted_attachment_office ON casework.wanted_attachment (office);
CREATE INDEX CONCURRENTLY dead_letter_at ON casework.dead_letter (at);
