import Foundation

/// A Swift value with a binary form in PostgreSQL: what one element of an array, or one scalar, looks like on the wire.
protocol BinaryValue {
    /// The type's OID, which an array's header must carry.
    static var oid: UInt32 { get }
    /// Bytes that `write` will produce.
    var binarySize: Int { get }
    /// Writes exactly `binarySize` bytes.
    func write(to target: UnsafeMutableRawPointer)
}

extension Bool: BinaryValue {
    static var oid: UInt32 { TypeOID.bool }
    var binarySize: Int { 1 }
    func write(to target: UnsafeMutableRawPointer) { target.storeBytes(of: self ? 1 : 0, as: UInt8.self) }
}

extension Int32: BinaryValue {
    static var oid: UInt32 { TypeOID.int4 }
    var binarySize: Int { 4 }
    func write(to target: UnsafeMutableRawPointer) { target.storeBytes(of: bigEndian, as: Int32.self) }
}

extension Int64: BinaryValue {
    static var oid: UInt32 { TypeOID.int8 }
    var binarySize: Int { 8 }
    func write(to target: UnsafeMutableRawPointer) { target.storeBytes(of: bigEndian, as: Int64.self) }
}

extension Double: BinaryValue {
    static var oid: UInt32 { TypeOID.float8 }
    var binarySize: Int { 8 }
    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: bitPattern.bigEndian, as: UInt64.self)
    }
}

extension UUID: BinaryValue {
    static var oid: UInt32 { TypeOID.uuid }
    var binarySize: Int { 16 }
    func write(to target: UnsafeMutableRawPointer) {
        withUnsafeBytes(of: uuid) { target.copyMemory(from: $0.baseAddress!, byteCount: 16) }
    }
}

extension String: BinaryValue {
    static var oid: UInt32 { TypeOID.text }
    var binarySize: Int { utf8.count }
    func write(to target: UnsafeMutableRawPointer) {
        let room = UnsafeMutableRawBufferPointer(start: target, count: utf8.count)
        room.copyBytes(from: utf8)
    }
}

extension [UInt8]: BinaryValue {
    static var oid: UInt32 { TypeOID.bytea }
    var binarySize: Int { count }
    func write(to target: UnsafeMutableRawPointer) {
        UnsafeMutableRawBufferPointer(start: target, count: count).copyBytes(from: self)
    }
}

/// A point in time as PostgreSQL counts it: microseconds since 2000-01-01 UTC, the extremes being ±infinity.
struct BinaryTimestamp: BinaryValue {
    private static let epoch: Int64 = 946_684_800_000_000
    let sinceEpoch: Int64

    init(microsecondsSince1970: Int64) {
        guard microsecondsSince1970 != .max else {
            sinceEpoch = .max
            return
        }
        let (shifted, overflow) = microsecondsSince1970.subtractingReportingOverflow(Self.epoch)
        sinceEpoch = overflow ? .min : shifted
    }

    init(sinceEpoch: Int64) { self.sinceEpoch = sinceEpoch }

    var microsecondsSince1970: Int64 {
        guard sinceEpoch != .min else { return .min }
        let (shifted, overflow) = sinceEpoch.addingReportingOverflow(Self.epoch)
        return overflow ? .max : shifted
    }

    static var oid: UInt32 { TypeOID.timestamptz }
    var binarySize: Int { 8 }
    func write(to target: UnsafeMutableRawPointer) { sinceEpoch.write(to: target) }
}

/// A day as PostgreSQL counts it: days since 2000-01-01.
struct BinaryDate: BinaryValue {
    private static let epoch: Int32 = 10_957
    let sinceEpoch: Int32

    init(daysSince1970: Int32) {
        let (shifted, overflow) = daysSince1970.subtractingReportingOverflow(Self.epoch)
        sinceEpoch = overflow ? .min : shifted
    }

    init(sinceEpoch: Int32) { self.sinceEpoch = sinceEpoch }

    var daysSince1970: Int32 {
        let (shifted, overflow) = sinceEpoch.addingReportingOverflow(Self.epoch)
        return overflow ? .max : shifted
    }

    static var oid: UInt32 { TypeOID.date }
    var binarySize: Int { 4 }
    func write(to target: UnsafeMutableRawPointer) { sinceEpoch.write(to: target) }
}

/// OIDs of the built-in types that this module speaks; they are the same in every PostgreSQL.
enum TypeOID {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let char: UInt32 = 18
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let json: UInt32 = 114
    static let float8: UInt32 = 701
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let date: UInt32 = 1082
    static let timestamptz: UInt32 = 1184
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802
}
