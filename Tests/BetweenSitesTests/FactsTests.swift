import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

extension BetweenSites {
    /// What comes for a case from elsewhere: the centre's answer, news of a message, a citizen who changed his mind.
    struct FactsTests {
        @Test func `news of a message that comes after the case has gone on is sent after it`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.klari.gateway.answer(.unknown(reason: "no answer"))
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            _ = try await sites.arrive(filed)
            try sites.klari.wait(filed, "told, perhaps") { $0.notice == "unknown" }
            let back = sites.klari.anyCase {
                $0.handBack.caseNumber = filed.number
                $0.handBack.reason = "the chip is dead"
            }
            try await sites.klari.must("printing", back)
            try sites.district.wait(filed, "held there") { !$0.held.isEmpty && !$0.inTransit }
            // Only now a person learns that the message did reach the applicant.
            try await sites.klari.must(
                "notification",
                written(
                    WireNotificationCommand.with {
                        $0.resolveNotice.caseNumber = filed.number
                        $0.resolveNotice.outcome = "sent"
                        $0.resolveNotice.reason = "she called"
                    }))
            try sites.district.wait(filed, "knows of it") { $0.notice == "sent" }
            try sites.rest()
            #expect(try sites.klari.caseFile(filed)?.notice == "sent", "as a copy says")
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `whoever had a case before says who has it now`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.district.printer.answer(.refused(reason: "no cards"))
            let filed = try await sites.record()
            try sites.klari.wait(filed, "there, as a copy says") { !$0.held.isEmpty && $0.office == "32.15" }
            let withdraw = sites.klari.anyCase {
                $0.withdraw.caseNumber = filed.number
                $0.withdraw.reason = "found the old one"
            }
            for service in ["recording", "printing"] {
                let refusal = try await sites.klari.ask(service, withdraw).rejected
                #expect(refusal.code == "moved_to" && refusal.problem.contains("printing of office 32.15"))
            }
            #expect(try sites.klari.find(filed.number).holder == "printing@32.15")
            // Who follows that asks the district over the line.
            try await sites.klari.must("printing", withdraw, at: "32.15")
            try sites.klari.wait(filed, "withdrawn there, as a copy says") { $0.stage == .withdrawn }
            try sites.rest()
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `a case waits at the district for the centre and comes home to be printed`() async throws {
            let sites = try TwoSites(
                printedAtDistrict: ["sktm"],
                change: {
                    $0.replacing("      - await_centre\n", with: "      - {step: await_centre, office: district}\n")
                })
            defer { sites.stop() }
            let filed = try await sites.file("ktp-el-baru")
            try sites.klari.wait(filed, "with recording") { $0.service == "recording" && !$0.inTransit }
            try await sites.klari.must("recording", capture(filed))
            try sites.district.wait(filed, "waits there") { $0.stage == .awaitingCentre && !$0.inTransit }
            // The centre wants it recorded again: that is Klari's.
            try await sites.district.must("recording", centre(filed, "ENROLL_FAILURE_AT_CENTRAL"))
            try sites.klari.wait(filed, "to be recorded again") { $0.stage == .toRecord && !$0.inTransit }
            try await sites.klari.must("recording", capture(filed))
            try sites.district.wait(filed, "waits there again") { $0.stage == .awaitingCentre && !$0.inTransit }
            try await sites.district.must("recording", centre(filed, "PRINT_READY_RECORD"))
            try sites.klari.wait(filed, "to be printed at Klari") {
                $0.service == "printing" && $0.office == "32.15.05" && !$0.inTransit
            }
            try sites.rest()
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `a letter that is signed at the district gets that office's number and comes home`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.record("sktm")
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            #expect(try sites.klari.caseFile(filed)?.letterNumber == "400.12.2.1/0001/KRW/2026")
            try sites.rest()
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        private func capture(_ filed: Filed) -> [UInt8] {
            written(
                WireRecordingCommand.with {
                    $0.recordCapture.caseNumber = filed.number
                    $0.recordCapture.photoQuality = 85
                    $0.recordCapture.fingerprintQuality = 70
                    $0.recordCapture.irisQuality = 80
                    $0.recordCapture.signature = true
                })
        }

        private func centre(_ filed: Filed, _ status: String) -> [UInt8] {
            written(
                WireRecordingCommand.with {
                    $0.noteCentre.caseNumber = filed.number
                    $0.noteCentre.status = status
                    $0.noteCentre.source = "SIAK"
                })
        }
    }
}
