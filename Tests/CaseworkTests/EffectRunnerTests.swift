import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

struct EffectRunnerTests {
    @Test func `the device is asked after the start is committed, in order, and the end is in the history`()
        async throws
    {
        let slips = try SlipRig()
        let database = slips.database
        let device = ScriptedDevice { job in
            // What anybody else sees at this moment.
            let started = try database.count(
                "SELECT count(*) FROM casework.effect WHERE number = '\(job.number)' AND state = 'started'")
            return started == 1 ? .confirmed(reference: "did \(job.number)") : .refused(reason: "not committed")
        }
        try await slips.plan("c", "a", "b")
        let runner = slips.runner(device)
        defer { slips.stop(runner) }
        #expect(try device.calls.take(3).map(\.number) == ["a", "b", "c"])
        try slips.wait("c", for: "confirmed 1")
        #expect(try slips.history("b") == ["planned", "started 1", "confirmed"])
        #expect(
            try database.rows("SELECT reference FROM casework.effect ORDER BY number") == [
                ["did a"], ["did b"], ["did c"],
            ])
    }

    @Test func `a commit that plans an effect wakes the runner`() async throws {
        let slips = try SlipRig()
        let device = ScriptedDevice()
        let runner = slips.runner(device)
        defer { slips.stop(runner) }
        try await slips.plan("a")
        #expect(try device.calls.take().number == "a")
    }

    @Test func `what failed goes again, what was refused or is unknown never by itself`() async throws {
        let slips = try SlipRig()
        let device = ScriptedDevice { job in
            switch job.number {
            case "a" where job.attempt < 3: .failed(reason: "no paper")
            case "b": .refused(reason: "no such size")
            case "c": .unknown(reason: "the line went dead")
            default: .confirmed(reference: "x")
            }
        }
        try await slips.plan("a", "b", "c")
        let runner = slips.runner(device)
        defer { slips.stop(runner) }
        // Whether the others come before its second try or after its third, the length of its pause decides.
        try slips.wait("a", for: "confirmed 3")
        try slips.wait("b", for: "refused 1")
        try slips.wait("c", for: "unknown 1")
        #expect(
            try slips.history("a") == [
                "planned", "started 1", "failed", "started 2", "failed", "started 3", "confirmed",
            ])
        // Whatever comes later goes past them.
        try await slips.plan("d")
        try slips.wait("d", for: "confirmed 1")
        #expect(device.calls.contents.map(\.number).filter { $0 == "b" || $0 == "c" } == ["b", "c"])
    }

    @Test func `a failed one doesn't hold up those behind it while it pauses`() async throws {
        let slips = try SlipRig()
        let device = ScriptedDevice { $0.number == "a" ? .failed(reason: "x") : .confirmed(reference: "x") }
        try await slips.plan("a", "b")
        let runner = slips.runner(device, retryAfter: .seconds(3_600))
        defer { slips.stop(runner) }
        try slips.wait("b", for: "confirmed 1")
        #expect(try slips.state("a") == "failed 1")
    }

    @Test func `what can't be made is refused, and the device never hears of it`() async throws {
        let slips = try SlipRig()
        let device = ScriptedDevice()
        try await slips.plan("a", text: SlipDepartment.impossible)
        let runner = slips.runner(device)
        defer { slips.stop(runner) }
        try slips.wait("a", for: "refused 1")
        #expect(device.calls.contents.isEmpty)
    }

    @Test(arguments: [
        (DeviceKnowledge.done(reference: "it is there"), "confirmed 1", 0),
        (.neverHeard, "confirmed 2", 1),
        (.cannotTell(reason: "it began"), "unknown 1", 0),
    ])
    func `an effect whose instance died is settled by asking the device`(
        _ knowledge: DeviceKnowledge, _ state: String, _ calls: Int
    ) async throws {
        // However long this test is kept waiting.
        let slips = try SlipRig(effectLease: .seconds(3_600))
        let device = ScriptedDevice(knowledge: knowledge)
        try await slips.plan("a")
        try await slips.startAndDie("a")
        let runner = slips.runner(device)
        defer { slips.stop(runner) }
        try await slips.plan("b")
        try slips.wait("b", for: "confirmed 1")
        #expect(try slips.state("a") == "started 1", "not while its lease holds")
        try slips.endLeases()
        #expect(try device.inquiries.take() == SlipDepartment.effect("a"))
        try slips.wait("a", for: state)
        #expect(device.calls.contents.count { $0.number == "a" } == calls)
    }

    @Test func `an answer that is lost on its way is asked for, and nothing is done twice`() async throws {
        struct LineCut: Error {}
        for (knowledge, state) in [
            (DeviceKnowledge.done(reference: "x"), "confirmed 1"), (.cannotTell(reason: "y"), "unknown 1"),
        ] {
            let slips = try SlipRig()
            let device = ScriptedDevice(knowledge: knowledge) { _ in throw LineCut() }
            try await slips.plan("a")
            let runner = slips.runner(device)
            defer { slips.stop(runner) }
            try slips.wait("a", for: state)
            #expect(device.calls.contents.count == 1)
        }
    }

    @Test func `a slow device keeps its lease, so that nobody takes its instance for dead`() async throws {
        let slips = try SlipRig(effectLease: .milliseconds(300))
        let hold = Hold()
        let slow = ScriptedDevice { _ in
            hold.wait()
            return .confirmed(reference: "slowly")
        }
        let other = ScriptedDevice(knowledge: .cannotTell(reason: "who knows"))
        try await slips.plan("a")
        let first = slips.runner(slow)
        _ = try slow.calls.take()
        let second = slips.runner(other)
        defer { slips.stop(first, second) }
        var leases = Set<String>()
        try eventually("the lease was renewed three times") {
            leases.insert(try slips.database.rows("SELECT lease_until::text FROM casework.effect")[0][0] ?? "")
            return leases.count > 4
        }
        hold.letGo()
        try slips.wait("a", for: "confirmed 1")
        #expect(other.inquiries.contents.isEmpty && other.calls.contents.isEmpty)
    }

    @Test func `side by side, each effect is done by one instance, once`() async throws {
        let slips = try SlipRig()
        let devices = [ScriptedDevice(), ScriptedDevice(), ScriptedDevice()]
        let runners = devices.map { slips.runner($0) }
        let numbers = (100..<160).map(String.init)
        for number in numbers { try await slips.plan(number) }
        try eventually("all are done") {
            try slips.database.count("SELECT count(*) FROM casework.effect WHERE state = 'confirmed'") == 60
        }
        for runner in runners { runner.stop() }
        slips.rig.stop()
        #expect(devices.flatMap { $0.calls.contents.map(\.number) }.sorted() == numbers)
        #expect(devices.allSatisfy { $0.inquiries.contents.isEmpty })
    }

    @Test func `a start is one instance's, and only a device may say it`() async throws {
        let slips = try SlipRig()
        defer { slips.stop() }
        try await slips.plan("a")
        #expect(try await slips.startAndDie("a").outcome == .accepted(Data()))
        #expect(try await slips.startAndDie("a", instance: "another").rejected.code == "wrong_stage")
        #expect(try await slips.startAndDie("a", attempt: 2).rejected.code == "wrong_stage")
        let asClient = try await slips.rig.ask(
            SlipDepartment().body(
                ending: .with {
                    $0.effectID = Data(SlipDepartment.effect("a").bytes)
                    $0.subjectID = Data(SlipDepartment.id("a").bytes)
                    $0.outcome = "confirmed"
                    $0.attempt = 1
                }))
        #expect(asClient.rejected.code == "not_allowed")
        #expect(try slips.state("a") == "started 1")
    }

    @Test func `an answer that comes after all makes the unknown known, and the known stays`() async throws {
        let slips = try SlipRig()
        defer { slips.stop() }
        try await slips.plan("a")
        try await slips.startAndDie("a")
        _ = try await slips.end("a", "unknown")
        #expect(try slips.state("a") == "unknown 1")
        _ = try await slips.end("a", "confirmed")
        #expect(try slips.state("a") == "confirmed 1")
        _ = try await slips.end("a", "failed")
        #expect(try slips.state("a") == "confirmed 1")
        #expect(try slips.history("a") == ["planned", "started 1", "unknown", "confirmed"])
        #expect(try await slips.end("a", "perhaps").rejected.code == "not_on_list")
    }
}
