import Civil
import Foundation

extension SiteCatalogue {
    /// The catalogue in that file; without one, the site's own, or the sample district's where there is none.
    static func read(_ asked: String?, in folder: SiteFolder) throws -> Catalogue {
        let path = asked ?? (FileManager.default.isReadableFile(atPath: folder.catalogue) ? folder.catalogue : nil)
        do {
            return try path.map { try Catalogue(texts(at: $0)) }
                ?? Catalogue(yaml: String(decoding: sample, as: UTF8.self))
        } catch {
            throw Complaint(.usage, "the catalogue \(path ?? "of the sample district") can't be used: \(error)")
        }
    }
}
