import Foundation

/// A value for a parameter; values reach SQL in no other way.
///
/// The case says PostgreSQL's type too: `.int32` fits `int4` only, `.int64` fits `int8` only. A bind that
/// doesn't fit its parameter is refused by the server with SQLSTATE 22P03. Text with a NUL character is
/// refused with 22021.
public enum Bind: Sendable, Equatable {
    case null
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
    case uuid(UUID)
    /// `timestamptz`. `Int64.max` and `Int64.min` are PostgreSQL's `infinity` and `-infinity`.
    case timestamp(microsecondsSince1970: Int64)
    /// `date`.
    case date(daysSince1970: Int32)

    case bools([Bool])
    case int32s([Int32])
    case int64s([Int64])
    case doubles([Double])
    case texts([String])
    case bytesArray([[UInt8]])
    case uuids([UUID])
    case timestamps([Int64])
    case dates([Int32])

    case nullableBools([Bool?])
    case nullableInt32s([Int32?])
    case nullableInt64s([Int64?])
    case nullableTexts([String?])
    case nullableBytesArray([[UInt8]?])
    case nullableUUIDs([UUID?])
    case nullableTimestamps([Int64?])
    case nullableDates([Int32?])

    /// The value or NULL, for scalars: `.optional(row.phone, Bind.text)`.
    public static func optional<Value>(_ value: Value?, _ bind: (Value) -> Bind) -> Bind {
        value.map(bind) ?? .null
    }
}
