import ArgumentParser
import Civil
import Foundation

struct CheckValue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what is wrong or doubtful about a NIK, a nomor KK, a region code, a name or a phone number.",
        discussion: """
            What can't have been issued is invalid; what may well be right and should be looked at is doubtful, and never a
            reason to refuse anybody. It works without a site. Where one answers that has a list of regions (loket region
            import), codes and the first six digits are looked up there as well. A NIK and a nomor KK are shown masked;
            - as the value reads it from standard input, so that it doesn't stay in the shell's history.

            Examples:
              loket check nik 3215 0517 0893 0001 --birth-date 1993-08-17 --sex male
              loket check kk - < number.txt
              loket check region 32.15.05.2001
              loket check name "SITI NUR'AINI" --json
              loket check phone 0812-3456-7890

            JSON: kind, value, verdict (valid, doubtful, invalid), reasons (code, field, problem, fix), place, and looked_up:
            the list that was asked, null where none was.

            Exit codes: 0 valid or doubtful, 1 invalid, 2 not understood.
            """)

    @Argument(help: "What it is.")
    var kind: CheckedKind

    @Argument(help: ArgumentHelp("The value, grouped with spaces if you like; - reads it.", valueName: "value"))
    var words: [String]

    @Option(help: ArgumentHelp("The date of birth that the registry has, for a NIK.", valueName: "1993-08-17"))
    var birthDate: String?

    @Option(help: "The sex that the registry has, for a NIK.")
    var sex: Sex?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if kind != .nik, birthDate != nil || sex != nil {
            throw ValidationError("--birth-date and --sex are held against a NIK only.")
        }
        do throws(Rejection) {
            _ = try day()
        } catch {
            throw ValidationError("\(error.field): \(error.problem); \(error.fix).")
        }
    }

    func run() async throws {
        let text: String
        do throws(Complaint) {
            text = words == ["-"] ? try StandardInput.line() : words.joined(separator: " ")
        } catch {
            throw Screen(isJSON: site.json).complain(error)
        }
        let reading = kind.reading(of: text)
        let lookup: RegionLookup? =
            if let place = reading.place { await RegionLookup(of: place, site) } else { nil }
        let verdict = reading.verdict(birthDate: try day(), sex: sex, standing: lookup?.standing)
        Screen(isJSON: site.json).show(CheckReport(kind, reading, verdict, lookup))
        if verdict.word == .invalid { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private func day() throws(Rejection) -> Day? {
        guard let birthDate else { return nil }
        return try Day(iso: birthDate, field: "--birth-date")
    }
}

extension CheckedKind: ExpressibleByArgument {}
extension Sex: ExpressibleByArgument {}

/// What somebody gives a command where the value would stand.
enum StandardInput {
    private static let most = 64 * 1024

    /// The first line, without its end.
    static func line() throws(Complaint) -> String {
        var bytes: [UInt8] = []
        do {
            while bytes.count < most, !bytes.contains(UInt8(ascii: "\n")),
                let read = try FileHandle.standardInput.read(upToCount: most), !read.isEmpty
            {
                bytes += read
            }
        } catch {
            throw Complaint(.usage, "standard input can't be read: give the value itself, or a file with < FILE")
        }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
}
