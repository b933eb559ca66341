import Foundation

/// What can have happened to a case file.
public enum CaseEvent: Hashable, Sendable {
    case filed(Filing)
    case documentsAdded([String], missing: [String], plan: Plan)
    /// To a service of an office. With a reason it is handed back: to where it came from, to be held there.
    case handedOver(from: String, to: String, office: String, reason: String = "")
    case custodyTaken(from: String, by: String)
    /// Nobody could take it over: the service that handed it over has it again, and a person must look at why.
    case returned(to: String, office: String, reason: String, at: Moment)
    case recorded(reference: String, capture: Capture?, desk: String, at: Moment, plan: Plan)
    case captureRefused(reasons: [String], capture: Capture, at: Moment)
    case centreNoted(status: String, source: String, at: Moment)
    case queuedForPrint(Plan, awaits: PrintAwaits)
    case joinedRun(UUID, number: String)
    case leftRun(reason: String, at: Moment)
    /// The printer is to be asked; `letter` is the number that the document gets, if it is a letter of the office's own.
    case printPlanned(effect: UUID, reason: String, letter: String, at: Moment)
    case printStarted(effect: UUID, attempt: Int, reason: String)
    case printEnded(effect: UUID, EffectOutcome, reference: String, reason: String, at: Moment)
    case reconciled(Reconciliation, reason: String, by: String, at: Moment)
    /// The document, printed at another office, is where it is picked up.
    case arrived(at: Moment)
    case notified(outcome: String, reference: String, at: Moment)
    case collected(collector: String, relation: String, surrendered: Int, at: Moment)
    case documentTakenIn(hash: [UInt8], bytes: Int64, at: Moment)
    case withdrawn(reason: String, at: Moment)
    case refused(reason: String, law: String, at: Moment)
    case held(reason: String, at: Moment)
    case released(reason: String, at: Moment)
    /// The site was brought back from its backup of the moment `from`: what came after it isn't known here.
    case restored(from: Moment, reason: String, at: Moment)
    /// Its document was made in the hours that the backup doesn't know: a person has it in the hand.
    case paperMade(reason: String, at: Moment)
    /// What a person decided about it elsewhere: it stands here, and changes nothing.
    case remarked(String, at: Moment)
}

/// How an attempt at something outside (paper, a message) ended. `unknown`: we asked and lost the answer.
public enum EffectOutcome: String, Hashable, Sendable, CaseIterable {
    case confirmed, refused, failed, unknown
}

/// What was found when the paper was counted against the list.
public enum Reconciliation: String, Hashable, Sendable, CaseIterable {
    case printed, spoiled, reprinted, missing
}

/// What a case needs before Loket's printer can be asked for its document.
public enum PrintAwaits: String, Hashable, Sendable, CaseIterable {
    case nothing = ""
    /// SIAK's or Bapenda's PDF, which an officer takes in.
    case document
    /// The card that SIAK's own printer makes: an officer says that it is there.
    case card
}

/// One attempt at photo, prints, iris and signature.
public struct Capture: Hashable, Sendable {
    public var photo: Int
    public var fingerprints: Int
    public var iris: Int
    public var signature: Bool
    public var attachmentHash: [UInt8]
    public var attachmentBytes: Int64

    public init(
        photo: Int, fingerprints: Int, iris: Int, signature: Bool, attachmentHash: [UInt8] = [],
        attachmentBytes: Int64 = 0
    ) {
        self.photo = photo
        self.fingerprints = fingerprints
        self.iris = iris
        self.signature = signature
        self.attachmentHash = attachmentHash
        self.attachmentBytes = attachmentBytes
    }
}

extension CaseFile {
    /// Advances the case by one entry; false if that entry can't follow what stands before it.
    public mutating func apply(_ event: CaseEvent) -> Bool {
        if stage.isClosed {
            // A document that was called back after the hand-out, or news that came late, is still news.
            switch event {
            case .notified(let outcome, _, _): notice = outcome
            case .remarked: break
            default: return false
            }
            return true
        }
        switch event {
        case .filed: return false
        case .documentsAdded(let added, let missing, let plan):
            guard stage == .incomplete else { return false }
            documents += added.filter { !documents.contains($0) }
            self.missing = missing
            if missing.isEmpty {
                (stage, self.plan) = (stageWhenComplete, plan)
                if stage == .ready { readyAt = plan.readyFrom }
            }
        case .handedOver, .custodyTaken, .returned, .arrived: return applyPassing(event)
        case .recorded(_, _, _, let at, let plan):
            guard stage == .toRecord else { return false }
            // What the centre showed was about the recording before.
            (recordedAt, self.plan, captureFaults, centreStatus) = (at, plan, [], "")
            stage = stageWhenRecorded
            if stage == .ready { readyAt = at }
        case .captureRefused(let reasons, _, _):
            guard stage == .toRecord else { return false }
            captureAttempts += 1
            captureFaults = reasons
        case .centreNoted(let status, _, let at): return noteCentre(status, at)
        case .queuedForPrint, .joinedRun, .leftRun, .printPlanned, .printStarted, .printEnded, .reconciled:
            return applyPrinting(event)
        case .notified(let outcome, _, _): notice = outcome
        case .collected(_, _, _, let at):
            guard stage == .ready else { return false }
            (stage, closedAt) = (.collected, at)
        case .documentTakenIn(let hash, _, _):
            documentHash = hash
            if awaits == .document { awaits = .nothing }
        case .withdrawn(let reason, let at): (stage, self.reason, closedAt, print) = (.withdrawn, reason, at, nil)
        case .refused(let reason, _, let at): (stage, self.reason, closedAt) = (.refused, reason, at)
        case .held(let reason, _): held = reason
        case .released: (held, restoredFrom) = ("", nil)
        case .restored(let from, let reason, _):
            guard !inTransit else { return false }
            restoredFrom = from
            held = held.isEmpty ? reason : "\(held); \(reason)"
        case .paperMade: paperMade = true
        case .remarked: break
        }
        return true
    }

    private mutating func noteCentre(_ status: String, _ at: Moment) -> Bool {
        (centreStatus, centreSeenAt) = (status, at)
        switch CentreStatus(status).consequence {
        case .ready where stage == .awaitingCentre: stage = stageBeforeHandOut
        case .recordAgain where stage == .awaitingCentre: (stage, recordedAt) = (.toRecord, nil)
        default: break
        }
        return true
    }
}
