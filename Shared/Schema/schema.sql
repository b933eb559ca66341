-- What the migrations make; written by ops/dump-schema.
-- made with PostgreSQL 15
-- migration 001_roles 638bb025b72e38a0
-- migration 002_casework 4824860ce441b51b
-- migration 003_printing 06d6c718e1736e73
-- migration 004_room_to_grow 8e869fea4f6d1b13
-- migration 005_between_sites 5271d4750165c52c
-- migration 006_restored_site c1c5fa8c60a9e24a
-- migration 007_office_reports a6897e09dff64fbc
-- migration 008_neighbours 9aee3dbe554c1ec0
-- migration 009_attachments a3f6ce59d7cb8f4a
-- migration 010_dead_letters 6660eba2152c82e8
-- migration 011_months_ahead df7fc9a937bb56de
-- migration 012_receipts_forgotten fe6b048b5f055d95
-- migration 013_lookups fe1dd654fccd63da
-- migration 014_waiting_messages b76dc0ec915d337e
-- migration 015_regions e81add38aac22870

CREATE SCHEMA casework;

CREATE SCHEMA intake;

CREATE SCHEMA notification;

CREATE SCHEMA printing;

CREATE SCHEMA recording;

CREATE FUNCTION casework.counter_is_open() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ SELECT restored_at IS NULL OR opened_at IS NOT NULL FROM casework.site $$;

CREATE FUNCTION casework.expect(got bigint, wanted integer, what text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF got <> wanted THEN
        RAISE EXCEPTION '% of % % rows were as they had been read', got, wanted, what USING ERRCODE = '40001';
    END IF;
    RETURN got;
END $$;

CREATE FUNCTION casework.lacks_partitions(first timestamp with time zone, months integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (
        SELECT FROM generate_series(0, months - 1) i
        WHERE to_regclass('casework.journal_' || to_char(
            date_trunc('month', first AT TIME ZONE 'UTC') + i * interval '1 month', 'YYYY_MM')) IS NULL)
$$;

CREATE FUNCTION casework.make_partitions(first timestamp with time zone, months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET lock_timeout TO '250ms'
    AS $$
DECLARE
    begins timestamptz := date_trunc('month', first, 'UTC');
    ends timestamptz;
    name text;
BEGIN
    IF NOT casework.lacks_partitions(first, months) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7311, 1);
    FOR i IN 1..months LOOP
        -- The next month in UTC, whatever the session's zone.
        ends := ((begins AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
        name := 'journal_' || to_char(begins AT TIME ZONE 'UTC', 'YYYY_MM');
        IF to_regclass('casework.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE casework.%I (LIKE casework.journal INCLUDING ALL)', name);
            LOCK TABLE casework.journal_default IN ACCESS EXCLUSIVE MODE;
            EXECUTE format(
                'WITH moved AS (DELETE FROM casework.journal_default WHERE subject_id >= %L AND subject_id < %L
                    RETURNING *) INSERT INTO casework.%I SELECT * FROM moved',
                casework.uuid_at(begins), casework.uuid_at(ends), name);
            EXECUTE format('ALTER TABLE casework.journal ATTACH PARTITION casework.%I FOR VALUES FROM (%L) TO (%L)',
                name, casework.uuid_at(begins), casework.uuid_at(ends));
        END IF;
        begins := ends;
    END LOOP;
END $$;

CREATE FUNCTION casework.site_is_for_good() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.demo <> OLD.demo THEN
        RAISE EXCEPTION 'a site is a demo site, or not, from its creation on';
    END IF;
    IF NEW.held_clock < OLD.held_clock THEN
        RAISE EXCEPTION 'the clock of a demo site never goes back';
    END IF;
    IF NEW.incarnation < OLD.incarnation THEN
        RAISE EXCEPTION 'the incarnation of a site only grows';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION casework.site_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(held_clock, clock_timestamp()) FROM casework.site $$;

CREATE FUNCTION casework.uuid_at(moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

CREATE TABLE casework.came_back (
    subject_id uuid NOT NULL,
    first_version bigint NOT NULL,
    last_version bigint NOT NULL,
    incarnation integer NOT NULL
);

CREATE TABLE casework.dead_letter (
    message_id uuid NOT NULL,
    service text NOT NULL,
    principal text NOT NULL,
    office text NOT NULL,
    subject_id uuid,
    body bytea NOT NULL,
    sqlstate text NOT NULL,
    cause text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sender text DEFAULT ''::text NOT NULL,
    destination text DEFAULT ''::text NOT NULL,
    version bigint,
    carries_from bigint,
    carried bytea,
    closed_at timestamp with time zone,
    closed_by text DEFAULT ''::text NOT NULL,
    closing text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT dead_letter_check CHECK (((closed_at IS NULL) = (closing = ''::text))),
    CONSTRAINT dead_letter_closing_check CHECK ((closing = ANY (ARRAY[''::text, 'replayed'::text, 'discarded'::text])))
);

CREATE TABLE casework.due (
    subject_id uuid NOT NULL,
    kind smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    service text NOT NULL,
    office text NOT NULL,
    body bytea NOT NULL
);

CREATE TABLE casework.effect (
    effect_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    service text NOT NULL,
    office text NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    state text NOT NULL,
    attempt integer NOT NULL,
    "position" bytea NOT NULL,
    request bytea NOT NULL,
    instance text DEFAULT ''::text NOT NULL,
    lease_until timestamp with time zone,
    reference text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT effect_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'started'::text, 'confirmed'::text, 'refused'::text, 'failed'::text, 'unknown'::text])))
);

CREATE TABLE casework.fork (
    message_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    number text NOT NULL,
    service text NOT NULL,
    sender text NOT NULL,
    version bigint NOT NULL,
    entries bytea NOT NULL,
    found_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    settled_by text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL
);

CREATE TABLE casework.journal (
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    incarnation integer NOT NULL,
    kind smallint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    body bytea NOT NULL,
    body_hash bytea NOT NULL,
    hash bytea NOT NULL
)
PARTITION BY RANGE (subject_id);

CREATE TABLE casework.journal_default (
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    incarnation integer NOT NULL,
    kind smallint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    body bytea NOT NULL,
    body_hash bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE casework.journal_timeless (
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    incarnation integer NOT NULL,
    kind smallint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    body bytea NOT NULL,
    body_hash bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE casework.natural_key (
    key uuid NOT NULL,
    subject_id uuid
)
WITH (fillfactor='45');

CREATE TABLE casework.outbox (
    message_id uuid NOT NULL,
    sender text NOT NULL,
    destination text NOT NULL,
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    body bytea NOT NULL,
    lease_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    carries_from bigint
)
WITH (autovacuum_vacuum_scale_factor='0.02');

CREATE TABLE casework.receipt (
    principal text NOT NULL,
    id uuid NOT NULL,
    body_hash bytea NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    reply bytea,
    forgettable boolean DEFAULT false NOT NULL
)
WITH (fillfactor='20');

CREATE TABLE casework.site (
    one boolean DEFAULT true NOT NULL,
    offices text[] NOT NULL,
    incarnation integer DEFAULT 1 NOT NULL,
    demo boolean NOT NULL,
    held_clock timestamp with time zone,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    reachable text[] DEFAULT '{}'::text[] NOT NULL,
    restored_at timestamp with time zone,
    restored_from timestamp with time zone,
    restored_incarnation integer,
    restored_by text,
    kept_devices text[],
    opened_at timestamp with time zone,
    opened_by text,
    opened_because text,
    neighbours_asked_at timestamp with time zone,
    receipts_since timestamp with time zone,
    CONSTRAINT site_check CHECK ((demo = (held_clock IS NOT NULL))),
    CONSTRAINT site_check1 CHECK ((num_nulls(restored_at, restored_from, restored_incarnation, restored_by, kept_devices) = ANY (ARRAY[0, 5]))),
    CONSTRAINT site_check2 CHECK ((restored_incarnation < incarnation)),
    CONSTRAINT site_incarnation_check CHECK ((incarnation > 0)),
    CONSTRAINT site_one_check CHECK (one)
);

CREATE TABLE casework.subject (
    subject_id uuid NOT NULL,
    kind smallint NOT NULL,
    office text NOT NULL,
    holder text NOT NULL,
    version bigint NOT NULL,
    head bytea NOT NULL,
    state bytea NOT NULL,
    queue uuid,
    "position" bytea,
    known_at timestamp with time zone,
    CONSTRAINT subject_check CHECK (((queue IS NULL) = ("position" IS NULL)))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.05');

CREATE TABLE casework.twin (
    later_id uuid NOT NULL,
    first_id uuid NOT NULL,
    later_number text NOT NULL,
    first_number text NOT NULL,
    first_office text NOT NULL,
    found_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone
);

CREATE TABLE casework.wanted_attachment (
    hash bytea NOT NULL,
    bytes bigint NOT NULL,
    subject_id uuid NOT NULL,
    office text NOT NULL,
    wanted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    lease_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    problem text DEFAULT ''::text NOT NULL
);

CREATE TABLE intake.office_report (
    office text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    body bytea NOT NULL
);

CREATE TABLE intake.region (
    edition integer NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    parent text COLLATE pg_catalog."C",
    name text NOT NULL,
    folded text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE intake.region_edition (
    edition integer NOT NULL,
    hash bytea NOT NULL,
    name text NOT NULL,
    file_hash bytea NOT NULL,
    places integer NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    begun_by text NOT NULL,
    in_use_since timestamp with time zone,
    CONSTRAINT region_edition_file_hash_check CHECK ((length(file_hash) = 32)),
    CONSTRAINT region_edition_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT region_edition_places_check CHECK (((places >= 1) AND (places <= 200000)))
);

ALTER TABLE intake.region_edition ALTER COLUMN edition ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME intake.region_edition_edition_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE printing.document (
    hash bytea NOT NULL,
    bytes bytea NOT NULL,
    taken_in_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT document_hash_check CHECK ((length(hash) = 32))
);
ALTER TABLE ONLY printing.document ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    serves_from integer,
    CONSTRAINT schema_migration_sha256_check CHECK ((length(sha256) = 32))
);

CREATE TABLE recording.attachment (
    hash bytea NOT NULL,
    bytes bigint NOT NULL,
    key_id bytea NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    completed_at timestamp with time zone,
    CONSTRAINT attachment_bytes_check CHECK (((bytes >= 1) AND (bytes <= 16777216))),
    CONSTRAINT attachment_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT attachment_key_id_check CHECK ((length(key_id) = 8))
);

CREATE TABLE recording.attachment_piece (
    hash bytea NOT NULL,
    place integer NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT attachment_piece_place_check CHECK (((place >= 0) AND (place <= 511)))
);
ALTER TABLE ONLY recording.attachment_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE recording.attachment_use (
    use_id uuid NOT NULL,
    hash bytea NOT NULL,
    subject_id uuid NOT NULL,
    at timestamp with time zone DEFAULT casework.site_now() NOT NULL,
    who text NOT NULL,
    principal text NOT NULL,
    office text NOT NULL,
    purpose text NOT NULL,
    pieces integer DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY casework.journal ATTACH PARTITION casework.journal_default DEFAULT;

ALTER TABLE ONLY casework.journal ATTACH PARTITION casework.journal_timeless FOR VALUES FROM (MINVALUE) TO ('00010000-0000-7000-8000-000000000000');

ALTER TABLE ONLY casework.came_back
    ADD CONSTRAINT came_back_pkey PRIMARY KEY (subject_id, first_version);

ALTER TABLE ONLY casework.dead_letter
    ADD CONSTRAINT dead_letter_pkey PRIMARY KEY (message_id);

ALTER TABLE ONLY casework.due
    ADD CONSTRAINT due_pkey PRIMARY KEY (subject_id, kind, at);

ALTER TABLE ONLY casework.effect
    ADD CONSTRAINT effect_pkey PRIMARY KEY (effect_id);

ALTER TABLE ONLY casework.fork
    ADD CONSTRAINT fork_pkey PRIMARY KEY (message_id);

ALTER TABLE ONLY casework.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (subject_id, version);

ALTER TABLE ONLY casework.journal_default
    ADD CONSTRAINT journal_default_pkey PRIMARY KEY (subject_id, version);

ALTER TABLE ONLY casework.journal_timeless
    ADD CONSTRAINT journal_timeless_pkey PRIMARY KEY (subject_id, version);

ALTER TABLE ONLY casework.natural_key
    ADD CONSTRAINT natural_key_pkey PRIMARY KEY (key);

ALTER TABLE ONLY casework.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (message_id);

ALTER TABLE ONLY casework.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (principal, id);

ALTER TABLE ONLY casework.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (one);

ALTER TABLE ONLY casework.subject
    ADD CONSTRAINT subject_pkey PRIMARY KEY (subject_id);

ALTER TABLE ONLY casework.twin
    ADD CONSTRAINT twin_pkey PRIMARY KEY (later_id, first_id);

ALTER TABLE ONLY casework.wanted_attachment
    ADD CONSTRAINT wanted_attachment_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY intake.office_report
    ADD CONSTRAINT office_report_pkey PRIMARY KEY (office);

ALTER TABLE ONLY intake.region_edition
    ADD CONSTRAINT region_edition_hash_key UNIQUE (hash);

ALTER TABLE ONLY intake.region_edition
    ADD CONSTRAINT region_edition_pkey PRIMARY KEY (edition);

ALTER TABLE ONLY intake.region
    ADD CONSTRAINT region_pkey PRIMARY KEY (edition, code);

ALTER TABLE ONLY printing.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY recording.attachment_piece
    ADD CONSTRAINT attachment_piece_pkey PRIMARY KEY (hash, place);

ALTER TABLE ONLY recording.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY recording.attachment_use
    ADD CONSTRAINT attachment_use_pkey PRIMARY KEY (use_id);

CREATE INDEX dead_letter_at ON casework.dead_letter USING btree (at);

CREATE INDEX dead_letter_open ON casework.dead_letter USING btree (at) WHERE (closed_at IS NULL);

CREATE INDEX due_time ON casework.due USING btree (service, at);

CREATE INDEX effect_open ON casework.effect USING btree (service, "position") WHERE (state = ANY (ARRAY['planned'::text, 'started'::text, 'failed'::text]));

CREATE INDEX effect_subject ON casework.effect USING btree (subject_id);

CREATE INDEX effect_unknown ON casework.effect USING btree (service, changed_at) WHERE (state = 'unknown'::text);

CREATE INDEX fork_open ON casework.fork USING btree (subject_id) WHERE (settled_at IS NULL);

CREATE INDEX journal_recorded ON ONLY casework.journal USING brin (recorded_at) WITH (pages_per_range='32');

CREATE INDEX journal_default_recorded_at_idx ON casework.journal_default USING brin (recorded_at) WITH (pages_per_range='32');

CREATE INDEX journal_timeless_recorded_at_idx ON casework.journal_timeless USING brin (recorded_at) WITH (pages_per_range='32');

CREATE INDEX outbox_lease ON casework.outbox USING btree (sender, lease_until);

CREATE INDEX outbox_waiting ON casework.outbox USING btree (sender, destination, lease_until);

CREATE INDEX receipt_forgettable ON casework.receipt USING btree (received_at) WHERE forgettable;

CREATE INDEX subject_waiting ON casework.subject USING btree (queue, "position") WHERE (queue IS NOT NULL);

CREATE INDEX twin_first ON casework.twin USING btree (first_id);

CREATE INDEX twin_open ON casework.twin USING btree (found_at) WHERE (settled_at IS NULL);

CREATE INDEX wanted_attachment_next ON casework.wanted_attachment USING btree (not_before, wanted_at);

CREATE INDEX wanted_attachment_office ON casework.wanted_attachment USING btree (office);

CREATE UNIQUE INDEX region_edition_in_use ON intake.region_edition USING btree ((true)) WHERE (in_use_since IS NOT NULL);

CREATE INDEX region_folded ON intake.region USING btree (edition, folded);

CREATE INDEX region_parent ON intake.region USING btree (edition, parent, code);

CREATE INDEX attachment_begun ON recording.attachment USING btree (begun_at) WHERE (completed_at IS NULL);

CREATE INDEX attachment_use_subject ON recording.attachment_use USING btree (subject_id, at);

ALTER INDEX casework.journal_pkey ATTACH PARTITION casework.journal_default_pkey;

ALTER INDEX casework.journal_recorded ATTACH PARTITION casework.journal_default_recorded_at_idx;

ALTER INDEX casework.journal_pkey ATTACH PARTITION casework.journal_timeless_pkey;

ALTER INDEX casework.journal_recorded ATTACH PARTITION casework.journal_timeless_recorded_at_idx;

CREATE TRIGGER site_is_for_good BEFORE UPDATE ON casework.site FOR EACH ROW EXECUTE FUNCTION casework.site_is_for_good();

ALTER TABLE ONLY intake.region
    ADD CONSTRAINT region_edition_fkey FOREIGN KEY (edition) REFERENCES intake.region_edition(edition) ON DELETE CASCADE;

ALTER TABLE ONLY recording.attachment_piece
    ADD CONSTRAINT attachment_piece_hash_fkey FOREIGN KEY (hash) REFERENCES recording.attachment(hash) ON DELETE CASCADE;

GRANT USAGE ON SCHEMA casework TO loket_intake;
GRANT USAGE ON SCHEMA casework TO loket_recording;
GRANT USAGE ON SCHEMA casework TO loket_printing;
GRANT USAGE ON SCHEMA casework TO loket_notification;
GRANT USAGE ON SCHEMA casework TO loket_auditor;

GRANT USAGE ON SCHEMA intake TO loket_intake;
GRANT USAGE ON SCHEMA intake TO loket_auditor;

GRANT USAGE ON SCHEMA notification TO loket_notification;
GRANT USAGE ON SCHEMA notification TO loket_auditor;

GRANT USAGE ON SCHEMA printing TO loket_printing;
GRANT USAGE ON SCHEMA printing TO loket_auditor;

GRANT USAGE ON SCHEMA recording TO loket_recording;
GRANT USAGE ON SCHEMA recording TO loket_auditor;

GRANT ALL ON FUNCTION casework.make_partitions(first timestamp with time zone, months integer) TO loket_intake;
GRANT ALL ON FUNCTION casework.make_partitions(first timestamp with time zone, months integer) TO loket_recording;
GRANT ALL ON FUNCTION casework.make_partitions(first timestamp with time zone, months integer) TO loket_printing;
GRANT ALL ON FUNCTION casework.make_partitions(first timestamp with time zone, months integer) TO loket_notification;

GRANT SELECT ON TABLE casework.came_back TO loket_auditor;
GRANT SELECT,INSERT ON TABLE casework.came_back TO loket_intake;
GRANT SELECT,INSERT ON TABLE casework.came_back TO loket_recording;
GRANT SELECT,INSERT ON TABLE casework.came_back TO loket_printing;
GRANT SELECT,INSERT ON TABLE casework.came_back TO loket_notification;

GRANT SELECT ON TABLE casework.dead_letter TO loket_auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.dead_letter TO loket_intake;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.dead_letter TO loket_recording;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.dead_letter TO loket_printing;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.dead_letter TO loket_notification;

GRANT SELECT ON TABLE casework.due TO loket_auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.due TO loket_intake;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.due TO loket_recording;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.due TO loket_printing;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.due TO loket_notification;

GRANT SELECT ON TABLE casework.effect TO loket_auditor;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.effect TO loket_intake;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.effect TO loket_recording;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.effect TO loket_printing;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.effect TO loket_notification;

GRANT SELECT ON TABLE casework.fork TO loket_auditor;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.fork TO loket_intake;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.fork TO loket_recording;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.fork TO loket_printing;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.fork TO loket_notification;

GRANT SELECT ON TABLE casework.journal TO loket_auditor;
GRANT SELECT,INSERT ON TABLE casework.journal TO loket_intake;
GRANT SELECT,INSERT ON TABLE casework.journal TO loket_recording;
GRANT SELECT,INSERT ON TABLE casework.journal TO loket_printing;
GRANT SELECT,INSERT ON TABLE casework.journal TO loket_notification;

GRANT SELECT ON TABLE casework.journal_default TO loket_auditor;

GRANT SELECT ON TABLE casework.journal_timeless TO loket_auditor;

GRANT SELECT ON TABLE casework.natural_key TO loket_auditor;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.natural_key TO loket_intake;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.natural_key TO loket_recording;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.natural_key TO loket_printing;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.natural_key TO loket_notification;

GRANT SELECT ON TABLE casework.outbox TO loket_auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.outbox TO loket_intake;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.outbox TO loket_recording;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.outbox TO loket_printing;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.outbox TO loket_notification;

GRANT SELECT ON TABLE casework.receipt TO loket_auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.receipt TO loket_intake;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.receipt TO loket_recording;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.receipt TO loket_printing;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.receipt TO loket_notification;

GRANT SELECT ON TABLE casework.site TO loket_auditor;
GRANT SELECT ON TABLE casework.site TO loket_intake;
GRANT SELECT ON TABLE casework.site TO loket_recording;
GRANT SELECT ON TABLE casework.site TO loket_printing;
GRANT SELECT ON TABLE casework.site TO loket_notification;

GRANT UPDATE(held_clock) ON TABLE casework.site TO loket_intake;

GRANT UPDATE(receipts_since) ON TABLE casework.site TO loket_intake;
GRANT UPDATE(receipts_since) ON TABLE casework.site TO loket_recording;
GRANT UPDATE(receipts_since) ON TABLE casework.site TO loket_printing;
GRANT UPDATE(receipts_since) ON TABLE casework.site TO loket_notification;

GRANT SELECT ON TABLE casework.subject TO loket_auditor;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.subject TO loket_intake;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.subject TO loket_recording;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.subject TO loket_printing;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.subject TO loket_notification;

GRANT SELECT ON TABLE casework.twin TO loket_auditor;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.twin TO loket_intake;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.twin TO loket_recording;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.twin TO loket_printing;
GRANT SELECT,INSERT,UPDATE ON TABLE casework.twin TO loket_notification;

GRANT SELECT ON TABLE casework.wanted_attachment TO loket_auditor;
GRANT INSERT ON TABLE casework.wanted_attachment TO loket_intake;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE casework.wanted_attachment TO loket_recording;
GRANT INSERT ON TABLE casework.wanted_attachment TO loket_printing;
GRANT INSERT ON TABLE casework.wanted_attachment TO loket_notification;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE intake.office_report TO loket_intake;
GRANT SELECT ON TABLE intake.office_report TO loket_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE intake.region TO loket_intake;
GRANT SELECT ON TABLE intake.region TO loket_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE intake.region_edition TO loket_intake;
GRANT SELECT ON TABLE intake.region_edition TO loket_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE printing.document TO loket_printing;
GRANT SELECT ON TABLE printing.document TO loket_auditor;

GRANT SELECT ON TABLE public.schema_migration TO PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE recording.attachment TO loket_recording;
GRANT SELECT ON TABLE recording.attachment TO loket_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE recording.attachment_piece TO loket_recording;
GRANT SELECT ON TABLE recording.attachment_piece TO loket_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE recording.attachment_use TO loket_recording;
GRANT SELECT ON TABLE recording.attachment_use TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA casework GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA intake GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_intake;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA intake GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA notification GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_notification;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA notification GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA printing GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_printing;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA printing GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA recording GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_recording;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA recording GRANT SELECT ON TABLES  TO loket_auditor;
