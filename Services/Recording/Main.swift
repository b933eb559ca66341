import ServiceRuntime

/// `loket-recording`: the desk where data and captures are taken, and the wait for the national data centre.
@main
enum Main {
    static func main() {
        ServiceProcess.run("recording") { configuration, logger in
            let host = try ServiceHost(
                desk: RecordingService(catalogue: configuration.catalogue), configuration: configuration,
                logger: logger)
            try host.start()
            return { host.stop() }
        }
    }
}
