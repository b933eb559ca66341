import Casework
import Civil
import Contracts
import Foundation
import Records

/// The smallest department with a device: each request plans one slip of paper, which is a notice and its effect.
struct SlipDepartment: EffectDepartment {
    let service = "notification"

    enum Command: Sendable {
        case plan(number: String, body: String)
        case start(WireStartEffect)
        case end(WireEndEffect)
    }

    enum Question: Sendable {}

    /// The text of a slip for which nothing can be made.
    static let impossible = "impossible"

    static func id(_ number: String) -> UUID { SubjectID.v7(dayOf: Day(ordinal: 20_000), naming: ["slip", number]) }
    static func effect(_ number: String) -> UUID { SubjectID.v8(naming: ["slip", number]) }

    static func plan(_ number: String, text: String = "") -> [UInt8] {
        written(
            WireNotificationCommand.with {
                $0.notify.caseNumber = number
                $0.notify.name = text
            })
    }

    func read(_ body: [UInt8]) throws(UnreadableRequest) -> Asked<Command, Question> {
        switch try? WireNotificationCommand(serializedBytes: body).command {
        case .notify(let notify): return .command(.plan(number: notify.caseNumber, body: notify.name))
        case .startEffect(let start): return .command(.start(start))
        case .endEffect(let end): return .command(.end(end))
        default: throw UnreadableRequest(problem: "no slip", fix: "send one")
        }
    }

    func needs(of command: Command, asking: Asking, at now: Moment) throws(Rejection) -> Needs {
        switch command {
        case .plan(let number, _): Needs(subjects: [Self.id(number)])
        case .start(let start): try EffectLedger.needs(of: start)
        case .end(let end): try EffectLedger.needs(of: end)
        }
    }

    func perform(_ command: Command, asking: Asking, in fold: Fold) throws -> [UInt8] {
        switch command {
        case .plan(let number, let text):
            let notice = Notice(
                file: Self.id(number), caseNumber: number, office: asking.office, occasion: "ready", phone: "",
                text: text, replyTo: "")
            try fold.append(.notice(.planned(notice)), to: Self.id(number))
            fold.put(
                Effect(
                    id: Self.effect(number), subject: Self.id(number), office: asking.office, kind: "message",
                    number: number, position: Array(number.utf8), request: Array(text.utf8)))
        case .start(let start):
            let effect = try EffectLedger.start(start, asking: asking, in: fold)
            try fold.append(.notice(.started(attempt: effect.attempt, at: fold.now)), to: effect.subject)
        case .end(let end):
            guard let (effect, outcome) = try EffectLedger.end(end, asking: asking, in: fold) else { return [] }
            try fold.append(
                .notice(.ended(outcome, reference: effect.reference, reason: effect.reason, at: fold.now)),
                to: effect.subject)
        }
        return []
    }

    func answer(_ question: Question, asking: Asking, from archive: Archive) throws -> [UInt8] {}

    func body(starting start: WireStartEffect) -> [UInt8] {
        written(WireNotificationCommand.with { $0.startEffect = start })
    }

    func body(ending end: WireEndEffect) -> [UInt8] {
        written(WireNotificationCommand.with { $0.endEffect = end })
    }

    func job(for effect: Effect, from archive: Archive) throws -> DeviceJob {
        let text = String(decoding: effect.request, as: UTF8.self)
        if text == Self.impossible { throw ImpossibleJob("it can't be made") }
        return DeviceJob(
            effect: effect.id, attempt: effect.attempt, number: effect.number, name: effect.number,
            content: .message(phone: "", text: text))
    }
}
