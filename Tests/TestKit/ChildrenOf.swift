import Foundation

/// The running children of a process, by what the kernel calls them: fifteen letters of a program's name at most.
public func children(of parent: pid_t) -> [String: pid_t] {
    var found: [String: pid_t] = [:]
    // One that ends meanwhile has no files any more, and is none.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    for id in names.compactMap({ pid_t($0) }) {
        guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let begin = stat.firstIndex(of: "("), let end = stat.lastIndex(of: ")")
        else { continue }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 1, fields[1] == "\(parent)", fields[0] != "Z" else { continue }
        found[String(stat[stat.index(after: begin)..<end])] = id
    }
    return found
}
