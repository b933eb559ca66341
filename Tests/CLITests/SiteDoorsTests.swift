import Testing

@testable import loket

@Suite("What a site opens to other machines")
struct SiteDoorsTests {
    @Test func `the command line wins over the environment, and nothing is open by itself`() throws {
        #expect(try SiteDoors(broker: nil, database: nil, environment: [:]).areShut)
        let environment = ["LOKET_LISTEN": "tcp://0.0.0.0:5670", "LOKET_LISTEN_DATABASE": "0.0.0.0:5432"]
        let doors = try SiteDoors(broker: nil, database: nil, environment: environment)
        #expect(doors.broker == ["tcp://0.0.0.0:5670"])
        #expect(doors.database == SiteDoors.Address(host: "0.0.0.0", port: 5432))
        let other = try SiteDoors(
            broker: "tcp://10.0.0.1:7000, tcp://10.0.1.1:7000", database: "10.0.0.1:7001", environment: environment)
        #expect(other.broker == ["tcp://10.0.0.1:7000", "tcp://10.0.1.1:7000"])
        #expect(other.database?.port == 7001)
    }

    @Test(arguments: ["0.0.0.0:5670", "tcp://0.0.0.0", "tcp://0.0.0.0:*", "ipc:///tmp/x", "tcp://127.0.0.1:5670"])
    func `an endpoint that other machines can't reach, or that is none, is refused with what to write`(_ text: String) {
        #expect {
            try SiteDoors(broker: text, database: nil, environment: [:])
        } throws: {
            "\($0)".contains("--listen \(text)") && "\($0)".contains("tcp://0.0.0.0:")
        }
    }

    @Test(arguments: ["5432", "tcp://0.0.0.0:5432", "0.0.0.0:0", "0.0.0.0:70000", "0.0.0.0"])
    func `an address of the database that is none is refused`(_ text: String) {
        #expect(throws: SiteProblem.self) { try SiteDoors(broker: nil, database: text, environment: [:]) }
    }

    @Test func `a new site's offices come from the command line, else from the environment`() {
        #expect(Up.offices(asked: [], environment: [:]) == nil)
        #expect(Up.offices(asked: [], environment: ["LOKET_OFFICES": ""]) == nil)
        #expect(Up.offices(asked: [], environment: ["LOKET_OFFICES": "32.15, 32.15.05"]) == ["32.15", "32.15.05"])
        #expect(Up.offices(asked: ["32.15.06"], environment: ["LOKET_OFFICES": "32.15"]) == ["32.15.06"])
    }
}
