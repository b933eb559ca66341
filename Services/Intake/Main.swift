import ServiceRuntime

/// `loket-intake`: visits with their tickets, the queue of each lane, applications and their completeness.
@main
enum Main {
    static func main() {
        ServiceProcess.run("intake") { configuration, logger in
            let host = try ServiceHost(
                desk: IntakeService(catalogue: configuration.catalogue), configuration: configuration, logger: logger)
            try host.start()
            return { host.stop() }
        }
    }
}
