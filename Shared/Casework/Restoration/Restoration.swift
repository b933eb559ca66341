import Civil
import Contracts
import Foundation
import Logging
import Postgres
import Records

/// Brings a database that was just read back from a backup to where work can go on, before any service sees it.
///
/// The site enters its next life, with its counter closed. Every open case waits for a person, everything that a device
/// was to do is unknown, lists that were not begun are given up, and the register of letters passes over what the lost
/// hours may have numbered: all of it by entries, each written as the service that holds the subject. Before that it takes
/// back what neighbours know of the lost hours. Each step is a transaction; cut short, the database is read back again.
public struct Restoration {
    public struct Order: Sendable {
        /// The site's own time at the backup.
        public var backupOf: Moment
        /// The site's new life; larger than the one of the backup.
        public var incarnation: Int
        /// Who restores it, for the journal.
        public var operatorName: String
        /// The services whose devices' own logs outlived the site.
        public var keptDevices: [String]
        /// Days between the backup and now, each begun one counted.
        public var days: Int
        public var catalogue: Catalogue
        /// The cases that neighbours told of; nil where not all of them were asked.
        public var known: [CarriedHistory]
        public var wereAllAsked: Bool
        /// Where what is random about its entries comes from. Defaults to the system.
        public var draw: @Sendable () -> Draw.Seed = { .drawn() }

        public init(
            backupOf: Moment, incarnation: Int, operatorName: String, keptDevices: [String], days: Int,
            catalogue: Catalogue, known: [CarriedHistory] = [], wereAllAsked: Bool = false
        ) {
            self.backupOf = backupOf
            self.incarnation = incarnation
            self.operatorName = operatorName
            self.keptDevices = keptDevices
            self.days = days
            self.catalogue = catalogue
            self.known = known
            self.wereAllAsked = wereAllAsked
        }
    }

    /// What waits for a person now.
    public struct Outcome: Sendable, Equatable {
        public var cases = 0
        public var prints = 0
        public var messages = 0
        public var runs = 0
        /// Cases of which neighbours knew more than the backup.
        public var cameBack = 0
        /// What they told and could not be taken in: whose, and why.
        public var notTaken: [String] = []

        public init(cases: Int = 0, prints: Int = 0, messages: Int = 0, runs: Int = 0, cameBack: Int = 0) {
            self.cases = cases
            self.prints = prints
            self.messages = messages
            self.runs = runs
            self.cameBack = cameBack
        }
    }

    /// How many subjects one transaction takes.
    private static let atOnce = 256

    private let connection: any Session
    let order: Order

    public init(_ connection: any Session, _ order: Order) {
        self.connection = connection
        self.order = order
    }

    /// - Throws: `NotALaterLife` where the database is in that life already.
    public func run() throws -> Outcome {
        guard
            let row = try connection.query(
                RestorationRows.enter, .int32(Int32(order.incarnation)), .text(order.operatorName),
                .texts(order.keptDevices), .timestamp(microsecondsSince1970: order.backupOf.microseconds),
                .bool(order.wereAllAsked)
            ).first
        else { throw NotALaterLife(incarnation: order.incarnation) }
        let life = LostHours(
            backupOf: order.backupOf, incarnation: Int(row.int32(0)), offices: row.texts(1),
            catalogue: order.catalogue)
        var outcome = Outcome()
        let back = try takeBack(notTaken: &outcome.notTaken)
        outcome.cameBack = back.count
        try settleEffects(of: back)
        for office in life.offices { try giveUp(office, life, &outcome) }
        for id in try asked(.printRun) { try doubtList(of: id, life, &outcome) }
        try doubtNoticesOnTheirWay(life, &outcome)
        for id in try asked(.notice) { try doubt(notice: id, life, &outcome) }
        try forgetOrders(of: back, life)
        try holdCases(life, &outcome)
        return outcome
    }

    // MARK: What neighbours know

    /// Gives the cases of which they knew more. A history that contradicts ours stops its case, as at any other time.
    ///
    /// - Parameter notTaken: what can't be read here, as it comes from a newer version, or can't be; it stays with its
    ///   sender, and the rest comes back.
    private func takeBack(notTaken: inout [String]) throws -> [UUID] {
        var back: [UUID] = []
        for history in order.known {
            do {
                if try takeBack(history) { back.append(history.subject) }
            } catch let error where error is UnreadableRecord || error is ImpossibleEntry {
                if connection.isInTransaction { try connection.query(.rollback) }
                notTaken.append("\(history.filing?.number ?? history.subject.digits) of \(history.sender): \(error)")
            }
        }
        try connection.query(RestorationRows.catchUp)
        return back
    }

    /// Whether there was anything new in it.
    private func takeBack(_ history: CarriedHistory) throws -> Bool {
        return try write(as: "intake", carried: history) { fold in
            let before = fold.version(of: history.subject)
            do {
                try fold.absorb(history, ofFormerLife: true)
            } catch let fork as Fork {
                fold.undo()
                let message = ["restored", history.subject.digits, history.sender, String(fold.incarnation)]
                try fold.keep(fork, request: SubjectID.v8(naming: message))
            }
            return fold.version(of: history.subject) > before
        }
    }

    /// What the lost hours ordered for a case that came back is in no list of ours: it is called off, and whoever releases
    /// the case says whether the paper is there.
    private func forgetOrders(of back: [UUID], _ life: LostHours) throws {
        let found = try Archive(connection).subjects(back)
        let runs = try Archive(connection).subjects(
            found.values.compactMap { if case .caseFile(let file) = $0.subject { file.run } else { nil } })
        for (id, found) in found {
            guard case .caseFile(let file) = found.subject, life.offices.contains(file.office), !file.inTransit else {
                continue
            }
            var isListed = false
            if let run = file.run, case .printRun(let known)? = runs[run]?.subject {
                isListed = known.items.contains { $0.file == id }
            }
            try write(as: file.service, subjects: [id]) { fold in
                let effects = Set(fold.effects(of: id).map(\.id))
                let reason = life.reason(file.filing.office)
                let forgotten = RestoreSite.forgetOrders(
                    of: file, hasEffect: file.print.map { effects.contains($0.effect) } ?? true, isListed: isListed,
                    reason: reason, at: fold.now)
                for event in forgotten { try fold.append(.caseFile(event), to: id) }
                if let print = file.print, !effects.contains(print.effect), !forgotten.isEmpty {
                    fold.put(.forgotten(print.effect, of: id, file, reason: reason))
                }
            }
        }
    }

    // MARK: The printing rooms and their runs

    private func giveUp(_ office: String, _ life: LostHours, _ outcome: inout Outcome) throws {
        guard let known = order.catalogue.offices.first(where: { $0.code.text == office }) else { return }
        let room = Needs.Shared(
            id: PrintDesk.id(office: office), kind: Subject.Kind.printDesk.rawValue, office: office)
        let runs = try notBegun(office)
        let files = runs.values.flatMap { $0.items.map(\.file) }
        let ended = try write(as: "printing", shared: [room], subjects: runs.keys + files) { fold in
            try enterRoom(room.id, of: known, life, in: fold)
            return try runs.keys.count { try end($0, life.reason(office), in: fold) }
        }
        outcome.runs += ended
    }

    /// The runs of an office that no paper was printed for yet.
    private func notBegun(_ office: String) throws -> [UUID: PrintRun] {
        let ids = try connection.query(RestorationRows.runs, .text(office)).map { $0.uuid(0) }
        return try Archive(connection).subjects(ids).compactMapValues { found in
            guard case .printRun(let run) = found.subject, run.stage == .open || run.stage == .closed else {
                return nil
            }
            return run
        }
    }

    private func enterRoom(_ id: UUID, of office: Office, _ life: LostHours, in fold: Fold) throws {
        if fold.subject(id) == nil {
            try fold.append(.printDesk(.opened(office: office.code.text, shortCode: office.shortCode)), to: id)
        }
        guard case .printDesk(let desk)? = fold.subject(id) else { return }
        let year = max(office.zone.day(of: fold.now).year, desk.lettersYear)
        let letters = RestoreSite.lettersPassed(
            desk, year: year, lives: fold.incarnation - life.incarnation, days: order.days)
        try fold.append(
            .printDesk(
                .restored(year: year, letters: letters, reason: life.reason(office.code.text), at: fold.now)), to: id)
    }

    /// Whether there was anything to end.
    private func end(_ id: UUID, _ reason: String, in fold: Fold) throws -> Bool {
        guard case .printRun(let run)? = fold.subject(id) else { return false }
        var files: [UUID: CaseFile] = [:]
        for item in run.items { files[item.file] = fold.caseFile(item.file) }
        let ended = RestoreSite.end(run, id: id, files: files, reason: reason, at: fold.now)
        for event in ended.events { try fold.append(.printRun(event), to: id) }
        for file in ended.leaving { try fold.append(.caseFile(.leftRun(reason: reason, at: fold.now)), to: file) }
        if !ended.events.isEmpty { fold.write(Step(RestorationRows.strikeDue, .uuid(id))) }
        return !ended.events.isEmpty
    }

    private func doubtList(of id: UUID, _ life: LostHours, _ outcome: inout Outcome) throws {
        outcome.prints += try write(as: "printing", subjects: [id]) { fold in
            guard case .printRun(let run)? = fold.subject(id) else { return 0 }
            let reason = life.reason(run.office)
            return try doubt(effectsOf: id, reason, in: fold) { effect, isNew in
                if isNew {
                    try fold.append(
                        .printRun(.listStarted(effect: effect.id, attempt: effect.attempt, at: fold.now)), to: id)
                }
                try fold.append(
                    .printRun(.listEnded(effect: effect.id, .unknown, reference: "", reason: reason, at: fold.now)),
                    to: id)
            }
        }
    }

    // MARK: Messages to applicants

    /// A message that printing had asked for and notification had not heard of: in the lost hours it surely was sent.
    private func doubtNoticesOnTheirWay(_ life: LostHours, _ outcome: inout Outcome) throws {
        for row in try connection.query(RestorationRows.noticesOnTheirWay) {
            let request = try WireRequest(serializedBytes: row.bytes(0))
            let command = try WireNotificationCommand(serializedBytes: request.body)
            guard case .notify(let notify)? = command.command else { continue }
            let asked = try SendNotice.Request(notify, office: request.office)
            let id = Notice.id(file: asked.file, occasion: asked.occasion)
            let shared = Needs.Shared(id: id, kind: Subject.Kind.notice.rawValue, office: asked.office)
            try write(as: "notification", shared: [shared]) { fold in
                guard fold.subject(id) == nil else { return }
                let events = try SendNotice.plan(asked, existing: nil, at: fold.now)
                for event in events { try fold.append(.notice(event), to: id) }
                guard case .notice(let notice)? = fold.subject(id) else { return }
                // One that can't be sent at all has ended already.
                if case .ended(let ending, let reference, _, _)? = events.last {
                    fold.tell(ending, reference: reference, of: id, notice)
                } else {
                    fold.put(.message(about: id, notice, at: fold.now))
                }
            }
        }
    }

    private func doubt(notice id: UUID, _ life: LostHours, _ outcome: inout Outcome) throws {
        outcome.messages += try write(as: "notification", shared: [], subjects: [id]) { fold in
            guard case .notice(let notice)? = fold.subject(id) else { return 0 }
            let reason = life.reason(notice.office)
            for event in RestoreSite.events(of: notice, reason: reason, at: fold.now) {
                try fold.append(.notice(event), to: id)
            }
            fold.tell(.unknown, reference: "", of: id, notice)
            return try doubt(effectsOf: id, reason, in: fold) { _, _ in }
        }
    }

    // MARK: Cases

    private func holdCases(_ life: LostHours, _ outcome: inout Outcome) throws {
        var open: [String: [UUID]] = [:]
        for row in try connection.query(RestorationRows.openCases) {
            open[row.text(1), default: []].append(row.uuid(0))
        }
        for (holder, ids) in open.sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: ids.count, by: Self.atOnce) {
                let part = Array(ids[start..<min(start + Self.atOnce, ids.count)])
                let (cases, prints) = try write(as: holder, subjects: part) { fold in
                    try part.reduce(into: (cases: 0, prints: 0)) { sum, id in
                        let prints = try hold(id, life, in: fold)
                        sum.cases += prints == nil ? 0 : 1
                        sum.prints += prints ?? 0
                    }
                }
                outcome.cases += cases
                outcome.prints += prints
            }
        }
    }

    /// How many of its prints are unknown now; nil where it isn't this site's to hold.
    private func hold(_ id: UUID, _ life: LostHours, in fold: Fold) throws -> Int? {
        guard let file = fold.caseFile(id) else { return nil }
        let reason = life.reason(file.filing.office)
        let doubted = try doubt(effectsOf: id, reason, in: fold) { _, _ in }
        let attempt = fold.effects(of: id).first { $0.id == file.print?.effect }?.attempt ?? 0
        let events = RestoreSite.events(
            of: file, offices: life.offices, attempt: attempt, backupOf: life.backupOf, reason: reason, at: fold.now)
        for event in events { try fold.append(.caseFile(event), to: id) }
        return events.isEmpty ? nil : doubted
    }

    // MARK: What they stand on

    private func asked(_ kind: Subject.Kind) throws -> [UUID] {
        try connection.query(RestorationRows.asked, .int32(Int32(kind.rawValue))).map { $0.uuid(0) }
    }

    /// Makes everything unknown that a device was to do for a subject; gives how many.
    ///
    /// - Parameter note: called for each with its row as it is now, and whether its device was not asked by the backup.
    private func doubt(
        effectsOf id: UUID, _ reason: String, in fold: Fold, note: (_ effect: Effect, _ isNew: Bool) throws -> Void
    ) throws -> Int {
        let open = fold.effects(of: id).filter { [.planned, .started, .failed].contains($0.state) }
        for var effect in open {
            let isNew = effect.state != .started
            if isNew { effect.attempt += 1 }
            effect.instance = Effect.doubter
            try note(EffectLedger.settle(effect, .unknown, reference: "", reason: reason, in: fold), isNew)
        }
        return open.count
    }

    /// One transaction of a service: what is named is locked and read, `work` appends, all of it is written.
    @discardableResult
    func write<Result>(
        as service: String, shared: [Needs.Shared] = [], subjects: [UUID] = [], carried: CarriedHistory? = nil,
        _ work: (Fold) throws -> Result
    ) throws -> Result {
        var needs = Needs(shared: shared, subjects: subjects)
        needs.effectsOf = subjects
        var demand = Demand([needs])
        if let carried { demand.add(carried) }
        let reader = BatchReader(demand: demand, service: service, known: [])
        var rows = try connection.pipeline(
            [Step(.begin), Step(CaseworkRows.clock)] + reader.sharedSteps() + reader.subjectSteps(extra: []))[...]
        rows.removeFirst()
        guard let clock = rows.removeFirst().first else { throw SiteMissing() }
        let fold = Fold(service: service, clock: clock)
        try reader.takeShared(&rows, into: fold)
        try reader.takeSubjects(&rows, into: fold)
        fold.begin(seed: order.draw(), actor: "operator:\(order.operatorName)")
        let result = try work(fold)
        let desk = CaseDesk(service: service, catalogue: order.catalogue)
        fold.sendCopies { desk.concerned(by: $0) }
        var settings = EngineSettings(
            database: "", instance: Effect.doubter, logger: Logger(label: "loket") { _ in SwiftLogNoOpLogHandler() })
        // Nobody has what is told in memory: the services send it as soon as they are up.
        settings.lease = .zero
        _ = try connection.pipeline(BatchWriter(fold: fold, settings: settings).steps() + [Step(.commit)])
        return result
    }
}

extension Effect {
    /// A print that was ordered in the lost hours, and whose order is lost with them.
    fileprivate static func forgotten(_ id: UUID, of subject: UUID, _ file: CaseFile, reason: String) -> Effect {
        var effect = Effect(
            id: id, subject: subject, office: file.office, kind: "print", number: file.filing.number, position: [],
            request: [])
        (effect.state, effect.attempt, effect.instance, effect.reason) = (.refused, 1, doubter, reason)
        return effect
    }
}

/// What the backup says of the life that ended: its moment, its number, its offices.
private struct LostHours {
    let backupOf: Moment
    let incarnation: Int
    let offices: [String]
    private let reasons: [String: String]

    init(backupOf: Moment, incarnation: Int, offices: [String], catalogue: Catalogue) {
        self.backupOf = backupOf
        self.incarnation = incarnation
        self.offices = offices
        reasons = Dictionary(
            catalogue.offices.map { ($0.code.text, RestoreSite.reason(backupOf: backupOf, in: $0.zone)) }
        ) { first, _ in first }
    }

    func reason(_ office: String) -> String { reasons[office] ?? RestoreSite.reason(backupOf: backupOf, in: .wib) }
}

/// The database is in that life already, or in a later one.
public struct NotALaterLife: Error, CustomStringConvertible {
    let incarnation: Int

    public var description: String {
        "The backup is of life \(incarnation) of the site or of a later one: name a larger number with --incarnation."
    }
}
