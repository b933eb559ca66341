-- What the migrations make; written by ops/dump-schema.
-- made with PostgreSQL 15
-- migration 001_roles 638bb025b72e38a0

CREATE SCHEMA casework;

CREATE SCHEMA intake;

CREATE SCHEMA notification;

CREATE SCHEMA printing;

CREATE SCHEMA recording;

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT schema_migration_sha256_check CHECK ((length(sha256) = 32))
);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

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

GRANT SELECT ON TABLE public.schema_migration TO PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA casework GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA intake GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_intake;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA intake GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA notification GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_notification;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA notification GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA printing GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_printing;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA printing GRANT SELECT ON TABLES  TO loket_auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA recording GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO loket_recording;
ALTER DEFAULT PRIVILEGES FOR ROLE loket IN SCHEMA recording GRANT SELECT ON TABLES  TO loket_auditor;
