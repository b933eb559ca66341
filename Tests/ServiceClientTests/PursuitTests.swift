import Civil
import Contracts
import Foundation
import Majordomo
import SwiftProtobuf
import Testing

@testable import ServiceClient

@Suite struct PursuitTests {
    private let start = Instant.now
    private let request = ServiceRequest("intake", office: "32.15.05", body: [1, 2, 3])

    private func prompt() -> Pursuit { Pursuit(request, patience: .prompt(.seconds(10)), from: start) }
    private func patient() -> Pursuit { Pursuit(request, patience: .patient(.seconds(10)), from: start) }

    private func reply(_ fill: (inout WireReply) -> Void) throws -> Outcome {
        .ok(try WireReply.with(fill).serializedBytes())
    }

    @Test func `what the service accepted is the result`() throws {
        var pursuit = prompt()
        let outcome = try reply { $0.accepted = Data([7]) }
        #expect(pursuit.received(outcome, at: start) == .end(.success([7])))
    }

    @Test func `a rejection is final and keeps its code, field and fix`() throws {
        var pursuit = patient()
        let no = WireRejection.with {
            ($0.code, $0.field, $0.problem, $0.fix) = ("invalid_nik", "visitor.nik", "has 15 digits", "copy it again")
        }
        let outcome = try reply { $0.rejected = no }
        #expect(pursuit.received(outcome, at: start) == .end(.failure(.rejected(no))))
        #expect("\(RequestFailure.rejected(no))" == "visitor.nik: has 15 digits; copy it again [invalid_nik]")
    }

    @Test func `a service that says later is asked again after the pause that it names`() throws {
        var pursuit = prompt()
        let later = try reply { $0.retry = .with { ($0.reason, $0.afterMs) = ("on its way", 200) } }
        #expect(pursuit.received(later, at: start) == .again(after: .milliseconds(200)))
        #expect(pursuit.received(later, at: start + .seconds(1)) == .again(after: .milliseconds(200)))
        let failure = RequestFailure.notYet("intake@32.15.05", reason: "on its way")
        #expect(pursuit.received(later, at: start + .milliseconds(9_900)) == .end(.failure(failure)))
        #expect(failure.isRetriable && failure.nothingWasDone)
    }

    @Test func `a pause of nothing doesn't make the client spin`() throws {
        var pursuit = prompt()
        let now = try reply { $0.retry = .with { $0.reason = "soon" } }
        #expect(pursuit.received(now, at: start) == .again(after: Pursuit.shortestPause))
    }

    @Test(arguments: [Outcome.busy, .unavailable])
    func `an outage is told at once to a person and outlasted by a program`(_ outcome: Outcome) {
        var waiting = prompt()
        let name = "intake@32.15.05"
        let failure: RequestFailure = outcome == .busy ? .busy(name) : .unavailable(name)
        #expect(waiting.received(outcome, at: start) == .end(.failure(failure)))
        var able = patient()
        #expect(able.received(outcome, at: start) == .again(after: Pursuit.pauseInOutage))
        #expect(able.received(outcome, at: start + .seconds(10)) == .end(.failure(failure)))
    }

    @Test func `an answer that never came says under which id to ask again`() {
        var pursuit = patient()
        let failure = RequestFailure.unknown("intake@32.15.05", request.id)
        #expect(pursuit.received(.unknown, at: start + .seconds(10)) == .end(.failure(failure)))
        #expect("\(failure)".contains("--request \(request.id.uuidString.lowercased())"))
        #expect(!failure.nothingWasDone)
    }

    @Test func `what is no reply is called unreadable, never taken for success`() {
        var pursuit = prompt()
        #expect(
            pursuit.received(.ok([0xFF, 0xFF]), at: start) == .end(.failure(.unreadable("intake@32.15.05"))))
        #expect(pursuit.received(.ok([]), at: start) == .end(.failure(.unreadable("intake@32.15.05"))))
    }

    @Test func `the envelope names the asker and carries the body as it is`() {
        let asker = Asker(operatorName: "dewi", desk: "1", purpose: "status")
        let envelope = request.envelope(from: asker)
        #expect(envelope.contract == 1 && envelope.office == "32.15.05" && Array(envelope.body) == [1, 2, 3])
        #expect(envelope.actor.operator == "dewi" && envelope.actor.desk == "1")
        #expect(UUID(checking: envelope.id) == request.id && request.id.uuidString.dropFirst(14).first == "7")
    }
}
