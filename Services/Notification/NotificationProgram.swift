import Casework
import ServiceRuntime

/// `loket-notification`: one message to the applicant when a document is truly ready.
package enum NotificationProgram {
    package static func run() {
        ServiceProcess.run("notification") { configuration, logger in
            let own = try NotificationConfiguration(configuration)
            let desk = NotificationService(catalogue: configuration.catalogue)
            let runner = EffectRunner(
                desk: desk, device: try own.gateway(), offices: configuration.offices,
                engine: EngineSettings(
                    database: configuration.database, instance: configuration.instance, logger: logger))
            let host = try ServiceHost(
                desk: desk, configuration: configuration, logger: logger, effectsPlanned: { runner.wake() })
            try host.start()
            runner.start(on: host.engine)
            return {
                // How long a job may take is for whoever asks us to end, and has the last word.
                host.drain()
                runner.stop(within: .seconds(600))
                host.stop()
            }
        }
    }
}
