import Casework
import Foundation
import TestKit
import Testing

@testable import Notification

/// The folder gateway tells the truth, wherever it was stopped.
struct FolderGatewayTests {
    private let folder: ScratchFolder
    private let id = UUID()

    init() throws { folder = try ScratchFolder() }

    private func job(_ attempt: Int = 1, phone: String = "+6281234567890") -> DeviceJob {
        DeviceJob(
            effect: id, attempt: attempt, number: "KLR-261123-A042-1", name: "KLR-261123-A042-1-ready",
            content: .message(phone: phone, text: "sudah jadi. GRATIS."))
    }

    @Test func `what it never heard of it says so`() throws {
        let gateway = try FolderGateway(folder: folder.path)
        #expect(try gateway.inquire(id) == .neverHeard)
        #expect(try calls(in: folder.path) == ["inquire"])
    }

    @Test func `what is sent is done, also for another instance, and is not sent again`() throws {
        let name = "KLR-261123-A042-1-ready.txt"
        #expect(try FolderGateway(folder: folder.path).perform(job()) == .confirmed(reference: name))
        let other = try FolderGateway(folder: folder.path)
        #expect(try other.inquire(id) == .done(reference: name))
        #expect(try other.perform(job(2)) == .confirmed(reference: name))
        #expect(try calls(in: folder.path) == ["send", "inquire", "again"])
        #expect(try sentMessages(in: folder.path).count == 1)
    }

    @Test func `stopped between the log and the message, it can't tell`() throws {
        // A gate that can't be opened leaves exactly what a kill at the gate leaves.
        let stopped = try FolderGateway(folder: folder.path, gate: folder.file("no-such-gate"))
        #expect(throws: FileTrouble.self) { try stopped.perform(job()) }
        let next = try FolderGateway(folder: folder.path)
        guard case .cannotTell = try next.inquire(id) else { return #expect(Bool(false), "it must not know") }
        #expect(try sentMessages(in: folder.path).isEmpty)
        // A person says that it wasn't sent: now it is.
        #expect(try next.perform(job(2)) == .confirmed(reference: "KLR-261123-A042-1-ready.txt"))
        #expect(try sentMessages(in: folder.path).count == 1)
    }

    @Test func `a line of the log that was cut off by a crash was never acted on`() throws {
        try "{\"attempt\":1,\"call\":\"send\",\"effect\":\"\(id)".write(
            toFile: folder.file("gateway.log"), atomically: false, encoding: .utf8)
        let gateway = try FolderGateway(folder: folder.path)
        #expect(try gateway.inquire(id) == .neverHeard)
        _ = try gateway.perform(job())
        #expect(try gateway.inquire(id) == .done(reference: "KLR-261123-A042-1-ready.txt"))
    }

    @Test func `a folder that can't be written is a failure that goes again, and it knows that nothing was sent`()
        throws
    {
        let gateway = try FolderGateway(folder: folder.path)
        // In the way of the unfinished file, whoever runs this test.
        let inTheWay = folder.file("messages/.KLR-261123-A042-1-ready.txt.part")
        try FileManager.default.createDirectory(atPath: inTheWay, withIntermediateDirectories: true)
        guard case .failed = try gateway.perform(job()) else { return #expect(Bool(false), "it must fail") }
        #expect(try gateway.inquire(id) == .neverHeard)
        try FileManager.default.removeItem(atPath: inTheWay)
        #expect(try gateway.perform(job(2)) == .confirmed(reference: "KLR-261123-A042-1-ready.txt"))
    }

    @Test func `a number that no message can reach is refused`() throws {
        let gateway = try FolderGateway(folder: folder.path)
        guard case .refused = try gateway.perform(job(phone: "02671234567")) else {
            return #expect(Bool(false), "it must refuse")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("gateway.log")))
    }

    @Test func `what it writes is for the service's own user only`() throws {
        _ = try FolderGateway(folder: folder.path).perform(job())
        for path in ["gateway.log", "messages/KLR-261123-A042-1-ready.txt"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(path))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(path)")
        }
    }
}
