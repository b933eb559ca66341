import Majordomo

/// What befalls a district while it works: so many strikes, at drawn moments.
struct Mishaps {
    let district: District
    let office: FrontOffice

    private var world: World { district.world }

    /// Plans that many strikes over a time.
    func plan(_ count: Int, over time: Duration) {
        let most = Int(time.components.seconds) * 1_000
        for _ in 0..<count { world.after(.milliseconds(world.draw(500...most))) { strike() } }
    }

    private func strike() {
        let site = world.draw(of: district.both)
        switch world.draw(0...11) {
        case 0, 1: aim(at: site) { kill($0, of: site) }
        case 2: aim(at: site) { stop($0) }
        case 3: restartBroker(site)
        case 4: stopBroker(site)
        case 5: aim(at: site) { _ in restartServer(site) }
        case 6: badWeather(on: [district.klari.broker.line].compactMap(\.self), .seconds(4), Self.storm)
        case 7: cut([.up, .down])
        case 8: cut([world.draw(of: [.up, .down])])
        case 9: world.draw(of: site.wires).breaks()
        case 10: badWeather(on: site.wires, .seconds(3), Self.gusts)
        default: lose(world.draw(of: office.officers))
        }
    }

    private static let storm = Wire.Weather(lost: 0.05, doubled: 0.1, delayed: 0.1, broken: 0.01)
    private static let gusts = Wire.Weather(lost: 0.01, doubled: 0.05, delayed: 0.05, broken: 0.003)

    /// One process, now or, now and then, at a moment that is too short to be met by chance.
    private func aim(at site: Site, _ strike: @escaping (Process) -> Void) {
        if world.chance(0.3) { site.lieInWait(strike) } else { strike(world.draw(of: site.processes)) }
    }

    private func kill(_ victim: Process, of site: Site) {
        guard victim.isAlive else { return }
        world.coverage.note(.crash, victim.states.map(\.rawValue))
        site.processDied(victim)
    }

    private func stop(_ victim: Process) {
        guard victim.isAlive, !victim.isFrozen else { return }
        world.coverage.note(.freeze, victim.states.map(\.rawValue))
        victim.freeze()
        let life = victim.life
        // Now and then longer than every lease.
        let time = world.chance(0.2) ? world.milliseconds(31_000...45_000) : world.milliseconds(1_000...9_000)
        world.after(time) { if victim.life == life { victim.thaw() } }
    }

    private func restartBroker(_ site: Site) {
        guard site.broker.core != nil else { return }
        world.coverage.note(.brokerRestart, site.broker.states.map(\.rawValue))
        site.broker.die()
        world.after(world.milliseconds(50...1_500)) { if !site.isDead { site.broker.start() } }
    }

    private func stopBroker(_ site: Site) {
        guard site.broker.answers else { return }
        world.coverage.note(.brokerFreeze, site.broker.states.map(\.rawValue))
        site.broker.freeze()
        world.after(world.milliseconds(1_000...5_000)) { site.broker.thaw() }
    }

    private func restartServer(_ site: Site) {
        guard site.store.isUp else { return }
        world.coverage.note(.serverRestart, Set(site.processes.flatMap(\.states).map(\.rawValue)).sorted())
        site.store.goDown()
        world.after(world.milliseconds(100...3_000)) { if !site.isDead { site.store.comeUp() } }
    }

    private func badWeather(on wires: [Wire], _ time: Duration, _ weather: Wire.Weather) {
        for wire in wires {
            wire.weather = weather
            world.after(time) { wire.weather = .fair }
        }
    }

    private func cut(_ directions: Set<Wire.Direction>) {
        guard let line = district.klari.broker.line else { return }
        // Now and then just as it has come up, so that even the first word is lost.
        if world.chance(0.3) {
            line.breaks(cutOnceUp: directions)
        } else {
            line.cut = directions
        }
        world.after(world.milliseconds(500...20_000)) { line.mend() }
    }

    private func lose(_ officer: Officer) {
        guard !officer.isDone else { return }
        world.coverage.note(.gone, [office.replace(officer).rawValue])
    }
}
