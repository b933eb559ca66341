import Foundation
import TestKit
import Testing
import ZeroMQ

@testable import Majordomo

@Suite("A folder of keys")
struct KeyFolderTests {
    @Test("a pair is drawn once, stays the same and is nobody else's to read")
    func pair() throws {
        let folder = try KeyFolder.temporary()
        #expect(!folder.hasPair)
        let (pair, isNew) = try folder.makePair()
        #expect(isNew)
        #expect(try folder.makePair().pair.publicKey == pair.publicKey)
        #expect(try !folder.makePair().isNew)
        #expect(try folder.pair().secretText == pair.secretText)
        #expect(try mode(folder.pairPath) == 0o600)
    }

    @Test("a key that others may read isn't used", arguments: [0o640, 0o604, 0o622])
    func open(_ mode: Int) throws {
        let folder = try KeyFolder.temporary()
        let pair = try folder.makePair().pair
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.pairPath)
        #expect {
            try folder.pair()
        } throws: {
            "\($0)".contains("chmod 600") && !"\($0)".contains(pair.secretText)
        }
    }

    @Test("a register that others may write isn't used")
    func openRegister() throws {
        let folder = try KeyFolder.temporary()
        try folder.changeRegister { (_) throws(KeyProblem) in "# nobody\n" }
        #expect(try folder.register().register == KeyRegister())
        try FileManager.default.setAttributes([.posixPermissions: 0o622], ofItemAtPath: folder.registerPath)
        #expect(throws: KeyProblem.self) { try folder.register() }
    }

    @Test("what is no key isn't taken for one, and what it holds isn't shown")
    func noKey() throws {
        let folder = try KeyFolder.temporary()
        try PrivateFile(path: folder.pairPath).replace(with: "rahasia\n")
        #expect {
            try folder.pair()
        } throws: {
            "\($0)".contains("holds no secret key") && !"\($0)".contains("rahasia")
        }
        #expect(throws: KeyProblem.self) { try KeyFolder(folder.path + "/nowhere").makePair() }
        #expect(throws: KeyProblem.self) { try KeyFolder.pair(at: folder.path) }
    }

    @Test("twenty who add a key at the same time all have it in the end")
    func together() async throws {
        let folder = try KeyFolder.temporary()
        await withTaskGroup { group in
            for number in 1...20 {
                group.addTask {
                    do {
                        let holder = KeyHolder(name: "m\(number)", key: try KeyPair().publicKey, role: .member)
                        try folder.changeRegister { (text) throws(KeyProblem) in
                            try KeyRegister.text(text, adding: holder)
                        }
                    } catch {
                        Issue.record("\(error)")
                    }
                }
            }
        }
        #expect(try folder.register().register.holders.count == 20)
        #expect(try mode(folder.registerPath) == 0o600)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names == ["keys.txt"])
    }

    @Test("a change that is refused leaves the register as it was")
    func refused() throws {
        let folder = try KeyFolder.temporary()
        try folder.changeRegister { (_) throws(KeyProblem) in "# one\n" }
        #expect(throws: KeyProblem.self) {
            try folder.changeRegister { (_) throws(KeyProblem) in throw KeyProblem("no") }
        }
        #expect(try String(contentsOfFile: folder.registerPath, encoding: .utf8) == "# one\n")
    }

    @Test("whoever watches the folder is told of each change, and what is wrong in it")
    func watched() throws {
        let folder = try KeyFolder.temporary()
        let news = Mailbox<Result<[String], KeyProblem>>()
        let watch = try KeyWatch(folder, every: .milliseconds(5))
        defer { watch.stop() }
        #expect(watch.first.register == KeyRegister())
        try watch.start { result in news.put(result.map { $0.register.holders.map(\.name) }) }
        let key = try KeyPair().publicKey
        try folder.changeRegister { (_) throws(KeyProblem) in "\(key) klari member\n" }
        #expect(try news.take() == .success(["klari"]))
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: folder.registerPath)
        let tooOpen = try news.take()
        #expect(throws: KeyProblem.self) { try tooOpen.get() }
        try FileManager.default.removeItem(atPath: folder.registerPath)
        #expect(try news.take() == .success([]))
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

extension KeyFolder {
    /// A folder of a test's own.
    static func temporary() throws -> KeyFolder {
        let path = "/tmp/loket-keys-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return KeyFolder(path)
    }
}
