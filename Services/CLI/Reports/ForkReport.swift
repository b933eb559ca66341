import Civil
import Contracts

/// Cases with two histories, each from where they differ.
struct ForkReport: Report {
    struct Entry: Encodable {
        let entry: Int64
        let at: OfficeTime
        let what: String
        let by: String

        init(_ wire: WireForkedEntry, _ zone: OfficeZone) {
            entry = wire.version
            at = OfficeTime(Moment(microseconds: wire.at), zone)
            what = wire.what
            by = wire.by
        }
    }

    struct Fork: Encodable {
        let number: String
        let service: String
        let sender: String
        /// The first entry that differs.
        let entry: Int64
        let foundAt: OfficeTime
        let ours: [Entry]
        let theirs: [Entry]
    }

    let total: Int
    let forks: [Fork]

    init(_ list: WireForkList, _ directory: SiteDirectory) {
        total = Int(list.total)
        let zone = directory.entries.first?.zone ?? .wib
        forks = list.forks.map { fork in
            Fork(
                number: fork.number, service: fork.service, sender: fork.sender, entry: fork.version,
                foundAt: OfficeTime(Moment(microseconds: fork.foundAt), zone),
                ours: fork.ours.map { Entry($0, zone) }, theirs: fork.theirs.map { Entry($0, zone) })
        }
    }

    func lines(on screen: Screen) -> [String] {
        if forks.isEmpty { return ["No case has two histories."] }
        var lines: [String] = []
        for fork in forks {
            var table = Table(.init("ENTRY", .right), .init("WHOSE"), .init("WHEN"), .init("WHAT"), .init("BY"))
            for entry in fork.ours { table.add("\(entry.entry)", "ours", entry.at.short, entry.what, entry.by) }
            for entry in fork.theirs {
                table.add("\(entry.entry)", fork.sender, entry.at.short, entry.what, entry.by)
            }
            lines += [
                "\(screen.strong(fork.number))   found \(fork.foundAt.full) by \(fork.service), from entry "
                    + "\(fork.entry) on"
            ]
            lines += table.lines(on: screen) + [""]
        }
        if total > forks.count { lines.append(screen.faint("… and \(total - forks.count) more")) }
        return lines.last == "" ? Array(lines.dropLast()) : lines
    }
}
