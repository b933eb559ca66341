import Civil
import Contracts
import Foundation

extension StoredLaneKey {
    init(_ key: LaneKey) {
        self.init()
        office = key.office
        shortCode = key.shortCode
        letter = key.letter
        day = key.day.ordinal
    }

    var value: LaneKey { LaneKey(office: office, shortCode: shortCode, letter: letter, day: Day(ordinal: day)) }
}

extension StoredDeskCall {
    init(_ call: DeskCall) {
        self.init()
        desk = call.desk
        visitID = Data(call.visit)
    }

    func value() throws(UnreadableRecord) -> DeskCall { DeskCall(desk: desk, visit: try uuid(visitID, "desk call")) }
}

extension StoredLane {
    init(_ lane: Lane) {
        self.init()
        key = StoredLaneKey(lane.key)
        issued = Int32(lane.issued)
        desks = lane.desks.map(StoredDeskCall.init)
        closed = lane.closed
        pads = lane.forms.pads.map { pad in
            var stored = StoredFormPad()
            stored.first = Int32(pad.first)
            stored.last = Int32(pad.last)
            stored.incarnation = Int32(pad.incarnation)
            return stored
        }
        entered = lane.forms.entered.map(Int32.init)
        voided = lane.forms.voided.map(Int32.init)
    }

    func value() throws(UnreadableRecord) -> Lane {
        var lane = Lane(key: key.value)
        lane.issued = Int(issued)
        for desk in desks { lane.desks.append(try desk.value()) }
        lane.closed = closed
        for pad in pads {
            guard pad.first > 0, pad.first <= pad.last else { throw UnreadableRecord(what: "lane of forms") }
            lane.forms.pads.append(
                .init(first: Int(pad.first), last: Int(pad.last), incarnation: Int(pad.incarnation)))
        }
        lane.forms.entered = entered.map(Int.init)
        lane.forms.voided = voided.map(Int.init)
        return lane
    }
}

extension StoredLaneEvent {
    init(_ event: LaneEvent) {
        self.init()
        switch event {
        case .opened(let key): opened = StoredLaneKey(key)
        case .ticketIssued(let number, let visit):
            ticketIssued.number = Int32(number)
            ticketIssued.visitID = Data(visit)
        case .called(let call): called = StoredDeskCall(call)
        case .freed(let desk): freed.desk = desk
        case .closed(let carriedOver): closed.carriedOver = Int32(carriedOver)
        case .formsPrinted(let count, let incarnation):
            formsPrinted.count = Int32(count)
            formsPrinted.incarnation = Int32(incarnation)
        case .formEntered(let number, let visit):
            formEntered.number = Int32(number)
            formEntered.visitID = Data(visit)
        case .formsVoided(let numbers, let reason):
            formsVoided.numbers = numbers.map(Int32.init)
            formsVoided.reason = reason
        }
    }

    func value() throws(UnreadableRecord) -> LaneEvent {
        switch event {
        case .opened(let key): .opened(key.value)
        case .ticketIssued(let issued):
            .ticketIssued(
                number: Int(issued.number), visit: try uuid(issued.visitID, "ticket"))
        case .called(let call): .called(try call.value())
        case .freed(let freed): .freed(desk: freed.desk)
        case .closed(let closed): .closed(carriedOver: Int(closed.carriedOver))
        case .formsPrinted(let printed):
            .formsPrinted(count: Int(printed.count), incarnation: Int(printed.incarnation))
        case .formEntered(let entered):
            .formEntered(number: Int(entered.number), visit: try uuid(entered.visitID, "form"))
        case .formsVoided(let voided): .formsVoided(voided.numbers.map(Int.init), reason: voided.reason)
        case nil: throw UnreadableRecord(what: "entry of a lane")
        }
    }
}

extension StoredVisitOpening {
    init(_ opening: VisitOpening) {
        self.init()
        number = opening.number
        laneID = Data(opening.lane)
        office = opening.office
        ticket = Int32(opening.ticket)
        visitor = StoredPerson(opening.visitor)
        channel = opening.channel
        priority = opening.priority
        urgent = opening.urgent
        arrivedAt = opening.arrivedAt.microseconds
        caseIds = opening.cases.map { Data($0) }
        lineID = opening.lineID
    }

    func value() throws(UnreadableRecord) -> VisitOpening {
        VisitOpening(
            number: number, lane: try uuid(laneID, "visit"), office: office, ticket: Int(ticket),
            visitor: try visitor.value(), channel: channel, priority: priority, urgent: urgent,
            arrivedAt: Moment(microseconds: arrivedAt), cases: try uuids(caseIds, "visit"), lineID: lineID)
    }
}

extension StoredVisit {
    init(_ visit: Visit) {
        self.init()
        opening = StoredVisitOpening(visit.opening)
        stage = Int32(visit.stage.rawValue)
        desk = visit.desk
        calledAt = stored(visit.calledAt)
        attendedAt = stored(visit.attendedAt)
        closedAt = stored(visit.closedAt)
        reason = visit.reason
    }

    func value() throws(UnreadableRecord) -> Visit {
        guard let stage = Visit.Stage(rawValue: Int(stage)) else { throw UnreadableRecord(what: "visit") }
        var visit = Visit(opening: try opening.value())
        visit.stage = stage
        visit.desk = desk
        visit.calledAt = moment(calledAt)
        visit.attendedAt = moment(attendedAt)
        visit.closedAt = moment(closedAt)
        visit.reason = reason
        return visit
    }
}

extension StoredVisitEvent {
    init(_ event: VisitEvent) {
        self.init()
        switch event {
        case .opened(let opening): opened = StoredVisitOpening(opening)
        case .called(let desk, let at):
            called.desk = desk
            called.at = at.microseconds
        case .attended(let at): attended.at = at.microseconds
        case .closed(let stage, let reason, let at):
            closed.stage = Int32(stage.rawValue)
            closed.reason = reason
            closed.at = at.microseconds
        }
    }

    func value() throws(UnreadableRecord) -> VisitEvent {
        switch event {
        case .opened(let opening): return .opened(try opening.value())
        case .called(let called): return .called(desk: called.desk, at: Moment(microseconds: called.at))
        case .attended(let attended): return .attended(at: Moment(microseconds: attended.at))
        case .closed(let closed):
            guard let stage = Visit.Stage(rawValue: Int(closed.stage)) else {
                throw UnreadableRecord(what: "entry of a visit")
            }
            return .closed(stage, reason: closed.reason, at: Moment(microseconds: closed.at))
        case nil: throw UnreadableRecord(what: "entry of a visit")
        }
    }
}
