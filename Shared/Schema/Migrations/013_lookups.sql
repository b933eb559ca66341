-- What was looked for without an index.
CREATE INDEX wanted_attachment_office ON casework.wanted_attachment (office);
CREATE INDEX dead_letter_at ON casework.dead_letter (at);
