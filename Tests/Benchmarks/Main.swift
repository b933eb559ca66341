import Foundation

/// `loket-bench intake`: how fast cases come in, beside pgbench and a bare libpq client on the same cluster in
/// the same run. `ops/bench` runs it.
@main
enum Main {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let json = take("--json", from: &arguments)
        do {
            let seconds = try number(after: "--seconds", in: &arguments, standard: 4)
            let rounds = try number(after: "--rounds", in: &arguments, standard: 3)
            guard arguments == ["intake"] else { throw Usage() }
            let report = try IntakeBench(seconds: seconds, rounds: rounds).run { line in
                FileHandle.standardError.write(Data((line + "\n").utf8))
            }
            print(json ? report.json : report.table)
        } catch {
            FileHandle.standardError.write(Data("loket-bench: \(error)\n".utf8))
            exit(error is Usage ? 64 : 1)
        }
    }

    struct Usage: Error, CustomStringConvertible {
        var description: String {
            "usage: ops/bench intake [--seconds N] [--rounds N] [--json]   (N seconds for each figure of each round)"
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
