import ZeroMQ

/// What is written to the log about keys that were refused: each at once, and then once in a while, for a peer that isn't
/// let in knocks several times a second.
struct RefusalJournal {
    static let pause = Duration.seconds(60)
    static let mostKeys = 256

    private struct Knock {
        var told: Instant
        var since = 0
    }

    private var knocks: [PublicKey?: Knock] = [:]

    /// The line for the log, nil when it is too early for another.
    mutating func line(for refusal: Gatekeeper.Refusal, now: Instant) -> String? {
        if var knock = knocks[refusal.key] {
            knock.since += 1
            defer { knocks[refusal.key] = knock }
            guard now - knock.told >= RefusalJournal.pause else { return nil }
            let line = sentence(refusal) + " (\(knock.since) times since the last line about it)"
            knock = Knock(told: now)
            return line
        }
        if knocks.count >= RefusalJournal.mostKeys {
            knocks = knocks.filter { now - $0.value.told < RefusalJournal.pause }
            if knocks.count >= RefusalJournal.mostKeys { return nil }
        }
        knocks[refusal.key] = Knock(told: now)
        return sentence(refusal)
    }

    private func sentence(_ refusal: Gatekeeper.Refusal) -> String {
        guard let key = refusal.key else {
            return "refused a peer at \(refusal.address) that showed no key: \(refusal.count) refused in all"
        }
        return "refused the key \(key) at \(refusal.address), which is not in keys.txt: "
            + "if it is to come in, loket key allow '\(key)'; \(refusal.count) refused in all"
    }
}
