import Testing

@testable import loket

@Suite struct SupervisionTests {
    private let store = SiteProgram(name: "PostgreSQL", stage: .store, patience: .seconds(45))
    private let broker = SiteProgram(name: "broker", stage: .broker, patience: .seconds(5))
    private let intake = SiteProgram(name: "intake", stage: .service, patience: .seconds(15))
    private let printing = SiteProgram(name: "printing", stage: .service, patience: .seconds(15))
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    /// A site that has come up at second 0.
    private func siteThatIsUp() -> Supervision {
        var site = Supervision([store, broker, intake, printing])
        _ = site.begin(at: at(0))
        for program in [store, broker, intake, printing] { _ = site.handle(.ready(program), at: at(0)) }
        return site
    }

    @Test func `the store starts alone, everything else when it is ready, and the last one makes the site ready`() {
        var site = Supervision([store, broker, intake, printing])
        #expect(site.begin(at: at(0)) == [.start(store)])
        #expect(site.handle(.ready(store), at: at(1)) == [.start(broker), .start(intake), .start(printing)])
        #expect(site.handle(.ready(broker), at: at(1)).isEmpty)
        #expect(site.handle(.ready(printing), at: at(1)).isEmpty)
        #expect(site.handle(.ready(intake), at: at(1)) == [.announceReady])
        #expect(site.wake == nil)
    }

    @Test func `what dies is started again at once, and ever later when it goes on dying`() {
        var site = siteThatIsUp()
        let killed = Supervision.Event.ended(intake, how: "was ended by signal 9", byItself: false)
        #expect(
            site.handle(killed, at: at(1)) == [
                .say("intake was ended by signal 9: it is started again"), .start(intake),
            ])
        #expect(
            site.handle(killed, at: at(2)) == [.say("intake was ended by signal 9: it is started again in 0.5 s")])
        #expect(site.wake == at(2.5))
        #expect(site.handle(.tick, at: at(2.4)).isEmpty)
        #expect(site.handle(.tick, at: at(2.5)) == [.start(intake)])
        #expect(site.handle(killed, at: at(3)) == [.say("intake was ended by signal 9: it is started again in 1 s")])
        #expect(site.handle(.tick, at: at(4)) == [.start(intake)])
        #expect(site.handle(killed, at: at(40)).last == .start(intake))
    }

    @Test func `the pause before another attempt never grows beyond ten seconds`() {
        #expect(
            (1...6).map(Supervision.pause) == [
                .zero, .seconds(0.5), .seconds(1), .seconds(2), .seconds(4), .seconds(8),
            ])
        #expect(Supervision.pause(before: 7) == .seconds(10))
        #expect(Supervision.pause(before: 1_000_000) == .seconds(10))
    }

    @Test func `a store that dies while the site is up is started again and nothing else is touched`() {
        var site = siteThatIsUp()
        let died = Supervision.Event.ended(store, how: "was ended by signal 9", byItself: false)
        #expect(site.handle(died, at: at(9)).last == .start(store))
        #expect(site.handle(.ready(store), at: at(10)).isEmpty)
    }

    @Test func `a store that can't come up ends the attempt with its reason`() {
        var site = Supervision([store, broker, intake])
        _ = site.begin(at: at(0))
        let died = Supervision.Event.ended(store, how: "The disk is full.", byItself: true)
        #expect(site.handle(died, at: at(1)) == [.finish(failure: "The disk is full.")])
    }

    @Test func `a service that three times says why it can't start ends the attempt with its reason`() {
        var site = Supervision([store, broker, intake])
        _ = site.begin(at: at(0))
        _ = site.handle(.ready(store), at: at(1))
        let died = Supervision.Event.ended(intake, how: "ended with status 1 (no catalogue)", byItself: true)
        #expect(site.handle(died, at: at(1)).last == .start(intake))
        _ = site.handle(died, at: at(2))
        #expect(site.handle(.tick, at: at(3)) == [.start(intake)])
        #expect(site.handle(died, at: at(3)) == [.stop(broker)])
        #expect(site.handle(.ended(broker, how: "stopped", byItself: true), at: at(3)) == [.stop(store)])
        #expect(
            site.handle(.ended(store, how: "stopped", byItself: true), at: at(3))
                == [.finish(failure: "ended with status 1 (no catalogue)")])
    }

    @Test func `a service that is killed while the site comes up is only started again`() {
        var site = Supervision([store, broker, intake])
        _ = site.begin(at: at(0))
        _ = site.handle(.ready(store), at: at(1))
        for second in 1...9 {
            _ = site.handle(.ended(intake, how: "was ended by signal 9", byItself: false), at: at(Double(second) * 20))
            _ = site.handle(.tick, at: at(Double(second) * 20 + 10))
        }
        _ = site.handle(.ready(broker), at: at(200))
        #expect(site.handle(.ready(intake), at: at(200)) == [.announceReady])
    }

    @Test func `it stops from the top down: services, then the broker, then the store`() {
        var site = siteThatIsUp()
        #expect(site.handle(.stop, at: at(1)) == [.stop(intake), .stop(printing)])
        #expect(site.handle(.ended(intake, how: "", byItself: true), at: at(1)).isEmpty)
        #expect(site.handle(.ended(printing, how: "", byItself: true), at: at(2)) == [.stop(broker)])
        #expect(site.handle(.ended(broker, how: "", byItself: true), at: at(2)) == [.stop(store)])
        #expect(site.handle(.ended(store, how: "", byItself: true), at: at(3)) == [.finish(failure: nil)])
        #expect(site.handle(.ended(store, how: "", byItself: true), at: at(3)).isEmpty)
    }

    @Test func `a store that had died before the stop is not waited for twice`() {
        var site = siteThatIsUp()
        _ = site.handle(.ended(store, how: "died", byItself: false), at: at(1))
        _ = site.handle(.ended(store, how: "died", byItself: false), at: at(1.1))
        #expect(site.handle(.stop, at: at(1.2)) == [.stop(intake), .stop(printing)])
        _ = site.handle(.ended(intake, how: "", byItself: true), at: at(2))
        #expect(site.handle(.ended(printing, how: "", byItself: true), at: at(2)) == [.stop(broker)])
        #expect(site.handle(.ended(broker, how: "", byItself: true), at: at(2)) == [.finish(failure: nil)])
    }

    @Test func `what does not stop in time is stopped hard, and once more if need be`() {
        var site = siteThatIsUp()
        _ = site.handle(.stop, at: at(0))
        _ = site.handle(.ended(printing, how: "", byItself: true), at: at(1))
        #expect(site.wake == at(15))
        #expect(
            site.handle(.tick, at: at(15)) == [.say("intake did not stop in time: it is stopped hard"), .kill(intake)])
        #expect(site.wake == at(20))
        #expect(site.handle(.ended(intake, how: "", byItself: false), at: at(15)) == [.stop(broker)])
    }

    @Test func `asked to stop a second time, it hurries`() {
        var site = siteThatIsUp()
        _ = site.handle(.stop, at: at(0))
        #expect(site.handle(.stop, at: at(1)) == [.kill(printing), .kill(intake)])
    }

    @Test func `nothing that dies while the site stops is started again`() {
        var site = siteThatIsUp()
        _ = site.handle(.ended(intake, how: "killed", byItself: false), at: at(1))
        _ = site.handle(.ended(intake, how: "killed", byItself: false), at: at(1.1))
        #expect(site.handle(.stop, at: at(1.2)) == [.stop(printing)])
        #expect(site.handle(.ended(broker, how: "killed", byItself: false), at: at(1.3)).isEmpty)
        #expect(site.handle(.ended(printing, how: "", byItself: true), at: at(1.4)) == [.stop(store)])
        #expect(site.wake == at(1.4) + .seconds(45))
    }
}
