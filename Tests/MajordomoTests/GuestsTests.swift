import Testing
import ZeroMQ

@testable import Majordomo

@Suite("Who came in by which key")
struct GuestsTests {
    private let klari: PublicKey
    private let member: PublicKey

    init() throws {
        (klari, member) = (try KeyPair().publicKey, try KeyPair().publicKey)
    }

    private func register(_ names: String...) throws -> KeyRegister {
        var register = KeyRegister()
        if names.contains("klari") {
            try register.add(KeyHolder(name: "klari", key: klari, role: .site(offices: ["32.15.05"])))
        }
        if names.contains("member") { try register.add(KeyHolder(name: "member", key: member, role: .member)) }
        return register
    }

    @Test("a peer is new once, and then known as who its key says")
    func arrivals() throws {
        var guests = Guests(Admission(try register("klari", "member")))
        #expect(guests.arrival(of: [1], by: klari.text) == .new(user: "klari"))
        #expect(guests.arrival(of: [1], by: klari.text) == .known(user: "klari"))
        #expect(guests.arrival(of: [2], by: member.text) == .new(user: nil))
        #expect(guests.arrival(of: [2], by: member.text) == .known(user: nil))
    }

    @Test("a routing id that passes to another key is new again")
    func takenID() throws {
        var guests = Guests(Admission(try register("klari", "member")))
        _ = guests.arrival(of: [1], by: member.text)
        #expect(guests.arrival(of: [1], by: klari.text) == .new(user: "klari"))
    }

    @Test("a revoked key's peers are told of once, and unwelcome until the key is allowed again")
    func revoked() throws {
        let admission = Admission(try register("klari", "member"))
        var guests = Guests(admission)
        _ = guests.arrival(of: [2], by: klari.text)
        _ = guests.arrival(of: [1], by: klari.text)
        _ = guests.arrival(of: [3], by: member.text)
        #expect(!guests.isOutdated)
        admission.replace(with: try register("member"))
        #expect(guests.isOutdated)
        #expect(guests.review() == [[1], [2]])
        #expect(!guests.isOutdated)
        #expect(guests.expelled == [[1], [2]])
        #expect(guests.arrival(of: [1], by: klari.text) == .unwelcome)
        #expect(guests.arrival(of: [3], by: member.text) == .known(user: nil))
        admission.replace(with: try register("member"))
        #expect(guests.review() == [])
        admission.replace(with: try register("klari"))
        #expect(guests.review() == [[3]])
        #expect(guests.expelled == [[3]])
        #expect(guests.arrival(of: [1], by: klari.text) == .known(user: "klari"))
    }

    @Test("a name that passes to another key doesn't bring the old key's connection back")
    func nameOfAnother() throws {
        let admission = Admission(try register("klari"))
        var guests = Guests(admission)
        _ = guests.arrival(of: [1], by: klari.text)
        var next = KeyRegister()
        try next.add(KeyHolder(name: "klari", key: member, role: .site(offices: ["32.15.05"])))
        admission.replace(with: next)
        #expect(guests.review() == [[1]])
        #expect(guests.arrival(of: [1], by: klari.text) == .unwelcome)
        #expect(admission.sender(klari) == nil)
        #expect(admission.sender(member) == member.text)
    }

    @Test("peers that are gone are forgotten when there are too many, workers never")
    func bounded() throws {
        var guests = Guests(Admission(try register("klari")), mostIdle: 10)
        for number in UInt8(0)...30 {
            _ = guests.arrival(of: [number], by: klari.text)
            guests.forgetIdle { $0 == [3] }
        }
        #expect(guests.count <= 11)
        #expect(guests.arrival(of: [3], by: klari.text) == .known(user: "klari"))
    }

    @Test("the log has a refused key at once, then once a minute with how often it knocked, and a flood of keys ends")
    func journal() throws {
        var journal = RefusalJournal()
        let start = Instant.now
        let line = journal.line(for: refusal(klari), now: start)
        #expect(line?.contains("loket key allow '\(klari)'") == true)
        #expect(line?.contains("10.1.2.3") == true)
        for second in 1..<60 { #expect(journal.line(for: refusal(klari), now: start + .seconds(second)) == nil) }
        #expect(journal.line(for: refusal(klari), now: start + .seconds(60))?.contains("60 times") == true)
        #expect(journal.line(for: refusal(klari), now: start + .seconds(61)) == nil)
        #expect(journal.line(for: refusal(nil), now: start)?.contains("showed no key") == true)
        var lines = 0
        for _ in 0..<1_000 where journal.line(for: refusal(try KeyPair().publicKey), now: start) != nil { lines += 1 }
        #expect(lines == RefusalJournal.mostKeys - 2)
        #expect(journal.line(for: refusal(member), now: start + .seconds(200)) != nil)
    }

    private func refusal(_ key: PublicKey?) -> Gatekeeper.Refusal {
        Gatekeeper.Refusal(key: key, address: "10.1.2.3", count: 7)
    }
}
