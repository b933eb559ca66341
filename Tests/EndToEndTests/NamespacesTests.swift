import Foundation
import TestKit
import Testing

/// Klari and Dukcapil in networks of their own, with a cable that is pulled out: no reset, no word, nothing arrives.
@Suite(.serialized, .enabled(if: Namespaces.areHad, "needs root, iproute2 and a kernel that gives namespaces"))
struct NamespacesTests {
    @Test func `a pulled cable is noticed, the office goes on, and a slow cable brings all of it`() throws {
        let network = try Namespaces()
        let (district, kecamatan) = (try DemoSite.folder(), try DemoSite.folder())
        let keys = try [district, kecamatan].map { folder in
            try said("key", "make", "--data", folder.path)
            return try said("key", "show", "--data", folder.path).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        try said("key", "allow", keys[1], "--name", "klari", "--site", "32.15.05", "--data", district.path)
        let endpoint = "tcp://\(network.addresses[0]):5670"
        let dukcapil = try DemoSite([:], district, ["--office", "32.15", "--listen", endpoint], in: network.names[0])
        let klari = try DemoSite(
            [:], kecamatan, ["--office", "32.15.05", "--line", endpoint, "--line-key", keys[0]], in: network.names[1])
        try dukcapil.waitUntilReady()
        try klari.waitUntilReady()
        try eventually("the line is up", within: .seconds(30)) { try line(klari).contains("UP for") }

        try network.setCable(pluggedIn: false)
        try eventually("the pulled cable is noticed", within: .seconds(60)) {
            try !line(klari).contains("UP for")
        }
        let scratch = try ScratchFolder()
        let visits = (1...12).map { number in
            """
            {"id": "line-\(number)", "office": "32.15.05", "visitor": {"name": "WARGA KLARI", \
            "nik": "32150517089300\(10 + number)"}, "applications": [{"product": "sktm", \
            "family_card": "3215050102150001", "documents": ["surat-desa", "ktp", "kk"]\
            \(number == 1 ? #", "need": "hospital""# : "")}]}
            """
        }
        let path = scratch.file("visits.jsonl")
        try (visits.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        try said("file", "--from", path, at: klari)
        let urgent = "KLR-261123-C001-1"
        try eventually("the urgent one can be recorded", within: .seconds(30)) {
            try klari.loket("record", "data", urgent).waitForExit(within: .seconds(30)) == .status(0)
        }
        try eventually("it is printed at Klari", within: .seconds(60)) {
            try said("status", urgent, "--json", at: klari).contains(#""stage":"ready""#)
        }
        let unknown = try dukcapil.loket("status", urgent)
        #expect(try unknown.waitForExit(within: .seconds(30)) == .status(1), "nothing came through: \(unknown.output)")

        try network.setRate(kilobits: 64)
        try network.setCable(pluggedIn: true)
        try eventually("everything has gone up", within: .seconds(120)) {
            try line(klari).contains("Nothing waits to go")
        }
        for number in [urgent, "KLR-261123-C012-1"] {
            let both = try [klari, dukcapil].map { try said("status", number, "--json", at: $0) }
            let stages = both.map { $0.firstMatch(of: /"stage":"[^"]+"/).map { String($0.output) } }
            #expect(stages[0] != nil && stages[0] == stages[1], "\(stages)")
        }
        for site in [klari, dukcapil] { try said("audit", at: site) }
        try klari.stop()
        try dukcapil.stop()
    }

    /// What `loket line` says; its exit code tells of a line that is down.
    private func line(_ site: DemoSite) throws -> String {
        let command = try site.loket("line")
        try command.waitForExit(within: .seconds(30))
        return command.output
    }

    @discardableResult
    private func said(_ arguments: String..., at site: DemoSite? = nil) throws -> String {
        let command = try site.map { try $0.loket(arguments) } ?? StartedProgram("loket", arguments)
        try #require(
            try command.waitForExit(within: .seconds(60)) == .status(0), "\(command.output)\(command.errorOutput)")
        return command.output
    }
}
