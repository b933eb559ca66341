import Contracts
import Foundation
import TestKit
import Testing

/// A Majordomo client in Python that knows RFC 7 and the bytes of `intake.proto`, and nothing of ours.
struct PlainClientTests {
    private func ask(_ site: StaffedSite, _ command: WireIntakeCommand) throws -> WireIntakeReply {
        let request = try WireRequest.with {
            $0.contract = 1
            $0.id = withUnsafeBytes(of: UUID().uuid) { Data($0) }
            $0.office = "32.15.05"
            $0.actor.operator = "dari-luar"
            $0.body = try command.serializedData()
        }
        let hex = try request.serializedData().map { String(256 + Int($0), radix: 16).dropFirst() }.joined()
        let client = try PythonPeers.start("mdp_client.py", [site.endpoint, "intake@32.15.05", "hex:" + hex])
        #expect(try client.waitForExit(within: .seconds(30)).isSuccess, "\(client.errorOutput)")
        let reply = try WireReply(serializedBytes: bytes(of: client.output))
        return try WireIntakeReply(serializedBytes: reply.accepted)
    }

    private func bytes(of line: String) throws -> [UInt8] {
        let digits = Array(try #require(line.split(separator: "\n").last).dropFirst(4))
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }

    @Test func `a plain client in another language files a case and reads its status`() throws {
        let site = try StaffedSite("intake")
        let opened = try ask(
            site,
            .with {
                $0.openVisit.form.lineID = "from-outside-1"
                $0.openVisit.form.channel = "counter"
                $0.openVisit.form.visitor.name = "WARGA KLARI"
                $0.openVisit.form.visitor.nik = "3215051708930001"
                $0.openVisit.form.applications = [
                    .with {
                        $0.product = "kk-perubahan"
                        $0.applicant.name = "WARGA KLARI"
                        $0.applicant.nik = "3215051708930001"
                        $0.documents = ["f-1.02"]
                    }
                ]
            }
        ).visitOpened
        let filed = try #require(opened.cases.first)
        #expect(filed.number == "KLR-261123-B001-1")
        #expect(!filed.complete)
        let found = try ask(site, .with { $0.findCase.number = filed.number })
        #expect(found.found.case.number == filed.number)
        #expect(found.found.case.missing.map(\.id) == filed.missing.map(\.id))
        #expect(!found.found.case.missing.isEmpty)
    }
}
