import Civil
import Foundation
import Postgres

/// Requests that the store itself refuses, kept with their bytes for a person to look at.
///
/// One bad message stops its own case and nothing else: what came by relay or by the clock becomes a dead letter
/// with a receipt, so that its sender stops sending it, and the case that it was about is held until a person
/// releases it. A client's request is only answered: the client has it still.
struct DeadLetters<D: Department> {
    let desk: D
    let settings: EngineSettings

    func bury(
        _ admission: Admission<D.Command>, error: PostgresError, reply: [UInt8], on connection: any Session
    ) throws {
        let asking = admission.asking
        guard asking.source != .client else { return }
        let named = subjects(of: admission)
        let reader = BatchReader(
            demand: Demand([Needs(subjects: named)]), service: desk.service, known: [])
        var rows = try connection.pipeline(
            [Step(.begin), Step(CaseworkRows.clock)] + reader.sharedSteps() + reader.subjectSteps(extra: []))[...]
        rows.removeFirst()
        guard let clock = rows.removeFirst().first else { throw SiteMissing() }
        let fold = Fold(service: desk.service, clock: clock)
        try reader.takeShared(&rows, into: fold)
        try reader.takeSubjects(&rows, into: fold)
        fold.begin(seed: admission.seed, actor: "service:\(desk.service)")
        for id in named { try hold(id, because: error, of: admission, in: fold) }
        fold.sendCopies { desk.concerned(by: $0) }
        _ = try connection.pipeline(
            BatchWriter(fold: fold, settings: settings).steps() + [
                Step(
                    CaseworkRows.buryMessage, .uuid(asking.id), .text(desk.service), .text(asking.principal),
                    .text(asking.office), .optional(named.first, Bind.uuid), .bytes(admission.body),
                    .text(error.sqlstate ?? ""), .text(error.message), .text(sender(of: asking) ?? ""),
                    .text(sender(of: asking) == nil ? "" : "\(desk.service)@\(asking.office)"), .null, .null,
                    .null),
                Step(
                    CaseworkRows.storeReceipt, .text(asking.principal), .uuid(asking.id),
                    .bytes(admission.bodyHash), .bytes(reply)),
                Step(.commit),
            ])
    }

    /// Who of this site can send it again; nil where another site has it still, or a device asks again by itself.
    private func sender(of asking: Asking) -> String? {
        switch asking.source {
        case .relay(let service): asking.speaksFor == nil ? service : nil
        case .due: desk.service
        case .device, .client: nil
        }
    }

    /// The subjects that the request is about, as far as it says.
    private func subjects(of admission: Admission<D.Command>) -> [UUID] {
        do throws(Rejection) {
            let now = SubjectID.moment(of: admission.asking.id) ?? Moment(microseconds: 0)
            return try desk.needs(of: admission.command, asking: admission.asking, at: now).subjects
        } catch {
            return []
        }
    }

    /// A case that was handed to this service is taken over first: only its holder writes in it. What another site
    /// sent isn't: that site has it again once it hears that nothing was stored.
    private func hold(
        _ id: UUID, because error: PostgresError, of admission: Admission<D.Command>, in fold: Fold
    ) throws {
        guard let file = fold.caseFile(id), file.service == desk.service, !file.stage.isClosed, file.held.isEmpty,
            fold.offices.contains(file.office)
        else { return }
        // Another site can't stop a case that is none of its business by what can't be stored.
        if let offices = admission.asking.speaksFor,
            !(desk.concerned(by: file) + [file.office]).contains(where: offices.contains)
        {
            return
        }
        if file.inTransit {
            if admission.carried != nil { return }
            try fold.append(.caseFile(.custodyTaken(from: "site", by: desk.service)), to: id)
        }
        let code = error.sqlstate.map { " (SQLSTATE \($0))" } ?? ""
        try fold.append(
            .caseFile(.held(reason: "a message about it could not be stored\(code); see loket dead", at: fold.now)),
            to: id)
    }
}
