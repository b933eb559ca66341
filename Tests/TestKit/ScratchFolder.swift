import Foundation

/// An empty folder of its own, with a path short enough for unix sockets; removed with this object.
///
/// Its name carries the test process's id, by which a later test process sweeps what a killed one left.
public final class ScratchFolder: Sendable {
    public let path: String
    private let duty: Int

    public init() throws {
        _ = Self.swept
        var template = Array("/tmp/lk-\(getpid())-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // PostgreSQL, which doesn't run as root, has to get through to its own folder.
        chmod(path, 0o755)
        self.path = path
        duty = ProcessEnd.shared.remember { Self.remove(path) }
    }

    /// The path of something in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    deinit {
        ProcessEnd.shared.forget(duty)
        Self.remove(path)
    }

    private static let swept: Void = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        for name in names where name.hasPrefix("lk-") {
            guard let pid = name.split(separator: "-").dropFirst().first.flatMap({ pid_t($0) }) else { continue }
            if kill(pid, 0) != 0, errno == ESRCH { remove("/tmp/\(name)") }
        }
    }()

    private static func remove(_ path: String) {
        // Something that still writes there can spoil this; the next sweep has it then.
        try? FileManager.default.removeItem(atPath: path)
    }
}
