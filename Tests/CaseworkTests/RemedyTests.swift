import Postgres
import Testing

@testable import Casework

struct RemedyTests {
    @Test(arguments: ["08006", "25006", "40001", "40P01", "53100", "55P03", "57014", "58030"])
    func `what the moment is to blame for goes again as it is`(_ state: String) {
        #expect(Remedy(kind: .statement, sqlstate: state, parts: 512) == .again)
        #expect(Remedy(kind: .statement, sqlstate: state, parts: 1) == .again)
    }

    @Test(arguments: ["21000", "22021", "23505", "42501", "42P01", "54000", "P0001", "XX000"])
    func `what will be refused again is split until it stands alone, and then given up`(_ state: String) {
        #expect(Remedy(kind: .statement, sqlstate: state, parts: 2) == .split)
        #expect(Remedy(kind: .statement, sqlstate: state, parts: 1) == .giveUp)
    }

    @Test(arguments: ["0A000", "26000"])
    func `what a session remembers wrongly is forgotten with it`(_ state: String) {
        #expect(Remedy(kind: .statement, sqlstate: state, parts: 512) == .reconnect)
    }

    @Test func `a lack of memory is met with smaller batches, and the smallest waits`() {
        #expect(Remedy(kind: .statement, sqlstate: "53200", parts: 2) == .split)
        #expect(Remedy(kind: .statement, sqlstate: "53200", parts: 1) == .again)
    }

    @Test func `a server that says nothing about the cause is asked again`() {
        #expect(Remedy(kind: .statement, sqlstate: nil, parts: 1) == .again)
    }

    @Test func `without a session there is nothing to split`() {
        #expect(Remedy(kind: .connectionLost, sqlstate: "57P01", parts: 512) == .reconnect)
        #expect(Remedy(kind: .notReachable, sqlstate: nil, parts: 1) == .reconnect)
    }
}
