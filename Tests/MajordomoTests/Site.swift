import Foundation
import Logging
import ZeroMQ

@testable import Majordomo

/// A broker of a test's own, on a socket of its own.
final class Site: Sendable {
    let endpoint: String
    let broker: BrokerLoop
    private let folder: String

    init(settings: BrokerSettings = BrokerSettings()) throws {
        folder = "/tmp/loket-wire-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        endpoint = "ipc://\(folder)/broker.ipc"
        broker = try BrokerLoop(endpoints: [endpoint], settings: settings, logger: quiet) { _ in [] }
        _ = try broker.start()
    }

    func stop() {
        broker.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func client() throws -> ClientPort {
        try ClientPort(endpoints: [endpoint], logger: quiet)
    }

    /// A started worker that answers each request with its own body.
    func echo(names: [String], credit: Int = 64) throws -> WorkerPort {
        let own = Guarded<WorkerPort?>(nil)
        let worker = try WorkerPort(endpoints: [endpoint], names: names, credit: credit, logger: quiet) { batch in
            own.with { $0 }?.reply(batch.map { ($0.handle, $0.body) })
        }
        own.with { $0 = worker }
        try worker.start()
        return worker
    }
}

let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()
