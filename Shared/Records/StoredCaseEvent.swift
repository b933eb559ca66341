import Civil
import Contracts
import Foundation

extension StoredCaseEvent {
    init(_ event: CaseEvent) {
        self.init()
        switch event {
        case .filed(let filing): filed = StoredFiling(filing)
        case .documentsAdded(let documents, let missing, let plan):
            documentsAdded.documents = documents
            documentsAdded.missing = missing
            documentsAdded.plan = StoredPlan(plan)
        case .handedOver(let from, let to, let office, let reason):
            handedOver = .between(from, to)
            handedOver.office = office
            handedOver.reason = reason
        case .custodyTaken(let from, let by): custodyTaken = .between(from, by)
        case .returned(let to, let office, let reason, let at):
            returned.to = to
            returned.office = office
            returned.reason = reason
            returned.at = at.microseconds
        case .arrived(let at): arrived.at = at.microseconds
        case .recorded(let reference, let capture, let desk, let at, let plan):
            recorded.reference = reference
            if let capture { recorded.capture = StoredCapture(capture) }
            recorded.desk = desk
            recorded.at = at.microseconds
            recorded.plan = StoredPlan(plan)
        case .captureRefused(let reasons, let capture, let at):
            captureRefused.reasons = reasons
            captureRefused.capture = StoredCapture(capture)
            captureRefused.at = at.microseconds
        case .centreNoted(let status, let source, let at):
            centreNoted.status = status
            centreNoted.source = source
            centreNoted.at = at.microseconds
        case .queuedForPrint(let plan, let awaits):
            queuedForPrint.plan = StoredPlan(plan)
            queuedForPrint.awaits = awaits.rawValue
        case .joinedRun(let run, let number):
            joinedRun.runID = Data(run)
            joinedRun.runNumber = number
        case .leftRun(let reason, let at): leftRun = .because(reason, at)
        case .printPlanned(let effect, let reason, let letter, let at):
            printPlanned.effectID = Data(effect)
            printPlanned.reason = reason
            printPlanned.letter = letter
            printPlanned.at = at.microseconds
        case .printStarted(let effect, let attempt, let reason):
            printStarted.effectID = Data(effect)
            printStarted.attempt = Int32(attempt)
            printStarted.reason = reason
        case .printEnded(let effect, let outcome, let reference, let reason, let at):
            printEnded.effectID = Data(effect)
            printEnded.outcome = outcome.rawValue
            printEnded.reference = reference
            printEnded.reason = reason
            printEnded.at = at.microseconds
        case .reconciled(let result, let reason, let by, let at):
            reconciled.result = result.rawValue
            reconciled.reason = reason
            reconciled.by = by
            reconciled.at = at.microseconds
        case .notified(let outcome, let reference, let at):
            notified.outcome = outcome
            notified.reference = reference
            notified.at = at.microseconds
        case .collected(let collector, let relation, let surrendered, let at):
            collected.collector = collector
            collected.relation = relation
            collected.surrendered = Int32(surrendered)
            collected.at = at.microseconds
        case .documentTakenIn(let hash, let bytes, let at):
            documentTakenIn.hash = Data(hash)
            documentTakenIn.bytes = bytes
            documentTakenIn.at = at.microseconds
        case .withdrawn(let reason, let at): withdrawn = .because(reason, at)
        case .refused(let reason, let law, let at):
            refused.reason = reason
            refused.law = law
            refused.at = at.microseconds
        case .held(let reason, let at): held = .because(reason, at)
        case .released(let reason, let at): released = .because(reason, at)
        case .restored(let from, let reason, let at):
            restored.from = from.microseconds
            restored.reason = reason
            restored.at = at.microseconds
        case .paperMade(let reason, let at): paperMade = .because(reason, at)
        case .remarked(let text, let at): remarked = .because(text, at)
        }
    }

    func value() throws(UnreadableRecord) -> CaseEvent {
        switch event {
        case .filed(let filing): return .filed(try filing.value())
        case .documentsAdded(let added):
            return .documentsAdded(added.documents, missing: added.missing, plan: added.plan.value)
        case .handedOver(let hand):
            return .handedOver(from: hand.from, to: hand.to, office: hand.office, reason: hand.reason)
        case .custodyTaken(let hand): return .custodyTaken(from: hand.from, by: hand.to)
        case .returned(let back):
            return .returned(
                to: back.to, office: back.office, reason: back.reason, at: Moment(microseconds: back.at))
        case .arrived(let came): return .arrived(at: Moment(microseconds: came.at))
        case .recorded(let recorded):
            return .recorded(
                reference: recorded.reference, capture: recorded.hasCapture ? recorded.capture.value : nil,
                desk: recorded.desk, at: Moment(microseconds: recorded.at), plan: recorded.plan.value)
        case .captureRefused(let refused):
            return .captureRefused(
                reasons: refused.reasons, capture: refused.capture.value, at: Moment(microseconds: refused.at))
        case .centreNoted(let noted):
            return .centreNoted(status: noted.status, source: noted.source, at: Moment(microseconds: noted.at))
        case .queuedForPrint(let queued):
            guard let awaits = PrintAwaits(rawValue: queued.awaits) else { throw UnreadableRecord(what: "print") }
            return .queuedForPrint(queued.plan.value, awaits: awaits)
        case .joinedRun(let joined): return .joinedRun(try uuid(joined.runID, "run"), number: joined.runNumber)
        case .leftRun(let why): return .leftRun(reason: why.reason, at: why.moment)
        case .printPlanned(let planned):
            return .printPlanned(
                effect: try uuid(planned.effectID, "print"), reason: planned.reason, letter: planned.letter,
                at: Moment(microseconds: planned.at))
        case .printStarted(let started):
            return .printStarted(
                effect: try uuid(started.effectID, "print"), attempt: Int(started.attempt), reason: started.reason)
        case .printEnded(let ended):
            guard let outcome = EffectOutcome(rawValue: ended.outcome) else { throw UnreadableRecord(what: "print") }
            return .printEnded(
                effect: try uuid(ended.effectID, "print"), outcome, reference: ended.reference, reason: ended.reason,
                at: Moment(microseconds: ended.at))
        case .reconciled(let counted):
            guard let result = Reconciliation(rawValue: counted.result) else {
                throw UnreadableRecord(what: "reconciliation")
            }
            return .reconciled(
                result, reason: counted.reason, by: counted.by, at: Moment(microseconds: counted.at))
        case .notified(let notified):
            return .notified(
                outcome: notified.outcome, reference: notified.reference, at: Moment(microseconds: notified.at))
        case .collected(let collected):
            return .collected(
                collector: collected.collector, relation: collected.relation,
                surrendered: Int(collected.surrendered), at: Moment(microseconds: collected.at))
        case .documentTakenIn(let taken):
            return .documentTakenIn(
                hash: Array(taken.hash), bytes: taken.bytes, at: Moment(microseconds: taken.at))
        case .withdrawn(let why): return .withdrawn(reason: why.reason, at: why.moment)
        case .refused(let why):
            return .refused(reason: why.reason, law: why.law, at: Moment(microseconds: why.at))
        case .held(let why): return .held(reason: why.reason, at: why.moment)
        case .released(let why): return .released(reason: why.reason, at: why.moment)
        case .restored(let restored):
            return .restored(
                from: Moment(microseconds: restored.from), reason: restored.reason,
                at: Moment(microseconds: restored.at))
        case .paperMade(let why): return .paperMade(reason: why.reason, at: why.moment)
        case .remarked(let what): return .remarked(what.reason, at: what.moment)
        case nil: throw UnreadableRecord(what: "entry of a case")
        }
    }
}

extension StoredCaseEvent.HandedOver {
    static func between(_ from: String, _ to: String) -> Self {
        var hand = Self()
        hand.from = from
        hand.to = to
        return hand
    }
}

extension StoredCaseEvent.Reason {
    static func because(_ reason: String, _ at: Moment) -> Self {
        var why = Self()
        why.reason = reason
        why.at = at.microseconds
        return why
    }

    var moment: Moment { Moment(microseconds: at) }
}
