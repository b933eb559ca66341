import Civil
import Contracts
import Foundation
import TestKit
import Testing

/// Goods and help: nothing is printed for them, and they are handed over like a document.
struct ArrangedTests {
    private func rig() throws -> PrintingRig {
        try PrintingRig { text in
            text.replacing("groups: [surat], inquiries", with: "groups: [surat, bantuan], inquiries").replacing(
                "\nproducts:\n",
                with: """

                    products:
                      - id: sembako
                        name: Sembako
                        kind: goods
                        produced_by: loket
                        lane: bantuan
                        medium: none
                        validity: permanent
                        legal_basis: [UU 25/2009]
                        requirements: [ktp, kk]
                        route: [check, collect]
                        promise: 30 minutes

                      - id: alat-bantu
                        name: Alat bantu
                        kind: goods
                        produced_by: loket
                        lane: bantuan
                        medium: none
                        validity: permanent
                        legal_basis: [UU 25/2009]
                        requirements: [ktp, kk]
                        route: [check, {step: record, records: data}, collect]
                        promise: 5 working days


                    """)
        }
    }

    @Test func `what is there is ready at its filing, and handed over to whoever shows the code, once`() async throws {
        let rig = try rig()
        defer { rig.stop() }
        let filed = try await rig.open("sembako")
        let message = try rig.intake.carrier.messages.take()
        #expect(message.service == "printing@32.15.05")
        try await rig.deliver(message)
        #expect(try rig.caseFile(filed.number).stage == .ready)
        // The person stands there: nobody is told by a message what lies before him.
        #expect(rig.printing.carrier.messages.contents.isEmpty)
        for expected in ["", "wrong_stage"] {
            let reply = try await rig.ask {
                $0.collect.caseNumber = filed.number
                $0.collect.trackingCode = filed.trackingCode
                $0.collect.collector = "WARGA KLARI"
                $0.collect.relation = "owner"
            }
            #expect(reply.rejected.code == expected)
        }
        #expect(try rig.caseFile(filed.number).stage == .collected)
        #expect(try rig.database.count("SELECT count(*) FROM casework.effect") == 0)
    }

    @Test func `what somebody had to see to is told when it is ready, once, and nothing is printed`() async throws {
        let rig = try rig()
        defer { rig.stop() }
        let filed = try await rig.record("alat-bantu", person: 1)
        let message = try rig.recording.carrier.messages.take()
        for _ in 0..<2 { try await rig.deliver(message) }
        let notice = try rig.notice()
        #expect(notice.caseNumber == filed.number && notice.productName == "Alat bantu")
        #expect(notice.occasion == "arranged")
        #expect(rig.printing.carrier.messages.contents.isEmpty)
        #expect(try rig.caseFile(filed.number).stage == .ready)
        #expect(try rig.database.count("SELECT count(*) FROM casework.effect") == 0)
    }
}
