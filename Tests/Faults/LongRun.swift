import Civil
import Foundation
import TestKit

/// Many thousand cases from the filing to the hand-out, their visitors called and served, with a fault every few seconds all
/// the way.
struct LongRun: Sendable {
    let seed: UInt64
    let cases: Int

    /// Papers and two stores, with room to spare.
    var megabytes: Int { 1_500 + cases / 5 }

    private static let atOnce = 64
    /// So often both sites are audited with everything under way; an audit of many cases takes as long as several faults.
    private static let auditsUnderWay = 3

    private struct Dealt: Sendable {
        var kinds: [String: (times: Int, slowest: Duration)] = [:]
        var count = 0
        var audits = 0
        var wrongs: [String] = []
    }

    /// - Returns: its figures as a page for people, and in words what is wrong.
    func play(on sites: FaultSites) async throws -> (page: String, wrongs: [String]) {
        let books = Books()
        let people = sites.both.map { site in Task { await Person(site, books).work() } }
        let officers = Officers(
            client: sites.klari.client, books: books, office: FaultSites.klariOffice, limit: .seconds(900), pause: 0.25)
        let (areServed, isOver) = (Flag(), Flag())
        let began = ContinuousClock.now
        async let faults = Pace.aside {
            do {
                return try deal(to: sites, books, until: isOver)
            } catch {
                // Without faults it isn't what it says: officers come no more.
                books.wrong("no fault could be dealt any more: \(error)")
                return Dealt()
            }
        }
        async let calls = Desks(sites: sites, books: books).serve(until: areServed)
        await officers.serve(from: 0, atOnce: Self.atOnce, seed: seed) { _ in
            books.toldCount < cases && books.complaints.isEmpty
        }
        areServed.raise()
        let (served, gone) = await calls
        isOver.raise()
        let dealt = try await faults
        let (count, wrongs, closing, rest) = try await Pace.aside {
            let ended = ContinuousClock.now
            let checks = Checks(sites: sites, books: books)
            try checks.waitForRest(within: .seconds(900))
            let rest = ContinuousClock.now - ended
            let (count, wrongs) = try checks.run()
            // Hours went into it: said before anything else can go wrong.
            Main.say(
                "attempted \(count.attempted), acknowledged \(count.acknowledged), lost \(count.lost), doubled "
                    + "\(count.doubled), unexpected \(count.unexpected); \(wrongs.count) wrong")
            for wrong in wrongs { Main.say("wrong: \(wrong)") }
            let (closing, unbalanced) = try checks.closing()
            return (count, wrongs + unbalanced, closing, rest)
        }
        let took = ContinuousClock.now - began
        for person in people { person.cancel() }
        for person in people { await person.value }
        let page = """
            \(table(of: dealt))

            \(closing)
            seed \(seed), \(FaultReport.short(took)) s, \(dealt.count) faults, \(dealt.audits) audits of both sites under way
            attempted \(count.attempted), acknowledged \(count.acknowledged), lost \(count.lost), \
            doubled \(count.doubled), unexpected \(count.unexpected), recovered \(count.recovered)
            visits served at the desks \(served), gone by the clock \(gone), at rest \(FaultReport.short(rest)) s after the last
            """
        return (page, books.complaints + dealt.wrongs + wrongs)
    }

    private func deal(to sites: FaultSites, _ books: Books, until isOver: Flag) throws -> Dealt {
        var random = SplitMix64(seed: seed)
        var dealt = Dealt()
        while !isOver.isUp, dealt.wrongs.isEmpty {
            Pace.hold(.random(in: 4...12, using: &random))
            if isOver.isUp { break }
            let fault = Fault.drawn(&random, canFillDisk: sites.disk != nil, clocks: sites.hoursAhead)
            if case .fullDisk = fault { books.noteFullDisk() }
            let hit = try Strike(sites: sites).deal(fault)
            let mended = ContinuousClock.now
            let next = books.answerCount + 1
            while !books.wait(forAnswers: next, within: .seconds(1)), !isOver.isUp {
                guard ContinuousClock.now - mended < .seconds(300) else {
                    books.wrong("\(fault): no answer within 300 s of its end")
                    return dealt
                }
            }
            let answer = books.firstAnswer(after: mended).map { $0 - mended } ?? .zero
            let known = dealt.kinds[fault.kind] ?? (0, .zero)
            dealt.kinds[fault.kind] = (known.times + 1, max(known.slowest, answer))
            dealt.count += 1
            Main.say(
                "\(books.toldCount) cases, fault \(dealt.count): \(fault)\(hit ? "" : ", met nobody"), "
                    + "next answer \(FaultReport.short(answer)) s")
            if books.toldCount * Self.auditsUnderWay > cases * (dealt.audits + 1) {
                dealt.wrongs += try Checks(sites: sites, books: books).sample(within: .seconds(1_800))
                dealt.audits += 1
            }
        }
        // Officers don't come for ever where something is wrong.
        for wrong in dealt.wrongs { books.wrong(wrong) }
        dealt.wrongs = []
        return dealt
    }

    private func table(of dealt: Dealt) -> String {
        let rows = dealt.kinds.sorted { $0.key < $1.key }.map {
            "| \($0.key) | \($0.value.times) | \(FaultReport.short($0.value.slowest)) |"
        }
        return (["| fault | times | slowest answer s |", "|---|---:|---:|"] + rows).joined(separator: "\n")
    }
}
