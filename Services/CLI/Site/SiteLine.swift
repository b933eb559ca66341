import Foundation
import Majordomo
import ZeroMQ

/// The line of a site to its district, as it was asked for.
struct SiteLine {
    let brokers: String
    let key: PublicKey

    /// Nil where none was asked for.
    init?(
        brokers: String?, key: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let given = { (option: String?, name: String) in
            option ?? environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let brokers = given(brokers, "LOKET_LINE") else { return nil }
        guard let written = given(key, "LOKET_LINE_KEY") else {
            throw SiteProblem(
                "--line needs --line-key: the 40 characters that loket key show prints at the district's site.")
        }
        do throws(KeyProblem) {
            self.key = try Identity.publicKey(written, named: "--line-key")
        } catch {
            throw SiteProblem("\(error).")
        }
        self.brokers = brokers
    }
}

/// The offices of other sites that a site can give cases to: its district's by the line, and at Dukcapil those of every
/// site whose key is allowed.
struct SiteNeighbours {
    private let districts: [String: String]
    private let allowed: [String]

    /// Reads the site's catalogue and its allowed keys.
    init(_ folder: SiteFolder, keys: KeyFolder, hasLine: Bool) throws {
        var districts: [String: String] = [:]
        if hasLine {
            for office in try SiteCatalogue.inUse(in: folder).offices {
                districts[office.code.text] = office.district.text
            }
        }
        self.districts = districts
        do throws(KeyProblem) {
            allowed = try keys.register().register.holders.flatMap { holder -> [String] in
                guard case .site(let offices) = holder.role else { return [] }
                return offices
            }
        } catch {
            throw SiteProblem("The keys of \(keys.path) can't be used: \(error)")
        }
    }

    /// Nil where there is nobody: then what was known before stays.
    func offices(of site: [String]) -> [String]? {
        let above = Set(site.compactMap { districts[$0] })
        let reached = above.union(allowed).subtracting(site)
        return reached.isEmpty ? nil : reached.sorted()
    }
}
