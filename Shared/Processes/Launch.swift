import Foundation

/// What to start, as whom, and where its output goes.
public struct Launch: Sendable {
    /// Where what a child writes goes; its input is empty.
    public enum Output: Sendable {
        /// To where the starter's own go.
        case inherited
        /// To nowhere.
        case discarded
        /// To the end of a file, which is created for its owner only.
        case file(String)
        /// To a file or pipe that the starter has open, and goes on to own.
        case descriptor(Int32)
        /// To a function that gets each line without its newline, on a thread of the child's own.
        case lines(@Sendable (String) -> Void)
    }

    /// The account a child runs under, with no group but its own.
    public struct Account: Sendable, Equatable {
        public let name: String
        public let userID: uid_t
        public let groupID: gid_t

        /// The account of that name; `nil` when this machine has none.
        public init?(named name: String) {
            self.init(entry: getpwnam(name))
        }

        /// The account of that number; `nil` when this machine has none.
        public init?(userID: uid_t) {
            self.init(entry: getpwuid(userID))
        }

        private init?(entry: UnsafeMutablePointer<passwd>?) {
            guard let entry else { return nil }
            name = String(cString: entry.pointee.pw_name)
            userID = entry.pointee.pw_uid
            groupID = entry.pointee.pw_gid
        }
    }

    /// The signal that tells a child that its starter is gone.
    public enum LastSignal: String, Sendable {
        case interrupt = "INT"
        case quit = "QUIT"
        case terminate = "TERM"
        case kill = "KILL"
    }

    /// The program's path, or its name to be found in `PATH`.
    public var program: String
    public var arguments: [String]
    /// The whole environment. Defaults to the starter's.
    public var environment: [String: String]
    public var output: Output
    /// An open file or pipe for its standard error. Defaults to where the output goes.
    public var errorDescriptor: Int32?
    /// Another account to run under; only root can ask for one. Defaults to the starter's.
    public var account: Account?
    /// The signal that the child gets when its starter is gone. Defaults to `kill`.
    public var lastSignal: LastSignal

    public init(
        _ program: String, _ arguments: [String] = [],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        output: Output = .inherited, account: Account? = nil, lastSignal: LastSignal = .kill
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.output = output
        self.account = account
        self.lastSignal = lastSignal
    }

    /// The command line as the kernel gets it: util-linux' `setpriv` sets the parent's-death signal and
    /// the account, then becomes the program itself, under the same process id.
    var commandLine: [String] {
        var line = ["setpriv", "--pdeathsig", lastSignal.rawValue]
        if let account {
            line += ["--reuid=\(account.userID)", "--regid=\(account.groupID)", "--clear-groups"]
        }
        return line + ["--", program] + arguments
    }
}

/// Why a program could not be started.
public struct LaunchError: Error, CustomStringConvertible, Sendable {
    public let program: String
    public let errorNumber: Int32

    public var description: String {
        if errorNumber == ENOENT {
            return "\(program) can't be started: setpriv is missing; install the package util-linux."
        }
        return "\(program) can't be started: \(String(cString: strerror(errorNumber)))."
    }
}

extension ChildProcess {
    /// How a child ended.
    public enum Exit: Sendable, Equatable, CustomStringConvertible {
        /// By itself, with this status.
        case status(Int32)
        /// By this signal.
        case signal(Int32)

        init(waitStatus: Int32) {
            let signal = waitStatus & 0x7f
            self = signal == 0 ? .status((waitStatus >> 8) & 0xff) : .signal(signal)
        }

        public var isSuccess: Bool { self == .status(0) }

        public var description: String {
            switch self {
            case .status(let status): "ended with status \(status)"
            case .signal(let signal): "was ended by signal \(signal)"
            }
        }
    }
}
