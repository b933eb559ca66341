import Civil
import Contracts
import Foundation

/// The list of regions that is in use.
struct RegionEdition: Encodable {
    let name: String
    let rows: Int
    /// SHA-256 over the rows, and of the file that they came in.
    let hash: String
    let fileHash: String
    let importedBy: String

    init(_ edition: WireRegionEdition) {
        name = edition.name
        rows = Int(edition.places)
        hash = AttachmentPieces.text(of: edition.hash)
        fileHash = AttachmentPieces.text(of: edition.fileHash)
        importedBy = edition.importedBy
    }

    /// `wilayah 2026-02-13, 91,599 rows`.
    var inWords: String { "\(name), \(Self.grouped(rows)) rows" }

    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            let rest = digits.count - index
            return (index > 0 && rest.isMultiple(of: 3) ? "," : "") + String(digits[index])
        }.joined()
    }
}

/// A place with what it lies in.
struct RegionPlace: Encodable {
    struct Row: Encodable {
        let code: String
        let name: String
        let kind: String

        init(_ row: WireRegionRow) {
            code = row.code
            name = row.name
            // A site takes in no code that can't be read; without its kind a row still says what it is.
            kind = (try? RegionCode(row.code))?.kind ?? ""
        }
    }

    let code: String
    let name: String
    let kind: String
    /// The nearest first.
    let above: [Row]
    let countBelow: Int
    let below: [Row]

    init(_ view: WireRegionView) {
        let row = Row(view.row)
        (code, name, kind) = (row.code, row.name, row.kind)
        above = view.above.map(Row.init)
        countBelow = Int(view.countBelow)
        below = view.below.map(Row.init)
    }

    /// `Klari, Kabupaten Karawang, Jawa Barat`.
    var inWords: String { ([name] + above.map(\.name)).joined(separator: ", ") }
}

/// One place, looked up by its code.
struct RegionReport: Report {
    let list: RegionEdition
    let region: RegionPlace

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("in", region.above.map { "\($0.name) (\($0.code))" }.joined(separator: ", "))
        if region.kind == "provinsi" || region.countBelow > 0 {
            facts.add("has", "\(region.countBelow) places one level down")
        }
        facts.add("list", list.inWords)
        var lines = ["\(screen.strong("\(region.code)   \(region.name)"))   \(region.kind)"] + facts.lines(on: screen)
        guard !region.below.isEmpty else { return lines }
        var table = Table(.init("CODE"), .init("KIND"), .init("NAME"))
        for row in region.below { table.add(row.code, row.kind, row.name) }
        lines += [""] + table.lines(on: screen)
        let rest = region.countBelow - region.below.count
        return rest > 0 ? lines + [screen.faint("… and \(rest) more: --limit")] : lines
    }
}

/// Places that are named so, begin so or have it in their names.
struct RegionsReport: Report {
    let list: RegionEdition
    let regions: [RegionPlace]
    let more: Bool

    func lines(on screen: Screen) -> [String] {
        var table = Table(.init("CODE"), .init("KIND"), .init("NAME"), .init("IN"))
        for region in regions {
            table.add(region.code, region.kind, region.name, region.above.map(\.name).joined(separator: ", "))
        }
        return table.lines(on: screen) + (more ? [screen.faint("… and more: --limit")] : []) + ["In \(list.inWords)."]
    }
}

/// A list that was imported.
struct RegionImportReport: Report {
    let list: RegionEdition
    /// From the provinces down.
    let counts: [Int]
    let wasInUse: Bool
    let seconds: Double
    /// The most memory that this process ever had, in MiB; nil where the system doesn't say.
    let peakMib: Double?

    func lines(on screen: Screen) -> [String] {
        let words = ["provinsi", "kabupaten and kota", "kecamatan", "desa and kelurahan"]
        let parts = zip(counts, words).map { "\(RegionEdition.grouped($0)) \($1)" }
        let peak = peakMib.map { String(format: ", at most %.1f MiB of memory", $0) } ?? ""
        let what = wasInUse ? "was in use already, nothing is changed" : "is in use now"
        return [
            "\(list.name) \(what): \(parts.joined(separator: ", "))",
            String(format: "%@ rows in %.2f s%@", RegionEdition.grouped(list.rows), seconds, peak),
        ]
    }
}
