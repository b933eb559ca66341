import Casework
import Civil
import Contracts
import Foundation
import Records

/// Notification's map: from each request to its use case.
package struct NotificationService: EffectDepartment {
    let catalogue: Catalogue

    package init(catalogue: Catalogue) { self.catalogue = catalogue }

    package let service = "notification"

    package enum Command: Sendable {
        case notify(WireNotify)
        case startEffect(WireStartEffect)
        case endEffect(WireEndEffect)
        case resolveNotice(WireResolveNotice)
    }

    package enum Question: Sendable {
        case showUnknown
    }

    package func read(_ body: [UInt8]) throws(UnreadableRequest) -> Asked<Command, Question> {
        guard let message = try? WireNotificationCommand(serializedBytes: body) else {
            throw UnreadableRequest(
                problem: "the body is no loket.v1.NotificationCommand",
                fix: "send the protobuf message of notification.proto")
        }
        switch message.command {
        case .notify(let notify): return .command(.notify(notify))
        case .startEffect(let start): return .command(.startEffect(start))
        case .endEffect(let end): return .command(.endEffect(end))
        case .resolveNotice(let resolve): return .command(.resolveNotice(resolve))
        case .showUnknown: return .question(.showUnknown)
        case nil: throw .unknownCommand(to: service)
        }
    }

    package func needs(of command: Command, asking: Asking, at now: Moment) throws(Rejection) -> Needs {
        switch command {
        case .notify(let notify): try NotifyUseCase(self, notify, asking).needs()
        case .startEffect(let start): try EffectLedger.needs(of: start)
        case .endEffect(let end): try EffectLedger.needs(of: end)
        case .resolveNotice(let resolve): try ResolveNoticeUseCase(self, resolve, asking).needs()
        }
    }

    package func perform(_ command: Command, asking: Asking, in fold: Fold) throws -> [UInt8] {
        let reply: WireNotificationReply =
            switch command {
            case .notify(let notify): try NotifyUseCase(self, notify, asking).perform(in: fold)
            case .startEffect(let start): try GatewayUseCase(self, asking).start(start, in: fold)
            case .endEffect(let end): try GatewayUseCase(self, asking).end(end, in: fold)
            case .resolveNotice(let resolve): try ResolveNoticeUseCase(self, resolve, asking).perform(in: fold)
            }
        return written(reply)
    }

    package func answer(_ question: Question, asking: Asking, from archive: Archive) throws -> [UInt8] {
        let reply: WireNotificationReply =
            switch question {
            case .showUnknown: try ShowUnknown(self, asking).answer(from: archive)
            }
        return written(reply)
    }

    // MARK: The gateway

    package func body(starting start: WireStartEffect) -> [UInt8] {
        written(WireNotificationCommand.with { $0.startEffect = start })
    }

    package func body(ending end: WireEndEffect) -> [UInt8] {
        written(WireNotificationCommand.with { $0.endEffect = end })
    }

    package func job(for effect: Effect, from archive: Archive) throws -> DeviceJob {
        guard case .notice(let notice)? = try archive.subject(effect.subject)?.subject else {
            throw ImpossibleJob("there is no notice behind it")
        }
        return DeviceJob(
            effect: effect.id, attempt: effect.attempt, number: notice.caseNumber,
            name: "\(notice.caseNumber)-\(notice.occasion)",
            content: .message(phone: notice.phone, text: notice.text))
    }

    // MARK: For the use cases

    /// One effect for each notice, so that there can't be a second message.
    func effectID(of notice: UUID) -> UUID { Notice.effectID(of: notice) }

    func notice(_ id: UUID, in fold: Fold) throws -> Notice {
        guard case .notice(let notice)? = fold.subject(id) else {
            throw RetryLater("the notice is being read")
        }
        return notice
    }

    func reply(_ id: UUID, in fold: Fold) throws -> WireNotificationReply {
        let notice = try notice(id, in: fold)
        return .with {
            $0.effect.effectID = Data(effectID(of: id).bytes)
            $0.effect.subjectID = Data(id.bytes)
            $0.effect.state = notice.state.rawValue
            $0.effect.attempt = Int32(notice.attempt)
            $0.effect.number = notice.caseNumber
            $0.effect.reason = notice.reason
        }
    }
}
