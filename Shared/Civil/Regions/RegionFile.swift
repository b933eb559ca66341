/// Reads a file of regions as its bytes come: the MySQL dump `wilayah.sql` of the public list, or `kode,nama` as CSV.
///
/// It never stops at a mistake, so that a person sees all of them, and never gives a list with one.
public struct RegionFile {
    private enum Form {
        /// Not known before the first letter.
        case unknown
        case dump(RegionDump)
        case table(RegionTable)
    }

    private var form = Form.unknown
    private var start: [UInt8] = []

    public init() {}

    public mutating func take(_ bytes: some Sequence<UInt8>) {
        switch form {
        case .unknown:
            start += bytes
            if start.count >= Self.header.count + Self.mark.count { begin() }
        case .dump(var dump):
            // What `form` holds would be copied if it were still there.
            form = .unknown
            for byte in bytes { dump.take(byte) }
            form = .dump(dump)
        case .table(var table):
            form = .unknown
            for byte in bytes { table.take(byte) }
            form = .table(table)
        }
    }

    /// The list, once the file has ended.
    public mutating func finish() throws(RegionList.Damaged) -> RegionList {
        if case .unknown = form { begin() }
        switch form {
        case .unknown: return try RegionList(FoundRegions())
        case .dump(var dump): return try RegionList(dump.finish())
        case .table(var table): return try RegionList(table.finish())
        }
    }

    /// The day that the list's author says it was edited on, for its name; nil where the remark has no day. It is prose,
    /// and no reason to refuse a list.
    public var edited: Day? {
        guard case .dump(let dump) = form else { return nil }
        let words = String(decoding: dump.remarks, as: UTF8.self)
        guard let place = words.range(of: "last edit") else { return nil }
        let rest = words[place.upperBound...].drop { !$0.isASCII || !$0.isNumber }
        return try? Day(iso: String(rest.prefix(10)))
    }

    private static let header = Array("kode,nama".utf8)
    /// What some editors put before UTF-8.
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func begin() {
        let bytes = start.starts(with: Self.mark) ? start[Self.mark.count...] : start[...]
        start = []
        form = bytes.starts(with: Self.header) ? .table(RegionTable()) : .dump(RegionDump())
        take(bytes)
    }
}
