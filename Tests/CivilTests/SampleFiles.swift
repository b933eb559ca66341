import Civil
import Foundation

/// The files under `ops/sample`, read from the source tree.
enum SampleFiles {
    static func url(_ name: String) -> URL {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.appending(path: "ops/sample/\(name)")
    }

    static func text(_ name: String) throws -> String { try String(contentsOf: url(name), encoding: .utf8) }

    /// - Parameter products: what Klari has printed at the district's office.
    static func catalogue(printedAtDistrict products: [String] = []) throws -> Catalogue {
        let list = products.isEmpty ? "" : "    printed_at_district: [\(products.joined(separator: ", "))]\n"
        return try Catalogue(
            yaml: text("catalogue.yaml").replacing("    district: 32.15\n", with: "    district: 32.15\n\(list)"))
    }

    /// One of the five sample offices' catalogues, as its file and the base of it stand in the tree.
    static func texts(of file: String) throws -> [CatalogueText] {
        try CatalogueText.gathered(at: url(file).path) { try String(contentsOfFile: $0, encoding: .utf8) }
    }

    static func catalogue(of file: String) throws -> Catalogue { try Catalogue(texts(of: file)) }

    static let offices = ["catalogue.yaml", "cisauk.yaml", "rasau-jaya.yaml", "ciputat.yaml", "kalianda.yaml"]

    static let klari = region("32.15.05")
    static let karawang = region("32.15")
    static let rasauJaya = region("61.12.07")

    private static func region(_ text: String) -> RegionCode {
        guard let code = try? RegionCode(text) else { fatalError("\(text) is a region code") }
        return code
    }
}

/// A moment by Klari's clock.
func klari(_ text: String) throws -> Moment { try Moment(iso8601: text + "+07:00") }
