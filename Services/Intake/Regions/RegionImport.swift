import Casework
import Civil
import Contracts
import Foundation

/// Takes a list of regions in, piece by piece, and puts it in use once it is whole.
///
/// All of it may be asked again, by anybody and at once: a list is known by the hash of its rows, what is there already
/// changes nothing, and until the last request the list before it is the one that is in use.
struct RegionImport {
    private let asking: Asking

    init(_ asking: Asking) {
        self.asking = asking
    }

    /// A list with fewer than nine tenths of the places of the one in use may be a file that was cut off.
    private static let leastShare = (part: 9, of: 10)
    private static let longestName = 120

    func begin(_ begin: WireBeginRegions, in archive: Archive) throws -> WireIntakeReply {
        let hash = try Self.hash(begin.hash, "hash")
        let fileHash = try Self.hash(begin.fileHash, "file_hash")
        guard (1...Int32(RegionList.mostRows)).contains(begin.places) else {
            throw Rejection(
                .outOfRange, field: "places", problem: "a list of \(begin.places) places can't be taken",
                fix: "send from 1 to \(RegionList.mostRows)")
        }
        guard begin.name.utf8.count <= Self.longestName, !begin.name.isEmpty else {
            throw Rejection(
                begin.name.isEmpty ? .missingField : .tooLong, field: "name", problem: "the list needs a short name",
                fix: "give it one of at most \(Self.longestName) letters, such as wilayah 2026-02-13")
        }
        if let used = try RegionRows.inUse(in: archive), used.hash != hash, !begin.fewer,
            Int64(begin.places) * Int64(Self.leastShare.of) < Int64(used.places) * Int64(Self.leastShare.part)
        {
            throw Rejection(
                .outOfRange, field: "places",
                problem:
                    "it has \(begin.places) places, and the list in use, \(used.name), has \(used.places): the file "
                    + "may be cut off",
                fix: "look at the file; where fewer are meant, say --fewer")
        }
        try RegionRows.begin(
            hash, name: begin.name, fileHash: fileHash, places: begin.places, by: asking.actor, in: archive)
        return try taken(hash, archive)
    }

    func put(_ put: WirePutRegions, in archive: Archive) throws -> WireIntakeReply {
        let hash = try Self.hash(put.hash, "hash")
        var last = put.after.isEmpty ? nil : try RegionCode(put.after, field: "after")
        var rows: [RegionRow] = []
        for (index, wire) in put.rows.enumerated() {
            let row: RegionRow
            do throws(Rejection) {
                row = try RegionRow(code: wire.code, name: wire.name)
            } catch {
                throw error.under("rows[\(index)]")
            }
            if let last, row.code <= last {
                throw Rejection(
                    .invalidRegion, field: "rows[\(index)].code", problem: "\(row.code) stands behind \(last)",
                    fix: "send the rows in the order of their codes, each once")
            }
            last = row.code
            rows.append(row)
        }
        try RegionRows.keep(rows, after: put.after, of: hash, in: archive)
        return try taken(hash, archive)
    }

    func use(_ use: WireUseRegions, in archive: Archive) throws -> WireIntakeReply {
        let hash = try Self.hash(use.hash, "hash")
        let refusal: Rejection? = try archive.together {
            try RegionRows.lock(in: archive)
            guard let edition = try RegionRows.state(of: hash, in: archive) else { throw Self.notBegun }
            if edition.inUseSince != nil { return nil }
            let sum = try RegionRows.sum(of: edition, in: archive)
            let count = sum.counts.reduce(0, +)
            guard count >= Int(edition.places) else {
                throw Rejection(
                    .outOfRange, field: "hash", problem: "\(count) of \(edition.places) places are here",
                    fix: "send the rest; what is here needs not be sent again")
            }
            if let refusal = try fault(of: edition, sum, archive) {
                // What came can't become this list any more: thrown away, so that it can come again from its first row.
                try RegionRows.discard(edition, in: archive)
                return refusal
            }
            try RegionRows.use(edition, in: archive)
            return nil
        }
        if let refusal { throw refusal }
        guard let edition = try RegionRows.inUse(in: archive), edition.hash == hash else { throw Self.notBegun }
        let sum = try RegionRows.sum(of: edition, in: archive)
        return .with {
            $0.regionsInUse.edition = WireRegionEdition(edition)
            $0.regionsInUse.counts = sum.counts.map { Int32(clamping: $0) }
        }
    }

    private func fault(of edition: RegionRows.Edition, _ sum: RegionRows.Sum, _ archive: Archive) throws -> Rejection? {
        if sum.counts.reduce(0, +) != Int(edition.places) || sum.hash != edition.hash {
            return Rejection(
                .invalidRegion, field: "hash", problem: "the rows together are not the list with that hash",
                fix: "read the file again and send it from its first row: what came is thrown away")
        }
        guard let orphan = try RegionRows.orphan(of: edition, in: archive) else { return nil }
        return Rejection(
            .invalidRegion, field: "rows", problem: "\(orphan) lies in a place that the list doesn't have",
            fix: "send a list in which every place above another one is too: what came is thrown away")
    }

    private func taken(_ hash: [UInt8], _ archive: Archive) throws -> WireIntakeReply {
        guard let edition = try RegionRows.state(of: hash, in: archive) else { throw Self.notBegun }
        return .with {
            $0.regionsTaken.inUse = edition.inUseSince != nil
            $0.regionsTaken.last = edition.last
        }
    }

    private static let notBegun = Rejection(
        .invalidRegion, field: "hash", problem: "nobody has begun to send that list, or it was thrown away",
        fix: "begin it again and send it from its first row")

    private static func hash(_ bytes: Data, _ field: String) throws(Rejection) -> [UInt8] {
        guard bytes.count == 32 else {
            throw Rejection(
                .wrongType, field: field, problem: "it has \(bytes.count) bytes", fix: "send the 32 bytes of a SHA-256")
        }
        return Array(bytes)
    }
}

extension WireRegionEdition {
    init(_ edition: RegionRows.Edition) {
        self = .with {
            $0.hash = Data(edition.hash)
            $0.name = edition.name
            $0.fileHash = Data(edition.fileHash)
            $0.places = edition.places
            $0.importedBy = edition.begunBy
            $0.inUseSince = edition.inUseSince?.microseconds ?? 0
        }
    }
}
