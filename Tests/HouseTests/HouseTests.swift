import Foundation
import Testing

@Suite struct HouseTests {
    @Test(arguments: HouseRule.all.indices)
    func `the sources keep every rule of the house`(_ index: Int) throws {
        let rule = HouseRule.all[index]
        let sources = try Package.sources()
        #expect(sources.count > 20)
        for objection in sources.flatMap(rule.objections) {
            Issue.record("\(rule.name): \(objection)")
        }
    }

    @Test func `every module has a row in the layer table, and every row's module is there`() throws {
        let listed = Set(LayerTable.rows.joined())
        let folders = try Package.moduleFolders()
        #expect(folders.count > 20)
        #expect(listed.symmetricDifference(folders).sorted() == [])
        let targets = try Package.targets()
        #expect(listed.symmetricDifference(targets.libraries + targets.executables.values).sorted() == [])
        #expect(targets.executables == LayerTable.executables)
    }

    @Test func `the top folder holds what a newcomer expects there and nothing else`() throws {
        let expected: Set = [
            ".ci", ".dockerignore", ".git", ".gitignore", ".swift-format", "ARCHITECTURE.md", "Dockerfile", "LICENSE",
            "Package.resolved",
            "Package.swift", "README.md", "Services", "Shared", "Tests", "docker-compose.yml", "docs", "ops",
        ]
        let others = try Package.topLevel().filter {
            !expected.contains($0) && !$0.hasPrefix(".build") && $0 != ".swiftpm"
        }
        #expect(others.isEmpty)
    }

    @Test func `ARCHITECTURE_md shows the same layers as those that are checked`() throws {
        let file = Package.folder.appendingPathComponent("ARCHITECTURE.md")
        let shown = LayerTable.shown(in: try String(contentsOf: file, encoding: .utf8))
        #expect(shown == LayerTable.rows.map { Set($0) })
    }

    @Test func `a table of layers is read row by row, and no other table is taken for it`() {
        let text = """
            | 1 | receipts | `Batch` |
            | 0 | `Shared/CZeroMQ`, `Shared/CPostgres` | a C library |
            | 1 | `Services/CLI` | commands |
            """
        #expect(LayerTable.shown(in: text) == [["CZeroMQ", "CPostgres"], ["CLI"]])
        #expect(LayerTable.shown(in: "no table").isEmpty)
    }

    @Test(arguments: [
        ("Shared/Civil/A.swift", "import Postgres"),
        ("Shared/Casework/A.swift", "  @preconcurrency public import CPostgres"),
        ("Shared/Majordomo/A.swift", "import class Casework.Engine"),
        ("Services/Intake/A.swift", "import Printing"),
        ("Services/Printing/A.swift", "@testable import struct Intake.IntakeService"),
        ("Services/Broker/A.swift", "import loket"),
        ("Shared/ServiceClient/A.swift", "import Notification"),
        ("Shared/Unlisted/A.swift", "import Civil"),
        ("Shared/Civil/A.swift", "// TO" + "DO: later"),
        ("Tests/CivilTests/A.swift", "try await Task." + "sleep(for: .seconds(1))"),
        ("Shared/Civil/A.swift", "let x = try" + "! f()"),
        ("Shared/Civil/A.swift", "public struct Civil {"),
        ("Shared/Civil/A.swift", "final class QueueManager {"),
    ])
    func `a bad file is objected to`(_ path: String, _ text: String) {
        let file = SourceFile(path: path, text: text)
        #expect(HouseRule.all.flatMap { $0.objections(file) }.count == 1)
    }

    @Test func `a file that is too long is objected to, unless a generator wrote it`() {
        let text = String(repeating: "\n", count: 400)
        #expect(HouseRule.size.objections(SourceFile(path: "Shared/Civil/A.swift", text: text)).count == 1)
        #expect(HouseRule.size.objections(SourceFile(path: "Shared/Contracts/a.pb.swift", text: text)).isEmpty)
    }

    @Test func `a good file is not objected to`() {
        let file = SourceFile(
            path: "Shared/Casework/Engine.swift",
            text: "import Foundation\nimport Postgres\n/// Works; the important part.\npublic final class Engine {}\n")
        #expect(HouseRule.all.flatMap { $0.objections(file) }.isEmpty)
    }
}
