import Casework
import Civil
import Contracts
import Foundation

/// Finds places in the list of regions that is in use: one by its code, or those that are named so.
struct ShowRegion {
    private static let mostShown = 1_000

    func answer(_ show: WireShowRegion, from archive: Archive) throws -> WireIntakeReply {
        let limit = show.limit == 0 ? 20 : Int(show.limit)
        guard (1...Self.mostShown).contains(limit) else {
            throw Rejection(
                .outOfRange, field: "limit", problem: "\(limit) can't be shown",
                fix: "ask for 1 to \(Self.mostShown)")
        }
        // Another list may be put in use between two statements; then it is looked up again in that one.
        for _ in 0..<3 {
            guard let edition = try RegionRows.inUse(in: archive) else { return .with { $0.regions = .init() } }
            let found = try view(show, limit, of: edition, archive)
            if try RegionRows.inUse(in: archive)?.edition == edition.edition { return .with { $0.regions = found } }
        }
        throw RetryableList()
    }

    /// Lists are imported faster than one can be read.
    struct RetryableList: Error, CustomStringConvertible {
        var description: String { "the list of regions changes all the time" }
    }

    private func view(
        _ show: WireShowRegion, _ limit: Int, of edition: RegionRows.Edition, _ archive: Archive
    ) throws -> WireRegionsFound {
        var found = WireRegionsFound.with { $0.edition = WireRegionEdition(edition) }
        let number = edition.edition
        guard show.code.isEmpty else {
            let code = try RegionCode(show.code, field: "code")
            let rows = try FoundRegionRows.rows([code], of: number, in: archive)
            found.regions = try views(rows, of: number, archive)
            let below = show.children ? try FoundRegionRows.below(code, most: limit, of: number, in: archive) : []
            for index in found.regions.indices { found.regions[index].below = below.map { WireRegionRow($0) } }
            let isRetired = try rows.isEmpty && FoundRegionRows.isLaterThere(than: code, of: number, in: archive)
            let standing: RegionStanding = rows.isEmpty ? isRetired ? .retired : .unlisted : .listed
            found.standing = standing.rawValue
            return found
        }
        guard !RegionName.folded(show.name).isEmpty, show.name.utf8.count <= 400 else {
            throw Rejection(
                .missingField, field: "name", problem: "neither a code nor a name is asked for",
                fix: "write a code like 32.15.05, or a name or a part of it")
        }
        var rows = try FoundRegionRows.beginning(show.name, most: limit + 1, of: number, in: archive)
        if rows.count <= limit {
            let known = Set(rows.map(\.code))
            let others = try FoundRegionRows.containing(
                show.name, most: limit + 1 + rows.count, of: number, in: archive)
            rows += others.filter { !known.contains($0.code) }
        }
        found.more = rows.count > limit
        found.regions = try views(Array(rows.prefix(limit)), of: number, archive)
        return found
    }

    private func views(_ rows: [RegionRow], of edition: Int32, _ archive: Archive) throws -> [WireRegionView] {
        let above = Set(rows.flatMap(\.code.parents))
        let names = Dictionary(
            try FoundRegionRows.rows(above.sorted(), of: edition, in: archive).map { ($0.code, $0) },
            uniquingKeysWith: { first, _ in first })
        return try rows.map { row in
            let count = try FoundRegionRows.countBelow(row.code, of: edition, in: archive)
            return .with {
                $0.row = WireRegionRow(row)
                $0.above = row.code.parents.compactMap { names[$0] }.map { WireRegionRow($0) }
                $0.countBelow = Int32(clamping: count)
            }
        }
    }
}

extension WireRegionRow {
    init(_ row: RegionRow) {
        self = .with {
            $0.code = row.code.text
            $0.name = row.name
        }
    }
}
