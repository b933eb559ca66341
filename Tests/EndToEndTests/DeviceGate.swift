import Foundation
import TestKit

/// What the folder printer or the folder gateway passes in the middle of each job: shut, it holds the job back.
final class DeviceGate {
    let path: String
    private let folder: ScratchFolder
    private var writing: Int32 = -1

    /// Open at first.
    init(_ folder: ScratchFolder, _ name: String) throws {
        self.folder = folder
        path = folder.file(name)
        try put { FileManager.default.createFile(atPath: $0, contents: nil) }
    }

    deinit { if writing >= 0 { close(writing) } }

    func shut() throws { try put { mkfifo($0, 0o600) == 0 } }

    /// Waits until a job stands at the gate. It stays there until the gate is opened.
    func waitForJob(within limit: Duration) throws {
        try eventually("a job stands at \(path)", within: limit) {
            // Only where somebody reads.
            writing = Foundation.open(path, O_WRONLY | O_NONBLOCK)
            return writing >= 0
        }
    }

    func open() throws {
        try put { FileManager.default.createFile(atPath: $0, contents: nil) }
        if writing >= 0 { close(writing) }
        writing = -1
    }

    /// In one step, so that nobody finds no gate at all.
    private func put(_ make: (String) -> Bool) throws {
        let new = path + ".new"
        guard make(new), rename(new, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}
