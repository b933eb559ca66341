import Civil
import Foundation

/// The catalogue that a site works by: a file in its folder, which the office changes as its rules change.
struct SiteCatalogue {
    /// The one that was asked for; `nil` for the site's own or, in a new site, the sample district's.
    let asked: String?

    init(_ asked: String?) {
        self.asked = asked
    }

    static var sample: [UInt8] { PackageResources.catalogue_yaml }

    /// The catalogue that a site works by.
    static func inUse(in folder: SiteFolder) throws -> Catalogue {
        do {
            return try Catalogue(yaml: try String(contentsOfFile: folder.catalogue, encoding: .utf8))
        } catch {
            throw SiteProblem("The catalogue \(folder.catalogue) can't be used: \(error)")
        }
    }

    /// The text of a catalogue's file and of the one that it goes on from.
    static func texts(at path: String) throws(SiteProblem) -> [CatalogueText] {
        try CatalogueText.gathered(at: path) { (file) throws(SiteProblem) in
            do {
                return try String(contentsOfFile: file, encoding: .utf8)
            } catch {
                throw SiteProblem(
                    "The catalogue \(file) can't be read: name a file in UTF-8 that is there and may be opened.")
            }
        }
    }

    /// The first of a site's offices, on whose clock its times are shown.
    static func firstOffice(of offices: [String], in folder: SiteFolder) throws -> Office {
        guard let office = try inUse(in: folder).offices.first(where: { $0.code.text == offices.first }) else {
            throw SiteProblem("The site's office \(offices.first ?? "") is not in its catalogue \(folder.catalogue).")
        }
        return office
    }

    /// Puts the catalogue into the folder: only one that can be read and knows the offices, so that a slip of the pen
    /// never takes the place of what the site works by.
    func install(in folder: SiteFolder, offices: [String]?) throws {
        let isNew = !FileManager.default.fileExists(atPath: folder.catalogue)
        if asked == nil && !isNew { return }
        let texts =
            try asked.map(Self.texts) ?? [CatalogueText(file: "", text: String(decoding: Self.sample, as: UTF8.self))]
        let kept = isNew ? "" : " The site keeps the catalogue that it has."
        do {
            let catalogue = try Catalogue(texts)
            for office in offices ?? [] where catalogue.offices.allSatisfy({ $0.code.text != office }) {
                let known = catalogue.offices.map(\.code.text).joined(separator: ", ")
                throw SiteProblem("No office \(office) is in the catalogue: use one of \(known).\(kept)")
            }
        } catch let problem as SiteProblem {
            throw problem
        } catch {
            throw SiteProblem("The catalogue \(asked ?? "") can't be used.\(kept) \(error)")
        }
        do {
            try Data(CatalogueText.joined(texts).utf8).write(
                to: URL(fileURLWithPath: folder.catalogue), options: .atomic)
        } catch {
            throw SiteProblem(
                "The catalogue \(asked ?? "of the sample district") can't be put into \(folder.catalogue): "
                    + "\(error.localizedDescription)")
        }
    }
}
