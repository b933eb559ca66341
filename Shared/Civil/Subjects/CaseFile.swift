import Foundation

/// One application for one product: the paper folder. One service of one site holds it, and only the
/// holder writes in it.
public struct CaseFile: Hashable, Sendable {
    public enum Stage: Int, Sendable, CaseIterable {
        case incomplete = 1
        case toRecord = 2
        case awaitingCentre = 3
        case toPrint = 4
        case inRun = 5
        case printing = 6
        case printUnknown = 7
        case toReconcile = 8
        case ready = 9
        case collected = 10
        case withdrawn = 11
        case refused = 12
        case missing = 13
        /// Printed at another office than the one where it is picked up, and not there yet.
        case arriving = 14

        /// Nothing more happens to it.
        public var isClosed: Bool { self == .collected || self == .withdrawn || self == .refused }

        /// The word for people, for commands and for tables.
        public var word: String {
            switch self {
            case .incomplete: "incomplete"
            case .toRecord: "to-record"
            case .awaitingCentre: "awaiting-centre"
            case .toPrint: "to-print"
            case .inRun: "in-run"
            case .printing: "printing"
            case .printUnknown: "print-unknown"
            case .toReconcile: "to-reconcile"
            case .ready: "ready"
            case .collected: "collected"
            case .withdrawn: "withdrawn"
            case .refused: "refused"
            case .missing: "missing"
            case .arriving: "arriving"
            }
        }
    }

    public var filing: Filing
    public var documents: [String]
    public var missing: [String]
    public var stage: Stage
    /// The service that holds it; while `inTransit`, the one that it was handed to.
    public var service: String
    /// The office where that service holds it: its own, or the Dukcapil office of the district.
    public var office: String
    public var inTransit = false
    /// Who last handed it over to another office; nil as long as no other had it.
    public var cameFrom: CaseHolder?
    /// Why it was handed back, until whoever gets it back has noted it.
    public var handedBack = ""
    public var plan: Plan
    public var captureAttempts = 0
    public var captureFaults: [String] = []
    public var recordedAt: Moment?
    public var centreStatus = ""
    public var centreSeenAt: Moment?
    public var run: UUID?
    public var runNumber = ""
    public var awaits = PrintAwaits.nothing
    /// What is planned or under way at the printer.
    public var print: CasePrint?
    /// How often a print was planned, which numbers them.
    public var printsPlanned = 0
    /// How often the printer was asked, and how often paper came out for sure.
    public var printAttempts = 0
    public var prints = 0
    public var readyAt: Moment?
    /// What became of the message to the applicant: empty, sent, refused, unknown.
    public var notice = ""
    public var closedAt: Moment?
    /// Why it is held: nobody but a person lets it go on.
    public var held = ""
    public var reason = ""
    /// SHA-256 of SIAK's document, once taken in.
    public var documentHash: [UInt8] = []
    /// The number of the office's own letter: given with its first print and kept by every other.
    public var letterNumber = ""
    /// The moment of the backup from which it was brought back, until a person has said how it stands.
    public var restoredFrom: Moment?
    /// Its document was made in hours that no backup knows: it isn't printed again.
    public var paperMade = false

    /// Whether its applicant may have been told already, in hours that no backup knows.
    public var mayHaveBeenTold: Bool { restoredFrom != nil || paperMade }

    public init(filing: Filing) {
        self.filing = filing
        documents = filing.documents
        missing = filing.missing
        plan = filing.plan
        service = "intake"
        office = filing.office
        stage = .incomplete
        if filing.missing.isEmpty {
            stage = stageWhenComplete
            if stage == .ready { readyAt = filing.filedAt }
        }
    }

    /// The recording step of its route: what is taken, and who takes it.
    public var recording: RouteStep? { filing.route.first { $0.kind == .record } }

    public var awaitsCentre: Bool { filing.route.contains { $0.kind == .awaitCentre } }

    /// Help or goods: they are handed over, and nothing is printed for them. What isn't given has no route at all.
    public var isArranged: Bool {
        filing.route.contains { $0.kind == .collect } && !filing.route.contains { $0.kind == .print }
    }

    /// Where it stands once its papers are complete: before the first step that its route has left.
    var stageWhenComplete: Stage { recording == nil && isArranged ? .ready : .toRecord }

    /// Where it stands once it is recorded.
    var stageWhenRecorded: Stage { awaitsCentre ? .awaitingCentre : stageBeforeHandOut }

    var stageBeforeHandOut: Stage { isArranged ? .ready : .toPrint }

    /// The place where an open case waits: one list for each office and stage.
    public var queue: UUID? {
        stage.isClosed ? nil : CaseFile.queue(office: office, stage: stage)
    }

    public static func queue(office: String, stage: Stage) -> UUID {
        SubjectID.v8(naming: ["case-queue", office, stage.word])
    }

    /// The list of an office's own cases that another site holds.
    public static func awayQueue(office: String) -> UUID { SubjectID.v8(naming: ["case-queue", office, "away"]) }

    /// Urgent first, then by the day it is planned for, then as filed.
    public var position: [UInt8] {
        var bytes: [UInt8] = [filing.urgent || plan.atOnce ? 0 : 1]
        withUnsafeBytes(of: UInt32(bitPattern: plan.printOn.ordinal).bigEndian) {
            bytes.append(contentsOf: $0)
        }
        withUnsafeBytes(of: filing.filedAt.microseconds.bigEndian) { bytes.append(contentsOf: $0) }
        return bytes + Array(filing.number.utf8)
    }
}

/// What a case is from its first moment on.
public struct Filing: Hashable, Sendable {
    public var number: String
    /// The six signs that make the number a tracking code.
    public var secret: String
    public var office: String
    public var visit: UUID
    public var visitNumber: String
    public var product: String
    public var applicant: Person
    public var familyCard: FamilyCardNumber?
    public var documents: [String]
    public var missing: [String]
    public var need: String
    public var urgent: Bool
    public var catalogueVersion: String
    public var channel: String
    public var filedAt: Moment
    public var plan: Plan
    /// Where the applicant is told that it is ready: the applicant's own number, else the visitor's.
    public var phone: PhoneNumber?
    public var route: [RouteStep]
    public var producedBy: Producer
    public var details: [Detail]

    public init(
        number: String, secret: String, office: String, visit: UUID, visitNumber: String, product: String,
        applicant: Person, familyCard: FamilyCardNumber?, documents: [String], missing: [String], need: String,
        urgent: Bool,
        catalogueVersion: String, channel: String, filedAt: Moment, plan: Plan, phone: PhoneNumber?,
        route: [RouteStep], producedBy: Producer, details: [Detail]
    ) {
        self.number = number
        self.secret = secret
        self.office = office
        self.visit = visit
        self.visitNumber = visitNumber
        self.product = product
        self.applicant = applicant
        self.familyCard = familyCard
        self.documents = documents
        self.missing = missing
        self.need = need
        self.urgent = urgent
        self.catalogueVersion = catalogueVersion
        self.channel = channel
        self.filedAt = filedAt
        self.plan = plan
        self.phone = phone
        self.route = route
        self.producedBy = producedBy
        self.details = details
    }

    public var trackingCode: String { "\(number)-\(secret)" }
}
