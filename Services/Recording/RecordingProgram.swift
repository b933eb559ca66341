import Casework
import Postgres
import ServiceRuntime

/// `loket-recording`: the desk where data and captures are taken, and the wait for the national data centre.
package enum RecordingProgram {
    package static func run() {
        ServiceProcess.run("recording") { configuration, logger in
            let own = try RecordingConfiguration(configuration)
            let recording = RecordingService(catalogue: configuration.catalogue, key: own.key)
            let host = try ServiceHost(desk: recording, configuration: configuration, logger: logger)
            try host.start()
            guard let key = own.key else {
                logger.warning("there is no key for attachments: none is taken in, given out or fetched")
                return { host.stop() }
            }
            let connection = try Connection(configuration.database, applicationName: "loket-recording-start")
            let sealedElsewhere = try AttachmentStore(key, Archive(connection)).sealedWithOtherKeys()
            connection.close()
            if sealedElsewhere > 0 {
                logger.error(
                    "files of captures can't be opened with this key: put the attachments.key back that they were sealed with",
                    metadata: ["files": "\(sealedElsewhere)"])
            }
            var settings = AttachmentFetcher.Settings(
                database: configuration.database, offices: configuration.offices, logger: logger)
            settings.every = own.fetchEvery
            settings.atOnce = own.fetchAtOnce
            settings.lease = configuration.lease
            let fetcher = AttachmentFetcher(key: key, settings: settings, carrier: host.carrier)
            return {
                fetcher.stop()
                host.stop()
            }
        }
    }
}
