import Casework
import Civil
import Contracts
import Crypto
import Foundation
import Postgres
import Records
import TestKit

@testable import Recording

/// A file of some size, another one for each size.
struct SampleFile: Sendable {
    let bytes: [UInt8]
    let hash: [UInt8]

    init(_ size: Int) {
        bytes = Array(Array(repeating: Array("face \(size) ".utf8), count: size / 6 + 1).joined().prefix(size))
        hash = Array(SHA256.hash(data: bytes))
    }

    func piece(_ index: Int) -> ArraySlice<UInt8> {
        let begin = index * AttachmentPieces.pieceBytes
        return bytes[begin..<min(begin + AttachmentPieces.pieceBytes, bytes.count)]
    }

    var pieces: Int { (bytes.count - 1) / AttachmentPieces.pieceBytes + 1 }
}

extension RecordingRig {
    /// Asks as the readers' thread does, with the service's own role.
    private func answer(
        _ question: RecordingService.Question, key: AttachmentKey?, purpose: String = "",
        speaksFor: Set<String>? = nil
    ) throws -> WireRecordingReply {
        let connection = try Connection(database.conninfo(role: "loket_recording"), applicationName: "test")
        defer { connection.close() }
        let asking = Asking(
            id: UUID(), principal: "site", office: "32.15.05", operatorName: "rina", purpose: purpose,
            speaksFor: speaksFor)
        return try WireRecordingReply(
            serializedBytes: RecordingService(catalogue: catalogue, key: key).answer(
                question, asking: asking, from: Archive(connection)))
    }

    @discardableResult
    func put(
        _ file: SampleFile, _ index: Int, bytes: [UInt8]? = nil, size: Int64? = nil, key: AttachmentKey? = Self.key
    ) throws -> WirePieceTaken {
        let put = WirePutPiece.with {
            $0.hash = Data(file.hash)
            $0.size = size ?? Int64(file.bytes.count)
            $0.index = Int32(index)
            $0.bytes = Data(bytes ?? Array(file.piece(index)))
        }
        return try answer(.putPiece(put), key: key).pieceTaken
    }

    func putAll(_ file: SampleFile) throws {
        for index in 0..<file.pieces { try put(file, index) }
    }

    /// Files a case and records its capture with this file.
    func captured(_ file: SampleFile) async throws -> String {
        let number = try await self.file("ktp-el-baru")
        try putAll(file)
        _ = try await recording.capture(number, file: file).recording()
        return number
    }

    func fetched(
        _ file: SampleFile, of number: String, purpose: String = "a test", use: UUID = UUID(),
        speaksFor: Set<String>? = nil, key: AttachmentKey? = Self.key
    ) throws -> [UInt8] {
        try (0..<file.pieces).flatMap { index in
            let fetch = WireFetchPiece.with {
                $0.caseNumber = number
                $0.hash = Data(file.hash)
                $0.index = Int32(index)
                $0.use = Data(use.bytes)
            }
            return try Array(answer(.fetchPiece(fetch), key: key, purpose: purpose, speaksFor: speaksFor).piece.bytes)
        }
    }

    func attachments(of number: String) throws -> WireAttachments {
        try answer(.showAttachments(.with { $0.caseNumber = number }), key: Self.key).attachments
    }

    func tamper(_ sql: String) throws {
        let connection = try database.connect(planning: .free)
        defer { connection.close() }
        try connection.script(sql)
    }
}

extension EngineRig<RecordingService> {
    func capture(_ number: String, photo: Int32 = 85, file: SampleFile, size: Int64? = nil) async throws -> WireReply {
        try await ask({
            $0.recordCapture.caseNumber = number
            $0.recordCapture.photoQuality = photo
            $0.recordCapture.fingerprintQuality = 70
            $0.recordCapture.irisQuality = 80
            $0.recordCapture.signature = true
            $0.recordCapture.attachmentHash = Data(file.hash)
            $0.recordCapture.attachmentBytes = size ?? Int64(file.bytes.count)
        })
    }
}
