import Civil

/// One application of one citizen of the script.
struct CaseKey: Hashable, Sendable {
    let citizen: Int
    let application: Int
}

/// A case as its citizen knows it: from the receipt.
struct OpenedCase: Equatable, Sendable {
    let number: String
    let trackingCode: String
    let isUrgent: Bool
    var isComplete: Bool
    var isRecorded = false
    /// When its citizen was told to expect it, once that is known.
    var expectedAt: Moment?
    var isHandedOut = false
}

/// One time that a citizen comes to the office and takes a ticket.
struct DayComing: Equatable, Sendable {
    enum Task: Equatable, Sendable {
        case complete(CaseKey, documents: [String])
        case record(CaseKey)
        case collect(CaseKey)
    }

    /// What its requests are named after.
    let name: String
    /// The one that the script tells of; all others follow from it.
    var isFirst = false
    let citizen: Int
    var form: VisitForm
    var deskTime: Duration
    var answersCall = true
    var leavesAfter: Duration?
    /// What is to be done at the desk.
    var tasks: [Task]

    var ticket = ""
    var lane = ""
    /// Called, gone home, or carried over: it waits no more.
    var waits = true

    /// Whether there is still a reason to come: something that could be done now and isn't.
    func isWorthwhile(_ cases: [CaseKey: OpenedCase], at now: Moment) -> Bool {
        tasks.isEmpty
            || tasks.contains { task in
                switch task {
                case .complete(let key, _): cases[key]?.isComplete == false
                case .record(let key): cases[key]?.isRecorded == false
                case .collect(let key):
                    cases[key].map { !$0.isHandedOut && $0.expectedAt.map { $0 <= now } ?? false } ?? false
                }
            }
    }
}

/// A desk of the office with whoever serves there.
struct DaySeat: Equatable, Sendable {
    enum State: Equatable, Sendable {
        case idle
        /// A request of its is under way.
        case busy
        /// A called citizen isn't there.
        case waitingInVain
        /// So many tasks of that coming are still to be done.
        case serving(coming: Int, tasksLeft: Int)
    }

    let desk: Desk
    var state = State.idle
    /// How often it has called, which numbers its calls.
    var calls = 0
}

/// What happened on the two days, as the player saw it.
struct DayLedger: Equatable, Encodable, Sendable {
    var arrivals = 0
    /// Told at the entrance that it can't be given.
    var turnedAway = 0
    var served = 0
    var notThere = 0
    var wentHome = 0
    var recorded = 0
    var capturesRefused = 0
    var completedLater = 0
    var centreAnswers = 0
    var withdrawn = 0
    var handedOut = 0
    /// Came for a document that wasn't there.
    var inVain = 0
    var inRun = 0
    var spoiled = 0
    var missing = 0
    var reprinted = 0
    /// Everything that a rule was against, by its code.
    var declined: [String: Int] = [:]
}
