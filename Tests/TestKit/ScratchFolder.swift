import Foundation

/// An empty folder of its own under /tmp, short enough for unix sockets; removed with this object or with the
/// test process.
public final class ScratchFolder: Sendable {
    public let path: String

    public init() throws {
        var template = Array("/tmp/lk-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SpawnFailure(path: "/tmp/lk-XXXXXX", reason: String(cString: strerror(errno)))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        Watchdog.shared.watch(folder: path)
    }

    /// The path of something in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    deinit {
        // What can't be removed now is the watchdog's when this process ends.
        try? FileManager.default.removeItem(atPath: path)
    }
}
