import Civil
import Foundation

/// What a history says about others than its own subject, kept while it is replayed.
struct Traces: Sendable {
    /// Something that happened at a lane, in the lane's order.
    struct LaneMove: Sendable {
        enum What: Sendable {
            case issued(number: Int, visit: UUID, incarnation: Int)
            case called(visit: UUID, desk: String)
            case closed(carriedOver: Int)
        }

        var version: Int64
        var recordedAt: Int64
        var what: What
    }

    struct Call: Sendable {
        var desk: String
        var version: Int64
    }

    struct Capture: Sendable {
        var hash: [UInt8]
        var version: Int64
    }

    struct PlannedRun: Sendable {
        var run: UUID
        var day: Day
        var number: Int
        var isListClosed: Bool
    }

    var lane: [LaneMove] = []
    /// Forms on paper, with the life that stands in their numbers.
    var forms = PaperForms()
    var call: Call?
    /// When a visit ended that was never called.
    var leftWaitingAt: Int64?
    var plannedRuns: [PlannedRun] = []
    /// Cases whose letters a printing room numbered.
    var numberedLetters: [UUID] = []
    var joinedRuns: [UUID] = []
    /// The entry that says what became of the message to the applicant, where it was sent from this site.
    var notified: Int64?
    /// A printing room of this site numbered its letter.
    var isLetterOurs = false
    /// Captures that were taken at this site and came with a file.
    var captures: [Capture] = []
    var effects = EffectTrail()
    /// The document became ready at this site, which tells the applicant.
    private var isReadyHere = true

    /// - Parameter isOurs: the entry was written at this site. What another site's devices, runs and rooms did is
    ///   that site's to prove.
    mutating func note(_ entry: ReadEntry, _ event: Event, isOurs: Bool, after subject: Subject) {
        if case .caseFile(let file) = subject, file.stage == .ready, event.finishesDocument { isReadyHere = isOurs }
        // The news of a message may reach its case after that has gone on. Without a reference nothing was sent.
        if case .caseFile(.notified(_, let reference, _)) = event, isReadyHere, !reference.isEmpty {
            notified = entry.version
        }
        guard isOurs else { return effects.noteBack(event) }
        if case .caseFile(.printPlanned(_, _, let letter, _)) = event, !letter.isEmpty { isLetterOurs = true }
        if case .caseFile(let event) = event {
            for taken in AttachmentUse.captures(in: [event]) where !taken.capture.attachmentHash.isEmpty {
                captures.append(Capture(hash: taken.capture.attachmentHash, version: entry.version))
            }
        }
        switch event {
        case .lane(let event): note(entry, event)
        case .visit(.called(let desk, _)): call = Call(desk: desk, version: entry.version)
        case .visit(.closed) where call == nil: leftWaitingAt = entry.recordedAt
        case .caseFile(.joinedRun(let run, _)): joinedRuns.append(run)
        case .printDesk(.runPlanned(let run, let day, let number)):
            plannedRuns.append(PlannedRun(run: run, day: day, number: number, isListClosed: false))
        case .printDesk(.runListClosed(let run)):
            if let index = plannedRuns.lastIndex(where: { $0.run == run }) { plannedRuns[index].isListClosed = true }
        case .printDesk(.restored):
            // An open list is given up there, and its run closes it empty.
            for index in plannedRuns.indices { plannedRuns[index].isListClosed = true }
        case .printDesk(.letterNumbered(let file, _, _)): numberedLetters.append(file)
        default: break
        }
        effects.note(entry, event)
    }

    private mutating func note(_ entry: ReadEntry, _ event: LaneEvent) {
        let what: LaneMove.What
        switch event {
        case .ticketIssued(let number, let visit):
            what = .issued(number: number, visit: visit, incarnation: Int(entry.incarnation))
        case .called(let call): what = .called(visit: call.visit, desk: call.desk)
        case .closed(let carriedOver): what = .closed(carriedOver: carriedOver)
        case .formEntered(let number, let visit):
            what = .issued(number: number, visit: visit, incarnation: forms.incarnation(of: number) ?? 0)
        case .formsPrinted(let count, let incarnation):
            forms.pads.append(
                .init(first: forms.printed + 1, last: forms.printed + max(1, count), incarnation: incarnation))
            return
        case .opened, .freed, .formsVoided: return
        }
        lane.append(LaneMove(version: entry.version, recordedAt: entry.recordedAt, what: what))
    }
}

extension Event {
    /// After it a document can be ready.
    fileprivate var finishesDocument: Bool {
        switch self {
        case .caseFile(.printEnded), .caseFile(.reconciled), .caseFile(.arrived): true
        default: false
        }
    }
}
