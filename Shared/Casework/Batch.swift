import Civil
import Foundation
import Postgres
import Records

/// One transaction for many requests: the seven phases, over one connection.
///
/// `run` either returns an answer for each request, all of it committed, or throws with nothing committed,
/// or with the outcome unknown; then it is run again as a whole and the receipts tell what happened.
package struct Batch<D: Department> {
    let desk: D
    let admissions: [Admission<D.Command>]
    /// Outbox rows that were acknowledged since the last batch.
    let acknowledged: [UUID]
    let settings: EngineSettings
    /// The site's clock as it is expected; the batch is run again where it turns out to be another.
    let expectedNow: Moment

    package init(
        desk: D, admissions: [Admission<D.Command>], acknowledged: [UUID], settings: EngineSettings, expectedNow: Moment
    ) {
        self.desk = desk
        self.admissions = admissions
        self.acknowledged = acknowledged
        self.settings = settings
        self.expectedNow = expectedNow
    }

    package struct Outcome {
        package var answers: [[UInt8]]
        package var outgoing: [OutgoingMessage]
        /// Effects that the device may be asked for now.
        package var plannedEffects: Int
    }

    /// The site's clock was moved since the last batch: nothing was done, run it again with this reading.
    package struct ClockMoved: Error {}

    private struct ReceiptKey: Hashable {
        var principal: String
        var id: UUID
    }

    package func run(on connection: any Session, known shared: inout Set<UUID>) throws -> Outcome {
        var answers = [[UInt8]?](repeating: nil, count: admissions.count)
        // A request twice in one batch: the second is a resend of the first.
        var first: [ReceiptKey: Int] = [:]
        for (index, admission) in admissions.enumerated() {
            let key = ReceiptKey(principal: admission.asking.principal, id: admission.asking.id)
            if first[key] == nil { first[key] = index }
        }
        let unique = admissions.indices.filter { first[key(of: admissions[$0])] == $0 }
        var refusals: [Int: Rejection] = [:]
        let (fold, winners, locked) = try open(unique, on: connection, known: shared, refusals: &refusals)
        FailPoint.midBatch.pass(desk.service)

        var kept: [Int] = []
        var dropped: [Int] = []
        for index in unique {
            guard winners.contains(key(of: admissions[index])) else { continue }
            let outcome = perform(admissions[index], refusal: refusals[index], in: fold)
            answers[index] = outcome.answer
            if outcome.isStored { kept.append(index) } else { dropped.append(index) }
        }
        try answerResends(unique.filter { !winners.contains(key(of: admissions[$0])) }, on: connection, &answers)
        fold.sendCopies { desk.concerned(by: $0) }

        let writer = BatchWriter(fold: fold, settings: settings)
        var steps = writer.steps()
        steps += receiptSteps(kept: kept, dropped: dropped, answers: answers)
        if !acknowledged.isEmpty { steps.append(Step(CaseworkRows.dropOutbox, .uuids(acknowledged))) }
        steps += doneDueSteps(kept: kept + unique.filter { !winners.contains(key(of: admissions[$0])) })
        steps.append(Step(.commit))
        FailPoint.beforeCommit.pass(desk.service)
        _ = try connection.pipeline(steps)
        FailPoint.afterCommit.pass(desk.service)
        // Only now: a rollback would have taken back the rows that were made to be locked.
        shared.formUnion(locked)
        return Outcome(
            answers: finished(answers, first: first), outgoing: fold.writes.outbox,
            plannedEffects: writer.plannedEffects)
    }

    private func key(of admission: Admission<D.Command>) -> ReceiptKey {
        ReceiptKey(principal: admission.asking.principal, id: admission.asking.id)
    }

    // MARK: Phases 1 to 4

    private func open(
        _ unique: [Int], on connection: any Session, known shared: Set<UUID>, refusals: inout [Int: Rejection]
    ) throws -> (fold: Fold, winners: Set<ReceiptKey>, locked: [UUID]) {
        var wanted: [Needs] = []
        wanted.reserveCapacity(unique.count)
        for index in unique {
            do throws(Rejection) {
                wanted.append(
                    try desk.needs(of: admissions[index].command, asking: admissions[index].asking, at: expectedNow))
            } catch {
                // It can't even say what it touches: phase 5 refuses it, with a receipt.
                refusals[index] = error
            }
        }
        var demand = Demand(wanted)
        for index in unique where refusals[index] == nil {
            if let carried = admissions[index].carried { demand.add(carried) }
        }
        // In one order everywhere, so that two batches wait for each other's receipts in one direction only.
        let sorted = unique.sorted { admissions[$0].receiptPrecedes(admissions[$1]) }
        var steps = [
            Step(.begin),
            Step(
                CaseworkRows.takeReceipts, .texts(sorted.map { admissions[$0].asking.principal }),
                .uuids(sorted.map { admissions[$0].asking.id }), .bytesArray(sorted.map { admissions[$0].bodyHash }),
                .bools(sorted.map { isForgettable(admissions[$0]) })),
            Step(CaseworkRows.clock),
        ]
        let reader = BatchReader(demand: demand, service: desk.service, kept: desk.kept, known: shared)
        steps += reader.sharedSteps()
        if !demand.hasTwoRounds { steps += reader.subjectSteps(extra: []) }
        var answersOfServer = try connection.pipeline(steps)[...]
        answersOfServer = answersOfServer.dropFirst()
        var winners = Set<ReceiptKey>()
        for row in answersOfServer.removeFirst() {
            winners.insert(ReceiptKey(principal: row.text(0), id: row.uuid(1)))
        }
        guard let clock = answersOfServer.removeFirst().first else { throw SiteMissing() }
        guard abs(clock.timestamp(0) - expectedNow.microseconds) <= 1_000_000 else { throw ClockMoved() }
        let fold = Fold(service: desk.service, clock: clock)
        try reader.takeShared(&answersOfServer, into: fold)
        if !demand.hasTwoRounds {
            try reader.takeSubjects(&answersOfServer, into: fold)
        } else {
            var rows = try connection.pipeline(reader.subjectSteps(extra: reader.found(in: fold)))[...]
            try reader.takeSubjects(&rows, into: fold)
        }
        return (fold, winners, Array(demand.shared.keys))
    }

    // MARK: Phase 5

    private func perform(
        _ admission: Admission<D.Command>, refusal: Rejection?, in fold: Fold
    ) -> (answer: [UInt8], isStored: Bool) {
        let asking = admission.asking
        if let made = SubjectID.moment(of: asking.id)?.microseconds,
            fold.databaseNow - made > settings.receiptRetention.microseconds || made < fold.receiptsSince ?? .min
        {
            return (ReplyBytes.rejected(asking.id, .tooOld), false)
        }
        if asking.source == .client, !fold.isCounterOpen {
            return (ReplyBytes.rejected(asking.id, .restoring), false)
        }
        fold.begin(seed: admission.seed, actor: asking.actor)
        do {
            if let refusal { throw refusal }
            if let carried = admission.carried {
                // Before it, or a foreign history could stop a case; after it, since only now it is known whose it is.
                let isKnown = fold.caseFile(carried.subject) != nil
                try checkConcern(asking, carried.subject, isKnown: isKnown, in: fold)
                try fold.absorb(carried)
                try checkConcern(asking, carried.subject, isKnown: isKnown, in: fold)
            }
            let body = try desk.perform(admission.command, asking: asking, in: fold)
            return (ReplyBytes.accepted(asking.id, body), true)
        } catch let rejection as Rejection {
            fold.undo()
            if rejection == .notForOthers {
                settings.logger.warning(
                    "another site asked for what is not its own: refused",
                    metadata: ["principal": "\(asking.principal)", "service": "\(desk.service)"])
            }
            return (ReplyBytes.rejected(asking.id, rejection), true)
        } catch let later as RetryLater {
            fold.undo()
            return (ReplyBytes.retry(asking.id, later.reason, after: later.after, carryFrom: later.carryFrom), false)
        } catch let fork as Fork {
            fold.undo()
            return keep(fork, of: admission, in: fold)
        } catch {
            fold.undo()
            settings.logger.error("a use case failed", metadata: ["service": "\(desk.service)", "why": "\(error)"])
            return (
                ReplyBytes.fault(
                    asking.id, code: "defect", problem: "the service met a state that should not be: \(error)",
                    fix: "run loket audit and report what it says"), false
            )
        }
    }

    /// Another site speaks of the cases that concern its offices, and of those that it holds.
    ///
    /// - Parameter isKnown: false where only what was carried says whose it is: then it must have been filed there, or be
    ///   collected there.
    private func checkConcern(_ asking: Asking, _ id: UUID, isKnown: Bool, in fold: Fold) throws(Rejection) {
        guard let offices = asking.speaksFor, let file = fold.caseFile(id) else { return }
        let theirs = desk.concerned(by: file) + (isKnown ? [file.office] : [])
        guard theirs.contains(where: offices.contains) else { throw .notForOthers }
    }

    /// Two histories of one case: it is stopped, and whoever sent the other one is told for good.
    private func keep(
        _ fork: Fork, of admission: Admission<D.Command>, in fold: Fold
    ) -> (answer: [UInt8], isStored: Bool) {
        let id = admission.asking.id
        settings.logger.error(
            "two histories of one case",
            metadata: ["service": "\(desk.service)", "sender": "\(fork.carried.sender)", "entry": "\(fork.version)"])
        fold.begin(seed: admission.seed, actor: "service:\(desk.service)")
        do {
            try fold.keep(fork, request: id)
        } catch {
            fold.undo()
            return (
                ReplyBytes.fault(
                    id, code: "defect", problem: "the case could not be stopped: \(error)",
                    fix: "run loket audit and report what it says"), false
            )
        }
        return (ReplyBytes.rejected(id, fork.rejection), true)
    }

    // MARK: Receipts

    private func answerResends(_ losers: [Int], on connection: any Session, _ answers: inout [[UInt8]?]) throws {
        guard !losers.isEmpty else { return }
        let rows = try connection.query(
            CaseworkRows.readReceipts, .texts(losers.map { admissions[$0].asking.principal }),
            .uuids(losers.map { admissions[$0].asking.id }))
        var stored: [ReceiptKey: (hash: [UInt8], reply: [UInt8])] = [:]
        for row in rows {
            // A receipt without a reply can't be committed; a dropped one is simply not there.
            guard let reply = row.bytesIfPresent(3) else { continue }
            stored[ReceiptKey(principal: row.text(0), id: row.uuid(1))] = (row.bytes(2), reply)
        }
        for index in losers {
            let admission = admissions[index]
            guard let receipt = stored[key(of: admission)] else {
                answers[index] = ReplyBytes.retry(
                    admission.asking.id, "the first attempt at it was given up", after: .milliseconds(20))
                continue
            }
            answers[index] =
                receipt.hash == admission.bodyHash
                ? receipt.reply : ReplyBytes.rejected(admission.asking.id, .idReused)
        }
    }

    private func receiptSteps(kept: [Int], dropped: [Int], answers: [[UInt8]?]) -> [Step] {
        var steps: [Step] = []
        if !kept.isEmpty {
            steps.append(
                Step(
                    CaseworkRows.writeReplies, .texts(kept.map { admissions[$0].asking.principal }),
                    .uuids(kept.map { admissions[$0].asking.id }), .bytesArray(kept.map { answers[$0] ?? [] })))
        }
        let refused = kept.filter { isRefusedCopy(admissions[$0], answers[$0]) }
        if !refused.isEmpty {
            steps.append(
                Step(
                    ReceiptRows.keep, .texts(refused.map { admissions[$0].asking.principal }),
                    .uuids(refused.map { admissions[$0].asking.id })))
        }
        if !dropped.isEmpty {
            steps.append(
                Step(
                    CaseworkRows.dropReceipts, .texts(dropped.map { admissions[$0].asking.principal }),
                    .uuids(dropped.map { admissions[$0].asking.id })))
        }
        return steps
    }

    private func isForgettable(_ admission: Admission<D.Command>) -> Bool {
        admission.asking.isForgettable(isRepeatable: desk.isRepeatable(admission.command))
    }

    /// A message of another site that would have been forgettable: the same again could stop a case anew that a person let
    /// go on.
    private func isRefusedCopy(_ admission: Admission<D.Command>, _ answer: [UInt8]?) -> Bool {
        guard case .relay = admission.asking.source, admission.asking.isOfAnotherSite else { return false }
        return isForgettable(admission) && !ReplyBytes.isAccepted(answer ?? [])
    }

    /// A due row is done when its command has a receipt, now or from another instance.
    private func doneDueSteps(kept: [Int]) -> [Step] {
        var subjects: [UUID] = []
        var kinds: [Int32] = []
        var times: [Int64] = []
        for index in kept {
            guard case .due(let subject, let kind, let at) = admissions[index].asking.source else { continue }
            subjects.append(subject)
            kinds.append(Int32(kind))
            times.append(at)
        }
        return subjects.isEmpty
            ? [] : [Step(CaseworkRows.doneDue, .uuids(subjects), .int32s(kinds), .timestamps(times))]
    }

    /// Gives each resend inside the batch what the first got.
    private func finished(_ answers: [[UInt8]?], first: [ReceiptKey: Int]) -> [[UInt8]] {
        admissions.indices.map { index in
            let origin = first[key(of: admissions[index])] ?? index
            if admissions[origin].bodyHash != admissions[index].bodyHash {
                return ReplyBytes.rejected(admissions[index].asking.id, .idReused)
            }
            return answers[origin] ?? []
        }
    }
}

extension Admission {
    func receiptPrecedes(_ other: Admission) -> Bool {
        if asking.principal != other.asking.principal { return asking.principal < other.asking.principal }
        return withUnsafeBytes(of: asking.id.uuid) { mine in
            withUnsafeBytes(of: other.asking.id.uuid) { theirs in mine.lexicographicallyPrecedes(theirs) }
        }
    }
}

/// The database has no site row: `loket up` or `loket migrate` never finished there.
struct SiteMissing: Error, CustomStringConvertible {
    var description: String { "the database holds no site; let loket up create it" }
}
