import Contracts

/// What the broker knows about itself and its workers.
struct ServicesReport: Report {
    struct Broker: Encodable {
        let incarnation: String
        let uptimeSeconds: Int
    }

    struct Service: Encodable {
        let name: String
        let workers: Int
        let credit: Int
        let outstanding: Int
        let queued: Int
    }

    let broker: Broker
    let services: [Service]
    let counters: Counters

    init(_ status: WireBrokerStatus) {
        broker = Broker(
            incarnation: String(status.incarnation, radix: 16), uptimeSeconds: Int(status.uptimeMilliseconds / 1000))
        services = status.services.map {
            Service(
                name: $0.name, workers: Int($0.workers), credit: Int($0.credit), outstanding: Int($0.outstanding),
                queued: Int($0.queued))
        }
        counters = Counters(status.counters)
    }

    func lines(on screen: Screen) -> [String] {
        var table = Table(
            .init("SERVICE"), .init("WORKERS", .right), .init("CREDIT", .right), .init("AT WORK", .right),
            .init("QUEUED", .right))
        for service in services {
            table.add(
                service.name, "\(service.workers)", "\(service.credit)", "\(service.outstanding)", "\(service.queued)")
        }
        let shown = services.isEmpty ? ["Nobody serves here."] : table.lines(on: screen)
        let counted = counters.inOrder.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
        return shown + [
            "", "Broker up \(uptime), counted: " + (counted.isEmpty ? "nothing" : counted.joined(separator: ", ")),
        ]
    }

    private var uptime: String {
        let minutes = broker.uptimeSeconds / 60
        switch minutes {
        case 0: return "\(broker.uptimeSeconds) s"
        case 1..<60: return "\(minutes) min"
        case 60..<1440: return "\(minutes / 60) h \(minutes % 60) min"
        default: return "\(minutes / 1440) days \(minutes / 60 % 24) h"
        }
    }
}

/// Everything that the broker counts, by the names that it has on the wire.
struct Counters: Encodable {
    let inOrder: [(name: String, count: UInt64)]

    init(_ wire: WireBrokerCounters) {
        inOrder = [
            ("requests", wire.requests), ("dispatched", wire.dispatched), ("replied", wire.replied),
            ("busy", wire.busy), ("unavailable", wire.unavailable), ("expired", wire.expired),
            ("refused", wire.refused), ("absorbed", wire.absorbed), ("mdp_expired", wire.mdpExpired),
            ("mdp_dropped", wire.mdpDropped), ("oversize", wire.oversize),
            ("unknown_headers", wire.unknownHeaders), ("malformed", wire.malformed),
            ("unknown_handles", wire.unknownHandles), ("after_disconnect", wire.afterDisconnect),
            ("disconnected", wire.disconnected), ("workers_lost", wire.workersLost), ("forgotten", wire.forgotten),
            ("released", wire.released), ("undelivered", wire.undelivered), ("refused_keys", wire.refusedKeys),
            ("unwelcome", wire.unwelcome),
        ]
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (name, count) in inOrder { try container.encode(count, forKey: Key(stringValue: name)) }
    }
}
