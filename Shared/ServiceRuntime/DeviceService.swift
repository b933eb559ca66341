import Casework
import Logging

extension ServiceHost where D: EffectDepartment {
    /// Runs a service with its device; gives how both are stopped in order.
    package static func run(
        _ desk: D, with device: any Device, _ configuration: ServiceConfiguration, _ logger: Logger
    ) throws -> () -> Void {
        let runner = EffectRunner(
            desk: desk, device: device, offices: configuration.offices,
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
