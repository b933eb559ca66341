import Foundation

/// `loket-simulate`: seeds of a district in memory, each played to its end; `ops/simulate` runs it.
@main
enum Main {
    static func main() {
        makeHashesTheSame()
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            try exit(run(options) ? 0 : 1)
        } catch {
            say("loket-simulate: \(error)")
            exit(error is Options.Usage ? 64 : 1)
        }
    }

    /// Dictionaries come in another order in every process, unless it is said at the start: a seed must play the same
    /// again.
    private static func makeHashesTheSame() {
        let name = "SWIFT_DETERMINISTIC_HASHING"
        guard getenv(name) == nil else { return }
        setenv(name, "1", 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        say("loket-simulate: it can't start itself again, so a seed may not play the same a second time")
    }

    private static func run(_ options: Options) throws -> Bool {
        let began = ContinuousClock.now
        let simulation = try Simulation()
        let seeds = Array(options.seeds)
        let tally = Locked(Tally())
        DispatchQueue.concurrentPerform(iterations: seeds.count) { index in
            let outcome = simulation.play(seeds[index])
            if options.isTalkative {
                say(
                    "seed \(outcome.seed): \(outcome.fingerprint), \(outcome.lasted.components.seconds) s of its own time"
                )
            }
            tally.with { $0.add(outcome) }
            guard !outcome.problems.isEmpty else { return }
            say((["seed \(outcome.seed): WRONG"] + outcome.problems.prefix(20)).joined(separator: "\n  "))
        }
        return tally.with { tally in
            print(tally.report(of: options.seeds, took: ContinuousClock.now - began))
            guard options.isWhole else { return tally.failed.isEmpty }
            for missing in tally.missing { say("no fault has met this in any seed: \(missing)") }
            return tally.failed.isEmpty && tally.missing.isEmpty
        }
    }

    private static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// A value for one thread at a time.
private final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func with<Result>(_ work: (inout Value) -> Result) -> Result { lock.withLock { work(&value) } }
}

struct Options {
    let seeds: Range<UInt64>
    /// Every fault must have met every state.
    var isWhole = false
    /// A line for each seed.
    var isTalkative = false

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        var (first, count): (UInt64, UInt64) = (1, 100)
        while let flag = rest.popFirst() {
            switch flag {
            case "--whole": isWhole = true
            case "--each": isTalkative = true
            case "--seeds": count = try Self.number(&rest)
            case "--from": first = try Self.number(&rest)
            default: throw Usage()
            }
        }
        guard count > 0, first < UInt64.max - count else { throw Usage() }
        seeds = first..<first + count
    }

    private static func number(_ rest: inout ArraySlice<String>) throws -> UInt64 {
        guard let number = rest.popFirst().flatMap({ UInt64($0) }) else { throw Usage() }
        return number
    }

    struct Usage: Error, CustomStringConvertible {
        let description = "usage: ops/simulate [--seeds N] [--from SEED] [--each] [--whole]"
    }
}
