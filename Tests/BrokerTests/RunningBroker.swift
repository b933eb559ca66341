import Foundation
import Logging
import Majordomo
import TestKit

/// The real `loket-broker`, on a socket of its own.
final class RunningBroker {
    let endpoint: String
    private let folder: ScratchFolder
    private(set) var process: StartedProgram

    init() throws {
        folder = try ScratchFolder()
        endpoint = "ipc://\(folder.file("site/broker.ipc"))"
        process = try RunningBroker.start(endpoint)
    }

    /// `kill -9`, and the next one on the same socket.
    func replace() throws {
        try process.killHard()
        process = try RunningBroker.start(endpoint)
    }

    private static func start(_ endpoint: String) throws -> StartedProgram {
        let process = try StartedProgram("loket-broker", environment: ["LOKET_BROKER": endpoint])
        try process.waitForOutput(containing: "ready \(endpoint)\n")
        return process
    }

    func client() throws -> ClientPort {
        try ClientPort(endpoints: [endpoint], logger: quiet)
    }
}

let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()
