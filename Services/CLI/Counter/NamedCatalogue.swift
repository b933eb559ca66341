import Civil
import Foundation

/// A catalogue's file as somebody names it on the command line.
struct NamedCatalogue {
    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// The catalogue, or its mistakes.
    func read() throws -> Result<Catalogue, CatalogueMistakes> {
        let texts: [CatalogueText]
        do throws(SiteProblem) {
            texts = try SiteCatalogue.texts(at: path)
        } catch {
            throw Complaint(.usage, "\(error)")
        }
        do throws(CatalogueMistakes) {
            return .success(try Catalogue(texts))
        } catch {
            return .failure(error)
        }
    }

    /// The catalogue, or a refusal that names its mistakes.
    func catalogue() throws -> Catalogue {
        switch try read() {
        case .success(let catalogue): return catalogue
        case .failure(let mistakes): throw Complaint(.usage, "the catalogue \(path) can't be used:\n\(mistakes)")
        }
    }

    static func day(_ written: String?, _ field: String) throws -> Day? {
        do throws(Rejection) {
            return try written.map { (text) throws(Rejection) in try Day(iso: text, field: field) }
        } catch {
            throw Complaint(.usage, "\(field): \(error.problem): \(error.fix)")
        }
    }
}
