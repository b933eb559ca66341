import Testing

@testable import loket

@Suite struct RolloverTests {
    private let store = SiteProgram(name: "PostgreSQL", stage: .store, patience: .seconds(45))
    private let broker = SiteProgram(name: "broker", stage: .broker, patience: .seconds(5))
    private let intake = SiteProgram(name: "intake", stage: .service, patience: .seconds(15))
    private let printing = SiteProgram(name: "printing", stage: .service, patience: .seconds(15))
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func next(_ program: SiteProgram, _ life: Int = 2) -> SiteProgram {
        SiteProgram(name: program.name, stage: program.stage, patience: program.patience, life: life)
    }

    /// A site that has come up at second 0.
    private func siteThatIsUp() -> Supervision {
        var site = Supervision([store, broker, intake, printing])
        _ = site.begin(at: at(0))
        for program in [store, broker, intake, printing] { _ = site.handle(.ready(program), at: at(0)) }
        return site
    }

    private func ended(_ program: SiteProgram, _ how: String = "ended with status 0") -> Supervision.Event {
        .ended(program, how: how, byItself: true)
    }

    @Test func `the old one is asked to go only when the new one serves, and the next follows when it is gone`() {
        var site = siteThatIsUp()
        #expect(
            site.handle(.restart(["intake", "printing"]), at: at(1)) == [
                .start(next(intake)), .report(.starting(next(intake))),
            ])
        #expect(site.handle(.tick, at: at(50)).isEmpty)
        #expect(
            site.handle(.ready(next(intake)), at: at(51)) == [
                .report(.serving(next(intake), beside: intake)), .stop(intake),
            ])
        #expect(
            site.handle(ended(intake), at: at(52)) == [
                .report(.ended(intake)), .start(next(printing, 3)), .report(.starting(next(printing, 3))),
            ])
        _ = site.handle(.ready(next(printing, 3)), at: at(53))
        #expect(site.handle(ended(printing), at: at(54)) == [.report(.ended(printing)), .report(.finished)])
        #expect(site.wake == nil)
        #expect(site.handle(ended(next(intake)), at: at(90)).last == .start(next(intake)), "it is looked after as any")
    }

    @Test func `a sheet in the printer has its time, and is not waited for without an end`() {
        var site = siteThatIsUp()
        _ = site.handle(.restart(["printing"]), at: at(0))
        _ = site.handle(.ready(next(printing)), at: at(1))
        #expect(site.handle(.tick, at: at(600)).isEmpty)
        #expect(site.handle(.tick, at: at(601)).last == .kill(printing))
        #expect(
            site.handle(ended(printing, "was ended by signal 9"), at: at(602))
                == [.report(.ended(printing)), .report(.finished)])
    }

    @Test func `a new process that ends before it serves is given up, and the old one stays`() {
        var site = siteThatIsUp()
        _ = site.handle(.restart(["intake", "printing"]), at: at(0))
        #expect(
            site.handle(ended(next(intake), "ended with status 1"), at: at(1)) == [
                .report(.failed(name: "intake", why: "the new process ended with status 1"))
            ])
        #expect(site.wake == nil)
        #expect(site.handle(.stop, at: at(2)) == [.stop(intake), .stop(printing)])
    }

    @Test func `a new process that never serves is given up after a minute, and leaves nothing behind`() {
        var site = siteThatIsUp()
        _ = site.handle(.restart(["intake"]), at: at(0))
        #expect(site.wake == at(60))
        let actions = site.handle(.tick, at: at(60))
        #expect(actions.last == .kill(next(intake)))
        #expect(actions.first == .report(.failed(name: "intake", why: "the new process did not serve within a minute")))
        #expect(site.handle(ended(next(intake)), at: at(60)).isEmpty)
        #expect(site.wake == nil)
    }

    @Test func `an old process that dies meanwhile has its successor already`() {
        var site = siteThatIsUp()
        _ = site.handle(.restart(["intake"]), at: at(0))
        #expect(
            site.handle(.ended(intake, how: "was ended by signal 9", byItself: false), at: at(1))
                == [.report(.ended(intake)), .report(.finished)])
        #expect(site.handle(.ready(next(intake)), at: at(2)).isEmpty)
        #expect(site.handle(ended(next(intake)), at: at(3)).last == .start(next(intake)))
    }

    @Test func `a service that was just being started again is replaced without a leave-taking`() {
        var site = siteThatIsUp()
        for second in 1...2 { _ = site.handle(ended(intake), at: at(Double(second))) }
        _ = site.handle(.restart(["intake"]), at: at(2.1))
        #expect(
            site.handle(.ready(next(intake)), at: at(3)) == [
                .report(.serving(next(intake), beside: nil)), .report(.finished),
            ])
        #expect(site.wake == nil)
        _ = site.handle(.restart(["intake"]), at: at(4))
        _ = site.handle(.ready(next(intake, 3)), at: at(5))
        #expect(site.handle(ended(next(intake)), at: at(6)).last == .report(.finished))
    }

    @Test func `the broker ends first, is started again, and is done when its workers are back`() {
        var site = siteThatIsUp()
        #expect(site.handle(.restart(["broker"]), at: at(0)) == [.report(.makingRoom(broker)), .makeRoom(broker)])
        #expect(site.wake == at(5))
        #expect(site.handle(.tick, at: at(5)).last == .kill(broker))
        #expect(site.handle(ended(broker), at: at(6)) == [.report(.ended(broker)), .start(broker)])
        #expect(
            site.handle(.ready(broker), at: at(7)) == [
                .report(.serving(broker, beside: nil)), .report(.finished),
            ])
        #expect(site.wake == nil)
    }

    @Test func `a broker whose successor dies is started again as any, and one that never serves is reported`() {
        var site = siteThatIsUp()
        _ = site.handle(.restart(["broker"]), at: at(0))
        _ = site.handle(ended(broker), at: at(1))
        #expect(site.handle(ended(broker, "ended with status 1"), at: at(2)).last == .start(broker))
        let actions = site.handle(.tick, at: at(61))
        #expect(
            actions == [
                .report(.failed(name: "broker", why: "the new process did not serve all names within a minute"))
            ])
    }

    @Test func `two at a time are refused, and so is one before the site is up`() {
        var site = Supervision([store, broker, intake])
        _ = site.begin(at: at(0))
        #expect(
            site.handle(.restart(["intake"]), at: at(0)) == [
                .report(.failed(name: "intake", why: "the site is still coming up"))
            ])
        for program in [store, broker, intake] { _ = site.handle(.ready(program), at: at(0)) }
        _ = site.handle(.restart(["intake"]), at: at(1))
        #expect(
            site.handle(.restart(["intake"]), at: at(1)) == [
                .report(.failed(name: "intake", why: "a restart is under way already"))
            ])
    }

    @Test func `a site that is stopped meanwhile ends both, the leaving one in the time that all have`() {
        var site = siteThatIsUp()
        _ = site.handle(.restart(["intake"]), at: at(0))
        _ = site.handle(.ready(next(intake)), at: at(1))
        #expect(
            site.handle(.stop, at: at(2)) == [
                .report(.failed(name: "intake", why: "the site is being stopped")), .stop(next(intake)),
                .stop(printing),
            ])
        #expect(site.wake == at(17))
        for program in [next(intake), printing] { #expect(site.handle(ended(program), at: at(3)).isEmpty) }
        #expect(site.handle(ended(intake), at: at(4)) == [.stop(broker)])
    }
}
