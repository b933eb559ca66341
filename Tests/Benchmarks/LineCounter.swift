import Civil
import Contracts
import Crypto
import Foundation
import Majordomo
import Records

/// What an officer of a kecamatan does, one request after the other, through the broker as any client.
final class LineCounter {
    private let client: ClientPort
    private let office: String
    private var people = 0

    init(_ client: ClientPort, office: String = LineSites.klari) {
        self.client = client
        self.office = office
    }

    /// Files a complete case and gives its number.
    func file(_ product: String, documents: [String]) throws -> String {
        try opened(product, documents: documents).number
    }

    func opened(_ product: String, documents: [String]) throws -> WireCaseOpened {
        people += 1
        // The last four digits are never 0000: so many people of each birthday.
        let (day, serial) = (1 + people / 9_999 % 28, 1 + people % 9_999)
        let someone = WirePerson.with {
            $0.name = "WARGA KLARI"
            $0.nik = office.filter(\.isNumber) + String(format: "%02d0893%04d", day, serial)
            $0.phone = "+62812345" + String(format: "%05d", people % 100_000)
        }
        let form = WireVisitForm.with {
            $0.lineID = "bench-\(people)"
            $0.visitor = someone
            $0.applications = [
                .with {
                    $0.product = product
                    $0.applicant = someone
                    $0.documents = documents
                }
            ]
        }
        let reply = try ask("intake", written(WireIntakeCommand.with { $0.openVisit.form = form }))
        return try WireIntakeReply(serializedBytes: reply).visitOpened.cases[0]
    }

    func status(_ number: String) throws {
        _ = try ask("intake", written(WireIntakeCommand.with { $0.findCase.number = number }))
    }

    /// Sends a file and records the capture with it.
    func capture(_ number: String, bytes: [UInt8]) throws {
        let pieces = try AttachmentPieces(hash: Array(SHA256.hash(data: bytes)), bytes: Int64(bytes.count))
        for index in 0..<pieces.count {
            let put = WirePutPiece.with {
                $0.hash = Data(pieces.hash)
                $0.size = pieces.bytes
                $0.index = Int32(index)
                $0.bytes = Data(bytes[pieces.range(of: index)])
            }
            _ = try ask("recording", written(WireRecordingCommand.with { $0.putPiece = put }))
        }
        let capture = WireRecordCapture.with {
            $0.caseNumber = number
            $0.photoQuality = 85
            $0.fingerprintQuality = 70
            $0.irisQuality = 80
            $0.signature = true
            $0.attachmentHash = Data(pieces.hash)
            $0.attachmentBytes = pieces.bytes
        }
        _ = try ask("recording", written(WireRecordingCommand.with { $0.recordCapture = capture }))
    }

    func recordData(_ number: String) throws {
        _ = try ask("recording", written(WireRecordingCommand.with { $0.recordData.caseNumber = number }))
    }

    /// Until it is answered; what is to come again comes again.
    private func ask(_ service: String, _ body: [UInt8]) throws -> [UInt8] {
        let id = UUID()
        let bytes = written(WireRequest.ofBench(id, office, body))
        while true {
            let answered = Handover()
            client.send(
                service: "\(service)@\(office)", id: id, body: bytes, deadline: .seconds(30),
                completion: answered.put)
            let outcome = answered.take()
            guard case .ok(let reply) = outcome else { throw LoadFailed(failures: ["\(service): \(outcome)": 1]) }
            switch try WireReply(serializedBytes: reply).outcome {
            case .accepted(let body): return Array(body)
            case .retry: continue
            case .rejected(let no): throw LoadFailed(failures: ["\(service): \(no.problem)": 1])
            case .fault(let fault): throw LoadFailed(failures: ["\(service): \(fault.problem)": 1])
            case nil: throw LoadFailed(failures: ["\(service): an empty reply": 1])
            }
        }
    }
}
