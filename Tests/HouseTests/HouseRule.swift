import Foundation

/// A rule of this house's style: what it objects to in a file, and what to write instead.
struct HouseRule: Sendable {
    let name: String
    let objections: @Sendable (SourceFile) -> [String]

    static let all = [layers, leftovers, size, waits, shortcuts, names]

    static let layers = HouseRule(name: "a target imports only what stands above it") { file in
        guard !file.isTest else { return [] }
        return file.imports.compactMap { LayerTable.objection(to: $0, in: file.module) }.map { "\(file.path): \($0)" }
    }

    static let leftovers = HouseRule(name: "nothing is left for later in a comment") { file in
        file.numbered { line in
            marks.contains { line.contains($0) } ? "do it now, or file it as work of its own" : nil
        }
    }

    static let size = HouseRule(name: "a file of more than 400 lines is two files") { file in
        let count = file.lines.count
        return count > 400 && !file.isGenerated
            ? ["\(file.path) has \(count) lines: give its parts files of their own"] : []
    }

    static let waits = HouseRule(name: "a test waits for an event with a deadline, never for a while") { file in
        // TestKit's `eventually` is the one place that may look again after a moment, up to its deadline.
        guard file.isTest, file.path != "Tests/TestKit/Waiting.swift" else { return [] }
        return file.numbered { line in
            sleeps.contains { line.contains($0) } ? "wait for what the sleep was meant to give time to" : nil
        }
    }

    static let shortcuts = HouseRule(name: "no forced try or cast") { file in
        file.numbered { line in
            forced.contains { line.contains($0) } ? "throw, or say why it can't fail with a precondition" : nil
        }
    }

    static let names = HouseRule(name: "a type is named for what it is, and not like its module") { file in
        file.numbered { line in
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(where: { kinds.contains(String($0)) }), at + 1 < words.count,
                words[..<at].allSatisfy({ modifiers.contains(String($0)) || $0.hasPrefix("@") })
            else { return nil }
            let name = String(words[at + 1].prefix { $0.isLetter || $0.isNumber })
            if name == file.module, !file.isTest {
                return "\(name) is its module's name too: name it after what it does there"
            }
            return endings.first { name.hasSuffix($0) }.map { "\(name) says \($0): name the thing itself" }
        }
    }

    // Put together here, so that this file itself stands by the rules it checks.
    private static let marks = ["FIX" + "ME", "TO" + "DO"]
    private static let sleeps = [
        "Task." + "sleep", "Thread." + "sleep", "usl" + "eep(", " sl" + "eep(", "nanosl" + "eep(",
    ]
    private static let forced = ["try" + "! ", " as" + "! "]
    private static let kinds = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    private static let modifiers = ["public", "package", "internal", "private", "fileprivate", "final", "indirect"]
    private static let endings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Impl", "V2"]
}

extension SourceFile {
    /// What a rule says about each line, with the place; generated code is its generator's business.
    fileprivate func numbered(_ judge: (Substring) -> String?) -> [String] {
        guard !isGenerated else { return [] }
        return lines.enumerated().compactMap { number, line in judge(line).map { "\(path):\(number + 1): \($0)" } }
    }
}
