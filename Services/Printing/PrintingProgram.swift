import Casework
import Documents
import ServiceRuntime

/// `loket-printing`: urgent documents at once, the others in the next day's run; counting and handing out.
package enum PrintingProgram {
    package static func run() {
        ServiceProcess.run("printing") { configuration, logger in
            let own = try PrintingConfiguration(configuration)
            let desk = PrintingService(catalogue: configuration.catalogue, press: try Press())
            let runner = EffectRunner(
                desk: desk, device: try own.printer(), offices: configuration.offices,
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
