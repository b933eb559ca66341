import Foundation
import Postgres
import TestKit
import Testing

/// What goes in as a bind comes out as the same value.
@Suite struct RoundTripTests {
    let connection: Connection

    init() throws {
        connection = try Connection(TestCluster.shared.conninfo(), applicationName: "round trips")
    }

    private func row(_ sql: String, _ bind: Bind, name: String = #function) throws -> Row {
        try connection.query(Statement(sql, name: name), bind)[0]
    }

    @Test func `scalars come back as they were`() throws {
        let id = UUID()
        #expect(try row("SELECT $1::bool", .bool(true), name: "bool").bool(0))
        #expect(try row("SELECT $1::int4", .int32(.min), name: "int4").int32(0) == .min)
        #expect(try row("SELECT $1::int8", .int64(.max), name: "int8").int64(0) == .max)
        #expect(try row("SELECT $1::float8", .double(-0.125), name: "float8").double(0) == -0.125)
        #expect(try row("SELECT $1::text", .text("Nyi Rënggå 🪷"), name: "text").text(0) == "Nyi Rënggå 🪷")
        #expect(try row("SELECT $1::text", .text(""), name: "empty text").text(0).isEmpty)
        #expect(try row("SELECT $1::bytea", .bytes([0, 255, 10]), name: "bytea").bytes(0) == [0, 255, 10])
        #expect(try row("SELECT $1::bytea", .bytes([]), name: "empty bytea").bytes(0).isEmpty)
        #expect(try row("SELECT $1::uuid", .uuid(id), name: "uuid").uuid(0) == id)
        #expect(try row("SELECT $1::date", .date(daysSince1970: 20_778), name: "date").date(0) == 20_778)
    }

    @Test func `a timestamp is the same moment in SQL and here`() throws {
        let moment: Int64 = 1_795_300_000_123_456
        let statement = Statement("SELECT $1::timestamptz, $1::timestamptz::text", name: "moment")
        let row = try connection.query(statement, .timestamp(microsecondsSince1970: moment))[0]
        #expect(row.timestamp(0) == moment)
        #expect(row.text(1) == "2026-11-21 22:26:40.123456+00")
        for extreme in [Int64.max, .min] {
            let row = try connection.query(statement, .timestamp(microsecondsSince1970: extreme))[0]
            #expect(row.timestamp(0) == extreme)
            #expect(row.text(1) == (extreme > 0 ? "infinity" : "-infinity"))
        }
    }

    @Test func `narrower integers and names are read`() throws {
        let statement = Statement(
            "SELECT 7::int2, 7::int4, 'x'::varchar, 'y'::char(3), 'z'::name, '{\"a\": 1}'::jsonb, 9::oid",
            name: "narrow")
        let row = try connection.query(statement)[0]
        #expect(row.int64(0) == 7 && row.int64(1) == 7 && row.int32(0) == 7 && row.int64(6) == 9)
        #expect((2...5).map(row.text) == ["x", "y  ", "z", "{\"a\": 1}"])
    }

    @Test func `null is nil`() throws {
        let types = ["bool", "int4", "int8", "float8", "text", "bytea", "uuid", "timestamptz", "date"]
        let columns = types.map { "$1::text::\($0)" }.map { $0.replacing("$1::text::bytea", with: "NULL::bytea") }
        let row = try row("SELECT \(columns.joined(separator: ", "))", .null)
        #expect(types.indices.allSatisfy(row.isNull))
        #expect(row.boolIfPresent(0) == nil && row.int32IfPresent(1) == nil && row.int64IfPresent(2) == nil)
        #expect(row.doubleIfPresent(3) == nil && row.textIfPresent(4) == nil && row.bytesIfPresent(5) == nil)
        #expect(row.uuidIfPresent(6) == nil && row.timestampIfPresent(7) == nil && row.dateIfPresent(8) == nil)
    }

    @Test func `an optional is its value or null`() throws {
        #expect(Bind.optional("a", Bind.text) == .text("a"))
        #expect(Bind.optional(nil, Bind.text) == .null)
    }

    @Test func `arrays unnest in their order`() throws {
        let ids = (0..<3).map { _ in UUID() }
        let statement = Statement(
            """
            SELECT * FROM unnest($1::bool[], $2::int4[], $3::int8[], $4::float8[], $5::text[], $6::bytea[],
                $7::uuid[], $8::timestamptz[], $9::date[])
            """, name: "arrays")
        let rows = try connection.query(
            statement, .bools([true, false, true]), .int32s([1, -2, 3]), .int64s([1, -2, 3]), .doubles([0.5, 1, 2]),
            .texts(["a", "", "ç"]), .bytesArray([[1], [], [2, 3]]), .uuids(ids), .timestamps([0, 1, -1]),
            .dates([0, 1, -1]))
        #expect(rows.count == 3 && rows.affected == 3)
        #expect(rows.map { $0.bool(0) } == [true, false, true])
        #expect(rows.map { $0.int32(1) } == [1, -2, 3])
        #expect(rows.map { $0.int64(2) } == [1, -2, 3])
        #expect(rows.map { $0.double(3) } == [0.5, 1, 2])
        #expect(rows.map { $0.text(4) } == ["a", "", "ç"])
        #expect(rows.map { $0.bytes(5) } == [[1], [], [2, 3]])
        #expect(rows.map { $0.uuid(6) } == ids)
        #expect(rows.map { $0.timestamp(7) } == [0, 1, -1])
        #expect(rows.map { $0.date(8) } == [0, 1, -1])
    }

    @Test func `arrays keep their nulls`() throws {
        let id = UUID()
        let statement = Statement(
            """
            SELECT * FROM unnest($1::bool[], $2::int4[], $3::int8[], $4::text[], $5::bytea[], $6::uuid[],
                $7::timestamptz[], $8::date[])
            """, name: "nullable arrays")
        let rows = try connection.query(
            statement, .nullableBools([nil, true]), .nullableInt32s([nil, 1]), .nullableInt64s([nil, 2]),
            .nullableTexts([nil, ""]), .nullableBytesArray([nil, []]), .nullableUUIDs([nil, id]),
            .nullableTimestamps([nil, 3]), .nullableDates([nil, 4]))
        #expect((0..<8).allSatisfy(rows[0].isNull))
        #expect(!(0..<8).contains(where: rows[1].isNull))
        #expect(rows[1].bool(0) && rows[1].int32(1) == 1 && rows[1].int64(2) == 2 && rows[1].text(3).isEmpty)
        #expect(rows[1].bytes(4).isEmpty && rows[1].uuid(5) == id && rows[1].timestamp(6) == 3 && rows[1].date(7) == 4)
    }

    @Test func `empty arrays are arrays and not null`() throws {
        let statement = Statement(
            "SELECT cardinality($1::text[]), cardinality($2::uuid[]), cardinality($3::int8[]), $4::bytea[]",
            name: "empty arrays")
        let row = try connection.query(statement, .texts([]), .uuids([]), .nullableInt64s([]), .bytesArray([]))[0]
        #expect((0..<3).map(row.int32) == [0, 0, 0])
        #expect(row.bytesArray(3).isEmpty)
    }

    @Test func `arrays are read from a column`() throws {
        let id = UUID()
        let statement = Statement(
            "SELECT $1::text[], $2::uuid[], $3::int8[], $4::bytea[], ARRAY['a', NULL], ARRAY[1, 2]::int4[]",
            name: "array columns")
        let row = try connection.query(
            statement, .texts(["x", "yy"]), .uuids([id]), .int64s([5, 6]), .bytesArray([[1, 2], []]))[0]
        #expect(row.texts(0) == ["x", "yy"] && row.uuids(1) == [id] && row.int64s(2) == [5, 6])
        #expect(row.bytesArray(3) == [[1, 2], []] && row.nullableTexts(4) == ["a", nil] && row.int64s(5) == [1, 2])
    }

    @Test func `a statement without rows tells how many it changed`() throws {
        try connection.script("CREATE TEMP TABLE t (a int4)")
        let insert = Statement("INSERT INTO t SELECT unnest($1::int4[])", name: "insert")
        #expect(try connection.query(insert, .int32s([1, 2, 3])).affected == 3)
        let rows = try connection.query(Statement("DELETE FROM t WHERE a > 1 RETURNING a", name: "delete"))
        #expect(rows.affected == 2 && Set(rows.map { $0.int32(0) }) == [2, 3])
        #expect(try connection.query(.begin).affected == 0)
    }
}
