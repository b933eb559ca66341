import Civil
import Contracts
import Crypto
import Foundation
import ServiceClient

/// A file of regions that was read whole, and its way into a site.
struct RegionUpload {
    let list: RegionList
    private let hash: [UInt8]
    private let fileHash: [UInt8]
    private let name: String

    private static let mostNamed = 20
    private static let chunk = 256 * 1024

    init(_ file: NamedFile) throws(Complaint) {
        let handle = try file.opened()
        var reader = RegionFile()
        var digest = SHA256()
        do {
            while let bytes = try handle.read(upToCount: Self.chunk), !bytes.isEmpty {
                digest.update(data: bytes)
                reader.take(bytes)
            }
        } catch {
            throw Complaint(.usage, "\(file.path) can't be read to its end: \(error)")
        }
        do throws(RegionList.Damaged) {
            list = try reader.finish()
        } catch {
            throw Self.complaint(error.mistakes, file.path)
        }
        hash = list.hash
        fileHash = Array(digest.finalize())
        let stem = URL(fileURLWithPath: file.path).deletingPathExtension().lastPathComponent
        name = [String(stem.prefix(60)), reader.edited?.iso].compactMap { $0 }.joined(separator: " ")
    }

    /// Sends what isn't there yet, and has it put in use.
    func send(to office: String, by counter: Counter, fewer: Bool) async throws -> RegionOutcome {
        let begin = WireBeginRegions.with {
            $0.hash = Data(hash)
            $0.fileHash = Data(fileHash)
            $0.name = name
            $0.places = Int32(clamping: list.rows.count)
            $0.fewer = fewer
        }
        var taken = try await ask(.beginRegions(begin), office, counter)
        let wasInUse = taken.inUse
        while !taken.inUse {
            let last = taken.last
            let piece = list.piece(after: try Self.code(last, office, counter))
            if piece.isEmpty { break }
            let put = WirePutRegions.with { put in
                put.hash = Data(hash)
                put.after = last
                put.rows = piece.map { row in
                    .with {
                        $0.code = row.code.text
                        $0.name = row.name
                    }
                }
            }
            taken = try await ask(.putRegions(put), office, counter)
            // Somebody else may send the same list, and be further; never back.
            guard taken.inUse || last.utf8.lexicographicallyPrecedes(taken.last.utf8) else {
                throw Complaint(
                    .unavailable, "the rows were not taken: somebody else imports too; give the command again")
            }
        }
        let use = WireUseRegions.with { $0.hash = Data(hash) }
        guard case .regionsInUse(let used) = try await counter.ask(IntakeDialect.self, office, .useRegions(use)) else {
            throw counter.unreadable("intake", office)
        }
        return RegionOutcome(used: used, wasInUse: wasInUse)
    }

    /// The place up to which the site has the list; nil at its beginning.
    private static func code(_ last: String, _ office: String, _ counter: Counter) throws -> RegionCode? {
        do throws(Rejection) {
            return last.isEmpty ? nil : try RegionCode(last)
        } catch {
            throw counter.unreadable("intake", office)
        }
    }

    private func ask(
        _ command: WireIntakeCommand.OneOf_Command, _ office: String, _ counter: Counter
    ) async throws -> WireRegionsTaken {
        guard case .regionsTaken(let taken) = try await counter.ask(IntakeDialect.self, office, command) else {
            throw counter.unreadable("intake", office)
        }
        return taken
    }

    private static func complaint(_ mistakes: RegionMistakes, _ path: String) -> Complaint {
        let named = mistakes.first.prefix(mostNamed).map { "\n  \($0)" }.joined()
        let rest = mistakes.count - min(mistakes.first.count, mostNamed)
        return Complaint(
            .refused,
            "\(path) is refused whole, and nothing is changed: \(mistakes.count == 1 ? "a row is" : "\(mistakes.count) rows are") "
                + "wrong\(named)\(rest > 0 ? "\n  … and \(rest) more" : "")")
    }
}

struct RegionOutcome {
    let used: WireRegionsInUse
    let wasInUse: Bool
}
