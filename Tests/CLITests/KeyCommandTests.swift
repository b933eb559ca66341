import Foundation
import TestKit
import Testing
import ZeroMQ

@testable import loket

@Suite("Keys on the command line")
struct KeyCommandTests {
    private let scratch: ScratchFolder

    init() throws {
        scratch = try ScratchFolder()
    }

    private func key(_ arguments: String..., folder: String = "site") throws -> StaffedSite.Ended {
        let program = try StartedProgram(
            "loket", ["key"] + arguments,
            environment: ["LOKET_DATA": scratch.file(folder), "LOKET_KEYS_FOLDER": ""])
        guard case .status(let status) = try program.waitForExit(within: .seconds(60)) else {
            return .init(status: -1, output: program.output, errors: program.errorOutput)
        }
        return .init(status: status, output: program.output, errors: program.errorOutput)
    }

    @Test func `a pair is made once, shown by its public half, and its secret never printed`() throws {
        #expect(try key("show").status == 1)
        let made = try key("make")
        #expect(made.status == 0)
        let shown = try key("show")
        let publicKey = shown.output.trimmingCharacters(in: .newlines)
        #expect(PublicKey(publicKey) != nil)
        #expect(made.output.contains(publicKey))
        #expect(try key("make").output.contains("There is one in"))
        #expect(try key("show").output == shown.output)
        let path = scratch.file("site/key")
        let secret = try #require(
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").last.map(String.init))
        #expect(KeyPair(secret: secret)?.publicKey.text == publicKey)
        for output in [made.output, shown.output, try key("make", "--json").output] {
            #expect(!output.contains(secret))
        }
        #expect(try key("show", "--json").output == #"{"file":"\#(path)","key":"\#(publicKey)"}"# + "\n")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test func `keys are allowed, listed and revoked, and a name or a key twice is refused in a sentence`() throws {
        try #expect(key("make").status == 0)
        #expect(try key("list").output == "Nobody may come in by a key.\n")
        let (klari, member) = (try KeyPair().publicKey.text, try KeyPair().publicKey.text)
        let allowed = try key("allow", klari, "--name", "klari", "--site", "32.15.05,32.15.06")
        #expect(allowed.output == "klari may come in as the site of 32.15.05, 32.15.06.\n")
        #expect(try key("allow", member, "--name", "printing-2", "--member").status == 0)
        let again = try key("allow", klari, "--name", "other", "--member")
        #expect(again.status == 1 && again.errors.contains("allowed already, as klari"))
        let taken = try key("allow", try KeyPair().publicKey.text, "--name", "klari", "--member", "--json")
        #expect(taken.status == 1 && taken.output.contains("klari is taken by another key"))
        let list = try key("list").output
        #expect(list.contains(klari) && list.contains("a machine of this site"))
        let json = try key("list", "--json").output
        #expect(json.contains(#""name":"klari","offices":["32.15.05","32.15.06"],"role":"site""#))
        #expect(try key("revoke", "klari").output.contains(klari))
        #expect(try key("revoke", member).status == 0)
        #expect(try key("revoke", "klari").status == 1)
        #expect(try key("list").output == "Nobody may come in by a key.\n")
    }

    @Test func `this side's own key isn't let in, and what others may read isn't used`() throws {
        try #expect(key("make").status == 0)
        let own = try key("show").output.trimmingCharacters(in: .newlines)
        let allowed = try key("allow", own, "--name", "me", "--member")
        #expect(allowed.status == 1 && allowed.errors.contains("this side's own key"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: scratch.file("site/key"))
        let shown = try key("show")
        #expect(shown.status == 1 && shown.errors.contains("chmod 600"))
    }

    @Test func `lines with mistakes are listed with their number and exit code 5`() throws {
        try #expect(key("make").status == 0)
        let text = "nonsense\n\(try KeyPair().publicKey) klari site 32.15.05\n"
        let path = scratch.file("site/keys.txt")
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
        let list = try key("list")
        #expect(list.status == 5)
        #expect(list.output.contains("klari") && list.output.contains("line 1: it doesn't begin with a key"))
    }

    @Test(arguments: [
        ["allow", "short", "--name", "klari", "--member"],
        ["allow", "KEY", "--name", "klari"],
        ["allow", "KEY", "--name", "klari", "--member", "--site", "32.15.05"],
        ["allow", "KEY", "--name", "Kecamatan Klari", "--member"],
        ["allow", "KEY", "--name", "site", "--member"],
        ["allow", "KEY", "--name", "klari", "--site", "3215050"],
        ["allow", "KEY", "--name", "klari", "--site", "32.15.05,"],
        ["revoke"],
    ])
    func `what can't be understood exits with 2 and changes nothing`(_ arguments: [String]) throws {
        let good = try KeyPair().publicKey.text
        let program = try StartedProgram(
            "loket", ["key"] + arguments.map { $0 == "KEY" ? good : $0 },
            environment: ["LOKET_DATA": scratch.file("site"), "LOKET_KEYS_FOLDER": ""])
        #expect(try program.waitForExit() == .status(2))
        #expect(program.errorOutput.contains("Error: "))
        #expect(!FileManager.default.fileExists(atPath: scratch.file("site/keys.txt")))
    }

    @Test func `a broker on another machine isn't asked without its key, and the sentence says what is missing`() throws
    {
        func services(_ environment: [String: String]) throws -> StartedProgram {
            let base = [
                "LOKET_BROKER": "tcp://10.255.0.1:5670", "LOKET_DATA": scratch.file("site"), "LOKET_KEY": "",
                "LOKET_BROKER_KEY": "",
            ]
            let program = try StartedProgram(
                "loket", ["services"], environment: base.merging(environment) { $1 })
            #expect(try program.waitForExit() == .status(2))
            return program
        }
        #expect(try services([:]).errorOutput.contains("LOKET_BROKER_KEY is not set"))
        #expect(try services(["LOKET_BROKER_KEY": "short"]).errorOutput.contains("LOKET_BROKER_KEY is no public key"))
        let key = try KeyPair().publicKey.text
        #expect(
            try services(["LOKET_BROKER_KEY": key]).errorOutput.contains("\(scratch.file("site"))/key can't be read"))
        let file = scratch.file("broker.key")
        try "nothing\n".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try services(["LOKET_BROKER_KEY": file]).errorOutput.contains("which holds no public key"))
    }
}
