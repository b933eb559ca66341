import Documents
import ServiceRuntime

/// `loket-printing`: urgent documents at once, the others in the next day's run; counting and handing out.
package enum PrintingProgram {
    package static func run() {
        ServiceProcess.run("printing") { configuration, logger in
            let own = try PrintingConfiguration(configuration)
            let desk = PrintingService(catalogue: configuration.catalogue, press: try Press())
            return try ServiceHost.run(desk, with: own.printer(), configuration, logger)
        }
    }
}
