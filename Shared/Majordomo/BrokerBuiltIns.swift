extension BrokerCore {
    /// Answers the names that belong to the broker: RFC 8's `mmi.` and our own `lok.`.
    func answerBuiltIn(_ requester: Requester, _ body: [[UInt8]], into actions: inout [Action]) {
        switch String(decoding: requester.service, as: UTF8.self) {
        case "mmi.service":
            let found = route(of: Array(body.joined()), for: requester)?.isServed ?? false
            actions.append(reply(to: requester, [Array((found ? "200" : "404").utf8)]))
        // What this site has at work is no other site's business.
        case "lok.status" where requester.principals == Principals.site:
            actions.append(.reportStatus(to: requester))
        default:
            actions.append(reply(to: requester, [Array("501".utf8)]))
        }
    }

    func answerStatus(to requester: Requester, encoded: [UInt8]) -> Action {
        reply(to: requester, [encoded])
    }

    func status(uplink: UplinkCore? = nil, now: Instant) -> BrokerStatus {
        let services = lines.map { name, line in
            let serving = line.workers.filter(\.isServing)
            return ServiceStatus(
                name: String(decoding: name, as: UTF8.self), workers: serving.count,
                credit: serving.reduce(0) { $0 + $1.credit }, outstanding: line.outstanding,
                queued: line.waiting.count)
        }
        return BrokerStatus(
            incarnation: incarnation, uptime: now - started, services: services.sorted { $0.name < $1.name },
            lines: lineStatuses(uplink: uplink, now: now), counters: counters)
    }
}
