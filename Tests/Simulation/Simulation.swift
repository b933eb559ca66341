import Civil
import Majordomo
import TestKit
import ZeroMQ

/// One seed: a district under load and mishaps until everything has drained, and the judgement on it.
struct Simulation {
    struct Outcome {
        let seed: UInt64
        var count: Judge.Count
        var problems: [String]
        let coverage: Coverage
        /// Virtual time until all was at rest.
        let lasted: Duration
        /// What both sites hold at the end, in short: the same for the same seed.
        let fingerprint: String
    }

    private let desks: Desks
    private let identity: Identity

    static let officers = 6
    static let citizensOfEach = 12
    static let strikes = 14

    init() throws {
        desks = try Desks(catalogue: Catalogue(yaml: SampleCitizen.catalogue()))
        let pair = try KeyPair()
        identity = Identity(pair: pair, broker: pair.publicKey)
    }

    /// - Parameter prepare: called with each site before it starts.
    func play(_ seed: UInt64, prepare: (Site) -> Void = { _ in }) -> Outcome {
        let world = World(seed: seed)
        let district = District(world, desks, identity: identity)
        let books = Books()
        let office = FrontOffice(
            district, books, officers: Self.officers, citizensOfEach: Self.citizensOfEach)
        for site in district.both { prepare(site) }
        district.start()
        office.start()
        let storm = Duration.seconds(30)
        for site in district.both { site.mood = .stormy }
        world.isStormy = true
        Mishaps(district: district, office: office).plan(Self.strikes, over: storm)
        // One seed in three loses a whole site.
        if world.chance(0.33) {
            let isKlari = world.chance(0.5)
            Disaster(
                isKlari ? district.klari : district.dukcapil,
                neighbour: isKlari ? district.dukcapil : district.klari, desks, books
            ).plan()
        }
        world.after(storm) {
            world.isStormy = false
            for site in district.both { site.mood = .calm }
        }
        let isOver = world.run(within: .seconds(900)) {
            world.elapsed > storm && office.isDone && district.both.allSatisfy { !$0.hasHeldCases }
                && district.both.allSatisfy(\.isAtRest)
        }
        var problems = world.problems
        if problems.isEmpty, !isOver { problems = Self.whatIsLeft(district, office.officers) }
        let judge = Judge(district, books)
        var count = judge.count
        count.faults = world.coverage.total
        count.strikes = Self.strikes
        let fingerprint = district.both.map(\.store.tables.fingerprint).joined(separator: " ")
        district.takeDown()
        return Outcome(
            seed: seed, count: count, problems: problems + (isOver ? judge.problems : []),
            coverage: world.coverage, lasted: world.elapsed,
            fingerprint: fingerprint)
    }

    /// Why it never came to rest.
    private static func whatIsLeft(_ district: District, _ officers: [Officer]) -> [String] {
        var left = ["it never came to rest: \(officers.count { !$0.isDone }) officers wait"]
        for officer in officers where !officer.isDone { left.append("an officer waits for \(officer.waitsFor)") }
        for site in district.both {
            for process in site.processes where process.states != [.idle] {
                left.append("\(process.name)\(process.isFrozen ? ", standing still" : ""): \(process.states)")
            }
            let tables = site.store.tables
            for row in tables.outbox.rows.values.prefix(5) {
                left.append("\(site.name): a message of \(row.sender) to \(row.destination) waits")
            }
            for row in tables.effects.rows.values where !["confirmed", "refused"].contains(row.state) {
                left.append("\(site.name): the effect for \(row.number) is \(row.state)")
            }
        }
        return left
    }
}
