import Glibc
import ZeroMQ

/// Where a site, or a single machine of one, keeps its keys: its own pair in `key`, and in `keys.txt` whom it lets in.
///
/// Both have mode 0600; what others may read isn't used.
public struct KeyFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    public var pairPath: String { path + "/key" }
    public var registerPath: String { path + "/keys.txt" }
    public var hasPair: Bool { PrivateFile(path: pairPath).isThere }

    /// The folder's own pair.
    public func pair() throws(KeyProblem) -> KeyPair {
        try KeyFolder.pair(at: pairPath)
    }

    /// The pair whose secret stands in this file.
    public static func pair(at path: String) throws(KeyProblem) -> KeyPair {
        let text = try PrivateFile(path: path).text()
        let words = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("# ") }
        guard words.count == 1, let pair = KeyPair(secret: String(words[0])) else {
            throw KeyProblem("\(path) holds no secret key: make one with loket key make, in a folder that has none")
        }
        return pair
    }

    /// The folder's pair, drawn now where it has none.
    ///
    /// - Returns: whether it was drawn now.
    public func makePair() throws(KeyProblem) -> (pair: KeyPair, isNew: Bool) {
        try whileLocked { () throws(KeyProblem) in
            if hasPair { return (try pair(), false) }
            let fresh: KeyPair
            do throws(ZeroMQError) {
                fresh = try KeyPair()
            } catch {
                throw KeyProblem("no key can be made here: \(error)")
            }
            let text = "# A secret key of Loket: whoever reads it can pass for its owner.\n\(fresh.secretText)\n"
            try PrivateFile(path: pairPath).replace(with: text)
            return (fresh, true)
        }
    }

    /// Whom the folder lets in, and the lines that let in nobody because of a mistake. Without the file: nobody.
    public func register() throws(KeyProblem) -> (register: KeyRegister, mistakes: [KeyMistake]) {
        KeyRegister.read(try registerText())
    }

    /// Changes the register's file as a whole, with nobody else at it; what `change` throws leaves it as it was.
    public func changeRegister(_ change: (String) throws(KeyProblem) -> String) throws(KeyProblem) {
        try whileLocked { () throws(KeyProblem) in
            let text = try registerText()
            try PrivateFile(path: registerPath).replace(with: try change(text))
        }
    }

    var registerVersion: FileVersion? { PrivateFile(path: registerPath).version }

    private func registerText() throws(KeyProblem) -> String {
        let file = PrivateFile(path: registerPath)
        return file.isThere ? try file.text() : ""
    }

    private func whileLocked<Result>(_ work: () throws(KeyProblem) -> Result) throws(KeyProblem) -> Result {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw KeyProblem(
                "the folder \(path) can't be opened (\(String(cString: strerror(errno)))): make it, or name another")
        }
        // Closing gives the lock back.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw KeyProblem("the folder \(path) can't be locked (\(String(cString: strerror(errno))))")
            }
        }
        return try work()
    }
}
