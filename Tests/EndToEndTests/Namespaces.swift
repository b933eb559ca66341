import Foundation
import TestKit

/// Two network namespaces with a cable between them, for as long as a test has them.
final class Namespaces {
    /// As root, where the machine has iproute2 and lets it do that.
    static let areHad: Bool = {
        guard geteuid() == 0, let tool else { return false }
        let name = "loket-try-\(getpid())"
        guard (try? run(tool, "netns", "add", name)) != nil else { return false }
        return (try? run(tool, "netns", "delete", name)) != nil
    }()

    static let tool = ["/usr/sbin/ip", "/sbin/ip"].first { FileManager.default.isExecutableFile(atPath: $0) }

    let names: [String]
    let addresses: [String]
    private let links: [String]

    init() throws {
        let id = UInt16.random(in: 0...999)
        names = ["loket-\(getpid())-\(id)-d", "loket-\(getpid())-\(id)-k"]
        links = ["lk\(id)d", "lk\(id)k"]
        addresses = ["10.91.\(id % 250).1", "10.91.\(id % 250).2"]
        for name in names { try Self.ip("netns", "add", name) }
        try Self.ip(
            "link", "add", links[0], "netns", names[0], "type", "veth", "peer", "name", links[1], "netns", names[1])
        for index in 0...1 {
            try Self.ip("-n", names[index], "address", "add", "\(addresses[index])/24", "dev", links[index])
            try Self.ip("-n", names[index], "link", "set", "lo", "up")
            try Self.ip("-n", names[index], "link", "set", links[index], "up")
        }
    }

    deinit {
        // With the namespace its end of the cable goes; what can't be removed is named by its process.
        for name in names { try? Self.ip("netns", "delete", name) }
    }

    /// Pulls the cable, or plugs it in: nobody is told, and nothing arrives.
    func setCable(pluggedIn isIn: Bool) throws {
        try Self.ip("-n", names[1], "link", "set", links[1], isIn ? "up" : "down")
    }

    /// Lets no more through than that, in each direction.
    func setRate(kilobits: Int) throws {
        for index in 0...1 {
            try Self.ip(
                "netns", "exec", names[index], "tc", "qdisc", "replace", "dev", links[index], "root", "tbf", "rate",
                "\(kilobits)kbit", "burst", "4kb", "latency", "2s")
        }
    }

    private static func ip(_ arguments: String...) throws {
        guard let tool else { throw Failed(what: "ip is missing") }
        try run(tool, arguments)
    }

    private static func run(_ tool: String, _ arguments: String...) throws { try run(tool, arguments) }

    private static func run(_ tool: String, _ arguments: [String]) throws {
        let program = try StartedProgram(tool, arguments)
        guard try program.waitForExit(within: .seconds(20)) == .status(0) else {
            throw Failed(what: "ip \(arguments.joined(separator: " ")): \(program.errorOutput)")
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }
}
