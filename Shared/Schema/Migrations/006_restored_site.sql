-- A site that was brought back from a backup: from which moment and which life, and whether its counter is open.
-- All of it is NULL for a site that never was.

ALTER TABLE casework.site
    -- By PostgreSQL's clock, as made_at.
    ADD COLUMN restored_at timestamptz,
    -- The site's own time at the backup, and the incarnation that it was in.
    ADD COLUMN restored_from timestamptz,
    ADD COLUMN restored_incarnation int,
    ADD COLUMN restored_by text,
    -- The services whose devices' own logs outlived the site: those devices can be asked what they did.
    ADD COLUMN kept_devices text[],
    -- When the counter was opened after it, by whom, and why without its neighbours where that was so.
    ADD COLUMN opened_at timestamptz,
    ADD COLUMN opened_by text,
    ADD COLUMN opened_because text,
    -- For the line to other sites: since when there is one, and when all of what the neighbours hold from this site
    -- was fetched last. The counter of a restored site that has a line opens after that.
    ADD COLUMN line_since timestamptz,
    ADD COLUMN neighbours_asked_at timestamptz,
    ADD CHECK (num_nulls(restored_at, restored_from, restored_incarnation, restored_by, kept_devices) IN (0, 5)),
    ADD CHECK (restored_incarnation < incarnation);

-- The counter of a restored site is closed until a person opens it.
CREATE FUNCTION casework.counter_is_open() RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT restored_at IS NULL OR opened_at IS NOT NULL FROM casework.site $$;

CREATE OR REPLACE FUNCTION casework.site_is_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
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
