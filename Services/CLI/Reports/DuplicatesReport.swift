import Civil
import Contracts

/// One person's cases for one product at two offices.
struct DuplicatesReport: Report {
    struct Member: Encodable {
        let number: String
        let office: String
        let product: String
        let applicant: String
        let filedAt: OfficeTime?
        let stage: String
        let heldBy: String
        /// Why nobody but a person lets it go on; empty where it isn't held.
        let hold: String
        /// When it was last heard of, where another site has it.
        let knownAt: OfficeTime?
        fileprivate let officeName: String

        private enum CodingKeys: CodingKey {
            case number, office, product, applicant, filedAt, stage, heldBy, hold, knownAt
        }

        init(_ view: WireCaseView, _ directory: SiteDirectory) {
            let zone = directory.zone(view.office)
            number = view.number
            office = view.office
            officeName = directory.entry(view.office)?.name ?? view.office
            product = view.productName
            applicant = view.applicant
            filedAt = OfficeTime(view.filedAt, zone)
            stage = view.stage
            heldBy = view.holder
            hold = view.held
            knownAt = OfficeTime(view.knownAt, zone)
        }
    }

    struct Pair: Encodable {
        let first: Member
        let later: Member
        let foundAt: OfficeTime
    }

    let total: Int
    let duplicates: [Pair]

    init(_ list: WireTwinList, _ directory: SiteDirectory) {
        total = Int(list.total)
        duplicates = list.twins.map { twin in
            Pair(
                first: Member(twin.first, directory), later: Member(twin.later, directory),
                foundAt: OfficeTime(Moment(microseconds: twin.foundAt), directory.zone(twin.later.office)))
        }
    }

    func lines(on screen: Screen) -> [String] {
        if duplicates.isEmpty { return ["Nobody's application is known at two offices."] }
        var lines: [String] = []
        for pair in duplicates {
            lines.append("\(screen.strong(pair.later.product))   \(pair.later.applicant), found \(pair.foundAt.full)")
            var table = Table(.init(""), .init("CASE"), .init("FILED"), .init("AT"), .init("NOW"))
            for (word, member) in [("first", pair.first), ("later", pair.later)] {
                let age = member.knownAt.map { ", as of \($0.short)" } ?? ""
                let hold = member.hold.isEmpty ? "" : ", held"
                table.add(
                    word, member.number, member.filedAt?.short ?? "not known here", member.officeName,
                    member.stage.isEmpty ? "not known here" : member.stage + hold + age)
            }
            lines += table.lines(on: screen) + [""]
        }
        if total > duplicates.count { lines += [screen.faint("… and \(total - duplicates.count) more"), ""] }
        return lines + ["Next: loket duplicates join KEEP OTHER --reason …, or loket duplicates apart LATER --reason …"]
    }
}
