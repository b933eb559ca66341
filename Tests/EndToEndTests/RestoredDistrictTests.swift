import Foundation
import TestKit
import Testing

/// Dukcapil dies and lives again from a backup, with a kecamatan at its line.
@Suite(.serialized) struct RestoredDistrictTests {
    @Test func `Dukcapil takes back what Klari knew, and what it printed after the backup isn't printed again`() throws
    {
        let pair = try SitePair(printedAtDistrict: ["kk-perubahan"])
        let scratch = try ScratchFolder()
        try pair.waitUntilReady()
        let early = try sent(1, pair, scratch)
        let backup = scratch.file("dukcapil.backup")
        let taking = try pair.dukcapil.loket("backup", "--to", backup)
        #expect(try taking.waitForExit(within: .seconds(60)) == .status(0), "\(taking.errorOutput)")
        let late = try [2, 3].map { try sent($0, pair, scratch) }
        try pair.waitUntilNothingWaits(within: .seconds(60))
        let before = try Issued(folder: pair.dukcapil.folder)
        #expect(before.documents == Set(([early] + late).map { "\($0).pdf" }))
        try pair.dukcapil.up.killHard()

        let printed = try pair.restoreDukcapil(from: backup)
        #expect(printed.contains("Came back"), "\(printed)")
        try pair.dukcapil.waitUntilReady()
        for number in late {
            let status = try pair.dukcapil.loket("status", number, "--json")
            #expect(try status.waitForExit(within: .seconds(60)) == .status(0), "\(status.errorOutput)")
            #expect(status.output.contains(#""stage":"arriving""#), "\(status.output)")
        }
        let open = try pair.dukcapil.loket("restore", "open")
        #expect(try open.waitForExit(within: .seconds(30)) == .status(0), "\(open.errorOutput)")
        try pair.dukcapil.settleUnknown(as: before)

        // Dukcapil goes on: what comes now is printed, and the bag's papers arrive at Klari.
        let new = try sent(4, pair, scratch)
        let arrived = try pair.klari.loket(["arrived", early, new] + late)
        #expect(try arrived.waitForExit(within: .seconds(60)) == .status(0), "\(arrived.errorOutput)")
        try pair.waitUntilNothingWaits(within: .seconds(60))
        #expect(try Issued(folder: pair.dukcapil.folder).documents == ["\(new).pdf"])
        for site in [pair.klari, pair.dukcapil] {
            let audit = try site.loket("audit")
            #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
            let forks = try site.loket("forks")
            #expect(try forks.waitForExit(within: .seconds(30)) == .status(0), "\(forks.output)")
        }
        try pair.stop()
    }

    /// An urgent family card of Klari that Dukcapil has printed and sent on its way; gives its number.
    private func sent(_ person: Int, _ pair: SitePair, _ scratch: ScratchFolder) throws -> String {
        let visits = scratch.file("visits-\(person).jsonl")
        try """
        {"id": "line-\(person)", "office": "32.15.05", "visitor": {"name": "SITI AMINAH", \
        "nik": "321505170893000\(person)"}, "applications": [{"product": "kk-perubahan", \
        "family_card": "3215050102150001", "documents": ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"], \
        "need": "hospital"}]}

        """.write(toFile: visits, atomically: true, encoding: .utf8)
        let filed = try pair.klari.loket("file", "--from", visits, "--json")
        try #require(try filed.waitForExit(within: .seconds(60)) == .status(0), "\(filed.output)\(filed.errorOutput)")
        let number = try String(#require(filed.output.firstMatch(of: /"number":"([A-Z0-9-]+-1)"/)).output.1)
        try eventually("it is recorded", within: .seconds(60)) {
            try pair.klari.loket("record", "data", number).waitForExit() == .status(0)
        }
        try eventually("Dukcapil has printed it", within: .seconds(60)) {
            let status = try pair.klari.loket("status", number, "--json")
            try status.waitForExit()
            return status.output.contains(#""stage":"arriving""#)
        }
        return number
    }
}
