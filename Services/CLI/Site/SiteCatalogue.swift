import Foundation

/// The catalogue that a site works by: a file in its folder, which the office changes as its rules change.
struct SiteCatalogue {
    /// The one that was asked for; `nil` for the site's own or, in a new site, the sample district's.
    let asked: String?

    init(_ asked: String?) {
        self.asked = asked
    }

    static var sample: [UInt8] { PackageResources.catalogue_yaml }

    func install(in folder: SiteFolder) throws {
        if asked == nil && FileManager.default.fileExists(atPath: folder.catalogue) { return }
        do {
            let bytes =
                try asked.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
                ?? Data(Self.sample)
            try bytes.write(to: URL(fileURLWithPath: folder.catalogue), options: .atomic)
        } catch {
            throw SiteProblem(
                "The catalogue \(asked ?? "of the sample district") can't be put into \(folder.catalogue): "
                    + "\(error.localizedDescription)")
        }
    }
}
