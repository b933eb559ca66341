import Casework
import Civil
import Contracts
import Crypto
import Foundation
import Records
import TestKit
import Testing

@testable import Recording

extension BetweenSites {
    /// Captures that wait for the centre at the district: their files go up there by themselves.
    struct AttachmentTests {
        private let file = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

        private func sites() throws -> TwoSites {
            try TwoSites(
                printedAtDistrict: ["sktm"],
                change: {
                    $0.replacing("      - await_centre\n", with: "      - {step: await_centre, office: district}\n")
                })
        }

        /// Files a case at Klari, sends its file and records its capture, upon which it goes up.
        private func captured(
            _ sites: TwoSites, person: Int = 1, product: String = "ktp-el-baru"
        ) async throws -> Filed {
            let hash = Data(SHA256.hash(data: file))
            let filed = try await sites.file(product, person: person)
            try sites.klari.wait(filed, "with recording") { $0.service == "recording" && !$0.inTransit }
            let pieces = try AttachmentPieces(hash: Array(hash), bytes: Int64(file.count))
            for index in 0..<pieces.count {
                let put = WirePutPiece.with {
                    $0.hash = hash
                    $0.size = pieces.bytes
                    $0.index = Int32(index)
                    $0.bytes = Data(file[pieces.range(of: index)])
                }
                try await sites.klari.must("recording", written(WireRecordingCommand.with { $0.putPiece = put }))
            }
            let capture = WireRecordCapture.with {
                $0.caseNumber = filed.number
                $0.photoQuality = 85
                $0.fingerprintQuality = 70
                $0.irisQuality = 80
                $0.signature = true
                $0.attachmentHash = hash
                $0.attachmentBytes = pieces.bytes
            }
            try await sites.klari.must("recording", written(WireRecordingCommand.with { $0.recordCapture = capture }))
            return filed
        }

        private func waitUntilFetched(_ sites: TwoSites, _ count: Int) throws {
            try eventually("the district has \(count) files", within: .seconds(30)) {
                try sites.district.database.count(
                    "SELECT count(*) FROM recording.attachment WHERE completed_at IS NOT NULL") == count
                    && sites.district.database.count("SELECT count(*) FROM casework.wanted_attachment") == 0
            }
        }

        private func got(_ site: Site, _ filed: Filed, purpose: String = "a look") async throws -> [UInt8] {
            let hash = Data(SHA256.hash(data: file))
            var whole: [UInt8] = []
            for index in 0..<5 {
                let fetch = WireRecordingCommand.with {
                    $0.fetchPiece.caseNumber = filed.number
                    $0.fetchPiece.hash = hash
                    $0.fetchPiece.index = Int32(index)
                    $0.fetchPiece.use = Data(UUID().bytes)
                }
                let request = WireRequest.with {
                    $0.contract = 1
                    $0.actor.purpose = purpose
                    $0.body = Data(written(fetch))
                }
                let reply = try await site.send(request, to: "recording")
                guard case .accepted(let body) = reply.outcome else { throw Unexpected("\(reply)") }
                whole += Array(try WireRecordingReply(serializedBytes: body).piece.bytes)
            }
            return whole
        }

        @Test func `a capture's file goes up with its case, and each site seals it with its own key`() async throws {
            let sites = try sites()
            defer { sites.stop() }
            let filed = try await captured(sites)
            try waitUntilFetched(sites, 1)
            try sites.district.wait(filed, "waits there") { $0.stage == .awaitingCentre && !$0.inTransit }
            #expect(try await got(sites.district, filed) == file)
            let sealed = "SELECT encode(sealed, 'hex') FROM recording.attachment_piece ORDER BY place"
            #expect(try sites.klari.database.rows(sealed) != sites.district.database.rows(sealed))
            // Who fetched it, and why, is kept where it came from: one line for all its pieces.
            let uses = try sites.klari.database.rows(
                "SELECT who, principal, purpose, pieces FROM recording.attachment_use")
            #expect(
                uses == [["service:recording", "site>district", "for the case at 32.15, which has its history", "5"]])
            try sites.rest()
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `pieces that are lost, doubled or cut off come in the end, each once into the store`() async throws {
            let sites = try sites()
            defer { sites.stop() }
            let tries = Tries()
            sites.line.decide { passing in
                guard let index = passing.piece else { return .arrives }
                // Each piece meets with something the first times that it is asked for.
                return switch (index, tries.next(UUID(bytes: [UInt8](repeating: UInt8(index), count: 16)))) {
                case (1, 0): .lost
                case (2, 0): .cut
                case (3, 0): .loseAnswer
                case (4, 0): .arrivesTwice
                default: .arrives
                }
            }
            let filed = try await captured(sites)
            try waitUntilFetched(sites, 1)
            #expect(try await got(sites.district, filed) == file)
            #expect(try sites.district.database.count("SELECT count(*) FROM recording.attachment_piece") == 5)
            let asked = sites.line.passed.contents.compactMap(\.piece)
            #expect(asked.count { $0 == 0 } == 1, "what is in the store isn't asked for again: \(asked)")
        }

        @Test
        func `while the line carries no piece, cases and their answers go on, and the site that restarts goes on too`()
            async throws
        {
            let sites = try sites()
            defer { sites.stop() }
            sites.line.decide { passing in
                guard let index = passing.piece else { return .arrives }
                return index < 2 ? .arrives : .cut
            }
            let filed = try await captured(sites)
            try sites.district.wait(filed, "waits there") { $0.stage == .awaitingCentre && !$0.inTransit }
            try eventually("it rests") {
                try sites.district.database.count(
                    "SELECT count(*) FROM casework.wanted_attachment WHERE failures > 0 AND problem <> ''") == 1
            }
            let centre = WireRecordingCommand.with {
                $0.noteCentre.caseNumber = filed.number
                $0.noteCentre.status = "PRINT_READY_RECORD"
                $0.noteCentre.source = "SIAK"
            }
            try await sites.district.must("recording", written(centre))
            try sites.klari.wait(filed, "to be printed at Klari") {
                $0.service == "printing" && $0.office == "32.15.05" && !$0.inTransit
            }
            // The case is gone from there, and its file comes all the same: the district had it.
            let have = try sites.district.database.count("SELECT count(*) FROM recording.attachment_piece")
            #expect(have == 2)
            sites.line.decide { _ in .arrives }
            try waitUntilFetched(sites, 1)
            let asked = sites.line.passed.contents.compactMap(\.piece)
            #expect(asked.count { $0 < 2 } == 2)
        }

        @Test func `two cases with the same file fetch it once, and a file that the site has is not fetched`()
            async throws
        {
            let sites = try sites()
            defer { sites.stop() }
            _ = try await captured(sites, person: 1)
            try waitUntilFetched(sites, 1)
            let before = sites.line.passed.contents.compactMap(\.piece).count
            let second = try await captured(sites, person: 2)
            try sites.district.wait(second, "waits there") { $0.stage == .awaitingCentre && !$0.inTransit }
            try waitUntilFetched(sites, 1)
            #expect(sites.line.passed.contents.compactMap(\.piece).count == before)
        }

        @Test(arguments: ["{step: print, office: district}", "print"])
        func `whoever takes the entries in wants the file: the printer's service, or intake with a copy`(
            _ print: String
        ) async throws {
            let route = "      - {step: record, records: data}\n      - {step: print, office: district}\n"
            let sites = try TwoSites(
                printedAtDistrict: ["sktm"],
                change: {
                    $0.replacing(
                        route + "      - {step: collect",
                        with: "      - {step: record, records: capture}\n      - \(print)\n      - {step: collect")
                })
            defer { sites.stop() }
            let filed = try await captured(sites, product: "ktp-el-luar-domisili")
            try waitUntilFetched(sites, 1)
            #expect(try sites.district.caseFile(filed)?.recordedAt != nil)
            #expect(try await got(sites.district, filed) == file)
        }

        @Test func `a site that gives something else under that hash is not believed`() async throws {
            let sites = try sites()
            defer { sites.stop() }
            sites.line.decide { $0.piece == nil ? .arrives : .cut }
            let filed = try await captured(sites)
            try sites.district.wait(filed, "waits there") { $0.stage == .awaitingCentre && !$0.inTransit }
            // Another file's pieces in its place at Klari, rightly sealed: only the whole can tell.
            let other = [UInt8](repeating: 1, count: file.count)
            let hash = Array(SHA256.hash(data: file))
            let key = AttachmentKey(bytes: Array(SHA256.hash(data: Array("klari".utf8))))
            let sealed = try key.seal(Array(other[0..<AttachmentPieces.pieceBytes]), of: hash, index: 0)
            try sites.klari.tamper(
                "UPDATE recording.attachment_piece SET sealed = '\\x\(AttachmentPieces.text(of: sealed))' WHERE place = 0"
            )
            sites.line.decide { _ in .arrives }
            try eventually("it was refused", within: .seconds(30)) {
                try sites.district.database.count(
                    "SELECT count(*) FROM casework.wanted_attachment WHERE problem LIKE '%not the file with that hash%'"
                )
                    == 1
            }
            #expect(try sites.district.database.count("SELECT count(*) FROM recording.attachment_piece") == 0)
        }

        @Test func `a file that is gone from where it was taken is found by the audit there`() async throws {
            let sites = try sites()
            defer { sites.stop() }
            let filed = try await captured(sites)
            try waitUntilFetched(sites, 1)
            try sites.rest()
            try sites.klari.tamper("DELETE FROM recording.attachment")
            let lost = try sites.klari.audit
            #expect(lost.count == 1)
            #expect(lost.first?.hasPrefix("case \(filed.number), entry ") == true)
            #expect(lost.first?.contains("the file of its capture is not whole in this site's store") == true)
            try sites.district.tamper("DELETE FROM recording.attachment")
            #expect(try sites.district.audit == [], "that is for the site that took it to prove")
        }
    }
}

extension Line.Passing {
    /// Which piece of a file is asked for, where one is.
    fileprivate var piece: Int? {
        guard name.hasPrefix("recording@"), let command = try? WireRecordingCommand(serializedBytes: request.body),
            case .fetchPiece(let fetch)? = command.command
        else { return nil }
        return Int(fetch.index)
    }
}
