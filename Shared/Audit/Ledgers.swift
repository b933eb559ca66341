import Civil
import Foundation
import Postgres
import Records

/// The whole site's histories, one subject after the other in the order of their ids, held against each other.
///
/// Pure: it is given what was read, and gives findings. It keeps one day of the site in memory.
struct Ledgers {
    private let offices: SiteOffices
    private var day: DayLedger
    private var dayPrefix: UInt64?
    private var runs = RunLedger()
    /// To be given before the first subject is taken.
    var errands = Errands()
    /// To be given before the first subject is taken.
    var files = StoredFiles()
    private(set) var findings = FindingList()
    private(set) var subjects: [String: Int] = [:]
    private(set) var figures = SiteFigures()

    init(offices: SiteOffices = .all) {
        self.offices = offices
        day = DayLedger(offices: offices)
    }

    /// Takes a subject whose history was gone through, with its row and its effects.
    ///
    /// - Parameter offAnchors: what anchors have that the history doesn't.
    mutating func take(_ replay: Replay, _ row: SubjectRow?, _ effects: [EffectRow], offAnchors: [Problem] = []) {
        var replay = replay
        replay.finish(row)
        guard replay.version > 0 || row?.isPlaceholder == false else { return }
        let subject = Self.subject(replay, row)
        let name = subject.map(SubjectName.init) ?? SubjectName(kind: replay.kind ?? row?.kind, id: replay.id)
        subjects[name.kind, default: 0] += 1
        var problems = replay.problems + offAnchors
        if replay.isWhole, let subject {
            problems += replay.traces.effects.problems(against: effects, isNotice: subject.kind == .notice)
            problems += errands.problems(
                of: replay.id, subject, version: replay.version, isLastOurs: replay.isLastOurs, offices: offices)
        }
        problems += files.problems(of: replay.traces)
        for problem in problems { findings.add(Finding(name, problem.version, problem.what, problem.remedy)) }
        guard let subject else { return }
        turn(to: replay.id.timePrefix)
        let history = History(
            id: replay.id, subject: subject, traces: replay.traces, isWhole: replay.isWhole,
            isFilingBack: replay.isFilingBack)
        day.take(history)
        runs.take(history)
    }

    /// An effect of a subject that isn't there.
    mutating func takeStray(_ effect: EffectRow) {
        findings.add(
            Finding(
                SubjectName(kind: effect.kind, number: effect.number), nil,
                "it is in the list of effects, and what it was asked for is gone", .somethingLost))
    }

    /// Takes all that the three streams give.
    ///
    /// - Parameter site: the row of `AuditRows.site`.
    mutating func take(
        _ merge: inout Merge, of site: Row, _ offices: SiteOffices, _ anchors: inout AnchorLedger
    ) throws {
        while let next = try merge.next(
            now: site.timestamp(0), incarnation: site.int32(1), offices: offices, anchors: &anchors, into: &self)
        {
            take(next.replay, next.row, next.effects, offAnchors: next.offAnchors)
        }
        finish()
        for finding in anchors.finish() { add(finding) }
    }

    mutating func add(_ finding: Finding) { findings.add(finding) }

    mutating func finish() {
        turn(to: nil)
        runs.finish()
        for finding in runs.findings { findings.add(finding) }
    }

    /// What is known of it: replayed where the history is whole, else what its row says.
    private static func subject(_ replay: Replay, _ row: SubjectRow?) -> Subject? {
        if replay.isWhole, let subject = replay.subject { return subject }
        let stored = row.flatMap { row -> Subject? in
            do throws(UnreadableRecord) {
                return try SubjectState.subject(in: row.state)
            } catch {
                // Told already: the row isn't what follows from the history, or there is none.
                return nil
            }
        }
        return stored ?? replay.subject
    }

    private mutating func turn(to prefix: UInt64?) {
        guard dayPrefix != prefix else { return }
        for finding in day.findings() { findings.add(finding) }
        for closing in day.closings.values { figures.add(closing) }
        figures.addFromElsewhere(day.fromElsewhere)
        runs.settle()
        day = DayLedger(offices: offices)
        dayPrefix = prefix
    }
}

/// Keeps the first findings of each remedy and counts the rest, so that a ruined site doesn't fill the memory and a clock
/// that was wrong for a day doesn't hide a case that is lost.
struct FindingList {
    static let most = 1_000

    private(set) var first: [Finding] = []
    private(set) var count = 0
    private var counts: [Remedy: Int] = [:]

    mutating func add(_ finding: Finding) {
        count += 1
        counts[finding.remedy, default: 0] += 1
        if counts[finding.remedy, default: 0] <= Self.most { first.append(finding) }
    }
}

/// What the whole journal says came in, and where it is now.
public struct SiteFigures: Sendable, Equatable {
    public private(set) var tickets = 0
    public private(set) var visits: [Visit.Stage: Int] = [:]
    public private(set) var filed = 0
    /// Cases by where they are: collected, ready, waiting by step, at another site, held or unknown.
    public private(set) var cases: [String: Int] = [:]
    /// Cases that were filed at other sites and are known here.
    public private(set) var fromElsewhere = 0

    mutating func addFromElsewhere(_ count: Int) { fromElsewhere += count }

    mutating func add(_ closing: DayClosing) {
        tickets += closing.tickets
        visits.merge(closing.visits) { $0 + $1 }
        filed += closing.filed
        for (word, count) in [
            ("collected", closing.collected), ("ready", closing.ready), ("incomplete", closing.incomplete),
            ("refused", closing.refused), ("withdrawn", closing.withdrawn), ("held", closing.held),
            ("unknown", closing.unknown), ("at another site", closing.elsewhere),
        ] where count > 0 {
            cases[word, default: 0] += count
        }
        for (stage, count) in closing.waiting { cases[stage.word, default: 0] += count }
    }
}
