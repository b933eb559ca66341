import Casework
import Civil
import Contracts
import Foundation
import Postgres
import TestKit
import Testing

/// What only shows between the last statement of a batch and its COMMIT.
struct AnswerAfterCommitTests {
    private func site(_ sql: String) throws -> (TestDatabase, EngineRig<ScriptedDepartment>) {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        _ = try rig.submit(Array("file 1".utf8)).get()
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script(sql)
        return (database, rig)
    }

    @Test func `what fails at its very COMMIT was answered to nobody as done`() throws {
        let (database, rig) = try site(
            """
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'not at all' USING ERRCODE = '23514'; END $$;
            CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON casework.subject DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION public.refuse();
            """)
        defer { rig.stop() }
        let reply = try rig.submit(Array("mark 1".utf8)).get()
        #expect(reply.fault.code == "refused_by_store")
        #expect(try database.count("SELECT count(*) FROM casework.journal") == 1)
    }

    @Test func `what was written past its lock makes the whole batch begin anew`() throws {
        // Only the first of all tries is disturbed: a sequence isn't taken back with its transaction.
        let (database, rig) = try site(
            """
            CREATE SEQUENCE public.tries;
            GRANT USAGE ON public.tries TO PUBLIC;
            CREATE FUNCTION public.write_past() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('public.tries') = 1 THEN
                    UPDATE casework.subject SET version = version + 1 WHERE subject_id = NEW.subject_id;
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER write_past AFTER INSERT ON casework.journal
                FOR EACH ROW EXECUTE FUNCTION public.write_past();
            """)
        defer { rig.stop() }
        #expect(try !rig.submit(Array("mark 1".utf8)).get().accepted.isEmpty)
        #expect(try database.count("SELECT last_value FROM public.tries") == 2)
        #expect(try database.count("SELECT count(*) FROM casework.journal") == 2)
    }
}
