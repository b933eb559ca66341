import Civil
import Contracts
import Foundation
import Records

/// What citizens do.
extension DayPlayer {
    mutating func planArrivals() {
        for (index, citizen) in script.citizens.enumerated() {
            var coming = DayComing(
                name: citizen.visit.lineID, isFirst: true, citizen: index, form: citizen.visit,
                deskTime: citizen.conduct.deskTime,
                tasks: citizen.visit.applications.indices.map { .record(CaseKey(citizen: index, application: $0)) })
            coming.answersCall = citizen.conduct.answersCall
            coming.leavesAfter = citizen.conduct.leavesAfter
            add(coming, at: citizen.at)
        }
    }

    private mutating func add(_ coming: DayComing, at moment: Moment) {
        comings.append(coming)
        plan(.comes(coming: comings.count - 1), at: moment)
    }

    /// Takes a ticket, unless there is nothing to come for any more.
    mutating func come(_ index: Int) {
        let coming = comings[index]
        guard coming.isFirst || coming.isWorthwhile(cases, at: now) else { return }
        ledger.arrivals += 1
        ask(
            .intake(.openVisit(.with { $0.form = WireVisitForm(coming.form) })), "\(coming.name)/open",
            for: .open(coming: index))
    }

    mutating func turnAway(_ index: Int) {
        comings[index].waits = false
        ledger.turnedAway += 1
    }

    mutating func takeTicket(_ index: Int, _ opened: WireVisitOpened) {
        comings[index].ticket = opened.number
        comings[index].lane = opened.lane
        comingOfTicket[opened.number] = index
    }

    mutating func opened(_ index: Int, _ opened: WireVisitOpened) {
        let coming = comings[index]
        if let patience = coming.leavesAfter { plan(.losesPatience(coming: index), at: now + patience) }
        for (application, file) in opened.cases.enumerated() {
            let key = CaseKey(citizen: coming.citizen, application: application)
            cases[key] = OpenedCase(
                number: file.number, trackingCode: file.trackingCode, isUrgent: file.urgent,
                isComplete: file.complete)
        }
        if !opened.cases.isEmpty { planWhatFollows(coming.citizen) }
        guard coming.waits else { return }
        // Whoever is free at a desk for this lane calls at once.
        let free = seats.indices.filter { seats[$0].state == .idle && seats[$0].desk.lanes.contains(opened.lane) }
        let first = free.min { rank(of: opened.lane, at: $0) < rank(of: opened.lane, at: $1) }
        if let first { callNext(first) }
    }

    private func rank(of lane: String, at seat: Int) -> Int {
        seats[seat].desk.lanes.firstIndex(of: lane) ?? .max
    }

    /// Papers brought later, things taken back, documents picked up: one coming for all that is done at one time.
    private mutating func planWhatFollows(_ citizen: Int) {
        let conduct = script.citizens[citizen].conduct.cases
        var papers: [Moment: [DayComing.Task]] = [:]
        var pickUps: [Moment: [(key: CaseKey, name: String)]] = [:]
        for (application, conduct) in conduct.enumerated() {
            let key = CaseKey(citizen: citizen, application: application)
            guard let opened = cases[key] else { continue }
            if let brings = conduct.brings, !opened.isComplete {
                papers[brings.at, default: []] += [.complete(key, documents: brings.documents), .record(key)]
            }
            if let pickUp = conduct.pickUp { pickUps[pickUp.at, default: []].append((key, pickUp.name)) }
            if let at = conduct.withdrawsAt { plan(.withdraws(key), at: at) }
        }
        for (at, tasks) in papers.sorted(by: { $0.key < $1.key }) {
            add(
                DayComing(
                    name: name(citizen, "papers", at), citizen: citizen,
                    form: form(citizen, name(citizen, "papers", at)), deskTime: .minutes(4), tasks: tasks), at: at)
        }
        for (at, fetched) in pickUps.sorted(by: { $0.key < $1.key }) {
            add(
                DayComing(
                    name: name(citizen, "pick-up", at), citizen: citizen,
                    form: form(citizen, name(citizen, "pick-up", at), by: fetched[0].name),
                    deskTime: .seconds(45 + 30 * fetched.count), tasks: fetched.map { .collect($0.key) }), at: at)
        }
    }

    /// The same errand on the next day, with a new ticket.
    mutating func comeBack(_ coming: DayComing, at moment: Moment) {
        let name = "\(coming.name)/again"
        add(
            DayComing(
                name: name, citizen: coming.citizen, form: form(coming.citizen, name), deskTime: coming.deskTime,
                tasks: coming.tasks), at: moment)
    }

    private func name(_ citizen: Int, _ what: String, _ at: Moment) -> String {
        "\(script.citizens[citizen].visit.lineID)/\(what) \(office.zone.day(of: at)) \(office.zone.clock(of: at))"
    }

    /// Without an application: for a case that is there already.
    private func form(_ citizen: Int, _ name: String, by other: String? = nil) -> VisitForm {
        let first = script.citizens[citizen].visit
        let visitor = other.map { $0 == first.visitor.name ? first.visitor : PersonForm(name: $0) } ?? first.visitor
        return VisitForm(
            lineID: name, office: first.office, visitor: visitor,
            priority: visitor == first.visitor ? first.priority : nil)
    }

    mutating func losePatience(_ index: Int) {
        guard comings[index].waits else { return }
        ask(
            .intake(
                .closeVisit(
                    .with {
                        $0.visit = comings[index].ticket
                        $0.outcome = "left"
                        $0.reason = "went home before being called"
                    })), "\(comings[index].name)/leave", for: .goHome(coming: index))
    }

    mutating func find(_ key: CaseKey) {
        guard let opened = cases[key] else { return }
        ask(.intake(.findCase(.with { $0.number = opened.number })), "\(name(of: key))/find", for: .find(key))
    }

    /// Asked of whoever holds it by now.
    mutating func withdraw(_ key: CaseKey, _ found: WireFound) {
        guard let opened = cases[key], case .case(let view)? = found.what else { return }
        let holder = view.holder.split(separator: "@").first.map(String.init) ?? view.holder
        ask(
            .holder(
                service: holder,
                .withdraw(
                    .with {
                        $0.caseNumber = opened.number
                        $0.reason = "the applicant takes it back"
                    })), "\(name(of: key))/withdraw", for: .withdraw)
    }

    /// Whoever waits in the office for a document that is printed at once asks for it.
    mutating func takeAlong(_ key: CaseKey, attempt: Int) {
        guard let opened = cases[key], !opened.isHandedOut else { return }
        collect(key, "\(name(of: key))/take-along \(attempt)", for: .takeAlong(key, attempt: attempt), desk: "")
    }

    mutating func waitOn(_ key: CaseKey, attempt: Int) {
        if lanesAreOpen { plan(.takesAlong(key, attempt: attempt + 1), at: now + .minutes(10)) }
    }

    func name(of key: CaseKey) -> String {
        "\(script.citizens[key.citizen].visit.lineID)/\(key.application + 1)"
    }

    func conduct(of key: CaseKey) -> DayScript.CaseConduct {
        script.citizens[key.citizen].conduct.cases[key.application]
    }
}
