import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

struct RepeatTests {
    @Test func `the same capture sent to two instances at once is one attempt and one answer`() async throws {
        let site = try RecordingRig()
        let other = site.another()
        defer {
            site.stop()
            other.stop()
        }
        let number = try await site.file("ktp-el-baru")
        let id = UUID()
        async let first = site.recording.capture(number, photo: 12, id: id)
        async let second = other.capture(number, photo: 12, id: id)
        let replies = try await (first, second)
        #expect(replies.0 == replies.1)
        #expect(try replies.0.recording().captureRefused.attempt == 1)
        #expect(try await other.capture(number, photo: 12).recording().captureRefused.attempt == 2)
    }

    @Test func `a lost reply is the same reply when the request comes again, also to another instance`() async throws {
        let site = try RecordingRig()
        let other = site.another()
        defer {
            site.stop()
            other.stop()
        }
        let number = try await site.file("kk-perubahan")
        let id = UUID()
        let first = try await site.recording.ask({ $0.recordData.caseNumber = number }, id: id)
        let again = try await other.ask({ $0.recordData.caseNumber = number }, id: id)
        #expect(first == again)
        let changed = try await other.ask(
            {
                $0.recordData.caseNumber = number
                $0.recordData.reference = "another"
            }, id: id)
        #expect(changed.rejected.code == "id_reused")
        #expect(try site.handOvers(of: number) == 1)
    }

    @Test func `a hand-over that is delivered twice, even under another id, is taken once`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.filed("kk-perubahan")
        let message = try site.intake.carrier.messages.take()
        let first = try await site.deliver(message)
        #expect(try await site.deliver(message) == first)
        let anew = try await site.recording.ask(Array(message.request.body), service: "intake")
        #expect(try anew.recording().case.version == first.recording().case.version)
        #expect(
            try await site.recording.ask({ $0.recordData.caseNumber = number }).recording().case.stage == "to-print")
    }

    @Test func `a hand-over whose acknowledgement is lost is sent again under the same id`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.file("kk-perubahan")
        site.recording.carrier.answer { _ in .unknown }
        _ = try await site.recording.ask({ $0.recordData.caseNumber = number })
        let messages = try site.recording.carrier.messages.take(3)
        #expect(Set(messages.map(\.id)).count == 1)
        site.recording.carrier.answer { .ok(ReplyBytes.accepted($0.id, [])) }
        try eventually("the rows are gone") { try site.database.count("SELECT count(*) FROM casework.outbox") == 0 }
        #expect(try site.handOvers(of: number) == 1)
    }

    @Test func `twenty people are recorded by two instances, each once`() async throws {
        let site = try RecordingRig()
        let other = site.another()
        defer {
            site.stop()
            other.stop()
        }
        var numbers: [String] = []
        for person in 1...20 { numbers.append(try await site.file("kk-perubahan", person: person)) }
        let stages = try await withThrowingTaskGroup(of: String.self) { group in
            for number in numbers {
                let id = UUID()
                for instance in [site.recording, other] {
                    group.addTask {
                        try await instance.ask({ $0.recordData.caseNumber = number }, id: id).recording().case.stage
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(stages == [String](repeating: "to-print", count: 40))
        #expect(try site.database.count("SELECT count(*) FROM casework.subject WHERE holder = 'printing'") == 20)
    }
}

extension RecordingRig {
    /// How often recording handed the case over, by its history.
    func handOvers(of number: String) throws -> Int {
        let connection = try database.connect()
        defer { connection.close() }
        let id = try #require(CaseNumber(number)).caseID(office: "32.15.05")
        return try Archive(connection).history(of: id).count { entry in
            if case .caseFile(.handedOver(from: "recording", _, _, _)) = entry.event { true } else { false }
        }
    }
}
