import Foundation

/// A site was brought back from a backup. What the hours after the backup did is not known here, so nothing that could
/// be done a second time goes on by itself.
public enum RestoreSite {
    /// More letters than any office of this size numbers on one day.
    static let lettersOfADay = 500

    /// The words that stand in the journal and on people's screens.
    public static func reason(backupOf moment: Moment, in zone: OfficeZone) -> String {
        "restored from the backup of \(zone.day(of: moment)) \(zone.clock(of: moment)) \(zone.rawValue): what came after "
            + "it isn't known"
    }

    /// The last letter of the year that the register passes over: each life of a site numbers its letters beyond what
    /// every life since the backup can have numbered. The register of letters may have gaps and no number twice.
    ///
    /// - Parameters:
    ///   - lives: how many lives of the site began after the backup, with the one that begins now.
    ///   - days: days between the backup and now, each begun one counted.
    public static func lettersPassed(_ desk: PrintDesk, year: Int, lives: Int, days: Int) -> Int {
        (desk.lettersYear == year ? desk.letters : 0) + lettersOfADay * max(1, days) * max(1, lives)
    }

    /// The entries of a case, which its holder writes: it is taken over where it was on its way within the site, a print
    /// that was asked for becomes unknown, and it waits for a person.
    ///
    /// - Parameters:
    ///   - offices: those of the site. What another office has, or is on its way to, is that office's.
    ///   - attempt: the number of the attempt that the printer may have been asked for.
    public static func events(
        of file: CaseFile, offices: [String], attempt: Int, backupOf moment: Moment, reason: String, at now: Moment
    ) -> [CaseEvent] {
        guard !file.stage.isClosed, offices.contains(file.office) else { return [] }
        var events: [CaseEvent] = []
        if file.inTransit { events.append(.custodyTaken(from: "site", by: file.service)) }
        if file.stage == .printing, let print = file.print {
            if !print.isStarted {
                events.append(.printStarted(effect: print.effect, attempt: attempt, reason: reason))
            }
            events.append(.printEnded(effect: print.effect, .unknown, reference: "", reason: reason, at: now))
        }
        return events + [.restored(from: moment, reason: reason, at: now)]
    }

    /// The entries of a case that came back from a neighbour, where it is at a printer or on a list that nobody here
    /// knows of: it is off both, and goes back to where it waits for its print.
    ///
    /// - Parameters:
    ///   - hasEffect: its print, if it has one, is in the list of effects.
    ///   - isListed: its run, if it has one, has it on its list.
    public static func forgetOrders(
        of file: CaseFile, hasEffect: Bool, isListed: Bool, reason: String, at now: Moment
    ) -> [CaseEvent] {
        guard !file.stage.isClosed else { return [] }
        var events: [CaseEvent] = []
        if let print = file.print, !hasEffect {
            if !print.isStarted { events.append(.printStarted(effect: print.effect, attempt: 1, reason: reason)) }
            events.append(.printEnded(effect: print.effect, .refused, reference: "", reason: reason, at: now))
        }
        guard file.run != nil, !isListed,
            [.inRun, .printing, .printUnknown, .toReconcile, .missing].contains(file.stage)
        else { return events }
        if file.stage == .toReconcile { events.append(.reconciled(.missing, reason: reason, by: "restore", at: now)) }
        return events + [.leftRun(reason: reason, at: now)]
    }

    /// What becomes of a run: its own entries, and the cases that leave it.
    public struct EndedRun: Hashable, Sendable {
        public var events: [PrintRunEvent] = []
        public var leaving: [UUID] = []
    }

    /// A run whose list was open ends empty, and one that was not started gives its cases back: in the hours that were
    /// lost a list may have been printed under its number, and the next run has another. One that was being printed is
    /// counted to its end.
    ///
    /// - Parameter files: the cases of its list, as far as they are there.
    public static func end(
        _ run: PrintRun, id: UUID, files: [UUID: CaseFile], reason: String, at now: Moment
    ) -> EndedRun {
        var ended = EndedRun()
        switch run.stage {
        case .open: ended.events = [.listClosed([], at: now), .finished(at: now)]
        case .closed:
            ended.leaving = run.items.filter { item in
                !item.result.isSettled && files[item.file]?.run == id && files[item.file]?.stage == .inRun
            }.map(\.file)
            ended.events = ended.leaving.map { .itemSettled($0, .withdrawn, reason: "put off: \(reason)", at: now) }
            let isSettled = run.items.allSatisfy { $0.result.isSettled || ended.leaving.contains($0.file) }
            if isSettled { ended.events.append(.finished(at: now)) }
        case .printing, .finished: break
        }
        return ended
    }

    /// A message that may have been sent: it becomes unknown, and is not sent by itself.
    public static func events(of notice: Notice, reason: String, at now: Moment) -> [NoticeEvent] {
        switch notice.state {
        case .planned, .failed:
            [
                .started(attempt: notice.attempt + 1, at: now),
                .ended(.unknown, reference: "", reason: reason, at: now),
            ]
        case .started: [.ended(.unknown, reference: "", reason: reason, at: now)]
        case .confirmed, .refused, .unknown: []
        }
    }
}

/// Opens the counter of a restored site.
public enum OpenCounter {
    /// What is known of the site, as its row has it.
    public struct Site: Hashable, Sendable {
        /// Nil for a site that never was restored.
        public var restoredAt: Moment?
        public var openedAt: Moment?
        /// There are other sites that cases go to and come from.
        public var hasNeighbours: Bool
        /// When all of what the neighbours hold from this site was fetched last.
        public var neighboursAskedAt: Moment?

        public init(restoredAt: Moment?, openedAt: Moment?, hasNeighbours: Bool, neighboursAskedAt: Moment?) {
            self.restoredAt = restoredAt
            self.openedAt = openedAt
            self.hasNeighbours = hasNeighbours
            self.neighboursAskedAt = neighboursAskedAt
        }

        public var isCounterOpen: Bool { restoredAt == nil || openedAt != nil }
    }

    /// Gives the reason as it is kept; empty where none is needed.
    ///
    /// - Parameter withoutNeighbours: why it is opened although they were not asked; nil where they are waited for.
    public static func decide(_ site: Site, withoutNeighbours: String?) throws(Rejection) -> String {
        guard let restoredAt = site.restoredAt else {
            throw Rejection(
                .wrongStage, field: "site", problem: "this site was never restored, and its counter is open",
                fix: "go on; there is nothing to open")
        }
        guard site.openedAt == nil else {
            throw Rejection(
                .wrongStage, field: "site", problem: "the counter is open already",
                fix: "see with loket restore review which cases still wait for a look at the paper")
        }
        let wereAsked = !site.hasNeighbours || site.neighboursAskedAt.map { $0 >= restoredAt } ?? false
        if wereAsked { return "" }
        guard let withoutNeighbours else {
            throw Rejection(
                .restoring, field: "site",
                problem: "the neighbours were not asked what they know of this site's cases",
                fix: "restore once more with the line up, or open with --without-neighbours --reason")
        }
        return try CaseRules.reason(withoutNeighbours)
    }
}
