import Foundation
import TestKit
import Testing

/// A site with a second broker: whichever a client uses, the services are there.
@Suite struct TwoBrokersTests {
    @Test func `with one broker dead the site goes on at the other, and when it is back both serve`() throws {
        let site = try StaffedSite()
        let second = "ipc://\(site.scratch.file("second.ipc"))"
        let brokers = "\(site.endpoint),\(second)"
        let other = try StartedProgram("loket-broker", environment: ["LOKET_BROKER": second, "LOKET_LOG": "error"])
        try other.waitForOutput(containing: "ready")
        let services = try ["intake", "recording"].map { name in
            try StartedProgram(
                "loket-\(name)",
                environment: [
                    "LOKET_BROKER": brokers, "LOKET_DATABASE": site.database.conninfo(role: "loket_\(name)"),
                    "LOKET_CATALOGUE": StaffedSite.catalogue, "LOKET_OFFICES": "32.15.05",
                    "LOKET_DATA": site.scratch.file("data"), "LOKET_LOG": "error",
                ])
        }
        for broker in [site.endpoint, second] {
            try eventually("both services are at \(broker)", within: .seconds(30)) {
                let known = try site.run("services", "--json", "--broker", broker).output
                return known.contains(#""name":"intake@32.15.05""#) && known.contains(#""name":"recording@32.15.05""#)
            }
        }
        let lines = try (1...3).map { try site.file([visitLine($0)]) }
        #expect(try site.run("file", "--from", lines[0], "--broker", brokers).status == 0)

        try site.killBroker()
        let filed = try site.run("file", "--from", lines[1], "--broker", brokers)
        #expect(filed.status == 0, "\(filed.errors)")
        // What intake hands over to recording finds its way as well.
        for number in ["KLR-261123-B001-1", "KLR-261123-B002-1"] {
            try eventually("\(number) is recorded", within: .seconds(30)) {
                try site.run("record", "data", number, "--broker", brokers).status == 0
            }
        }

        try site.startBroker()
        try eventually("the services are at the first again", within: .seconds(30)) {
            try site.run("status", "KLR-261123-B002-1", "--broker", site.endpoint).status == 0
        }
        #expect(try site.run("file", "--from", lines[2], "--broker", brokers).status == 0)
        #expect(try site.visits == 3)
        for service in services {
            service.signal(SIGTERM)
            #expect(try service.waitForExit(within: .seconds(30)) == .status(0))
        }
        withExtendedLifetime(other) {}
    }
}
