/// Programs that are being replaced, one after the other, while the site serves.
struct Rollover {
    typealias Instant = ContinuousClock.Instant

    /// What is told to whoever asked for it.
    enum News: Equatable {
        /// A second process of a service was started.
        case starting(SiteProgram)
        /// It serves at the broker; the one before it, if that lives, takes nothing new any more.
        case serving(SiteProgram, beside: SiteProgram?)
        /// The broker is asked to end, so that the next one can have its place.
        case makingRoom(SiteProgram)
        case ended(SiteProgram)
        /// It goes no further. What ran before runs on.
        case failed(name: String, why: String)
        case finished
    }

    enum Step: Equatable {
        case coming(SiteProgram, beside: SiteProgram?, until: Instant)
        /// It finishes what it has.
        case leaving(SiteProgram)
        case brokerLeaving(SiteProgram)
        case brokerComing(SiteProgram, until: Instant)
    }

    var rest: ArraySlice<String>
    var step: Step?

    var deadline: Instant? {
        switch step {
        case .coming(_, _, let until)?, .brokerComing(_, let until)?: until
        case .leaving?, .brokerLeaving?, nil: nil
        }
    }

    /// A program that doesn't serve by then has failed to come up.
    static let comingPatience = Duration.seconds(60)
    /// Whoever is replaced has all the time that a sheet in a printer takes, as another serves meanwhile.
    static let leavingPatience = Duration.seconds(600)
}

extension Supervision {
    mutating func restart(_ names: [String], _ now: Instant) -> [Action] {
        let asked = names.first ?? ""
        guard rollover == nil else { return [.report(.failed(name: asked, why: "a restart is under way already"))] }
        guard isUp, !isStopping else {
            let why = isStopping ? "the site is being stopped" : "the site is still coming up"
            return [.report(.failed(name: asked, why: why))]
        }
        rollover = Rollover(rest: names[...])
        return nextInRollover(now)
    }

    private mutating func nextInRollover(_ now: Instant) -> [Action] {
        guard let name = rollover?.rest.popFirst() else {
            rollover = nil
            return [.report(.finished)]
        }
        guard let old = states.keys.filter({ $0.name == name }).max(by: { $0.life < $1.life }) else {
            return fail(name, "there is no such program")
        }
        let isRunning = if case .running? = states[old] { true } else { false }
        if old.stage == .broker {
            guard isRunning else { return fail(name, "it isn't running now, and is being started again") }
            working.remove(old)
            states[old] = .stopping(until: now + old.patience)
            rollover?.step = .brokerLeaving(old)
            return [.report(.makingRoom(old)), .makeRoom(old)]
        }
        lives += 1
        var next = old
        next.life = lives
        // Between two attempts to start it, there is nothing to take leave of.
        if !isRunning { states[old] = nil }
        states[next] = .running(since: now)
        rollover?.step = .coming(next, beside: isRunning ? old : nil, until: now + Rollover.comingPatience)
        return [.start(next), .report(.starting(next))]
    }

    private mutating func fail(_ name: String, _ why: String) -> [Action] {
        rollover = nil
        return [.report(.failed(name: name, why: why))]
    }

    mutating func endRollover(_ why: String) -> [Action] {
        switch rollover?.step {
        case .coming(let program, _, _)?, .leaving(let program)?, .brokerLeaving(let program)?,
            .brokerComing(let program, _)?:
            fail(program.name, why)
        case nil: []
        }
    }

    /// Nil where it was not waited for.
    mutating func readyInRollover(_ program: SiteProgram, _ now: Instant) -> [Action]? {
        switch rollover?.step {
        case .coming(program, beside: let old?, _)?:
            working.remove(old)
            states[old] = .stopping(until: now + Rollover.leavingPatience)
            rollover?.step = .leaving(old)
            return [.report(.serving(program, beside: old)), .stop(old)]
        case .coming(program, beside: nil, _)?, .brokerComing(program, _)?:
            return [.report(.serving(program, beside: nil))] + nextInRollover(now)
        default: return nil
        }
    }

    /// - Returns: `isSettled` where nothing else is to be done about its end.
    mutating func endedInRollover(
        _ program: SiteProgram, _ how: String, _ now: Instant
    ) -> (actions: [Action], isSettled: Bool) {
        if isStopping { return ([], false) }
        switch rollover?.step {
        case .coming(program, beside: let old, _)?:
            // Where it is the only one, it is tried again as any other.
            if old != nil { states[program] = nil }
            return (fail(program.name, "the new process \(how)"), old != nil)
        case .coming(_, beside: program?, _)?:
            // It has died, and the new one has its place already.
            states[program] = nil
            return ([.report(.ended(program))] + nextInRollover(now), true)
        case .leaving(program)?:
            states[program] = nil
            return ([.report(.ended(program))] + nextInRollover(now), true)
        case .brokerLeaving(program)?:
            states[program] = .running(since: now)
            failures[program] = nil
            rollover?.step = .brokerComing(program, until: now + Rollover.comingPatience)
            return ([.report(.ended(program)), .start(program)], true)
        default: return ([], false)
        }
    }

    mutating func overdueInRollover(_ now: Instant) -> [Action] {
        guard let deadline = rollover?.deadline, deadline <= now else { return [] }
        switch rollover?.step {
        case .coming(let program, let old, _)?:
            let failed = fail(program.name, "the new process did not serve within a minute")
            guard old != nil else { return failed }
            states[program] = .stopping(until: now + Self.killAgain)
            return failed + [.kill(program)]
        case .brokerComing(let program, _)?:
            return fail(program.name, "the new process did not serve all names within a minute")
        default: return []
        }
    }

    /// Whether another process has the place of this one.
    func hasSuccessor(_ program: SiteProgram) -> Bool {
        states.keys.contains { $0.name == program.name && $0.life != program.life }
    }
}
