import Casework
import Foundation
import Majordomo
import ServiceRuntime

/// What can be set about recording alone.
struct RecordingConfiguration {
    /// `LOKET_ATTACHMENT_KEY`: the file of the key that the site's attachments are sealed with. Defaults to
    /// `attachments.key` in `LOKET_DATA` where that is there; without a key no attachment is taken in or given out.
    let key: AttachmentKey?
    /// `LOKET_FETCH_EVERY`: how often is looked for attachments that other sites have and this one wants, in seconds,
    /// 1–3600. Defaults to 2.
    let fetchEvery: Duration
    /// `LOKET_FETCH_AT_ONCE`: how many pieces of 32 KiB may be on their way from other sites at a time, 1–4. Defaults to
    /// 2, which fills a slow line and leaves room on it between two pieces.
    let fetchAtOnce: Int

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
        fetchEvery = .seconds(
            try ServiceConfiguration.number("LOKET_FETCH_EVERY", environment, in: 1...3600, standard: 2))
        fetchAtOnce = try ServiceConfiguration.number("LOKET_FETCH_AT_ONCE", environment, in: 1...4, standard: 2)
    }
}
