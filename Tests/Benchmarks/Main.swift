import Foundation

/// `loket-bench intake`: how fast cases come in, beside pgbench and a bare libpq client on the same cluster in
/// the same run. `loket-bench line`: what a slow line between two sites carries, and what the counter feels of it.
/// `loket-bench district`: what each site of a district takes of one machine. `loket-bench store`: what cases leave in a
/// store, and how fast one of ten million entries is. `ops/bench` runs them.
@main
enum Main {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let json = take("--json", from: &arguments)
        do {
            let tell = { (line: String) in FileHandle.standardError.write(Data((line + "\n").utf8)) }
            switch arguments.first {
            case "intake":
                let seconds = try number(after: "--seconds", in: &arguments, standard: 4)
                let rounds = try number(after: "--rounds", in: &arguments, standard: 3)
                guard arguments == ["intake"] else { throw Usage() }
                let report = try IntakeBench(seconds: seconds, rounds: rounds).run(progress: tell)
                print(json ? report.json : report.table)
            case "line":
                let captures = try number(after: "--captures", in: &arguments, standard: 10)
                let seconds = try number(after: "--seconds", in: &arguments, standard: 30)
                let rate = try number(after: "--kbit", in: &arguments, standard: 512)
                let delay = try number(after: "--delay-ms", in: &arguments, standard: 300)
                guard arguments == ["line"] else { throw Usage() }
                let report = try LineBench(
                    captures: captures, seconds: seconds, rate: Double(rate) * 1000, delay: Double(delay) / 1000
                ).run(progress: tell)
                print(json ? report.json : report.table)
            case "district":
                let sites = try number(after: "--sites", in: &arguments, standard: 12)
                let visits = try number(after: "--visits", in: &arguments, standard: 60)
                guard arguments == ["district"], sites <= 99 else { throw Usage() }
                let report = try DistrictBench(sites: sites, visits: visits).run(progress: tell)
                print(json ? report.json : report.table)
            case "store":
                let cases = try number(after: "--cases", in: &arguments, standard: 1_000_000)
                let entries = try number(after: "--entries", in: &arguments, standard: 10_000_000)
                let minutes = try number(after: "--minutes", in: &arguments, standard: 10)
                let seconds = try number(after: "--seconds", in: &arguments, standard: 8)
                let rounds = try number(after: "--rounds", in: &arguments, standard: 7)
                guard arguments == ["store"] else { throw Usage() }
                let report = try StoreBench(
                    cases: cases, entries: entries, minutes: minutes, seconds: seconds, rounds: rounds
                ).run(progress: tell)
                print(json ? report.json : report.table)
            case "pressure":
                let minutes = try number(after: "--minutes", in: &arguments, standard: 10)
                let offices = try number(after: "--offices", in: &arguments, standard: 4)
                let outstanding = try number(after: "--outstanding", in: &arguments, standard: 1_024)
                guard arguments == ["pressure"], offices <= 99 else { throw Usage() }
                let report = try PressureBench(minutes: minutes, offices: offices, outstanding: outstanding)
                    .run(progress: tell)
                print(json ? report.json : report.table)
            default: throw Usage()
            }
        } catch {
            FileHandle.standardError.write(Data("loket-bench: \(error)\n".utf8))
            exit(error is Usage ? 64 : 1)
        }
    }

    struct Usage: Error, CustomStringConvertible {
        var description: String {
            """
            usage: ops/bench intake [--seconds N] [--rounds N] [--json]   (N seconds for each figure of each round)
                   ops/bench line [--captures N] [--seconds N] [--kbit N] [--delay-ms N] [--json]
                   ops/bench district [--sites N] [--visits N] [--json]
                   ops/bench store [--cases N] [--entries N] [--minutes N] [--seconds N] [--rounds N] [--json]
                   ops/bench pressure [--minutes N] [--offices N] [--outstanding N] [--json]
            """
        }
    }

    private static func take(_ flag: String, from arguments: inout [String]) -> Bool {
        guard let index = arguments.firstIndex(of: flag) else { return false }
        arguments.remove(at: index)
        return true
    }

    private static func number(after flag: String, in arguments: inout [String], standard: Int) throws -> Int {
        guard let index = arguments.firstIndex(of: flag) else { return standard }
        guard index + 1 < arguments.count, let value = Int(arguments[index + 1]), value > 0 else { throw Usage() }
        arguments.removeSubrange(index...index + 1)
        return value
    }
}
