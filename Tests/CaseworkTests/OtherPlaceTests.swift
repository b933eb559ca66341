import Casework
import Foundation
import TestKit
import Testing

@Suite("Effects of devices at other places")
struct OtherPlaceTests {
    @Test func `what another place's device was asked is not done again here, and is settled by whoever comes there`()
        async throws
    {
        let slips = try SlipRig()
        let here = ScriptedDevice(place: "here")
        try await slips.plan("a")
        try await slips.startAndDie("a", instance: "dead#1@there")
        try slips.endLeases()
        let runner = slips.runner(here)
        try await slips.plan("b")
        try slips.wait("b", for: "confirmed 1")
        #expect(try slips.state("a") == "started 1")
        #expect(here.inquiries.contents.isEmpty)
        let there = ScriptedDevice(knowledge: .done(reference: "it is there"), place: "there")
        let other = slips.runner(there)
        defer { slips.stop(runner, other) }
        try slips.wait("a", for: "confirmed 1")
        #expect(try there.inquiries.take() == SlipDepartment.effect("a"))
        #expect(here.inquiries.contents.isEmpty)
        #expect((here.calls.contents + there.calls.contents).filter { $0.number == "a" }.isEmpty)
    }

    @Test func `where nobody comes back there it is unknown after a time, and a person's to settle`() async throws {
        let slips = try SlipRig()
        let here = ScriptedDevice(place: "here")
        try await slips.plan("a")
        try await slips.startAndDie("a", instance: "printing-2#1@there")
        try slips.endLeases()
        let runner = slips.runner(here, otherPlace: .milliseconds(100))
        defer { slips.stop(runner) }
        try slips.wait("a", for: "unknown 1")
        let reason = try slips.database.rows("SELECT reason FROM casework.effect WHERE number = 'a'")[0][0]
        #expect(reason?.contains("printing-2 asked a device that can't be asked from here") == true)
        #expect(here.calls.contents.isEmpty && here.inquiries.contents.isEmpty)
    }

    @Test func `what an instance at the same place was asked is inquired about at once`() async throws {
        let slips = try SlipRig()
        let here = ScriptedDevice(knowledge: .done(reference: "x"), place: "here")
        try await slips.plan("a")
        try await slips.startAndDie("a", instance: "dead#1@here")
        try slips.endLeases()
        let runner = slips.runner(here)
        defer { slips.stop(runner) }
        try slips.wait("a", for: "confirmed 1")
        #expect(here.calls.contents.isEmpty)
    }

    @Test func `a folder has one name, for all who begin with it at the same time and later`() async throws {
        let folder = try ScratchFolder()
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try DevicePlace.named(in: folder.file("printer.id")) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names.count == 1)
        #expect(try DevicePlace.named(in: folder.file("printer.id")) == names.first)
        #expect(try DevicePlace.named(in: folder.file("other.id")) != names.first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
}
