import Crypto

/// A whole list of regions: every code once, with the places that it lies in, in the order of the codes.
public struct RegionList: Sendable {
    public let rows: [RegionRow]

    /// The country has 91,599 places.
    public static let mostRows = 200_000
    /// What one message carries, so that a slow line has room for others beside it.
    public static let pieceBytes = 30 * 1024

    /// The list that a file's rows make, unless one of them is wrong.
    init(_ found: FoundRegions) throws(Damaged) {
        var found = found
        var order = Array(found.rows.indices)
        if zip(found.rows, found.rows.dropFirst()).contains(where: { $0.code > $1.code }) {
            order.sort { (found.rows[$0].code, $0) < (found.rows[$1].code, $1) }
        }
        // In this order a place comes right behind those that it lies in.
        var above: [RegionCode.Level: RegionCode] = [:]
        var last: Int?
        for index in order {
            let code = found.rows[index].code
            if let last, found.rows[last].code == code {
                let line = found.lines[last]
                found.mistakes.add("\(code) stands in line \(line) already", line: Int(found.lines[index]))
                continue
            }
            last = index
            if let parent = code.parent, above[parent.level] != parent {
                found.mistakes.add(
                    "\(code) lies in \(parent), which is not in the file", line: Int(found.lines[index]))
            }
            above[code.level] = code
        }
        if found.rows.isEmpty, found.mistakes.isEmpty {
            found.mistakes.add(
                "no row of regions is in the file, neither INSERT INTO \(RegionDumpRows.table) nor a table that begins "
                    + "with kode,nama",
                line: 1)
        }
        guard found.mistakes.isEmpty else {
            found.mistakes.sort()
            throw Damaged(mistakes: found.mistakes)
        }
        rows = order.map { found.rows[$0] }
    }

    /// A file with mistakes is no list at all.
    public struct Damaged: Error, Equatable, Sendable {
        public let mistakes: RegionMistakes
    }

    /// How many places there are of each level, from the provinces down.
    public var counts: [Int] {
        var counts = [0, 0, 0, 0]
        for row in rows { counts[row.code.level.rawValue - 1] += 1 }
        return counts
    }

    /// SHA-256 over the rows in their order, a tab after each code and a line end after each name: what a list is known
    /// by, whatever file it came in.
    public var hash: [UInt8] {
        var hash = SHA256()
        var text = ""
        for row in rows {
            text += "\(row.code.text)\t\(row.name)\n"
            guard text.utf8.count > 65_536 else { continue }
            hash.update(data: Array(text.utf8))
            text.removeAll(keepingCapacity: true)
        }
        hash.update(data: Array(text.utf8))
        return Array(hash.finalize())
    }

    /// The rows that one message carries, from the first one behind a code on; none behind the last.
    public func piece(after code: RegionCode?) -> ArraySlice<RegionRow> {
        var (begin, end) = (0, rows.count)
        while let code, begin < end {
            let middle = (begin + end) / 2
            if rows[middle].code <= code { begin = middle + 1 } else { end = middle }
        }
        var bytes = 0
        let rest = rows[begin...]
        let past = rest.firstIndex { row in
            bytes += row.name.utf8.count + 24
            return bytes > Self.pieceBytes
        }
        return rest[..<(past ?? rows.count)]
    }
}
