import Civil
import Foundation
import Majordomo
import Testing

@testable import Casework

struct RelayVerdictTests {
    private func verdict(_ bytes: [UInt8]) -> RelayVerdict { RelayVerdict(.ok(bytes), of: "recording@32.15.05") }

    private func fault(_ code: String) -> [UInt8] {
        ReplyBytes.fault(UUID(), code: code, problem: "BUDI is no such thing", fix: "none")
    }

    @Test func `what was carried out is done`() {
        #expect(verdict(ReplyBytes.accepted(UUID(), [])) == .done)
    }

    @Test(arguments: ["unreadable", "wrong_contract", "wrong_office", "malformed", "defect", "unreadable_record"])
    func `what a receiver couldn't do and didn't store goes again, and no word of its problem is repeated`(
        _ code: String
    ) {
        #expect(verdict(fault(code)) == .faulted(why: "fault \(code)"))
        #expect(verdict(fault(code)).forLane == .again(after: .seconds(5)))
    }

    @Test func `an answer that can't be read, or says nothing, is no answer that was stored`() {
        #expect(verdict([0xff]).forLane == .again(after: .seconds(5)))
        #expect(verdict([]).forLane == .again(after: .seconds(5)))
    }

    @Test func `a stored rejection, and what the receiver's store refused, is buried`() {
        let rejection = Rejection(.wrongStage, field: "", problem: "it is closed", fix: "none")
        #expect(
            verdict(ReplyBytes.rejected(UUID(), rejection))
                == .bury(cause: "recording@32.15.05 refused it: it is closed; none [wrong_stage]"))
        #expect(verdict(fault("refused_by_store")).forLane == nil)
    }

    @Test func `a receiver that wants it later says when`() {
        #expect(
            verdict(ReplyBytes.retry(UUID(), "not now", after: .milliseconds(70)))
                == .again(after: .milliseconds(70)))
    }

    @Test(arguments: [Outcome.busy, .unavailable, .expired, .refused, .unknown])
    func `without an answer it waits`(_ outcome: Outcome) {
        #expect(RelayVerdict(outcome, of: "recording@32.15.05") == .unanswered)
    }
}
