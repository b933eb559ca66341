import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

@testable import Notification

struct ResolveNoticeTests {
    @Test func `a failure goes again by itself and tells the holder only the end`() async throws {
        let gateway = ToldGateway([{ .failed(reason: "no signal") }, { .failed(reason: "no signal") }])
        let site = try NotificationRig(device: gateway)
        defer { site.stop() }
        _ = try await site.first.ask(notify(1), service: "printing")
        #expect(try site.told().note.outcome == "sent")
        #expect(gateway.jobs.map(\.attempt) == [1, 2, 3])
    }

    @Test func `what the gateway refuses is refused for good`() async throws {
        let gateway = ToldGateway([{ .refused(reason: "number not in use") }])
        let site = try NotificationRig(device: gateway)
        defer { site.stop() }
        _ = try await site.first.ask(notify(1), service: "printing")
        #expect(try site.told().note.outcome == "refused")
        #expect(try site.states() == ["refused"] && gateway.jobs.count == 1)
    }

    @Test func `an answer that is lost is asked for, and what can't be told waits for a person`() async throws {
        let gateway = ToldGateway(
            [{ throw ToldGateway.Silence() }], knowledge: .cannotTell(reason: "the modem was reset"))
        let site = try NotificationRig(device: gateway)
        defer { site.stop() }
        _ = try await site.first.ask(notify(1), service: "printing")
        #expect(try site.told().note.outcome == "unknown")
        let unknown = try site.unknown()
        #expect(unknown.map(\.number) == [caseNumber(1)] && unknown[0].reason == "the modem was reset")
        let silent = try await site.first.ask(resolve(1, "sent", reason: " "))
        #expect(silent.rejected.code == "missing_reason")
        let sent = try await site.first.ask(resolve(1, "sent")).notification().effect
        #expect(sent.state == "confirmed")
        #expect(try site.told().note.outcome == "sent")
        #expect(gateway.jobs.count == 1)
        #expect(try site.unknown().isEmpty)
        #expect(try await site.first.ask(resolve(1, "not_sent")).rejected.code == "wrong_stage")
    }

    @Test func `what a person says wasn't sent goes again`() async throws {
        let gateway = ToldGateway([{ .unknown(reason: "no answer") }])
        let site = try NotificationRig(device: gateway)
        defer { site.stop() }
        _ = try await site.first.ask(notify(1), service: "printing")
        #expect(try site.told().note.outcome == "unknown")
        _ = try await site.first.ask(resolve(1, "not_sent"))
        #expect(try site.told().note.outcome == "sent")
        #expect(gateway.jobs.map(\.attempt) == [1, 2])
    }

    @Test func `what is given up never goes, also while it only fails`() async throws {
        let refusals = [() throws -> DeviceOutcome](repeating: { .failed(reason: "no signal") }, count: 1_000)
        let gateway = ToldGateway(refusals)
        let site = try NotificationRig(device: gateway)
        defer { site.stop() }
        _ = try await site.first.ask(notify(1), service: "printing")
        try eventually("it fails") { try site.states() == ["failed"] }
        try await site.giveUp(1)
        #expect(try site.told().note.outcome == "refused")
        #expect(try site.states() == ["refused"])
        let unasked = try await site.first.ask(resolve(2, "sent"))
        #expect(unasked.rejected.code == "unknown_number")
    }
}

extension NotificationRig {
    /// Who waits for a person, as the service answers.
    func unknown() throws -> [WireEffectView] {
        let connection = try database.connect()
        defer { connection.close() }
        let answer = try NotificationService(catalogue: try Self.catalogue()).answer(
            .showUnknown, asking: Asking(id: UUID(), principal: "site", office: "32.15.05"),
            from: Archive(connection))
        return try WireNotificationReply(serializedBytes: answer).unknown.effects
    }

    /// A message that is just being tried can't be given up; between two attempts it can.
    func giveUp(_ number: Int) async throws {
        for _ in 0..<1_000 {
            let reply = try await first.ask(resolve(number, "given_up", reason: "told on the phone"))
            guard reply.rejected.code == "wrong_stage" else { return }
        }
        Issue.record("it is always being tried")
    }
}
