/// A program of a site, in the eyes of whoever keeps it running.
struct SiteProgram: Hashable, Sendable {
    enum Stage: Int, Comparable, CaseIterable {
        case store, broker, service

        static func < (one: Stage, other: Stage) -> Bool { one.rawValue < other.rawValue }
    }

    let name: String
    let stage: Stage
    /// How long it may take to stop in order.
    let patience: Duration
    /// Tells a process that takes another's place from that one, while both are there.
    var life = 1
}

/// Decides what a site's programs need: what to start, what to restart and when, in which order to stop.
///
/// It is a pure value: what happened and what time it is come in, what to do goes out.
struct Supervision {
    enum Event: Equatable {
        /// The program works: its children may be started. For services: it serves its names.
        case ready(SiteProgram)
        /// The program has ended, or could not be started: `how`, in words. `byItself` when it decided so, and
        /// was not killed.
        case ended(SiteProgram, how: String, byItself: Bool)
        /// Somebody wants the site to stop; the second time, at once.
        case stop
        /// Somebody wants these to be replaced, one after the other, while the site serves.
        case restart([String])
        /// Time has passed.
        case tick
    }

    enum Action: Equatable {
        case start(SiteProgram)
        /// Stop in order: finish what is at work, take nothing new.
        case stop(SiteProgram)
        /// Stop now, whatever is at work.
        case kill(SiteProgram)
        case say(String)
        /// All programs work for the first time.
        case announceReady
        /// The broker makes room for the next one: its name can't be served twice.
        case makeRoom(SiteProgram)
        case report(Rollover.News)
        /// Nothing runs any more. With a reason when the site did not stop because it was asked to.
        case finish(failure: String?)
    }

    typealias Instant = ContinuousClock.Instant

    enum State {
        case idle
        case running(since: Instant)
        case waiting(until: Instant)
        case stopping(until: Instant)
    }

    // Shared with what replaces programs (Rollover.swift).
    var states: [SiteProgram: State]
    var failures: [SiteProgram: Int] = [:]
    var working: Set<SiteProgram> = []
    private(set) var isUp = false
    private(set) var isStopping = false
    var rollover: Rollover?
    var lives = 1
    private var failure: String?
    private var hasFinished = false

    init(_ programs: [SiteProgram]) {
        states = Dictionary(uniqueKeysWithValues: programs.map { ($0, .idle) })
    }

    /// When `tick` is wanted at the latest.
    var wake: Instant? {
        let moments = states.values.compactMap { state -> Instant? in
            switch state {
            case .waiting(let until), .stopping(let until): until
            case .idle, .running: nil
            }
        }
        return (moments + [rollover?.deadline].compactMap(\.self)).min()
    }

    /// Starts what everything else stands on.
    mutating func begin(at now: Instant) -> [Action] {
        start(.store, now)
    }

    mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .ready(let program): becameReady(program, now)
        case .ended(let program, let how, let byItself): ended(program, how, byItself, now)
        case .stop: stop(now)
        case .restart(let names): restart(names, now)
        case .tick: tick(now)
        }
    }

    // MARK: While the site is up

    private mutating func becameReady(_ program: SiteProgram, _ now: Instant) -> [Action] {
        if isStopping { return [] }
        working.insert(program)
        if let actions = readyInRollover(program, now) { return actions }
        var actions: [Action] = []
        if program.stage == .store { actions += start(.broker, now) + start(.service, now) }
        if !isUp && working.count == states.count {
            isUp = true
            actions.append(.announceReady)
        }
        return actions
    }

    private mutating func ended(_ program: SiteProgram, _ how: String, _ byItself: Bool, _ now: Instant) -> [Action] {
        defer { working.remove(program) }
        let (told, isSettled) = endedInRollover(program, how, now)
        if isSettled { return told }
        guard case .running(let since)? = states[program] else {
            states[program] = hasSuccessor(program) ? nil : .idle
            return told + (isStopping ? goOnStopping(now) : [])
        }
        states[program] = .idle
        if isStopping { return goOnStopping(now) }
        let count = now - since > Self.longEnough ? 1 : (failures[program] ?? 0) + 1
        failures[program] = count
        if !isUp && (program.stage == .store || byItself && count >= Self.attemptsToComeUp) {
            failure = how
            return stop(now)
        }
        let pause = Self.pause(before: count)
        states[program] = .waiting(until: now + pause)
        let when = pause == .zero ? "it is started again" : "it is started again in \(pause.shown)"
        return told + [.say("\(program.name) \(how): \(when)")] + (pause == .zero ? tick(now) : [])
    }

    private mutating func tick(_ now: Instant) -> [Action] {
        var actions = overdueInRollover(now)
        for program in inOrder {
            switch states[program] {
            case .waiting(let until)? where until <= now: actions += start(program, now)
            case .stopping(let until)? where until <= now:
                states[program] = .stopping(until: now + Self.killAgain)
                actions += [.say("\(program.name) did not stop in time: it is stopped hard"), .kill(program)]
            default: break
            }
        }
        return actions
    }

    private mutating func start(_ stage: SiteProgram.Stage, _ now: Instant) -> [Action] {
        inOrder.filter { $0.stage == stage }.flatMap { program -> [Action] in
            guard case .idle? = states[program] else { return [] }
            return start(program, now)
        }
    }

    private mutating func start(_ program: SiteProgram, _ now: Instant) -> [Action] {
        states[program] = .running(since: now)
        return [.start(program)]
    }

    // MARK: Stopping, from the top down

    private mutating func stop(_ now: Instant) -> [Action] {
        let isImpatient = isStopping
        isStopping = true
        for (program, state) in states {
            switch state {
            case .waiting: states[program] = .idle
            // What was given all the time that it needs gets no more than the others now.
            case .stopping(let until): states[program] = .stopping(until: min(until, now + program.patience))
            case .idle, .running: break
            }
        }
        guard isImpatient else { return endRollover("the site is being stopped") + goOnStopping(now) }
        return inOrder.reversed().compactMap { program in
            guard case .stopping? = states[program] else { return nil }
            return .kill(program)
        }
    }

    /// Stops the highest stage that still has a living program; when there is none, it is over.
    private mutating func goOnStopping(_ now: Instant) -> [Action] {
        let living = inOrder.filter {
            if case .idle? = states[$0] { false } else { true }
        }
        guard let stage = living.map(\.stage).max() else {
            if hasFinished { return [] }
            hasFinished = true
            return [.finish(failure: failure)]
        }
        return living.filter { $0.stage == stage }.compactMap { program in
            guard case .running? = states[program] else { return nil }
            states[program] = .stopping(until: now + program.patience)
            return .stop(program)
        }
    }

    private var inOrder: [SiteProgram] {
        states.keys.sorted { ($0.stage, $0.name, $0.life) < ($1.stage, $1.name, $1.life) }
    }
}

extension Supervision {
    /// After this long without a failure, what went wrong before is forgotten.
    static let longEnough = Duration.seconds(30)
    /// A program that says three times in a row that it can't start will not do so by a fourth.
    static let attemptsToComeUp = 3
    static let killAgain = Duration.seconds(5)

    /// At once the first time, then after half a second, doubling up to ten.
    static func pause(before attempt: Int) -> Duration {
        attempt <= 1 ? .zero : min(.milliseconds(500 << min(attempt - 2, 8)), .seconds(10))
    }
}

extension Duration {
    /// For people: `0.5 s`, `4 s`.
    fileprivate var shown: String {
        let tenths = Int((self / .milliseconds(100)).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
