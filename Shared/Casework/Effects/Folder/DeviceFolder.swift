import Crypto
import Foundation

/// A folder in which a device's works appear, each under its name at once and whole.
package struct DeviceFolder: Sendable {
    private let path: String
    private let gate: String?

    /// - Parameter gate: a FIFO that nobody writes to holds a work back just before it appears.
    package init(_ path: String, gate: String?) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.path = path
        self.gate = gate
    }

    /// Nothing but a name: it leads nowhere else.
    package static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name.first != "." && name.utf8.count <= 100
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }

    /// What a work is known by, in hexadecimal digits.
    package static func digest(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// The very work, not an earlier one under the same name.
    package func holds(_ name: String, digest: String) throws(FileTrouble) -> Bool {
        do throws(FileTrouble) {
            return Self.digest(try OpenFile("\(path)/\(name)", O_RDONLY).readAll()) == digest
        } catch {
            guard error.code == ENOENT else { throw error }
            return false
        }
    }

    /// Puts it on disk under another name: nobody has it yet.
    package func prepare(_ bytes: [UInt8], as name: String) throws(FileTrouble) {
        let file = try OpenFile(unfinished(name), O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(bytes)
        try file.sync()
    }

    /// Lets what was prepared appear; it is on disk under its name when this returns.
    package func finish(_ name: String) throws(FileTrouble) {
        if let gate { _ = try OpenFile(gate, O_RDONLY).readAll() }
        try OpenFile.rename(unfinished(name), to: "\(path)/\(name)")
        try OpenFile(path, O_RDONLY | O_DIRECTORY).sync()
    }

    private func unfinished(_ name: String) -> String { "\(path)/.\(name).part" }
}
