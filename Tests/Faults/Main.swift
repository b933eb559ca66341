import Civil
import Foundation
import TestKit

/// `loket-faults`: a kecamatan and its Dukcapil under load, one fault after the other, and after each of them everything
/// that was promised held against everything that is there. `ops/faults` runs it.
@main
enum Main {
    static func main() async {
        // A folder that some child of ours closed must not end us.
        signal(SIGPIPE, SIG_IGN)
        let ends = [SIGINT, SIGTERM].map(exitInOrder)
        defer { for end in ends { end.cancel() } }
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            let wrongs = try await run(options)
            guard wrongs.isEmpty else {
                for wrong in wrongs.prefix(50) { say("WRONG: \(wrong)") }
                exit(1)
            }
        } catch {
            say("loket-faults: \(error)")
            exit(error is Options.Usage ? 64 : 1)
        }
    }

    /// So many rounds have the same sites; then new ones are made.
    private static let roundsOfSites = 40

    private static func run(_ options: Options) async throws -> [String] {
        if let cases = options.cases { return try await playLong(cases, options) }
        say("seed \(options.seed), rounds \(options.rounds.lowerBound) to \(options.rounds.upperBound - 1)")
        let catalogue = try ScratchFolder()
        let path = try catalogueFile(in: catalogue)
        var report = FaultReport(seed: options.seed)
        var wrongs: [String] = []
        var next = options.rounds.lowerBound
        while next < options.rounds.upperBound, wrongs.isEmpty {
            let last = min(next + roundsOfSites, options.rounds.upperBound)
            wrongs = try await play(next..<last, options, catalogue: path, into: &report)
            next = last
        }
        print(report.table)
        return wrongs
    }

    private static func play(
        _ rounds: Range<Int>, _ options: Options, catalogue: String, into report: inout FaultReport
    ) async throws -> [String] {
        var random = SplitMix64(seed: options.seed &+ UInt64(rounds.lowerBound))
        let sites = try FaultSites(catalogue: catalogue, morning: SiteClock.beginning(&random))
        if sites.disk == nil { say("not as root: no disk is filled") }
        if sites.klari.clock == nil { say("no C compiler whose library programs take: no wall clock is moved") }
        let books = Books()
        let people = sites.both.map { site in Task { await Person(site, books).work() } }
        var before = Checks.Count()
        var wrongs: [String] = []
        for number in rounds where wrongs.isEmpty {
            let outcome: Round.Outcome
            do {
                outcome = try await Round(seed: options.seed, number: number, visits: options.visits).run(sites, books)
            } catch {
                wrongs = books.complaints + ["round \(number): \(error)"]
                break
            }
            report.take(outcome, before: before)
            before = outcome.count
            wrongs = outcome.wrongs
            let answer = outcome.answeredAfter.map { "next answer \(FaultReport.short($0)) s, " } ?? ""
            say(
                "round \(number): \(outcome.fault)\(outcome.hit ? "" : ", met nobody"): \(answer)at rest "
                    + "\(FaultReport.short(outcome.restAfter)) s after; \(wrongs.isEmpty ? "all there, once" : "WRONG")"
            )
        }
        for person in people { person.cancel() }
        for person in people { await person.value }
        if !wrongs.isEmpty {
            say(
                "again: ops/faults --seed \(options.seed) --from \(rounds.lowerBound) --rounds \(rounds.count) "
                    + "--visits \(options.visits)")
            if let kept = options.keep { try keep(sites, in: kept) }
        }
        try await Pace.aside { try sites.stop() }
        return wrongs
    }

    /// The sites' folders, as they are: for whoever looks for the cause.
    static func keep(_ sites: FaultSites, in folder: String) throws {
        for site in sites.both {
            let copy = try StartedProgram("/bin/cp", ["-a", site.folder, folder])
            try copy.waitForExit(within: .seconds(60))
        }
        say("the sites are kept in \(folder)")
    }

    /// So many cases in one go, with a fault every few seconds.
    private static func playLong(_ cases: Int, _ options: Options) async throws -> [String] {
        say("seed \(options.seed), \(cases) cases")
        let catalogue = try ScratchFolder()
        let run = LongRun(seed: options.seed, cases: cases)
        let sites = try FaultSites(
            catalogue: try catalogueFile(in: catalogue), morning: SiteClock.morning, megabytes: run.megabytes)
        let (page, wrongs) = try await run.play(on: sites)
        if !wrongs.isEmpty, let kept = options.keep { try keep(sites, in: kept) }
        try await Pace.aside { try sites.stop() }
        print(page)
        return wrongs
    }

    private static func catalogueFile(in folder: ScratchFolder) throws -> String {
        let path = folder.file("catalogue.yaml")
        try SampleCitizen.catalogue(desks: Desks.more).write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Whoever ends us lets us unmount and stop what we started.
    private static func exitInOrder(on number: Int32) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { exit(128 + number) }
        source.resume()
        return source
    }

    static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

struct Options {
    let seed: UInt64
    let rounds: Range<Int>
    let visits: Int
    let keep: String?
    /// One long run with so many cases instead of rounds.
    let cases: Int?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        var (seed, from, count, visits) = (UInt64(Date().timeIntervalSince1970), 0, 12, 24)
        var keep: String?
        var cases: Int?
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Usage() }
            switch (flag, Int(value)) {
            case ("--seed", let number?) where number >= 0: seed = UInt64(number)
            case ("--from", let number?) where number >= 0: from = number
            case ("--rounds", let number?) where number > 0: count = number
            case ("--visits", let number?) where (2...1_000).contains(number): visits = number
            case ("--keep", _): keep = value
            case ("--cases", let number?) where (1...200_000).contains(number): cases = number
            default: throw Usage()
            }
        }
        self.seed = seed
        rounds = from..<from + count
        self.visits = visits
        self.keep = keep
        self.cases = cases
    }

    struct Usage: Error, CustomStringConvertible {
        let description =
            "usage: ops/faults [--rounds N] [--seed S] [--from ROUND] [--visits N for each round] [--keep FOLDER]\n"
            + "       ops/faults --cases N [--seed S] [--keep FOLDER]"
    }
}
