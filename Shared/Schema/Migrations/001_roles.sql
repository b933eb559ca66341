-- Who may touch what: a schema and a role for each service, the shared schema of the engine, and an
-- auditor who may read everything and change nothing.
--
-- Roles belong to the whole cluster, where another database may be migrated at this moment: one that is
-- there already, or appears while we look, is taken as it is. They have no password; where a connection
-- comes over a network, the operator sets one.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY[
        'loket_intake', 'loket_recording', 'loket_printing', 'loket_notification', 'loket_auditor']
    LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
                EXECUTE format('CREATE ROLE %I LOGIN', role);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- somebody else has just created it
        END;
    END LOOP;
END
$$;

CREATE SCHEMA casework;
CREATE SCHEMA intake;
CREATE SCHEMA recording;
CREATE SCHEMA printing;
CREATE SCHEMA notification;

-- A service owns no table, so it can't change one's shape; in its own schema it may change every row.
GRANT USAGE ON SCHEMA intake TO loket_intake;
GRANT USAGE ON SCHEMA recording TO loket_recording;
GRANT USAGE ON SCHEMA printing TO loket_printing;
GRANT USAGE ON SCHEMA notification TO loket_notification;
ALTER DEFAULT PRIVILEGES IN SCHEMA intake
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO loket_intake;
ALTER DEFAULT PRIVILEGES IN SCHEMA recording
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO loket_recording;
ALTER DEFAULT PRIVILEGES IN SCHEMA printing
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO loket_printing;
ALTER DEFAULT PRIVILEGES IN SCHEMA notification
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO loket_notification;

-- What a service may do with the engine's tables is granted table by table, where each is created.
GRANT USAGE ON SCHEMA casework TO loket_intake, loket_recording, loket_printing, loket_notification;

GRANT USAGE ON SCHEMA casework, intake, recording, printing, notification TO loket_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA casework GRANT SELECT ON TABLES TO loket_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA intake GRANT SELECT ON TABLES TO loket_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA recording GRANT SELECT ON TABLES TO loket_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA printing GRANT SELECT ON TABLES TO loket_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA notification GRANT SELECT ON TABLES TO loket_auditor;
