import Casework
import Foundation
import Logging

/// The outside of a service's executable: environment, log, signals, exit code.
public enum ServiceProcess {
    /// Runs until SIGINT or SIGTERM, then stops in order.
    ///
    /// `start` builds and starts the service and gives back how to stop it. What it throws is printed as one
    /// line, and the process exits with 1.
    public static func run(
        _ service: String, start: (ServiceConfiguration, Logger) throws -> () -> Void
    ) {
        // Blocked before any thread starts, so that each inherits it and only `sigwait` below sees them.
        var stopping = sigset_t()
        sigemptyset(&stopping)
        sigaddset(&stopping, SIGINT)
        sigaddset(&stopping, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &stopping, nil)
        signal(SIGPIPE, SIG_IGN)
        umask(0o077)
        do {
            let configuration = try ServiceConfiguration(
                service: service, environment: ProcessInfo.processInfo.environment)
            LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
            var logger = Logger(label: "loket-\(service)")
            logger.logLevel = configuration.logLevel
            let stop = try start(configuration, logger)
            FileHandle.standardOutput.write(
                Data("loket-\(service) ready \(configuration.offices.joined(separator: " "))\n".utf8))
            var received: Int32 = 0
            sigwait(&stopping, &received)
            logger.info("stopping")
            stop()
        } catch {
            FileHandle.standardError.write(Data("loket-\(service): \(error)\n".utf8))
            exit(1)
        }
    }
}
