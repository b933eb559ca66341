import Postgres
import TestKit
import Testing

@Suite struct PlanningTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase(emptyIn: .shared)
        let owner = try database.connect()
        try owner.script("CREATE TABLE item (id int8 PRIMARY KEY, body text) WITH (autovacuum_enabled = off)")
    }

    /// Nobody counts the rows between the first batch of a new site and the last of its first morning.
    @Test(arguments: [
        "SELECT body FROM item JOIN unnest($1::int8[]) AS asked (id) USING (id)",
        "SELECT body FROM item WHERE id = ANY ($1::int8[]) ORDER BY id FOR UPDATE",
        "UPDATE item SET body = 'x' FROM unnest($1::int8[]) AS n (id) WHERE item.id = n.id",
    ])
    func `what was planned on an empty table uses its index on a full one`(_ sql: String) throws {
        let connection = try database.connect()
        try connection.query(Statement(sql, name: "early"), .int64s([1, 2, 3]))
        try database.connect().script("INSERT INTO item SELECT i, 'body' FROM generate_series(1, 50000) i")
        let plan = try connection.query(Statement("EXPLAIN EXECUTE early ('{1,2,3}')", name: "explain"))
            .map { $0.text(0) }.joined(separator: "\n")
        #expect(plan.contains("item_pkey"))
        #expect(!plan.contains("Seq Scan") && !plan.contains("Hash"))
    }

    @Test func `a report is planned as PostgreSQL sees fit`() throws {
        let connection = try database.connect(planning: .free)
        let setting = Statement("SELECT current_setting($1)", name: "setting")
        #expect(try connection.query(setting, .text("enable_seqscan"))[0].text(0) == "on")
        #expect(try connection.query(setting, .text("plan_cache_mode"))[0].text(0) == "auto")
        #expect(try connection.query(setting, .text("TimeZone"))[0].text(0) == "UTC")
    }
}
