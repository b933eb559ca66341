import ServiceRuntime

/// `loket-intake`: visits with their tickets, the queue of each lane, applications and their completeness.
package enum IntakeProgram {
    package static func run() {
        ServiceProcess.run("intake") { configuration, logger in
            let own = try IntakeConfiguration(environment: configuration.environment)
            let intake = IntakeService(catalogue: configuration.catalogue)
            let host = try ServiceHost(desk: intake, configuration: configuration, logger: logger)
            try host.start()
            let reporter = DistrictReporter(
                intake, offices: configuration.offices, database: configuration.database, every: own.reportEvery,
                carrier: host.carrier, logger: logger)
            return {
                reporter?.stop()
                host.stop()
            }
        }
    }
}
