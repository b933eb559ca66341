import Foundation
import TestKit

/// Two network namespaces with a cable between them, for as long as a test has them: the district's and a kecamatan's.
///
/// Where the cable is cut nobody is told, as in a street: no reset, no word, nothing arrives.
final class Namespaces: LineInHand {
    /// As root, where the machine has iproute2 and a kernel that gives namespaces, holds back and resets.
    static let areHad: Bool = {
        guard geteuid() == 0, tool != nil else { return false }
        let name = "loket-try-\(getpid())"
        defer { _ = try? ip("netns", "delete", name) }
        guard (try? ip("netns", "add", name)) != nil else { return false }
        let trial = """
            ip link set lo up && tc qdisc replace dev lo root tbf rate 64kbit burst 4kb latency 2s \
            && exec 3<>/dev/udp/127.0.0.1/9 && ss -K -H -u -n dport = :9
            """
        return (try? ip("netns", "exec", name, "bash", "-c", trial))?.contains("127.0.0.1:9") ?? false
    }()

    static let tool = ["/usr/sbin/ip", "/sbin/ip"].first { FileManager.default.isExecutableFile(atPath: $0) }

    let district: String
    let kecamatan: String
    /// Where the district's broker listens.
    let endpoint: String
    private let port = 5670
    private let addresses: [String]
    private let links: [String]

    init() throws {
        let id = UInt16.random(in: 0...999)
        let names = ["loket-\(getpid())-\(id)-d", "loket-\(getpid())-\(id)-k"]
        (district, kecamatan) = (names[0], names[1])
        links = ["lk\(id)d", "lk\(id)k"]
        addresses = ["10.91.\(id % 250).1", "10.91.\(id % 250).2"]
        endpoint = "tcp://\(addresses[0]):\(port)"
        for name in names { try Self.ip("netns", "add", name) }
        try Self.ip(
            "link", "add", links[0], "netns", district, "type", "veth", "peer", "name", links[1], "netns", kecamatan)
        for (index, name) in names.enumerated() {
            try Self.ip("-n", name, "address", "add", "\(addresses[index])/24", "dev", links[index])
            try Self.ip("-n", name, "link", "set", "lo", "up")
            try Self.ip("-n", name, "link", "set", links[index], "up")
        }
    }

    deinit {
        // With the namespace its end of the cable goes; what can't be removed is named by its process.
        for name in [district, kecamatan] { _ = try? Self.ip("netns", "delete", name) }
    }

    func cut() throws { try Self.ip("-n", kecamatan, "link", "set", links[1], "down") }

    func mend() throws {
        for (name, link) in [(district, links[0]), (kecamatan, links[1])] {
            try Self.ip("netns", "exec", name, "tc", "qdisc", "replace", "dev", link, "root", "pfifo", "limit", "1000")
        }
        try plugIn()
    }

    func slow(kilobits: Int) throws {
        for (name, link) in [(district, links[0]), (kecamatan, links[1])] {
            try Self.ip(
                "netns", "exec", name, "tc", "qdisc", "replace", "dev", link, "root", "tbf", "rate",
                "\(kilobits)kbit", "burst", "4kb", "latency", "2s")
        }
        try plugIn()
    }

    func reset() throws {
        let broken = try Self.ip(
            "netns", "exec", kecamatan, "ss", "-K", "-H", "-t", "-n", "dst", addresses[0], "dport", "=", ":\(port)")
        guard broken.contains(":\(port)") else { throw Failed(what: "nothing was connected that could be reset") }
    }

    private func plugIn() throws { try Self.ip("-n", kecamatan, "link", "set", links[1], "up") }

    @discardableResult
    private static func ip(_ arguments: String...) throws -> String {
        guard let tool else { throw Failed(what: "ip is missing") }
        let program = try StartedProgram(tool, arguments)
        guard try program.waitForExit() == .status(0) else {
            throw Failed(what: "ip \(arguments.joined(separator: " ")): \(program.errorOutput)")
        }
        return program.output
    }

    struct Failed: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }
}
