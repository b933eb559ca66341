import Foundation
import Majordomo
import TestKit
import Testing

/// What an office's machines are set up with: the compose file, the units, and the keys between them.
@Suite struct DeploymentTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let compose = "/usr/bin/docker-compose"
    private static let analyze = "/usr/bin/systemd-analyze"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: compose)))
    func `the compose file is one that docker-compose takes`() throws {
        let program = try StartedProgram(Self.compose, ["-f", "\(Self.root)/docker-compose.yml", "config", "-q"])
        #expect(try program.waitForExit(within: .seconds(60)) == .status(0), "\(program.errorOutput)")
        #expect(program.errorOutput == "")
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: analyze)),
        arguments: ["loket@.service", "loket-member@.service"])
    func `a unit is one that systemd takes, without a key that it doesn't know`(_ unit: String) throws {
        let scratch = try ScratchFolder()
        let text = try String(contentsOfFile: "\(Self.root)/ops/systemd/\(unit)", encoding: .utf8)
        let folder = URL(fileURLWithPath: try Executables.path(of: "loket")).deletingLastPathComponent().path
        // The programs as they are built, where they are, for systemd looks whether they are there.
        let built = text.replacing("/usr/local/bin/loket-%i", with: "\(folder)/loket-printing")
            .replacing("/usr/local/bin", with: folder)
        let path = scratch.file(unit)
        try built.write(toFile: path, atomically: true, encoding: .utf8)
        let program = try StartedProgram(Self.analyze, ["verify", path])
        #expect(try program.waitForExit(within: .seconds(60)) == .status(0))
        // Of a key that it doesn't know it only says so.
        #expect(program.errorOutput == "")
    }

    @Test func `the sites of the compose file know each other by their keys, however often that is done`() throws {
        let scratch = try ScratchFolder()
        let loket = URL(fileURLWithPath: try Executables.path(of: "loket")).deletingLastPathComponent().path
        let path = loket + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        let folders = ["dukcapil", "printing-2", "klari"].map { KeyFolder(scratch.file($0)) }
        var before: KeyRegister?
        for _ in 1...2 {
            let program = try StartedProgram(
                "\(Self.root)/ops/compose-keys", [scratch.path], environment: ["PATH": path])
            #expect(try program.waitForExit(within: .seconds(60)) == .status(0), "\(program.errorOutput)")
            let (register, mistakes) = try folders[0].register()
            #expect(mistakes.isEmpty)
            #expect(before == nil || before == register)
            before = register
        }
        let register = try folders[0].register().register
        #expect(register[try folders[1].pair().publicKey]?.role == .member)
        #expect(register[try folders[2].pair().publicKey]?.role == .site(offices: ["32.15.05"]))
        #expect(register.holders.count == 2)
        let own = try folders[0].pair().publicKey
        #expect(try Identity.publicKey(scratch.file("printing-2/broker.key"), named: "LOKET_BROKER_KEY") == own)
        #expect(try Identity.publicKey(scratch.file("klari/district.key"), named: "LOKET_LINE_KEY") == own)

        // A machine that was set up anew has another key under its name.
        try FileManager.default.removeItem(atPath: folders[1].pairPath)
        let program = try StartedProgram("\(Self.root)/ops/compose-keys", [scratch.path], environment: ["PATH": path])
        #expect(try program.waitForExit(within: .seconds(60)) == .status(0), "\(program.errorOutput)")
        #expect(try folders[0].register().register[name: "printing-2"]?.key == folders[1].pair().publicKey)
    }
}
