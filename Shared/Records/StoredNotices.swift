import Civil
import Contracts
import Foundation

extension StoredNotice {
    init(_ notice: Notice) {
        self.init()
        caseID = Data(notice.file)
        caseNumber = notice.caseNumber
        office = notice.office
        occasion = notice.occasion
        phone = notice.phone
        text = notice.text
        state = notice.state.rawValue
        attempt = Int32(notice.attempt)
        reference = notice.reference
        reason = notice.reason
        replyTo = notice.replyTo
    }

    func value() throws(UnreadableRecord) -> Notice {
        guard let state = Notice.State(rawValue: state) else { throw UnreadableRecord(what: "notice") }
        var notice = Notice(
            file: try uuid(caseID, "notice"), caseNumber: caseNumber, office: office, occasion: occasion,
            phone: phone, text: text, replyTo: replyTo)
        notice.state = state
        notice.attempt = Int(attempt)
        notice.reference = reference
        notice.reason = reason
        return notice
    }
}

extension StoredNoticeEvent {
    init(_ event: NoticeEvent) {
        self.init()
        switch event {
        case .planned(let notice): planned = StoredNotice(notice)
        case .started(let attempt, let at):
            started.attempt = Int32(attempt)
            started.at = at.microseconds
        case .ended(let outcome, let reference, let reason, let at):
            ended.outcome = outcome.rawValue
            ended.reference = reference
            ended.reason = reason
            ended.at = at.microseconds
        }
    }

    func value() throws(UnreadableRecord) -> NoticeEvent {
        switch event {
        case .planned(let notice): return .planned(try notice.value())
        case .started(let started):
            return .started(attempt: Int(started.attempt), at: Moment(microseconds: started.at))
        case .ended(let ended):
            guard let outcome = EffectOutcome(rawValue: ended.outcome) else { throw UnreadableRecord(what: "notice") }
            return .ended(
                outcome, reference: ended.reference, reason: ended.reason, at: Moment(microseconds: ended.at))
        case nil: throw UnreadableRecord(what: "entry of a notice")
        }
    }
}
