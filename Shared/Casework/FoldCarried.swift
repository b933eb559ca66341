import Civil
import Contracts
import Foundation
import Postgres
import Records

/// What a fold does with other sites: it takes in the entries that they made, and tells them of ours.
extension Fold {
    // MARK: Entries that came

    /// Takes in entries of another site. Those that are here already must be the same; what is new is checked like
    /// every entry of ours and written as it is.
    ///
    /// Throws `RetryLater` with the version that is wanted where some are missing in between, and `Fork` where they
    /// contradict what is here.
    ///
    /// - Parameter ofFormerLife: what comes was written here, by a life of this site before a restore.
    func absorb(_ carried: CarriedHistory, ofFormerLife: Bool = false) throws {
        let id = carried.subject
        guard var row = loaded[id] else { throw ImpossibleEntry(id: id, why: "it was not made ready for what came") }
        for entry in carried.entries where entry.version <= row.version {
            guard let known = hash(of: id, at: entry.version) else {
                throw ImpossibleEntry(id: id, why: "entry \(entry.version) is not in our journal")
            }
            guard known == entry.hash else { throw Fork(carried: carried, version: entry.version) }
        }
        let fresh = carried.entries.drop { $0.version <= row.version }
        row.isHeardOf = true
        guard let first = fresh.first else {
            put(row, at: id)
            return
        }
        guard first.version == row.version + 1 else {
            throw RetryLater("entries from \(row.version + 1) on are not here yet", carryFrom: row.version + 1)
        }
        // Nobody else writes into what we hold: whoever did has another life of this site before him.
        if !ofFormerLife, let file = row.caseFile, !file.inTransit, offices.contains(file.office) {
            throw Fork(carried: carried, version: first.version)
        }
        let before = row.subject?.place(at: offices)
        var isOurs = false
        for entry in fresh {
            let writer = try take(entry, of: carried, into: &row)
            guard let writer, offices.contains(writer) else { continue }
            // In this life we have written all of ours ourselves.
            if !ofFormerLife, entry.incarnation >= incarnation { throw Fork(carried: carried, version: entry.version) }
            isOurs = true
        }
        put(row, at: id)
        // Nobody writes at our offices but this site: it did, and a restore lost it.
        if isOurs {
            write(
                Step(
                    CaseworkRows.noteBack, .uuid(id), .int64(first.version), .int64(row.version),
                    .int32(Int32(incarnation))))
        }
        for entry in fresh { write(entry) }
        move(id, from: before, to: row.subject?.place(at: offices))
        if first.version == 1, let file = row.caseFile { noteFiling(file, id) }
    }

    /// A case that was filed elsewhere: the next of the same person and product finds it, or it has found one itself.
    private func noteFiling(_ file: CaseFile, _ id: UUID) {
        guard !file.stage.isClosed else { return }
        let key = file.filing.naturalKey
        guard let other = openCase(under: key), let otherID = keyHolders[key]?.subject, otherID != id else {
            claim(key, for: id)
            return
        }
        let twins = Twins(file, id, other, otherID)
        if twins.first.id == id { claim(key, for: id) }
        keep(twins)
        let later = twins.later
        let command = WireCaseCommand.with {
            $0.noteTwin.caseID = Data(later.id.bytes)
            $0.noteTwin.firstID = Data(twins.first.id.bytes)
            $0.noteTwin.firstNumber = twins.first.file.filing.number
            $0.noteTwin.firstOffice = twins.first.file.filing.office
            $0.noteTwin.caseVersion = version(of: later.id)
        }
        send(
            to: later.file.service, office: later.file.office, about: later.id, body: CaseDesk.body(command),
            named: ["twin", twins.first.id.digits])
    }

    /// Gives the office that wrote the entry.
    private func take(_ entry: JournalEntry, of carried: CarriedHistory, into row: inout Loaded) throws -> String? {
        let id = carried.subject
        let hash = Chain.hash(
            previous: row.head, subject: id, version: entry.version, incarnation: entry.incarnation, kind: entry.kind,
            happenedAt: entry.happenedAt, recordedAt: entry.recordedAt, actor: entry.actor, bodyHash: entry.bodyHash)
        guard hash == entry.hash else {
            // Where it begins to differ is only known from the whole.
            guard carried.first == 1 else {
                throw RetryLater("entry \(entry.version) doesn't follow from ours", carryFrom: 1)
            }
            throw Fork(carried: carried, version: entry.version)
        }
        let event = try EntryBody.event(in: entry.body)
        guard let evolved = Subject.evolve(row.subject, event), evolved.kind.rawValue == entry.kind else {
            throw ImpossibleEntry(id: id, why: "its state doesn't allow entry \(entry.version) of \(carried.sender)")
        }
        if case .caseFile(.filed(let filing)) = event, CaseNumber(filing.number)?.caseID(office: filing.office) != id {
            throw ImpossibleEntry(id: id, why: "it isn't the case with the number that \(carried.sender) gives it")
        }
        noteWanted(event, into: row.subject, of: carried)
        let (writer, before) = (event.writer(into: row.subject), row.caseFile)
        (row.version, row.head, row.subject) = (entry.version, entry.hash, evolved)
        (row.kind, row.office) = (entry.kind, evolved.office)
        if let ends = event.decision { settle(id, before: before, ends: ends) }
        return writer
    }

    /// The hash of an entry that is here, stored or written in this batch.
    private func hash(of id: UUID, at version: Int64) -> [UInt8]? {
        if let row = loaded[id], row.version == version { return row.head }
        return storedHashes[id]?[version]
            ?? writes.journal.last { $0.subject == id && $0.version == version }?.hash
    }

    // MARK: Two histories

    /// Keeps the other history for people, and stops the case here: at once where we hold it, by telling whoever does
    /// elsewhere. Nothing of what came is taken in.
    ///
    /// - Parameter request: the one that brought it.
    func keep(_ fork: Fork, request: UUID) throws {
        let id = fork.carried.subject
        let file = caseFile(id)
        write(
            Step(
                CaseworkRows.keepFork, .uuid(request), .uuid(id),
                .text(file?.filing.number ?? fork.carried.filing?.number ?? ""),
                .text(service), .text(fork.carried.sender), .int64(fork.version), .bytes(fork.carried.bytes), now.bind))
        guard let file, !file.stage.isClosed, file.held.isEmpty else { return }
        if file.service == service, !file.inTransit, offices.contains(file.office) {
            try append(.caseFile(.held(reason: fork.reason, at: now)), to: id)
            return
        }
        let command = WireCaseCommand.with {
            $0.noteFork.caseID = Data(id.bytes)
            $0.noteFork.reason = fork.reason
            $0.noteFork.caseVersion = version(of: id)
        }
        send(
            to: file.service, office: file.office, about: id, body: CaseDesk.body(command),
            named: ["fork", request.digits])
    }

    /// A person has decided about a case: what was kept of its other histories is settled, and whether it and another
    /// are one.
    ///
    /// - Parameter before: the case before that. Who releases one that was held for something else has said nothing of
    ///   another.
    func settle(_ id: UUID, before: CaseFile?, ends: Bool) {
        write(Step(CaseworkRows.settleForks, .uuid(id), now.bind))
        guard ends || TwinHold.isAmong(before?.held ?? "") else { return }
        write(Step(CaseworkRows.settleTwins, .uuid(id), now.bind))
    }

    // MARK: What goes out

    /// Tells the offices of other sites that must know of a case what was written into it here, and whoever handed it
    /// over that it was taken: one message for each case and office, whatever the batch wrote. Who gets the case itself
    /// needs no copy.
    func sendCopies(to concerned: (CaseFile) -> [String]) {
        for (id, row) in loaded {
            // A site without lines has nobody to tell but of what came from elsewhere.
            guard let from = row.firstOwn, row.kind == Subject.Kind.caseFile.rawValue,
                !reachable.isEmpty || !offices.contains(row.office), let file = row.caseFile
            else { continue }
            var told = concerned(file)
            if let sender = row.takenFrom, !told.contains(sender) { told.append(sender) }
            for office in told where !offices.contains(office) {
                let isGoingThere = file.inTransit && file.office == office
                // A site without a line to its district has cases all the same.
                let isOutOfReach = offices.contains(row.office) && !reachable.contains(office)
                if isGoingThere || isOutOfReach { continue }
                let command = WireCaseCommand.with {
                    $0.noteCopy.caseID = Data(id.bytes)
                    $0.noteCopy.version = row.version
                }
                send(
                    to: "intake", office: office, about: id, body: CaseDesk.body(command), carryingFrom: from,
                    named: ["copy"])
            }
        }
    }
}

extension Event {
    /// A person has decided about the case: whether that ends it; nil for every other entry.
    fileprivate var decision: Bool? {
        switch self {
        case .caseFile(.released): false
        case .caseFile(.withdrawn), .caseFile(.refused): true
        default: nil
        }
    }
}

extension Moment {
    var bind: Bind { .timestamp(microsecondsSince1970: microseconds) }
}
