-- The months of the journal are made while the site works, by whoever looks first, and stop nobody for long.

-- Whether one of the months from `first` on has no partition. It takes no lock.
CREATE FUNCTION casework.lacks_partitions(first timestamptz, months int) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM generate_series(0, months - 1) i
        WHERE to_regclass('casework.journal_' || to_char(
            date_trunc('month', first AT TIME ZONE 'UTC') + i * interval '1 month', 'YYYY_MM')) IS NULL)
$$;

-- As before, but for its locks: a table of its own becomes a partition under one that writers of the journal don't meet.
-- Readers meet the one on the default partition, which waits for them no longer than lock_timeout; then it fails with
-- 55P03, and whoever called it tries again later. What lies in the default partition moves to its month.
CREATE OR REPLACE FUNCTION casework.make_partitions(first timestamptz, months int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '250ms' AS $$
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
