/// Names that another site serves: which way they go, and who may say what for whom.
extension BrokerCore {
    /// The peer behind which the broker's own line to the district stands: no routing id is empty.
    package static let uplink: Peer = []
    /// What the broker's own line serves: every name of an office that isn't of this site.
    private static let anyName = Array("*".utf8)

    /// The books of whoever serves a name: the name's own, those of the line that its office is behind, or those of
    /// the line to the district.
    ///
    /// What came down the line never goes up again, and a name of an office of this site stays here.
    func route(of service: [UInt8], for requester: Requester) -> Queue? {
        let own = lines[service]
        if let own, own.isServed { return own }
        guard let at = service.lastIndex(of: UInt8(ascii: "@")) else { return own }
        if let behind = lines[BrokerCore.anyName + service[at...]], behind.isServed { return behind }
        guard let up = lines[BrokerCore.anyName], up.isServed, requester.peer != BrokerCore.uplink else { return own }
        let office = String(decoding: service[(at + 1)...], as: UTF8.self)
        return settings.offices.contains(office) ? own : up
    }

    /// As what a peer may serve a name; nil where it may not.
    func mayServe(_ name: ServiceName, _ sender: Sender) -> Worker.Kind? {
        guard !name.isBuiltIn else { return nil }
        switch sender.user.map({ standing($0) }) {
        case nil, .member??: return name.isWildcard ? nil : .member
        case .site(let offices)??:
            guard name.isWildcard, name.bytes.starts(with: BrokerCore.anyName + [UInt8(ascii: "@")]),
                let office = name.office
            else { return nil }
            return offices.contains(String(decoding: office, as: UTF8.self)) ? .site : nil
        case nil?: return nil
        }
    }

    /// Who stands behind a request, as a worker is told; nil where the sender may not say so.
    ///
    /// Another site names who asks, with offices of its own and no others.
    func principals(vouched: [UInt8]?, by sender: Sender) -> [UInt8]? {
        guard let user = sender.user, case .site(let offices)? = standing(user) else {
            return vouched == nil ? Principals.site : nil
        }
        guard let vouched, let name = Principals.names(in: vouched).first, Array(name.utf8) == vouched,
            let spoken = Principals.offices(of: name), !spoken.isEmpty, spoken.allSatisfy(offices.contains)
        else { return nil }
        return Principals.vouched(vouched, by: user)
    }

    func refuseVouching(
        _ sender: Sender, service: [UInt8], id: RequestID, _ vouched: [UInt8]?, into actions: inout [Action]
    ) {
        counters.refused += 1
        // A name and its offices are short; more of it is nothing for a log.
        let claim =
            vouched.map { "for \(String(decoding: $0.prefix(64), as: UTF8.self).debugDescription)" } ?? "for nobody"
        actions.append(
            .warn("the key \(sender.user ?? "of a local peer") vouched \(claim), which it may not: refused"))
        let reply = ClientFrames.reply(service: service, id: id.bytes, status: .refused, body: [])
        actions.append(.send(to: sender.peer, reply))
    }

    /// Whether the key is still one that is let in; its peer is forgotten where it isn't.
    ///
    /// A key is only looked at when a connection is made, so one that was revoked meanwhile is met here.
    func isLetIn(_ sender: Sender, now: Instant, into actions: inout [Action]) -> Bool {
        guard let user = sender.user else { return true }
        if standing(user) != nil { return true }
        counters.refused += 1
        if workers[sender.peer] != nil {
            actions.append(.warn("the key \(user) is no longer let in: its peer is cut off"))
            dismiss(sender.peer, isMDP: workers[sender.peer]?.kind == .mdp, now: now, into: &actions)
        }
        return false
    }
}

/// The broker's own line to the district: a worker for what goes up, a client for what comes down.
extension BrokerCore {
    /// The district's broker answers: what is for other offices can go.
    package func uplinkIsUp(credit: Int, now: Instant, into actions: inout [Action]) {
        beginRounds(now)
        let worker = Worker(
            BrokerCore.uplink, .uplink, user: nil, credit: credit, byteCredit: settings.lineWindow, now: now)
        workers[worker.peer] = worker
        queue(BrokerCore.anyName).enlist(worker)
        feed(worker, now: now, into: &actions)
    }

    /// The line is gone, and with it what it carried: its clients ask again, and are told *unavailable* at once.
    package func uplinkIsDown(now: Instant, into actions: inout [Action]) {
        remove(BrokerCore.uplink, isLost: true, now: now, into: &actions)
    }

    /// A request for the district's broker. Its id is the client's own, unless another client of ours has sent one
    /// under the same: the header's id only ties the answer to it.
    func upwardFrames(of request: Request, _ body: [UInt8], under handle: Handle, now: Instant) -> [[UInt8]] {
        var id = RequestID(high: handle.incarnation, low: handle.sequence)
        if case .lok(let own) = request.requester.dialect, upward[own] == nil { id = own }
        upward[id] = handle.sequence
        upwardIDs[handle.sequence] = id
        return ClientFrames.request(
            service: request.requester.service, id: id, deadline: max(request.expiry - now, .milliseconds(1)),
            body: body, vouched: Principals.qualified(request.requester.principals, by: settings.offices))
    }

    /// The district's broker answered what went up.
    package func uplinkAnswered(
        _ id: RequestID, _ status: Status, _ body: [UInt8], now: Instant, into actions: inout [Action]
    ) {
        guard let sequence = upward[id] else {
            counters.unknownHandles += 1
            return
        }
        let ending: Ending =
            switch status {
            case .ok: .answered([body])
            case .forgotten: .givenBack
            case .busy, .unavailable, .expired, .refused: .status(status)
            }
        finish(sequence, ending, now: now, into: &actions)
    }

    /// The district's broker asks for something of an office of ours.
    package func uplinkAsked(
        handle: [UInt8], service: [UInt8], principals: [UInt8], _ body: [UInt8], now: Instant,
        into actions: inout [Action]
    ) {
        let requester = Requester(
            peer: BrokerCore.uplink, dialect: .line(handle: handle), service: service,
            principals: Principals.vouched(principals, by: Principals.district))
        let asker = Principals.names(in: principals).first.flatMap { Principals.offices(of: $0) } ?? settings.offices
        let speaksForUs = !Set(asker).isDisjoint(with: settings.offices)
        guard let name = ServiceName(service), !name.isBuiltIn, !name.isWildcard, !speaksForUs else {
            actions.append(.warn("the district asked in a name of this site, or for none of its services: refused"))
            return tell(requester, .refused, into: &actions)
        }
        take(requester, [body], expiry: now + settings.lineExpiry, now: now, into: &actions)
    }
}
