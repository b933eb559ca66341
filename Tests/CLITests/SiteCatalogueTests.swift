import Foundation
import TestKit
import Testing

@testable import loket

struct SiteCatalogueTests {
    private let scratch: ScratchFolder
    private let folder: SiteFolder

    init() throws {
        scratch = try ScratchFolder()
        folder = SiteFolder(scratch.file("s"))
        try folder.prepare()
    }

    private func installed() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.catalogue)) }

    @Test func `a catalogue that can't be used takes nobody's place`() throws {
        try SiteCatalogue(nil).install(in: folder, offices: nil)
        let sample = try installed()
        #expect(sample == Data(SiteCatalogue.sample))
        let bad = scratch.file("bad.yaml")
        for text in [
            "", "offices: [", String(decoding: sample, as: UTF8.self).replacing("products:", with: "prodcts:"),
        ] {
            try text.write(toFile: bad, atomically: true, encoding: .utf8)
            let problem = #expect(throws: SiteProblem.self) { try SiteCatalogue(bad).install(in: folder, offices: nil) }
            #expect(problem?.description.contains("keeps the catalogue that it has") == true)
            #expect(try installed() == sample)
        }
        #expect(throws: SiteProblem.self) {
            try SiteCatalogue(scratch.file("nowhere.yaml")).install(in: folder, offices: nil)
        }
        #expect(try installed() == sample)
    }

    @Test func `an office that the catalogue doesn't know makes no site`() throws {
        let problem = #expect(throws: SiteProblem.self) {
            try SiteCatalogue(nil).install(in: folder, offices: ["99.99.99"])
        }
        #expect(problem?.description.contains("use one of 32.15.05") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.catalogue))
        try SiteCatalogue(nil).install(in: folder, offices: ["32.15.05"])
    }
}
