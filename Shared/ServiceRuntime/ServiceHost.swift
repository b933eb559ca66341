import Casework
import Civil
import Foundation
import Logging
import Majordomo
import Postgres
import Schema

/// Runs a service: its engine, its readers and its place at the broker, from start to an ordered stop.
public final class ServiceHost<D: Department>: Sendable {
    private let desk: D
    private let configuration: ServiceConfiguration
    private let logger: Logger
    private let client: ClientPort
    private let port: WorkerPort
    private let inquiries: Inquiries<D>
    public let engine: Engine<D>

    /// - Parameter effectsPlanned: called after a commit that left effects for a device; must not wait.
    /// - Throws: one sentence that says what to do, where the store, its schema or the broker's name won't do.
    public init(
        desk: D, configuration: ServiceConfiguration, logger: Logger,
        effectsPlanned: @escaping @Sendable () -> Void = {}
    ) throws {
        self.desk = desk
        self.configuration = configuration
        self.logger = logger
        try Self.prepareStore(configuration, service: desk.service)
        client = try ClientPort(endpoints: configuration.brokers, identity: configuration.identity, logger: logger)
        var settings = EngineSettings(
            database: configuration.database, instance: configuration.instance, logger: logger)
        settings.committers = configuration.committers
        settings.lease = configuration.lease
        let answers = Answers()
        let engine = Engine(
            desk: desk, settings: settings, carrier: client, effectsPlanned: effectsPlanned,
            batchAnswered: { answers.flush() })
        let inquiries = Inquiries(desk: desk, database: configuration.database, logger: logger)
        let reception = Reception(desk: desk, answers: answers, logger: logger)
        port = try WorkerPort(
            endpoints: configuration.brokers, identity: configuration.identity,
            names: configuration.offices.map { "\(desk.service)@\($0)" },
            credit: configuration.credit, logger: logger
        ) { deliveries in
            let sorted = reception.sort(deliveries)
            if !sorted.commands.isEmpty { engine.submit(sorted.commands) }
            inquiries.ask(sorted.questions)
        }
        answers.open(port)
        self.engine = engine
        self.inquiries = inquiries
    }

    /// What takes this service's own requests to others.
    public var carrier: any Carrier { client }

    public func start() throws {
        try port.start()
    }

    /// Takes nothing new, finishes what it has, says good-bye.
    public func stop() {
        if !port.drain(within: .seconds(10)) {
            logger.warning("some requests stay unanswered; their senders ask again")
        }
        engine.stop()
        inquiries.stop()
        port.stop()
        client.stop()
    }

    private static func prepareStore(_ configuration: ServiceConfiguration, service: String) throws {
        let connection = try Connection(configuration.database, applicationName: "loket-\(service)-start")
        defer { connection.close() }
        try Migrator(connection).check()
        try connection.query(CaseworkRows.makePartitions)
    }
}
