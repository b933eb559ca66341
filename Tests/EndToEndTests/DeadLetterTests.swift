import Foundation
import TestKit
import Testing

/// A message that the store refuses, and the operator who finds it, mends the cause and sends it again, or puts it away.
@Suite(.serialized) struct DeadLetterTests {
    private let scratch: ScratchFolder
    private let site: DemoSite

    init() throws {
        scratch = try ScratchFolder()
        site = try DemoSite(["LOKET_OPERATOR": "budi", "LOKET_LEASE": "2"])
        try site.waitUntilReady()
        let connection = try site.connect()
        defer { connection.close() }
        // What notification says of a message that went out finds no room in the journal.
        try connection.script(
            """
            CREATE SCHEMA test;
            CREATE FUNCTION test.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'no room for it' USING ERRCODE = '23514';
            END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON casework.journal FOR EACH ROW
            WHEN (NEW.actor = 'service:notification') EXECUTE FUNCTION test.refuse();
            """)
    }

    @Test func `a dead letter is found, understood, sent again once, and its case goes on`() throws {
        #expect(try said("dead") == "No dead letters.\n")
        let number = try printed(1)
        let id = try letter(of: number)
        let list = try run("dead")
        #expect(
            list.status == 5 && list.output.contains(number) && list.output.contains("the message to the applicant"))
        #expect(list.output.contains("it contradicts what is stored already"), "\(list.output)")
        let shown = try said("dead", "show", id)
        #expect(shown.contains("printing@32.15.05") && shown.contains("loket dead replay \(id)"), "\(shown)")
        #expect(try said("status", number).contains("could not be stored (SQLSTATE 23514); see loket dead"))

        // Before the cause is mended it comes back as a letter of its own.
        #expect(try said("dead", "replay", id).contains("replayed"))
        let second = try letter(of: number, other: id)
        try mend()
        let replayed = try said("dead", "replay", second, "--reason", "there is room again")
        #expect(replayed.contains("replayed") && replayed.contains("there is room again"), "\(replayed)")
        #expect(try said("dead", "replay", second) == replayed, "asked again it is what it was")
        let told =
            "a message that could not be carried out (news of the message to the applicant) was sent again by "
        try eventually("it stands in the journal", within: .seconds(60)) {
            let status = try said("status", number)
            return status.contains("message to the applicant: sent")
                && status.contains(told + "operator:budi: there is")
        }
        try said("release", number, "--reason", "looked at it")
        let status = try said("status", number)
        #expect(!status.contains("HELD"))
        #expect(status.components(separatedBy: "message to the applicant: sent").count == 2, "once: \(status)")
        #expect(try said("dead", "--json").contains(#""total":0"#))
        #expect(try run("dead", "--closed").output.contains("replayed by"))
        try said("audit")
        try site.stop()
    }

    @Test func `a notice that the store refuses holds its case too, and sent again it tells the applicant`() throws {
        let connection = try site.connect()
        try connection.script(
            """
            DROP TRIGGER refuse ON casework.journal;
            CREATE TRIGGER refuse BEFORE INSERT ON casework.journal FOR EACH ROW
            WHEN (NEW.kind = 6) EXECUTE FUNCTION test.refuse();
            """)
        connection.close()
        let number = try printed(1)
        let id = try letter(of: number)
        try eventually("its case is held", within: .seconds(60)) { try said("status", number).contains("HELD") }
        let shown = try said("dead", "show", id)
        #expect(shown.contains("to tell the applicant") && shown.contains("loket dead replay \(id)"), "\(shown)")
        try mend()
        try said("dead", "replay", id, "--reason", "there is room again")
        try said("release", number, "--reason", "looked at it")
        try eventually("the applicant is told", within: .seconds(60)) {
            let status = try said("status", number)
            return status.contains("message to the applicant: sent")
                && status.contains("(to tell the applicant) was sent")
        }
        #expect(try run("dead").status == 0)
        try said("audit")
        try site.stop()
    }

    @Test func `a dead letter is discarded with a reason, once and for good`() throws {
        let number = try printed(1)
        let id = try letter(of: number)
        try mend()
        let nobody = try run("dead", "discard", id, "--reason", " ")
        #expect(nobody.status == 1 && nobody.errors.contains("no reason is given"), "\(nobody)")
        let discarded = try said("dead", "discard", id, "--reason", "told by telephone")
        #expect(discarded.contains("discarded"))
        #expect(try said("dead", "discard", id, "--reason", "told by telephone") == discarded)
        let late = try run("dead", "replay", id)
        #expect(late.status == 1 && late.errors.contains("it was discarded before"), "\(late)")
        let missing = try run("dead", "show", "ffffffff")
        #expect(missing.status == 1 && missing.errors.contains("there is no dead letter"), "\(missing)")
        try eventually("it stands in the journal", within: .seconds(60)) {
            try said("status", number).contains("was discarded by operator:budi: told by telephone")
        }
        #expect(try !said("status", number).contains("message to the applicant: sent"))
        try said("release", number, "--reason", "told by telephone")
        try said("audit")
        try site.stop()
    }

    /// An urgent letter that is printed, and whose applicant was told; gives its number.
    private func printed(_ person: Int) throws -> String {
        let visits = scratch.file("visits-\(person).jsonl")
        try """
        {"id": "line-\(person)", "office": "32.15.05", "visitor": {"name": "WARGA KLARI", \
        "nik": "321505170893000\(person)", "phone": "081234567802"}, "applications": [{"product": "sktm", \
        "family_card": "3215050102150001", "documents": ["surat-desa", "ktp", "kk"], "need": "hospital"}]}

        """.write(toFile: visits, atomically: true, encoding: .utf8)
        let filed = try said("file", "--from", visits, "--json")
        let number = try String(#require(filed.firstMatch(of: /"number":"([A-Z0-9-]+-1)"/)).output.1)
        try eventually("it is recorded", within: .seconds(60)) { try run("record", "data", number).status == 0 }
        return number
    }

    /// Waits for the letter about a case; gives the beginning of its id.
    private func letter(of number: String, other than: String = "none") throws -> String {
        var id = ""
        try eventually("the letter is kept", within: .seconds(60)) {
            let list = try run("dead", "--json").output
            for found in list.matches(of: /"id":"([0-9a-f]{8})/) where found.output.1 != than {
                id = String(found.output.1)
            }
            return !id.isEmpty && list.contains(number)
        }
        return id
    }

    private func mend() throws {
        let connection = try site.connect()
        defer { connection.close() }
        try connection.script("DROP TRIGGER refuse ON casework.journal")
    }

    private struct Ended {
        let status: Int32
        let output: String
        let errors: String
    }

    private func run(_ arguments: String...) throws -> Ended { try run(arguments) }

    private func run(_ arguments: [String]) throws -> Ended {
        let program = try site.loket(arguments)
        let exit = try program.waitForExit(within: .seconds(60))
        let status: Int32 = if case .status(let status) = exit { status } else { -1 }
        return Ended(status: status, output: program.output, errors: program.errorOutput)
    }

    @discardableResult
    private func said(_ arguments: String...) throws -> String {
        let ended = try run(arguments)
        try #require(ended.status == 0, "\(ended.output)\(ended.errors)")
        return ended.output
    }
}
