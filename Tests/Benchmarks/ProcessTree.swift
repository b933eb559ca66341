import Foundation

/// What a program and everything that it started takes of the machine: its services, its PostgreSQL and the sessions.
struct ProcessTree {
    /// Seconds of the processors since each began.
    var cpuSeconds = 0.0
    /// Memory that is nobody else's: RssAnon, in MB.
    var ownMegabytes = 0.0
    var processes = 0

    init(of root: pid_t) {
        var children: [pid_t: [pid_t]] = [:]
        var seconds: [pid_t: Double] = [:]
        // A process that ends meanwhile has no files any more, and counts for nothing.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        for id in names.compactMap({ pid_t($0) }) {
            guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { continue }
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            guard fields.count > 12, let parent = pid_t(fields[1]), let user = Double(fields[11]),
                let system = Double(fields[12])
            else { continue }
            children[parent, default: []].append(id)
            seconds[id] = (user + system) / ticks
        }
        var open = [root]
        while let id = open.popLast() {
            open += children[id] ?? []
            processes += 1
            cpuSeconds += seconds[id] ?? 0
            ownMegabytes += Self.anonymousMegabytes(id)
        }
    }

    static func anonymousMegabytes(_ id: pid_t) -> Double {
        guard let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kilobytes / 1024
    }
}
