import Civil
import Contracts
import Foundation

/// What the officers at the desks do.
extension DayPlayer {
    mutating func callNext(_ seat: Int) {
        seats[seat].state = .busy
        seats[seat].calls += 1
        let desk = seats[seat].desk.id
        let day = office.zone.day(of: now)
        ask(
            .intake(
                .callNext(
                    .with {
                        $0.desk = desk
                        $0.day = day.ordinal
                    })), "\(day)/desk \(desk)/call \(seats[seat].calls)", for: .call(seat: seat), desk: desk)
    }

    mutating func called(_ seat: Int, _ called: WireVisitCalled) {
        guard !called.nobody else {
            seats[seat].state = .idle
            return
        }
        guard let coming = comingOfTicket[called.visit.number] else { return sendAway(seat, called.visit.number) }
        comings[coming].waits = false
        guard comings[coming].answersCall else {
            // The service gives the call up by itself.
            if !called.again { ledger.notThere += 1 }
            seats[seat].state = .waitingInVain
            plan(.callsAgain(seat: seat), at: now + (called.again ? .minutes(1) : Civil.CallVisit.patience))
            return
        }
        ask(
            .intake(.attend(.with { $0.visit = called.visit.number })), "\(comings[coming].name)/attend",
            for: .attend(seat: seat, coming: coming), desk: seats[seat].desk.id)
    }

    /// A visit that isn't of this day's script, whose person nobody plays.
    private mutating func sendAway(_ seat: Int, _ ticket: String) {
        ask(
            .intake(
                .closeVisit(
                    .with {
                        $0.visit = ticket
                        $0.outcome = "left"
                        $0.reason = "not of the day that is played"
                    })), "\(ticket)/send-away", for: .sendAway(seat: seat), desk: seats[seat].desk.id)
    }

    mutating func callLater(_ seat: Int) {
        seats[seat].state = .waitingInVain
        plan(.callsAgain(seat: seat), at: now + .minutes(1))
    }

    mutating func serve(_ seat: Int, _ coming: Int) {
        seats[seat].state = .serving(coming: coming, tasksLeft: 0)
        for case .complete(let key, let documents) in comings[coming].tasks {
            guard let opened = cases[key] else { continue }
            let command = WireAddDocuments.with {
                $0.caseNumber = opened.number
                $0.documents = documents
            }
            ask(
                .intake(.addDocuments(command)), "\(comings[coming].name)/\(key.application + 1)/complete",
                for: .complete(key), desk: seats[seat].desk.id)
        }
        plan(.finishes(seat: seat), at: now + comings[coming].deskTime)
    }

    mutating func completed(_ key: CaseKey, _ view: WireCaseView) {
        guard view.missing.isEmpty else { return }
        cases[key]?.isComplete = true
        ledger.completedLater += 1
    }

    mutating func finish(_ seat: Int) {
        guard case .serving(let coming, _) = seats[seat].state else { return }
        seats[seat].state = .serving(coming: coming, tasksLeft: 1)
        for task in comings[coming].tasks {
            switch task {
            case .complete: continue
            case .record(let key):
                guard let opened = cases[key], opened.isComplete, !opened.isRecorded else { continue }
                addTask(seat)
                record(key, seat: seat, attempt: 1)
            case .collect(let key):
                guard let opened = cases[key], !opened.isHandedOut else { continue }
                addTask(seat)
                collect(
                    key, "\(comings[coming].name)/\(key.application + 1)/collect", for: .collect(key, seat: seat),
                    desk: seats[seat].desk.id)
            }
        }
        taskDone(seat)
    }

    private mutating func addTask(_ seat: Int) {
        guard case .serving(let coming, let left) = seats[seat].state else { return }
        seats[seat].state = .serving(coming: coming, tasksLeft: left + 1)
    }

    /// With the last task the citizen goes, and the next one is called.
    mutating func taskDone(_ seat: Int) {
        guard case .serving(let coming, let left) = seats[seat].state else { return }
        seats[seat].state = left > 1 ? .serving(coming: coming, tasksLeft: left - 1) : .busy
        guard left == 1 else { return }
        ask(
            .intake(
                .closeVisit(
                    .with {
                        $0.visit = comings[coming].ticket
                        $0.outcome = "served"
                    })), "\(comings[coming].name)/close", for: .close(seat: seat), desk: seats[seat].desk.id)
    }

    // MARK: Recording

    mutating func record(_ key: CaseKey, seat: Int, attempt: Int) {
        guard let opened = cases[key] else { return taskDone(seat) }
        let captures = conduct(of: key).captures
        let command: WireRecordingCommand.OneOf_Command
        if captures.isEmpty {
            command = .recordData(.with { $0.caseNumber = opened.number })
        } else {
            let quality = captures[min(attempt, captures.count) - 1]
            command = .recordCapture(
                .with {
                    $0.caseNumber = opened.number
                    $0.photoQuality = Int32(quality.photo)
                    $0.fingerprintQuality = Int32(quality.fingerprints)
                    $0.irisQuality = Int32(quality.iris)
                    $0.signature = quality.signature
                })
        }
        ask(
            .recording(command), "\(name(of: key))/record \(attempt)",
            for: .record(key, seat: seat, attempt: attempt), desk: seats[seat].desk.id)
    }

    mutating func recorded(_ key: CaseKey) {
        guard let opened = cases[key] else { return }
        cases[key]?.isRecorded = true
        ledger.recorded += 1
        let conduct = conduct(of: key)
        if let centre = conduct.centre, let last = sessions.last, now + centre.after < last.closing {
            plan(.centreAnswers(key), at: now + centre.after)
        }
        if conduct.stays, opened.isUrgent { plan(.takesAlong(key, attempt: 1), at: now + .minutes(3)) }
    }

    /// What the citizen is told about when to come for it.
    mutating func tell(_ key: CaseKey, _ view: WireCaseView) {
        cases[key]?.expectedAt = view.nextAt == 0 ? nil : Moment(microseconds: view.nextAt)
    }

    mutating func noteCentre(_ key: CaseKey) {
        guard let opened = cases[key], let centre = conduct(of: key).centre else { return }
        ask(
            .recording(
                .noteCentre(
                    .with {
                        $0.caseNumber = opened.number
                        $0.status = centre.status
                        $0.source = "SIAK"
                        $0.seenAt = now.microseconds
                    })), "\(name(of: key))/centre", for: .noteCentre(key))
    }

    // MARK: Handing out

    /// Asks for a document with the tracking code of its receipt.
    mutating func collect(_ key: CaseKey, _ name: String, for intent: Intent, desk: String) {
        guard let opened = cases[key] else { return }
        let visit = script.citizens[key.citizen].visit
        let isOwner = visit.applications[key.application].applicant == visit.visitor
        let conduct = conduct(of: key)
        ask(
            .printing(
                .collect(
                    .with {
                        $0.caseNumber = opened.number
                        $0.trackingCode = opened.trackingCode
                        $0.collector = conduct.pickUp?.name ?? visit.visitor.name
                        $0.relation = conduct.pickUp?.relation ?? (isOwner ? "owner" : "same-family-card")
                        $0.surrendered = Int32(conduct.surrenders)
                    })), name, for: intent, desk: desk)
    }

    mutating func handedOut(_ key: CaseKey) {
        cases[key]?.isHandedOut = true
        ledger.handedOut += 1
    }
}
