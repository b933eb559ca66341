import Foundation

/// The binds of one step as libpq takes them: every value in one buffer that is sized first and written once.
struct EncodedBinds {
    private var buffer: [UInt8] = []
    /// Where each value stands in the buffer; nil is NULL.
    private var places: [Range<Int>?] = []

    init(_ binds: [Bind]) {
        let sizes = binds.map(\.encodedSize)
        places.reserveCapacity(binds.count)
        var end = 0
        for size in sizes {
            places.append(size.map { end..<(end + $0) })
            end += size ?? 0
        }
        let total = end
        buffer = [UInt8](unsafeUninitializedCapacity: max(total, 1)) { room, count in
            let start = UnsafeMutableRawPointer(room.baseAddress!)
            for (bind, place) in zip(binds, places) {
                if let place { bind.write(to: start + place.lowerBound) }
            }
            count = total
        }
    }

    /// Calls `body` with the arrays that `PQsendQueryPrepared` wants: count, values, lengths, formats.
    func withParameters<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> Result
    ) -> Result {
        // An empty value still needs an address: a null pointer would mean NULL.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { nothing in
            buffer.withUnsafeBytes { bytes in
                let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                let values: [UnsafePointer<CChar>?] = places.map { place in
                    place.map { (start ?? UnsafePointer(nothing.baseAddress!)) + $0.lowerBound }
                }
                let lengths = places.map { Int32($0?.count ?? 0) }
                let formats = [Int32](repeating: 1, count: places.count)
                return body(Int32(places.count), values, lengths, formats)
            }
        }
    }
}

extension Bind {
    /// Bytes of the binary form, or nil for NULL.
    fileprivate var encodedSize: Int? {
        switch self {
        case .null: nil
        case .bool(let value): value.binarySize
        case .int32(let value): value.binarySize
        case .int64(let value): value.binarySize
        case .double(let value): value.binarySize
        case .text(let value): value.binarySize
        case .bytes(let value): value.binarySize
        case .uuid(let value): value.binarySize
        case .timestamp: 8
        case .date: 4
        case .bools(let values): BinaryArray.size(ofFixed: 1, count: values.count)
        case .int32s(let values): BinaryArray.size(ofFixed: 4, count: values.count)
        case .int64s(let values): BinaryArray.size(ofFixed: 8, count: values.count)
        case .doubles(let values): BinaryArray.size(ofFixed: 8, count: values.count)
        case .texts(let values): BinaryArray.size(of: values)
        case .bytesArray(let values): BinaryArray.size(of: values)
        case .uuids(let values): BinaryArray.size(ofFixed: 16, count: values.count)
        case .timestamps(let values): BinaryArray.size(ofFixed: 8, count: values.count)
        case .dates(let values): BinaryArray.size(ofFixed: 4, count: values.count)
        case .nullableBools(let values): BinaryArray.size(ofNullable: values)
        case .nullableInt32s(let values): BinaryArray.size(ofNullable: values)
        case .nullableInt64s(let values): BinaryArray.size(ofNullable: values)
        case .nullableTexts(let values): BinaryArray.size(ofNullable: values)
        case .nullableBytesArray(let values): BinaryArray.size(ofNullable: values)
        case .nullableUUIDs(let values): BinaryArray.size(ofNullable: values)
        case .nullableTimestamps(let values): BinaryArray.size(ofNullable: values)
        case .nullableDates(let values): BinaryArray.size(ofNullable: values)
        }
    }

    /// Writes exactly `encodedSize` bytes.
    fileprivate func write(to target: UnsafeMutableRawPointer) {
        switch self {
        case .null: break
        case .bool(let value): value.write(to: target)
        case .int32(let value): value.write(to: target)
        case .int64(let value): value.write(to: target)
        case .double(let value): value.write(to: target)
        case .text(let value): value.write(to: target)
        case .bytes(let value): value.write(to: target)
        case .uuid(let value): value.write(to: target)
        case .timestamp(let value): BinaryTimestamp(microsecondsSince1970: value).write(to: target)
        case .date(let value): BinaryDate(daysSince1970: value).write(to: target)
        case .bools(let values): BinaryArray.write(values, to: target)
        case .int32s(let values): BinaryArray.write(values, to: target)
        case .int64s(let values): BinaryArray.write(values, to: target)
        case .doubles(let values): BinaryArray.write(values, to: target)
        case .texts(let values): BinaryArray.write(values, to: target)
        case .bytesArray(let values): BinaryArray.write(values, to: target)
        case .uuids(let values): BinaryArray.write(values, to: target)
        case .timestamps(let values):
            BinaryArray.write(values.lazy.map(BinaryTimestamp.init(microsecondsSince1970:)), to: target)
        case .dates(let values): BinaryArray.write(values.lazy.map(BinaryDate.init(daysSince1970:)), to: target)
        case .nullableBools(let values): BinaryArray.write(nullable: values, to: target)
        case .nullableInt32s(let values): BinaryArray.write(nullable: values, to: target)
        case .nullableInt64s(let values): BinaryArray.write(nullable: values, to: target)
        case .nullableTexts(let values): BinaryArray.write(nullable: values, to: target)
        case .nullableBytesArray(let values): BinaryArray.write(nullable: values, to: target)
        case .nullableUUIDs(let values): BinaryArray.write(nullable: values, to: target)
        case .nullableTimestamps(let values):
            BinaryArray.write(
                nullable: values.lazy.map { $0.map(BinaryTimestamp.init(microsecondsSince1970:)) }, to: target)
        case .nullableDates(let values):
            BinaryArray.write(nullable: values.lazy.map { $0.map(BinaryDate.init(daysSince1970:)) }, to: target)
        }
    }
}
