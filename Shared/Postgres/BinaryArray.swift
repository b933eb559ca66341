/// PostgreSQL's binary form of a one-dimensional array.
///
/// Header (all 4-byte big-endian): dimensions, has-NULL flag, element OID, then length and lower bound;
/// then for each element its length (-1 is NULL) and its bytes. An empty array has no dimension.
enum BinaryArray {
    private static let emptyHeader = 12
    private static let header = 20

    static func size(ofFixed elementSize: Int, count: Int) -> Int {
        count == 0 ? emptyHeader : header + count * (4 + elementSize)
    }

    static func size<Element: BinaryValue>(of values: [Element]) -> Int {
        values.isEmpty ? emptyHeader : values.reduce(header) { $0 + 4 + $1.binarySize }
    }

    static func size<Element: BinaryValue>(ofNullable values: [Element?]) -> Int {
        values.isEmpty ? emptyHeader : values.reduce(header) { $0 + 4 + ($1?.binarySize ?? 0) }
    }

    static func write<Values: Collection>(_ values: Values, to target: UnsafeMutableRawPointer)
    where Values.Element: BinaryValue {
        var cursor = writeHeader(Values.Element.oid, count: values.count, hasNull: false, to: target)
        for value in values {
            write(element: value, at: &cursor)
        }
    }

    static func write<Values: Collection, Element: BinaryValue>(
        nullable values: Values, to target: UnsafeMutableRawPointer
    ) where Values.Element == Element? {
        let hasNull = values.contains { $0 == nil }
        var cursor = writeHeader(Element.oid, count: values.count, hasNull: hasNull, to: target)
        for value in values {
            if let value {
                write(element: value, at: &cursor)
            } else {
                cursor.storeBytes(of: Int32(-1).bigEndian, as: Int32.self)
                cursor += 4
            }
        }
    }

    private static func write<Element: BinaryValue>(element: Element, at cursor: inout UnsafeMutableRawPointer) {
        let size = element.binarySize
        cursor.storeBytes(of: Int32(size).bigEndian, as: Int32.self)
        element.write(to: cursor + 4)
        cursor += 4 + size
    }

    private static func writeHeader(
        _ oid: UInt32, count: Int, hasNull: Bool, to target: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        target.storeBytes(of: Int32(count == 0 ? 0 : 1).bigEndian, as: Int32.self)
        target.storeBytes(of: Int32(hasNull ? 1 : 0).bigEndian, toByteOffset: 4, as: Int32.self)
        target.storeBytes(of: oid.bigEndian, toByteOffset: 8, as: UInt32.self)
        guard count > 0 else { return target + emptyHeader }
        target.storeBytes(of: Int32(count).bigEndian, toByteOffset: 12, as: Int32.self)
        target.storeBytes(of: Int32(1).bigEndian, toByteOffset: 16, as: Int32.self)
        return target + header
    }

    /// The elements of a binary array; nil stands for NULL. More than one dimension is read flat.
    ///
    /// Calls `decode` with the element's OID and bytes.
    static func read<Element>(
        _ bytes: UnsafeRawBufferPointer, _ decode: (UInt32, UnsafeRawBufferPointer) -> Element
    ) -> [Element?] {
        func int32(_ offset: Int) -> Int32 {
            Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        }
        let dimensions = Int(int32(0))
        let oid = UInt32(bitPattern: int32(8))
        guard dimensions > 0 else { return [] }
        let count = (0..<dimensions).reduce(1) { $0 * Int(int32(emptyHeader + 8 * $1)) }
        var elements: [Element?] = []
        elements.reserveCapacity(count)
        var offset = emptyHeader + 8 * dimensions
        for _ in 0..<count {
            let size = Int(int32(offset))
            offset += 4
            if size < 0 {
                elements.append(nil)
            } else {
                elements.append(decode(oid, UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + size)])))
                offset += size
            }
        }
        return elements
    }
}
