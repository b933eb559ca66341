import Casework
import Foundation
import Majordomo
import ServiceRuntime

/// What can be set about recording alone.
struct RecordingConfiguration {
    /// `LOKET_ATTACHMENT_KEY`: the file of the key that the site's attachments are sealed with. Defaults to
    /// `attachments.key` in `LOKET_DATA` where that is there; without a key no attachment is taken in or given out.
    let key: AttachmentKey?

    init(_ configuration: ServiceConfiguration) throws(BadConfiguration) {
        let environment = configuration.environment
        let asked = environment["LOKET_ATTACHMENT_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        let standard = configuration.dataFolder.map { "\($0)/\(AttachmentKey.fileName)" }
        let path = asked ?? standard.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
        do throws(KeyProblem) {
            key = if let path { try AttachmentKey(readFrom: path) } else { nil }
        } catch {
            throw BadConfiguration(key: "LOKET_ATTACHMENT_KEY", problem: "can't be used", fix: error.description)
        }
    }
}
