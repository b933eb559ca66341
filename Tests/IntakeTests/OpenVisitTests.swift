import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Intake

struct OpenVisitTests {
    @Test func `a visit gets the lane's next ticket and its complete case goes to recording`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let first = try await site.rig.ask(openVisit(visit(1))).intake().visitOpened
        let second = try await site.rig.ask(openVisit(visit(2))).intake().visitOpened
        #expect(first.number == "KLR-261123-B001")
        #expect(second.number == "KLR-261123-B002")
        #expect(first.cases.map(\.number) == ["KLR-261123-B001-1"])
        #expect(first.cases[0].complete)
        #expect(first.cases[0].trackingCode.hasPrefix("KLR-261123-B001-1-"))
        let message = try site.rig.carrier.messages.take()
        #expect(message.service == "recording@32.15.05")
        #expect(message.request.actor.service == "intake")
        try eventually("the rows are gone") { try site.database.count("SELECT count(*) FROM casework.outbox") == 0 }
    }

    @Test func `the same request again is the same reply, and with another body it is refused`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let id = UUID()
        let first = try await site.rig.ask(openVisit(visit(1)), id: id)
        let again = try await site.rig.ask(openVisit(visit(1)), id: id)
        #expect(first == again)
        let other = try await site.rig.ask(openVisit(visit(2)), id: id)
        #expect(other.rejected.code == "id_reused")
        #expect(try site.database.count("SELECT count(*) FROM casework.subject WHERE kind = 2") == 1)
    }

    @Test func `an incomplete file is filed, stays at intake and names everything that is missing`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let opened = try await site.rig.ask(openVisit(visit(1, documents: ["kk-lama"]))).intake().visitOpened
        #expect(!opened.cases[0].complete)
        #expect(opened.cases[0].missing.map(\.id) == ["f-1.02", "f-1.06", "bukti-perubahan"])
        #expect(site.rig.carrier.messages.contents.isEmpty)
        let number = opened.cases[0].number
        let add = written(
            WireIntakeCommand.with {
                $0.addDocuments.caseNumber = number
                $0.addDocuments.documents = ["F1.21", "f-1.06", "bukti-perubahan"]
            })
        let view = try await site.rig.ask(add).intake().case
        #expect(view.stage == "to-record")
        #expect(try site.rig.carrier.messages.take().service == "recording@32.15.05")
    }

    @Test func `a person's same product can't be open twice`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let first = try await site.rig.ask(openVisit(visit(1))).intake().visitOpened
        let second = try await site.rig.ask(openVisit(visit(1)))
        #expect(second.rejected.code == "already_open")
        #expect(second.rejected.problem.contains(first.cases[0].number))
        #expect(try site.database.count("SELECT count(*) FROM casework.subject WHERE kind = 2") == 1)
    }

    @Test func `a refused visit leaves no ticket and no gap`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let refused = try await site.rig.ask(openVisit(visit(1, product: "kk-baruu")))
        #expect(refused.rejected.code == "unknown_product")
        #expect(refused.rejected.field == "applications[0].product")
        let opened = try await site.rig.ask(openVisit(visit(2))).intake().visitOpened
        #expect(opened.number == "KLR-261123-B001")
    }
}
