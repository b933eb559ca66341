import Casework
import Civil
import Contracts
import Crypto
import Foundation
import TestKit
import Testing

@testable import Intake

/// Lists of regions: taken in piece by piece, in use as a whole or not at all.
struct RegionImportTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        try database.makeSite(clock: opening.microseconds)
    }

    /// A list as a client sends it.
    private struct Sent {
        let rows: [(code: String, name: String)]
        var name = "list"
        /// Nil for the true one.
        var wrongHash: Data?

        var hash: Data {
            let text = rows.map { "\($0.code)\t\($0.name)\n" }.joined()
            return wrongHash ?? Data(SHA256.hash(data: Data(text.utf8)))
        }

        var wire: [WireRegionRow] {
            rows.map { row in
                .with { ($0.code, $0.name) = (row.code, row.name) }
            }
        }
    }

    private static let banten = Sent(
        rows: [
            ("36", "Banten"), ("36.03", "Kabupaten Tangerang"), ("36.03.22", "Serpong Lama"), ("36.03.23", "Cisauk"),
            ("36.03.23.1001", "Cisauk"), ("36.03.23.2003", "Mekar Wangi"), ("36.74", "Kota Tangerang Selatan"),
        ], name: "banten 2026-02-13")
    private static let papua = Sent(
        rows: [
            ("91", "Papua"), ("91.03", "Kabupaten Jayapura"), ("91.03.01", "Sentani"),
            ("91.03.01.3001", "Yo\u{2019}boi Ma'rang"),
        ], name: "papua")

    private func answer(_ question: IntakeService.Question) throws -> WireIntakeReply {
        let connection = try database.connect()
        defer { connection.close() }
        let asking = Asking(id: UUID(), principal: "site", office: "32.15.05", operatorName: "rina")
        return try WireIntakeReply(
            serializedBytes: IntakeService(catalogue: try sampleCatalogue()).answer(
                question, asking: asking, from: Archive(connection)))
    }

    @discardableResult
    private func begin(_ list: Sent, fewer: Bool = false) throws -> WireRegionsTaken {
        try answer(
            .beginRegions(
                .with {
                    $0.hash = list.hash
                    $0.fileHash = Data(repeating: 7, count: 32)
                    $0.name = list.name
                    $0.places = Int32(list.rows.count)
                    $0.fewer = fewer
                })
        ).regionsTaken
    }

    /// Sends some of its rows, as a piece behind the row before them.
    @discardableResult
    private func put(_ list: Sent, _ range: Range<Int>) throws -> WireRegionsTaken {
        try answer(
            .putRegions(
                .with {
                    $0.hash = list.hash
                    $0.after = range.lowerBound == 0 ? "" : list.rows[range.lowerBound - 1].code
                    $0.rows = Array(list.wire[range])
                })
        ).regionsTaken
    }

    private func use(_ list: Sent) throws -> WireRegionsInUse {
        try answer(.useRegions(.with { $0.hash = list.hash })).regionsInUse
    }

    private func take(_ list: Sent, fewer: Bool = false) throws {
        try begin(list, fewer: fewer)
        try put(list, 0..<list.rows.count)
        _ = try use(list)
    }

    private func show(code: String, children: Bool = false) throws -> WireRegionsFound {
        try answer(
            .showRegion(
                .with {
                    $0.code = code
                    $0.children = children
                })
        ).regions
    }

    private func names(_ name: String, limit: Int32 = 0) throws -> [String] {
        try answer(
            .showRegion(
                .with {
                    $0.name = name
                    $0.limit = limit
                })
        ).regions.regions.map(\.row.code)
    }

    private func count(_ table: String) throws -> Int { try database.count("SELECT count(*) FROM intake.\(table)") }

    @Test func `a list is found once all of it is there, and the one before it is gone`() throws {
        #expect(try !show(code: "36").hasEdition)
        try begin(Self.banten)
        try put(Self.banten, 0..<3)
        #expect(try !show(code: "36").hasEdition)
        try put(Self.banten, 3..<7)
        let used = try use(Self.banten)
        #expect(used.counts == [1, 2, 2, 2])
        #expect(
            (used.edition.name, used.edition.places, used.edition.importedBy) == (
                "banten 2026-02-13", 7, "operator:rina"
            ))
        let found = try show(code: "36.03.23", children: true)
        #expect(found.regions[0].above.map(\.name) == ["Kabupaten Tangerang", "Banten"])
        #expect(found.regions[0].countBelow == 2)
        #expect(found.regions[0].below.map(\.name) == ["Cisauk", "Mekar Wangi"])

        try take(Self.papua, fewer: true)
        #expect(try show(code: "36").regions.isEmpty)
        #expect(try show(code: "91.03.01.3001").regions[0].row.name == "Yo\u{2019}boi Ma'rang")
        #expect(try (count("region_edition"), count("region")) == (1, 4))
    }

    @Test func `a half import changes nothing, and goes on where it was`() throws {
        try take(Self.papua)
        try begin(Self.banten)
        #expect(try put(Self.banten, 0..<4).last == "36.03.23")
        #expect(try show(code: "91").regions.count == 1)
        #expect(try show(code: "36").regions.isEmpty)
        let early = #expect(throws: Rejection.self) { try use(Self.banten) }
        #expect(early?.problem == "4 of 7 places are here")
        let taken = try begin(Self.banten)
        #expect(!taken.inUse && taken.last == "36.03.23")
        try put(Self.banten, 4..<7)
        _ = try use(Self.banten)
        #expect(try show(code: "36").regions.count == 1)
    }

    @Test func `whatever comes again, or too early, changes nothing`() throws {
        try begin(Self.banten)
        #expect(try put(Self.banten, 2..<4).last == "", "what is before it is missing")
        try put(Self.banten, 0..<4)
        #expect(try put(Self.banten, 0..<3).last == "36.03.23")
        try put(Self.banten, 4..<7)
        let first = try use(Self.banten)
        #expect(try use(Self.banten) == first)
        #expect(try begin(Self.banten).inUse)
        #expect(try put(Self.banten, 0..<7).inUse)
        #expect(try count("region") == 7)
    }

    @Test func `rows that are not the list with that hash are thrown away`() throws {
        try take(Self.papua)
        let wrong = Sent(rows: Self.banten.rows, wrongHash: Data(repeating: 1, count: 32))
        try begin(wrong)
        try put(wrong, 0..<7)
        let refusal = #expect(throws: Rejection.self) { try use(wrong) }
        #expect(refusal?.problem.contains("not the list with that hash") == true)
        #expect(try show(code: "91").regions.count == 1)
        #expect(try count("region") == 4)
        #expect(throws: Rejection.self) { try use(wrong) }
        try take(Self.banten)
        #expect(try show(code: "36").regions.count == 1)
    }

    @Test func `a place that lies in none is refused, and so is a row that is none`() throws {
        let orphan = Sent(rows: [("36", "Banten"), ("36.03.23", "Cisauk")])
        try begin(orphan)
        try put(orphan, 0..<2)
        let refusal = #expect(throws: Rejection.self) { try use(orphan) }
        #expect(refusal?.problem.hasPrefix("36.03.23 ") == true)
        #expect(try count("region_edition") == 0)

        for (rows, field) in [
            ([("36", "Banten"), ("3603", "Tangerang")], "rows[1].code"), ([("36", "")], "rows[0].name"),
            ([("36", "Banten"), ("36", "Banten")], "rows[1].code"),
            ([("36.03", "Banten"), ("36", "Banten")], "rows[1].code"),
        ] {
            let bad = Sent(rows: rows)
            try begin(bad)
            let refusal = #expect(throws: Rejection.self) { try put(bad, 0..<rows.count) }
            #expect(refusal?.field == field)
        }
    }

    /// The store says no to the last step: all of it is taken back.
    @Test func `it is put in use in one commit`() throws {
        try take(Self.papua)
        try begin(Self.banten)
        try put(Self.banten, 0..<7)
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script(
            """
            CREATE FUNCTION intake.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
            CREATE TRIGGER no BEFORE UPDATE ON intake.region_edition FOR EACH ROW EXECUTE FUNCTION intake.no()
            """)
        #expect(throws: (any Error).self) { try use(Self.banten) }
        #expect(try show(code: "91.03.01.3001").regions.count == 1)
        #expect(try count("region") == 11)
        try owner.script("DROP TRIGGER no ON intake.region_edition")
        _ = try use(Self.banten)
        #expect(try count("region") == 7)
    }

    @Test func `a list that may be cut off is taken only when somebody says so`() throws {
        try take(Self.banten)
        let refusal = #expect(throws: Rejection.self) { try begin(Self.papua) }
        #expect(refusal?.field == "places" && refusal?.fix.contains("--fewer") == true)
        try take(Self.papua, fewer: true)
        #expect(try show(code: "91").regions.count == 1)
    }

    @Test func `what somebody gave up goes after a week`() throws {
        try begin(Self.papua)
        try put(Self.papua, 0..<2)
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script("UPDATE intake.region_edition SET begun_at = begun_at - interval '8 days'")
        try begin(Self.banten)
        #expect(try (count("region_edition"), count("region")) == (1, 0))
    }

    @Test func `names are found whatever their capitals and apostrophes, the exact ones first`() throws {
        try take(Self.banten)
        #expect(try names("CISAUK") == ["36.03.23", "36.03.23.1001"])
        #expect(try names("tangerang") == ["36.03", "36.74"])
        #expect(try names("kota tangerang selatan") == ["36.74"])
        #expect(try names("wangi") == ["36.03.23.2003"])
        #expect(try names("serp") == ["36.03.22"])
        #expect(try names("an", limit: 1) == ["36"])
        #expect(try names("nowhere").isEmpty)
        for bad in ["", " ", "'"] { #expect(throws: Rejection.self) { try names(bad) } }
        try take(Self.papua, fewer: true)
        #expect(try names("yo'boi marang") == ["91.03.01.3001"])
        #expect(try names("\u{2018}BOI MA\u{2019}") == ["91.03.01.3001"])
    }

    @Test(arguments: [
        ("36.03.23", "listed"), ("36.03.21", "retired"), ("36.03.24", "unlisted"), ("36.71", "retired"),
        ("36.75", "unlisted"), ("37", "unlisted"),
    ])
    func `a code stands in the list or beside it`(code: String, standing: String) throws {
        try take(Self.banten)
        #expect(try show(code: code).standing == standing)
    }

    @Test func `another site takes no list in and asks for none`() throws {
        let service = IntakeService(catalogue: try sampleCatalogue())
        for question in [IntakeService.Question.beginRegions(.init()), .useRegions(.init()), .showRegion(.init())] {
            #expect(throws: Rejection.notForOthers) { try service.admit(.question(question), speakingFor: ["32.15"]) }
        }
    }
}
