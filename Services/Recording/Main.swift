import ServiceRuntime

/// `loket-recording`: the desk where data and captures are taken, and the wait for the national data centre.
@main
enum Main {
    static func main() {
        ServiceProcess.run("recording") { configuration, logger in
            let own = try RecordingConfiguration(configuration)
            let recording = RecordingService(catalogue: configuration.catalogue, key: own.key)
            let host = try ServiceHost(desk: recording, configuration: configuration, logger: logger)
            try host.start()
            if own.key == nil { logger.warning("there is no key for attachments: none is taken in or given out") }
            return { host.stop() }
        }
    }
}
