import Foundation
import Postgres

/// The binds of a step, read as the statement means them. A bind of another type is a fault of this store.
struct Binds {
    private let binds: [Bind]
    private let statement: String

    init(_ step: Step) {
        binds = step.binds
        statement = step.statement.name
    }

    private func wrong(_ index: Int) -> Never {
        fatalError(
            "\(statement): bind \(index + 1) is \(binds.indices.contains(index) ? "\(binds[index])" : "not there")")
    }

    func text(_ index: Int) -> String { if case .text(let value) = binds[index] { value } else { wrong(index) } }
    func uuid(_ index: Int) -> UUID { if case .uuid(let value) = binds[index] { value } else { wrong(index) } }
    func bytes(_ index: Int) -> [UInt8] { if case .bytes(let value) = binds[index] { value } else { wrong(index) } }
    func int64(_ index: Int) -> Int64 { if case .int64(let value) = binds[index] { value } else { wrong(index) } }
    func int32(_ index: Int) -> Int32 { if case .int32(let value) = binds[index] { value } else { wrong(index) } }
    func bool(_ index: Int) -> Bool { if case .bool(let value) = binds[index] { value } else { wrong(index) } }

    func timestamp(_ index: Int) -> Int64 {
        if case .timestamp(let value) = binds[index] { value } else { wrong(index) }
    }

    func texts(_ index: Int) -> [String] { if case .texts(let value) = binds[index] { value } else { wrong(index) } }
    func uuids(_ index: Int) -> [UUID] { if case .uuids(let value) = binds[index] { value } else { wrong(index) } }
    func int32s(_ index: Int) -> [Int32] { if case .int32s(let value) = binds[index] { value } else { wrong(index) } }
    func int64s(_ index: Int) -> [Int64] { if case .int64s(let value) = binds[index] { value } else { wrong(index) } }

    func byteStrings(_ index: Int) -> [[UInt8]] {
        if case .bytesArray(let value) = binds[index] { value } else { wrong(index) }
    }

    func timestamps(_ index: Int) -> [Int64] {
        if case .timestamps(let value) = binds[index] { value } else { wrong(index) }
    }

    func optionalUUIDs(_ index: Int) -> [UUID?] {
        if case .nullableUUIDs(let value) = binds[index] { value } else { wrong(index) }
    }

    func optionalByteStrings(_ index: Int) -> [[UInt8]?] {
        if case .nullableBytesArray(let value) = binds[index] { value } else { wrong(index) }
    }

    func optionalInt64s(_ index: Int) -> [Int64?] {
        if case .nullableInt64s(let value) = binds[index] { value } else { wrong(index) }
    }

    func optionalTimestamps(_ index: Int) -> [Int64?] {
        if case .nullableTimestamps(let value) = binds[index] { value } else { wrong(index) }
    }

    func optionalUUID(_ index: Int) -> UUID? {
        switch binds[index] {
        case .null: nil
        case .uuid(let value): value
        default: wrong(index)
        }
    }

    /// `30 seconds` or `6000 milliseconds`, in microseconds.
    func interval(_ index: Int) -> Int64 {
        let words = text(index).split(separator: " ")
        guard words.count == 2, let count = Int64(words[0]) else { wrong(index) }
        switch words[1] {
        case "seconds": return count * 1_000_000
        case "milliseconds": return count * 1_000
        default: wrong(index)
        }
    }
}
