import Foundation
import Postgres
import TestKit
import Testing

/// Whatever a service asks of the store is found through an index, and a subject's history in its month alone: a site of
/// ten years answers like a new one.
@Suite struct LookupTests {
    /// These read everything, and are there for that: proof, backup, restoration, migration.
    private static let wholeReaders = [
        "Shared/Audit/", "Services/CLI/Backup/", "Shared/Casework/Restoration/", "Shared/Schema/", "Shared/Postgres/",
    ]

    /// Whole tables are read here, and why that is no harm.
    private static let read = [
        "read_backlogs": "the outbox is what waits, and this counts it for a person",
        "count_under_way": "the same, for the clock of a demo site and its rest",
        "read_all_dead": "the latest, up to a limit",
        "count_all_dead": "letters are rare, and a person asks for all",
        "attachment_other_keys": "once, at the start",
        "up.first_entry": "ends at the first row",
    ]

    /// Asked for by time, so no month can be left out but by its index on the time.
    private static let everyMonth: Set = ["read_recorded", "read_touched", "up.first_entry"]

    @Test func `no statement of a service reads a big table whole, nor the months that a subject isn't in`() throws {
        let store = try FilledStore()
        #expect(try store.tooFew() == [], "fill these too, or say that they don't grow")
        let statements = try FoundStatement.all(besides: Self.wholeReaders)
        #expect(statements.count > 100)
        let plans = try Plans(store)
        var exceptions: Set<String> = []
        for statement in statements where !statement.path.hasSuffix("MemberLogins.swift") {
            let whole = try plans.wholeReads(of: statement)
            if !whole.isEmpty {
                exceptions.insert(statement.name)
                #expect(Self.read[statement.name] != nil, "\(statement.path), \(statement.name): \(whole)")
            }
            guard statement.readsJournal, !Self.everyMonth.contains(statement.name) else { continue }
            let months = try plans.months(of: statement)
            #expect(months == 1, "\(statement.path), \(statement.name) looks into \(months) months for one subject")
        }
        #expect(Set(Self.read.keys) == exceptions, "an exception that is none any more")
    }

    @Test func `what has no index is noticed, and so is a month too many`() throws {
        let plans = try Plans(FilledStore())
        for sql in [
            "SELECT state FROM casework.effect WHERE number = $1::text",
            "UPDATE casework.subject SET office = $2::text WHERE office = $1::text",
            "SELECT DISTINCT subject_id FROM casework.journal WHERE kind = $1::int",
            "SELECT * FROM casework.receipt ORDER BY principal, id LIMIT 2",
        ] {
            #expect(try plans.wholeReads(of: FoundStatement(path: "", name: "bad", sql: sql)) != [], "\(sql)")
        }
        let sql = "SELECT body FROM casework.journal WHERE subject_id = $1::uuid OR subject_id > $1::uuid"
        #expect(try plans.months(of: FoundStatement(path: "", name: "bad", sql: sql)) > 1)
    }

    @Test func `statements that the sources hide are noticed`() throws {
        let plain = #"static let a = Statement("SELECT 1", name: "a")"#
        #expect(try FoundStatement.all(in: plain, path: "").map(\.sql) == ["SELECT 1"])
        #expect(throws: FoundStatement.Unreadable.self) {
            try FoundStatement.all(in: plain + "\nlet b = Statement(sql, name: b)", path: "")
        }
    }
}

extension FoundStatement {
    fileprivate var readsJournal: Bool {
        sql.contains("FROM casework.journal") || sql.contains("JOIN casework.journal")
    }
}

/// How PostgreSQL carries statements out in a service's session.
private struct Plans {
    private let database: TestDatabase
    /// Lists of what is open, of which the index has nothing else.
    private let partial: Set<String>
    /// For binds: something that is there.
    private let subject: String

    init(_ store: FilledStore) throws {
        database = store.database
        subject =
            try database.rows("SELECT subject_id FROM casework.subject ORDER BY 1 LIMIT 1 OFFSET 5000")[0][0] ?? ""
        partial = Set(
            try database.rows(
                "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE indpred IS NOT NULL"
            ).compactMap { $0[0] })
    }

    /// The reads of a whole table or a whole index, but for the lists of what is open.
    func wholeReads(of statement: FoundStatement) throws -> [String] {
        var found: Set<String> = []
        for node in try nodes(of: statement, isRun: false) {
            let table = node["Relation Name"] as? String ?? ""
            let index = node["Index Name"] as? String ?? ""
            switch node["Node Type"] as? String {
            case "Seq Scan" where !Self.isSmall(table): found.insert("all of \(table)")
            case "Index Scan", "Index Only Scan", "Bitmap Index Scan":
                guard node["Index Cond"] == nil, !partial.contains(index) else { continue }
                if !Self.isSmall(String(index.dropLast("_pkey".count))) { found.insert("all of \(index)") }
            default: break
            }
        }
        return found.sorted()
    }

    /// The partitions of the journal that are looked into for one subject.
    func months(of statement: FoundStatement) throws -> Int {
        let looked = try nodes(of: statement, isRun: true).filter {
            ($0["Relation Name"] as? String ?? "").hasPrefix("journal_") && ($0["Actual Loops"] as? Int ?? 0) > 0
        }
        return Set(looked.compactMap { $0["Relation Name"] as? String }).count
    }

    private static func isSmall(_ table: String) -> Bool {
        FilledStore.small.contains { $0.hasSuffix(".\(table)") } || table.hasPrefix("pg_")
    }

    /// The plan that a service's session keeps; where it is run, what it wrote is taken back.
    private func nodes(of statement: FoundStatement, isRun: Bool) throws -> [[String: Any]] {
        let connection = try database.connect()
        defer { connection.close() }
        try connection.script("BEGIN; PREPARE asked AS \(statement.sql)")
        let types = try connection.query(
            Statement(
                "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = 'asked'", name: "test.types"))[
                0
            ]
            .texts(0)
        let values = types.isEmpty ? "" : "(" + types.map(value).joined(separator: ", ") + ")"
        let how = isRun ? "ANALYZE, TIMING off, " : ""
        let text = try connection.query(
            Statement("EXPLAIN (\(how)FORMAT JSON) EXECUTE asked\(values)", name: "test.explain"))[0].text(0)
        let plans = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
        return plans.compactMap { $0["Plan"] as? [String: Any] }.flatMap(Self.flat)
    }

    private static func flat(_ node: [String: Any]) -> [[String: Any]] {
        [node] + (node["Plans"] as? [[String: Any]] ?? []).flatMap(flat)
    }

    private func value(of type: String) -> String {
        switch type {
        case "uuid": "'\(subject)'"
        case "uuid[]": "'{\(subject)}'"
        case "bigint": "2"
        case "bigint[]": "'{2}'"
        case "timestamp with time zone": "'2027-03-01'"
        default: "NULL"
        }
    }
}
