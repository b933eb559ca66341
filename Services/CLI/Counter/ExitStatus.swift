import ArgumentParser
import ServiceClient

/// What a command's exit code means, the same for every command.
enum ExitStatus: Int32 {
    /// A rule said no; nothing was done.
    case refused = 1
    /// The command line can't be understood.
    case usage = 2
    /// Nobody serves it or too much is waiting; nothing was done.
    case unavailable = 3
    /// It may be done or not: the answer was lost.
    case unknown = 4
    /// Some of it was done and some was not.
    case partial = 5
    /// The request or the answer can't be read: programs of different versions, or a defect.
    case impossible = 6

    /// For the help of every command that asks a service.
    static let help = """
        Exit codes: 0 done, 1 refused by a rule, 2 not understood, 3 unavailable or busy (nothing was done), \
        4 the answer was lost (it may be done), 5 done in part, 6 not possible with these versions.
        """
}

/// Why a command could not do what was asked, in one sentence that says what to do.
struct Complaint: Error, CustomStringConvertible {
    let status: ExitStatus
    let description: String
    /// The refusal as the service gave it, for programs.
    var code = ""
    var field = ""
    var problem = ""
    var fix = ""

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }

    init(_ failure: RequestFailure) {
        switch failure {
        case .rejected(let no):
            status = .refused
            (code, field, problem, fix) = (no.code, no.field, no.problem, no.fix)
        case .fault(let fault):
            status = .impossible
            (code, problem, fix) = (fault.code, fault.problem, fault.fix)
        case .unavailable, .busy, .notYet, .noBroker: status = .unavailable
        case .unknown: status = .unknown
        case .notCarried, .unreadable: status = .impossible
        }
        description = "\(failure)"
    }
}
