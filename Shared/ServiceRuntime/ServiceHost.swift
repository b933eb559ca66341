import Casework
import Civil
import Foundation
import Logging
import Majordomo
import Postgres
import Schema

/// Runs a service: its engine, its readers and its place at the site's brokers, from start to an ordered stop.
///
/// It serves at each of them, so that whichever a client uses finds it there; its own requests go to the first that
/// answers.
public final class ServiceHost<D: Department>: Sendable {
    private let desk: D
    private let configuration: ServiceConfiguration
    private let logger: Logger
    private let client: ClientPort
    private let ports: [WorkerPort]
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
        let places = configuration.brokers.map { (broker: $0, answers: Answers()) }
        let engine = Engine(
            desk: desk, settings: settings, carrier: client, effectsPlanned: effectsPlanned,
            batchAnswered: { for place in places { place.answers.flush() } })
        let inquiries = Inquiries(desk: desk, database: configuration.database, logger: logger)
        ports = try places.map { place in
            let answers = place.answers
            let reception = Reception(
                desk: desk, logger: logger, put: { answers.put($0, $1) }, flush: { answers.flush() })
            let port = try WorkerPort(
                endpoints: [place.broker], identity: configuration.identity,
                names: configuration.offices.map { "\(desk.service)@\($0)" },
                credit: configuration.credit, logger: logger
            ) { deliveries in
                let sorted = reception.sort(deliveries)
                if !sorted.commands.isEmpty { engine.submit(sorted.commands) }
                inquiries.ask(sorted.questions)
            }
            place.answers.open(port)
            return port
        }
        self.engine = engine
        self.inquiries = inquiries
    }

    /// What takes this service's own requests to others.
    public var carrier: any Carrier { client }

    public func start() throws {
        for port in ports { try port.start() }
    }

    /// Takes nothing new and answers what it has: from then on another instance of the service gets all that comes.
    public func drain() {
        let until = ContinuousClock.now + .seconds(10)
        // Each is told before any is waited for.
        for port in ports { port.drain(within: .zero) }
        if !ports.allSatisfy({ $0.drain(within: max(.zero, until - .now)) }) {
            logger.warning("some requests stay unanswered; their senders ask again")
        }
    }

    /// Takes nothing new, finishes what it has, says good-bye.
    public func stop() {
        drain()
        engine.stop()
        inquiries.stop()
        for port in ports { port.stop() }
        client.stop()
    }

    private static func prepareStore(_ configuration: ServiceConfiguration, service: String) throws {
        let connection = try Connection(configuration.database, applicationName: "loket-\(service)-start")
        defer { connection.close() }
        try Migrator(connection).check()
        try JournalMonths.make(on: connection)
    }
}
