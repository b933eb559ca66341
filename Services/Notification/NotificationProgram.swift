import ServiceRuntime

/// `loket-notification`: one message to the applicant when a document is truly ready.
package enum NotificationProgram {
    package static func run() {
        ServiceProcess.run("notification") { configuration, logger in
            let own = try NotificationConfiguration(configuration)
            let desk = NotificationService(catalogue: configuration.catalogue)
            return try ServiceHost.run(desk, with: own.gateway(), configuration, logger)
        }
    }
}
