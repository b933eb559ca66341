import CPostgres
import Foundation

/// One row; its columns are read by position, as the type that the statement gives them.
///
/// Reading a column as another type, or a NULL without `IfPresent`, is a fault of the program and ends it
/// with a message that names the statement and the column, never the value.
public struct Row: Sendable {
    let result: ResultMemory
    let index: Int32
    let statement: String

    public func isNull(_ column: Int) -> Bool {
        PQgetisnull(result.pointer, index, checked(column)) == 1
    }

    public func bool(_ column: Int) -> Bool { present(boolIfPresent(column), column) }
    public func int32(_ column: Int) -> Int32 { present(int32IfPresent(column), column) }
    /// Reads `int2` and `int4` as well.
    public func int64(_ column: Int) -> Int64 { present(int64IfPresent(column), column) }
    public func double(_ column: Int) -> Double { present(doubleIfPresent(column), column) }
    /// Reads `text`, `varchar`, `char(n)`, `name`, `json` and `jsonb`.
    public func text(_ column: Int) -> String { present(textIfPresent(column), column) }
    public func bytes(_ column: Int) -> [UInt8] { present(bytesIfPresent(column), column) }
    public func uuid(_ column: Int) -> UUID { present(uuidIfPresent(column), column) }
    /// Microseconds since 1970 of a `timestamptz`; its infinities are `Int64.max` and `Int64.min`.
    public func timestamp(_ column: Int) -> Int64 { present(timestampIfPresent(column), column) }
    /// Days since 1970 of a `date`.
    public func date(_ column: Int) -> Int32 { present(dateIfPresent(column), column) }

    public func boolIfPresent(_ column: Int) -> Bool? {
        read(column, [TypeOID.bool]) { _, bytes in bytes[0] != 0 }
    }

    public func int32IfPresent(_ column: Int) -> Int32? {
        read(column, [TypeOID.int4, TypeOID.int2]) { Int32(Integer.read($0, $1)) }
    }

    public func int64IfPresent(_ column: Int) -> Int64? {
        read(column, [TypeOID.int8, TypeOID.int4, TypeOID.int2, TypeOID.oid], Integer.read)
    }

    public func doubleIfPresent(_ column: Int) -> Double? {
        read(column, [TypeOID.float8]) { Double(bitPattern: UInt64(bitPattern: Integer.read($0, $1))) }
    }

    public func textIfPresent(_ column: Int) -> String? { read(column, Text.oids, Text.read) }

    public func bytesIfPresent(_ column: Int) -> [UInt8]? { read(column, [TypeOID.bytea]) { [UInt8]($1) } }

    public func uuidIfPresent(_ column: Int) -> UUID? {
        read(column, [TypeOID.uuid]) { UUID(uuid: $1.loadUnaligned(as: uuid_t.self)) }
    }

    public func timestampIfPresent(_ column: Int) -> Int64? {
        read(column, [TypeOID.timestamptz]) {
            BinaryTimestamp(sinceEpoch: Integer.read($0, $1)).microsecondsSince1970
        }
    }

    public func dateIfPresent(_ column: Int) -> Int32? {
        read(column, [TypeOID.date]) { BinaryDate(sinceEpoch: Int32(Integer.read($0, $1))).daysSince1970 }
    }

    /// The elements of a `text[]` without NULLs.
    public func texts(_ column: Int) -> [String] {
        nullableTexts(column).map { present($0, column) }
    }

    /// The elements of an `int8[]` or `int4[]` without NULLs.
    public func int64s(_ column: Int) -> [Int64] {
        array(column, Integer.read).map { present($0, column) }
    }

    /// The elements of a `bytea[]` without NULLs.
    public func bytesArray(_ column: Int) -> [[UInt8]] {
        array(column) { [UInt8]($1) }.map { present($0, column) }
    }

    /// The elements of a `uuid[]` without NULLs.
    public func uuids(_ column: Int) -> [UUID] {
        array(column) { UUID(uuid: $1.loadUnaligned(as: uuid_t.self)) }.map { present($0, column) }
    }

    public func nullableTexts(_ column: Int) -> [String?] { array(column, Text.read) }
}

extension Row {
    private func checked(_ column: Int) -> Int32 {
        precondition(
            column >= 0 && column < PQnfields(result.pointer), "\(statement) has no column \(column)")
        return Int32(column)
    }

    private func present<Value>(_ value: Value?, _ column: Int) -> Value {
        guard let value else {
            preconditionFailure("\(statement): column \(column) (\(name(of: column))) is NULL; read it with IfPresent")
        }
        return value
    }

    private func name(of column: Int) -> String {
        PQfname(result.pointer, Int32(column)).map { String(cString: $0) } ?? "?"
    }

    /// The bytes of a column that isn't NULL, given to `decode` with the type's OID.
    private func read<Value>(
        _ column: Int, _ accepted: [UInt32], _ decode: (UInt32, UnsafeRawBufferPointer) -> Value
    ) -> Value? {
        guard !isNull(column) else { return nil }
        let oid = PQftype(result.pointer, Int32(column))
        precondition(
            accepted.contains(oid),
            "\(statement): column \(column) (\(name(of: column))) has the type with OID \(oid); cast it or read it as that"
        )
        return decode(oid, bytes(at: column))
    }

    private func array<Element>(
        _ column: Int, _ decode: (UInt32, UnsafeRawBufferPointer) -> Element
    ) -> [Element?] {
        precondition(!isNull(column), "\(statement): column \(column) (\(name(of: column))) is NULL")
        return BinaryArray.read(bytes(at: column), decode)
    }

    private func bytes(at column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(result.pointer, index, Int32(column)),
            count: Int(PQgetlength(result.pointer, index, Int32(column))))
    }
}

/// Integers of every width, widened.
private enum Integer {
    static func read(_: UInt32, _ bytes: UnsafeRawBufferPointer) -> Int64 {
        switch bytes.count {
        case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        default: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        }
    }
}

/// The types whose binary form is their UTF-8, and `jsonb`, which puts a version byte before it.
private enum Text {
    static let oids = [
        TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name, TypeOID.char, TypeOID.json, TypeOID.jsonb,
    ]

    static func read(_ oid: UInt32, _ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.dropFirst(oid == TypeOID.jsonb ? 1 : 0), as: UTF8.self)
    }
}
