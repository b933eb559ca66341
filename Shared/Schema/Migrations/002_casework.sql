-- The casework schema: what has a history, that history, and what follows from it.
-- Only the module Casework writes here.

CREATE TABLE casework.site (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    offices text[] NOT NULL,
    incarnation int NOT NULL DEFAULT 1 CHECK (incarnation > 0),
    demo boolean NOT NULL,
    held_clock timestamptz,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Only a demo site's clock can be held, and a demo site is one for good.
    CHECK (demo = (held_clock IS NOT NULL))
);

CREATE FUNCTION casework.site_is_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.demo <> OLD.demo THEN
        RAISE EXCEPTION 'a site is a demo site, or not, from its creation on';
    END IF;
    IF NEW.held_clock < OLD.held_clock THEN
        RAISE EXCEPTION 'the clock of a demo site never goes back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER site_is_for_good BEFORE UPDATE ON casework.site
    FOR EACH ROW EXECUTE FUNCTION casework.site_is_for_good();

-- Business time. Leases use clock_timestamp() and never this.
CREATE FUNCTION casework.site_now() RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT coalesce(held_clock, clock_timestamp()) FROM casework.site $$;

-- The current state of each subject. `queue` and `position` are the list in which it waits.
CREATE TABLE casework.subject (
    subject_id uuid PRIMARY KEY,
    kind smallint NOT NULL,
    office text NOT NULL,
    holder text NOT NULL,
    version bigint NOT NULL,
    head bytea NOT NULL,
    state bytea NOT NULL,
    queue uuid,
    position bytea,
    CHECK ((queue IS NULL) = (position IS NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX subject_waiting ON casework.subject (queue, position) WHERE queue IS NOT NULL;

-- Append-only. hash = SHA-256 over previous hash, subject, version, incarnation, kind, happened_at,
-- recorded_at, actor and body_hash; the body may be emptied later without breaking the chain.
CREATE TABLE casework.journal (
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    incarnation int NOT NULL,
    kind smallint NOT NULL,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor text NOT NULL,
    body bytea NOT NULL,
    body_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (subject_id, version)
) PARTITION BY RANGE (subject_id);

-- Audit wants this one empty: rows here mean that a month's partition was not made ahead.
CREATE TABLE casework.journal_default PARTITION OF casework.journal DEFAULT;
-- Printing rooms have one id for all time and live at the beginning of the range.
CREATE TABLE casework.journal_timeless PARTITION OF casework.journal
    FOR VALUES FROM (MINVALUE) TO ('00010000-0000-7000-8000-000000000000');
CREATE INDEX journal_recorded ON casework.journal USING brin (recorded_at) WITH (pages_per_range = 32);

CREATE FUNCTION casework.uuid_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- Makes the journal's partitions of the months from `first` on. Repeating it does nothing.
CREATE FUNCTION casework.make_partitions(first timestamptz, months int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    begins timestamptz := date_trunc('month', first, 'UTC');
    ends timestamptz;
    name text;
BEGIN
    PERFORM pg_advisory_xact_lock(7311, 1);
    FOR i IN 1..months LOOP
        -- The next month in UTC, whatever the session's zone.
        ends := ((begins AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
        name := 'journal_' || to_char(begins AT TIME ZONE 'UTC', 'YYYY_MM');
        IF to_regclass('casework.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE casework.%I PARTITION OF casework.journal FOR VALUES FROM (%L) TO (%L)',
                name, casework.uuid_at(begins), casework.uuid_at(ends));
        END IF;
        begins := ends;
    END LOOP;
END $$;

-- What was asked and what was answered: the same request id is carried out once.
CREATE TABLE casework.receipt (
    principal text NOT NULL,
    id uuid NOT NULL,
    body_hash bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reply bytea,
    PRIMARY KEY (principal, id)
) WITH (fillfactor = 70);

-- Messages that were committed and not yet acknowledged by whom they are for.
CREATE TABLE casework.outbox (
    message_id uuid PRIMARY KEY,
    sender text NOT NULL,
    destination text NOT NULL,
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    body bytea NOT NULL,
    lease_until timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX outbox_lease ON casework.outbox (sender, lease_until);

-- What must happen at a time. Firing is an ordinary command whose id is made of subject, kind and time.
CREATE TABLE casework.due (
    subject_id uuid NOT NULL,
    kind smallint NOT NULL,
    at timestamptz NOT NULL,
    service text NOT NULL,
    office text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (subject_id, kind, at)
);
CREATE INDEX due_time ON casework.due (service, at);

-- One person's product: the last case that was filed for it. Locked before a filing looks.
CREATE TABLE casework.natural_key (
    key uuid PRIMARY KEY,
    subject_id uuid
);

-- An outside effect: paper or a message. Only planned and failed ones go again by themselves.
CREATE TABLE casework.effect (
    effect_id uuid PRIMARY KEY,
    subject_id uuid NOT NULL,
    service text NOT NULL,
    office text NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'started', 'confirmed', 'refused', 'failed', 'unknown')),
    attempt int NOT NULL,
    position bytea NOT NULL,
    request bytea NOT NULL,
    instance text NOT NULL DEFAULT '',
    lease_until timestamptz,
    reference text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL
);
CREATE INDEX effect_open ON casework.effect (service, position) WHERE state IN ('planned', 'started', 'failed');
CREATE INDEX effect_unknown ON casework.effect (service, changed_at) WHERE state = 'unknown';
CREATE INDEX effect_subject ON casework.effect (subject_id);

CREATE TABLE casework.dead_letter (
    message_id uuid PRIMARY KEY,
    service text NOT NULL,
    principal text NOT NULL,
    office text NOT NULL,
    subject_id uuid,
    body bytea NOT NULL,
    sqlstate text NOT NULL,
    cause text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Fails the batch, before its COMMIT, when a write met fewer rows than it was made for.
CREATE FUNCTION casework.expect(got bigint, wanted int, what text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF got <> wanted THEN
        RAISE EXCEPTION '% of % % rows were as they had been read', got, wanted, what USING ERRCODE = '40001';
    END IF;
    RETURN got;
END $$;

GRANT USAGE ON SCHEMA casework TO loket_intake, loket_recording, loket_printing, loket_notification, loket_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA casework TO loket_auditor;
GRANT SELECT ON casework.site, casework.journal TO loket_intake, loket_recording, loket_printing, loket_notification;
GRANT INSERT ON casework.journal TO loket_intake, loket_recording, loket_printing, loket_notification;
GRANT UPDATE (held_clock) ON casework.site TO loket_intake;
GRANT SELECT, INSERT, UPDATE ON casework.subject, casework.natural_key, casework.effect
    TO loket_intake, loket_recording, loket_printing, loket_notification;
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.receipt, casework.outbox, casework.due, casework.dead_letter
    TO loket_intake, loket_recording, loket_printing, loket_notification;
GRANT EXECUTE ON FUNCTION casework.make_partitions(timestamptz, int)
    TO loket_intake, loket_recording, loket_printing, loket_notification;
