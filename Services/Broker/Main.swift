import Foundation
import Logging
import Majordomo
import ZeroMQ

/// `loket-broker`: carries requests between the clients and the services of one site.
@main
enum Main {
    static func main() {
        if CommandLine.arguments.count > 1 { usage() }
        do {
            try serve()
        } catch {
            FileHandle.standardError.write(Data("loket-broker: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func serve() throws {
        // Blocked before any thread starts, so that each inherits it and only `sigwait` below sees them.
        var stopping = sigset_t()
        sigemptyset(&stopping)
        sigaddset(&stopping, SIGINT)
        sigaddset(&stopping, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &stopping, nil)
        signal(SIGPIPE, SIG_IGN)
        umask(0o077)

        let configuration = try BrokerConfiguration(environment: ProcessInfo.processInfo.environment)
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "loket-broker")
        logger.logLevel = configuration.logLevel
        for path in configuration.endpoints.compactMap(UnixSocket.path(of:)) {
            if let warning = try SocketFolder.prepare(for: path) { logger.warning("\(warning)") }
        }

        let watch = configuration.needsKeys ? try KeyWatch(configuration.keyFolder) : nil
        let keys = try watch.map { watch in
            BrokerKeys(pair: try configuration.keyFolder.pair(), register: watch.first.register)
        }
        let broker = try BrokerLoop(
            endpoints: configuration.endpoints, settings: configuration.settings, uplink: configuration.uplink,
            keys: keys, logger: logger,
            onFailure: { _ in exit(1) },
            encodeStatus: { $0.encoded })
        let endpoints = try broker.start()
        if let watch, let keys { try KeyNews(keys.pair, logger).follow(watch, for: broker) }
        FileHandle.standardOutput.write(Data("loket-broker ready \(endpoints.joined(separator: " "))\n".utf8))

        var received: Int32 = 0
        sigwait(&stopping, &received)
        logger.info("stopping")
        watch?.stop()
        broker.stop()
    }

    private static func usage() -> Never {
        var text = """
            loket-broker carries requests between the clients and the services of one site.
            It takes no arguments; everything is set through the environment:

              LOKET_BROKER   endpoints to listen on, separated by commas
                             (default ipc://DATA/broker.ipc; DATA is LOKET_DATA or the site's data folder).
                             On ipc:// and tcp://127.0.0.1:PORT everybody who can connect is the site; on any
                             other tcp://ADDRESS:PORT only those whose key stands in keys.txt are let in
              LOKET_KEYS_FOLDER
                             where the broker's own key and keys.txt are (default DATA); see loket key --help
              LOKET_LOG      how much to log: trace, debug, info, notice, warning, error, critical (default info)

            """
        for key in NumberKey.all {
            text += "  \(key.name)\n                 \(key.meaning), in \(key.unit) (default \(key.standard))\n"
        }
        let asked = ["-h", "--help"].contains(CommandLine.arguments[1])
        let stream = asked ? FileHandle.standardOutput : FileHandle.standardError
        stream.write(Data(text.utf8))
        exit(asked ? 0 : 64)
    }
}
