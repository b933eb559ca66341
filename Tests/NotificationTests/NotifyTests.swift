import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

struct NotifyTests {
    @Test func `a ready case is told once, and its holder learns that it was sent`() async throws {
        let site = try NotificationRig()
        defer { site.stop() }
        let reply = try await site.first.ask(notify(1), service: "printing")
        #expect(try reply.notification().effect.number == caseNumber(1))
        let (service, note) = try site.told()
        #expect(service == "printing@32.15.05" && note.outcome == "sent")
        #expect(note.reference == "\(caseNumber(1))-ready.txt")
        let messages = try site.messages()
        #expect(messages.count == 1)
        let text = try #require(messages["\(caseNumber(1))-ready.txt"])
        #expect(text.contains("To: +6281234567890") && text.contains("BUDI SANTOSO"))
        #expect(text.contains("07.30-16.00") && text.contains("GRATIS"))
        let log = try String(contentsOfFile: site.folder.file("gateway.log"), encoding: .utf8)
        #expect(log.contains("+6281•••••890") && !log.contains("81234567890"))
    }

    @Test func `whatever is resent, by the same id, another id or another instance, is one message`() async throws {
        let site = try NotificationRig(instances: 2)
        defer { site.stop() }
        let ids = (0..<4).map { _ in UUID() }
        let states = try await withThrowingTaskGroup(of: String.self) { group in
            for id in ids + ids {
                for instance in site.instances {
                    group.addTask {
                        try await instance.ask(notify(1), id: id, service: "printing").notification().effect.number
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(states) == [caseNumber(1)] && states.count == 16)
        try eventually("it is sent") { try site.states() == ["confirmed"] }
        _ = try await site.instances[1].ask(notify(1, name: "SITI AMINAH"), service: "printing")
        #expect(try site.states() == ["confirmed"])
        #expect(try calls(in: site.folder.path) == ["send"])
        #expect(try site.messages().count == 1)
    }

    @Test func `fifty cases through two instances are fifty messages`() async throws {
        let site = try NotificationRig(instances: 2)
        defer { site.stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...50 {
                let instance = site.instances[number % 2]
                group.addTask { _ = try await instance.ask(notify(number), service: "printing") }
            }
            try await group.waitForAll()
        }
        try eventually("all are sent", within: .seconds(30)) { try site.states().allSatisfy { $0 == "confirmed" } }
        #expect(try site.messages().count == 50)
        // On a busy machine one instance may take the other for dead and ask the gateway, which sends nothing.
        let calls = try calls(in: site.folder.path)
        #expect(calls.filter { $0 != "inquire" } == [String](repeating: "send", count: 50), "\(calls)")
    }

    @Test(arguments: ["", "0267 1234567", "+14155550100"])
    func `without a number that can be reached nothing is sent, and the holder learns why`(phone: String) async throws {
        let site = try NotificationRig()
        defer { site.stop() }
        let effect = try await site.first.ask(notify(1, phone: phone), service: "printing").notification().effect
        #expect(effect.state == "refused" && !effect.reason.isEmpty)
        #expect(try site.told().note.outcome == "refused")
        #expect(try site.states().isEmpty)
        #expect(try site.messages().isEmpty)
    }

    @Test func `an unknown occasion is refused`() async throws {
        let site = try NotificationRig()
        defer { site.stop() }
        let reply = try await site.first.ask(notify(1, occasion: "birthday"), service: "printing")
        #expect(reply.rejected.field == "occasion")
        #expect(try site.states().isEmpty)
    }

    @Test func `a lost acknowledgement of the holder's news is sent again under the same id`() async throws {
        let site = try NotificationRig()
        defer { site.stop() }
        site.first.carrier.answer { _ in .unknown }
        _ = try await site.first.ask(notify(1), service: "printing")
        let messages = try site.first.carrier.messages.take(2)
        #expect(Set(messages.map(\.id)).count == 1)
    }

    @Test func `nobody but the gateway's own runner says what the gateway did`() async throws {
        let site = try NotificationRig(device: ToldGateway([{ .unknown(reason: "no answer") }]))
        defer { site.stop() }
        let effect = try await site.first.ask(notify(1), service: "printing").notification().effect
        try eventually("it is unknown") { try site.states() == ["unknown"] }
        let forged = try await site.first.ask(
            WireNotificationCommand.with {
                $0.endEffect.effectID = effect.effectID
                $0.endEffect.subjectID = effect.subjectID
                $0.endEffect.attempt = 1
                $0.endEffect.outcome = "confirmed"
            }.serializedBytes())
        #expect(forged.rejected.code == "not_allowed")
        #expect(try site.states() == ["unknown"])
    }
}
