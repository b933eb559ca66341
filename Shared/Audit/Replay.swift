import Civil
import Foundation
import Records

/// The current state of a subject as its row has it.
struct SubjectRow: Sendable {
    var id: UUID
    var kind: Int16
    var office: String
    var holder: String
    var version: Int64
    var head: [UInt8]
    var state: [UInt8]
    var queue: UUID?
    var position: [UInt8]?
    /// When another site was last heard of that has it.
    var knownAt: Int64?

    /// Made to be locked before its first entry, and nothing else yet.
    var isPlaceholder: Bool { version == 0 && state.isEmpty && head.isEmpty && queue == nil && position == nil }
}

/// Goes through one history from its first entry and says what doesn't follow.
///
/// A problem is told once, where it begins: what only follows from it is not told again.
struct Replay {
    /// How far the site's clock may go back between two entries: batches of two instances that wait for each
    /// other's locks read the clock before they get them.
    static let clockTolerance = Duration.minutes(1).microseconds

    let id: UUID
    private let offices: SiteOffices
    private(set) var subject: Subject?
    private(set) var traces = Traces()
    private(set) var problems: [Problem] = []
    /// Every entry is there, unchanged, and was allowed where it stands.
    private(set) var isWhole = true
    private(set) var version: Int64 = 0
    private(set) var kind: Int16?
    private var head: [UInt8] = []
    /// Each office writes in lives of its own site, by the clock of that site.
    private var incarnations: [String: Int32] = [:]
    private var last: (office: String, recordedAt: Int64)?
    /// The last entry was written at this site.
    private(set) var isLastOurs = true
    /// It was filed here in hours that no backup knows, and came back from a neighbour: its visit is lost.
    private(set) var isFilingBack = false

    init(_ id: UUID, offices: SiteOffices = .all) {
        self.id = id
        self.offices = offices
    }

    mutating func take(_ entry: ReadEntry, now: Int64 = .max, incarnation site: Int32 = .max) {
        let follows = entry.version == version + 1
        if !follows { complain(version + 1, gap(before: entry.version), .somethingLost) }
        let office = writer(of: entry)
        isLastOurs = office.isEmpty || offices.isOurs(office)
        checkOrder(entry, by: office, now: now, site: site)
        if follows, !entry.continuesChain {
            let before = entry.version > 1 ? ", or the entry before it," : ""
            complain(entry.version, "its hash doesn't fit: it\(before) was changed", .historyChanged)
        }
        evolve(entry)
        (version, head, last) = (entry.version, entry.hash, (office, entry.recordedAt))
        kind = kind ?? entry.kind
        incarnations[office] = entry.incarnation
    }

    /// Empty for what doesn't leave its site.
    private func writer(of entry: ReadEntry) -> String {
        guard case .event(let event) = entry.body else { return last?.office ?? "" }
        return event.writer(into: subject) ?? ""
    }

    private func gap(before next: Int64) -> String {
        let count = next - version - 1
        return count == 1 ? "the entry is missing" : "\(count) entries are missing from here on"
    }

    private mutating func checkOrder(_ entry: ReadEntry, by office: String, now: Int64, site: Int32) {
        if let before = incarnations[office], entry.incarnation < before {
            complain(
                entry.version, "it was written by an earlier life of the site than the entry before it",
                .historyChanged)
        }
        if isLastOurs, entry.incarnation > site {
            complain(
                entry.version, "it was written by life \(entry.incarnation) of the site, which is in life \(site)",
                .setUp)
        }
        if let last, last.office == office, entry.recordedAt < last.recordedAt - Self.clockTolerance {
            complain(entry.version, "it was recorded earlier than the entry before it", .setUp)
        }
        if isLastOurs, entry.recordedAt > now, entry.recordedAt - now > Self.clockTolerance {
            complain(entry.version, "it was recorded later than it is now", .setUp)
        }
    }

    private mutating func evolve(_ entry: ReadEntry) {
        switch entry.body {
        case .empty: complain(entry.version, "its body was emptied", .historyChanged)
        case .changed: complain(entry.version, "its body was changed", .historyChanged)
        case .unreadable:
            isWhole = false
            complain(entry.version, "its body can't be read by this version of Loket", .setUp)
        case .event(let event):
            guard isWhole else { return }
            guard let next = Subject.evolve(subject, event) else {
                complain(
                    entry.version, "what it says can't happen to a \(subjectWord) in that state", .historyChanged)
                return
            }
            subject = next
            if next.kind.rawValue != entry.kind {
                complain(entry.version, "its kind is not that of what it says", .historyChanged)
            }
            let cameBack = offices.didComeBack(entry)
            if entry.version == 1 { isFilingBack = isLastOurs && cameBack }
            traces.note(entry, event, isOurs: isLastOurs && !cameBack, after: next)
        }
    }

    private var subjectWord: String { subject.map { SubjectName.word($0.kind) } ?? "thing" }

    private mutating func complain(_ version: Int64, _ what: String, _ remedy: Remedy) {
        // A clock that went back changes nothing of what the entries say.
        if remedy != .setUp { isWhole = false }
        problems.append(Problem(version: version, what: what, remedy: remedy))
    }

    /// Holds the row against the history; both may be missing, but not together.
    mutating func finish(_ row: SubjectRow?) {
        guard let row else {
            problems.append(
                Problem(version: nil, what: "it has a history and no row", remedy: .somethingLost))
            return
        }
        guard version > 0 else {
            guard !row.isPlaceholder else { return }
            isWhole = false
            problems.append(
                Problem(
                    version: nil, what: "its row is at entry \(row.version) and it has no history",
                    remedy: .somethingLost))
            return
        }
        if row.version > version {
            isWhole = false
            let last =
                row.version == version + 1 ? "the entry is missing" : "the entries up to \(row.version) are missing"
            problems.append(
                Problem(version: version + 1, what: "\(last): the row knows of it", remedy: .somethingLost))
        } else if row.version < version {
            problems.append(
                Problem(
                    version: row.version,
                    what: "its row stands at this entry and its history goes on to entry \(version)",
                    remedy: .rowChanged))
        } else {
            compare(row)
        }
    }

    private mutating func compare(_ row: SubjectRow) {
        guard row.head == head else {
            isWhole = false
            problems.append(
                Problem(
                    version: version, what: "the row's hash is not that of this last entry", remedy: .historyChanged))
            return
        }
        guard isWhole, let subject else { return }
        var wrong: [String] = []
        if row.kind != subject.kind.rawValue { wrong.append("kind") }
        if row.office != subject.office { wrong.append("office") }
        if row.holder != subject.holder { wrong.append("holder") }
        let place = offices.place(of: subject)
        if row.queue != place?.queue { wrong.append("queue") }
        if row.position != place?.position { wrong.append("position") }
        if (row.knownAt == nil) != subject.holdingOffice.map(offices.isOurs) ?? true {
            wrong.append("time of knowledge")
        }
        if row.state != SubjectState.bytes(of: subject) { wrong.append("state") }
        guard !wrong.isEmpty else { return }
        problems.append(
            Problem(
                version: version,
                what: "the row's \(wrong.joined(separator: ", ")) \(wrong.count == 1 ? "is" : "are") not what follows "
                    + "from its history", remedy: .rowChanged))
    }
}
