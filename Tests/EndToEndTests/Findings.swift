import Civil
import Foundation
import Postgres
import Records
import TestKit
import Testing

/// What a day left behind at a site: the cases as they are stored, and the devices' own logs beside them.
struct Findings {
    struct Sheet: Equatable {
        let kind: String
        let effect: String
        let number: String
        let file: String
    }

    private struct GatewayCall: Decodable {
        let call: String
        let effect: String
        let number: String
    }

    private let site: DemoSite
    let cases: [CaseFile]
    /// The numbers of what stands as unknown: a person has to look at it.
    let unknown: [String]
    let sheets: [Sheet]
    /// The case number of every message that was begun.
    let messages: [String]

    init(_ site: DemoSite) throws {
        self.site = site
        let connection = try site.connect()
        defer { connection.close() }
        cases = try connection.query(Statement("SELECT state FROM casework.subject WHERE kind = 3", name: "cases"))
            .compactMap {
                if case .caseFile(let file) = try SubjectState.subject(in: $0.bytes(0)) { file } else { nil }
            }
        unknown = try connection.query(
            Statement("SELECT number FROM casework.effect WHERE state = 'unknown' ORDER BY 1", name: "unknown")
        ).map { $0.text(0) }
        let log = String(decoding: try site.logOfDevice("printer.log"), as: UTF8.self)
        sheets = log.split(separator: "\n").map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Sheet(kind: fields[1], effect: fields[2], number: fields[4], file: fields[5])
        }
        let calls = try site.logOfDevice("gateway.log").split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(GatewayCall.self, from: Data($0))
        }
        messages = calls.filter { $0.call == "send" }.map(\.number)
    }

    /// Everything that must hold after a day, however it went.
    func check(_ played: PlayedDay) throws {
        checkPaper(played)
        checkMessages()
        try checkSecrecy()
        let audit = try site.loket("audit")
        #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
        let dead = try site.loket("dead", "--json")
        try dead.waitForExit()
        #expect(dead.output.contains(#""total":0"#))
        let listed = try site.loket("unknown", "--json")
        #expect(try listed.waitForExit() == .status(unknown.isEmpty ? 0 : 5))
        for number in unknown {
            #expect(listed.output.contains(#""number":"\#(number)""#))
            let shown = try site.loket("unknown", "show", number)
            #expect(try shown.waitForExit() == .status(0), "\(shown.errorOutput)")
            #expect(
                shown.output.contains("stopped before it was done")
                    && shown.output.contains("loket unknown resolve \(number) --not-"), "\(shown.output)")
        }
    }

    /// Each sheet was begun once; a second one of a case has the reason that the first was spoiled or lost.
    private func checkPaper(_ played: PlayedDay) {
        let printed = sheets.filter { $0.kind == "print" }
        #expect(Set(printed.map(\.effect)).count == printed.count)
        #expect(Set(printed.map(\.file)).count == printed.count)
        let sheetsOfCase = Dictionary(grouping: printed, by: \.number).mapValues(\.count)
        let again = cases.filter { sheetsOfCase[$0.filing.number] ?? 0 > 1 }
        #expect(again.count <= played.happened.spoiled + played.happened.missing)
        for file in again {
            #expect(!file.runNumber.isEmpty && sheetsOfCase[file.filing.number] == 2, "\(file.filing.number)")
        }
    }

    /// One message for each document that was ready, none for any other, none where there is no phone.
    private func checkMessages() {
        let told = cases.filter { $0.readyAt != nil && $0.filing.phone != nil }.map(\.filing.number)
        #expect(messages.sorted() == told.sorted())
    }

    /// No NIK in the name of a file, in a log, a message or a document's metadata.
    private func checkSecrecy() throws {
        let numbers = try KlariDay.numbers()
        #expect(numbers.count > 100)
        for file in try site.files() {
            #expect(Digits.sixteen(in: Array(file.utf8)).isDisjoint(with: numbers), "\(file) names a person")
            let found = Digits.sixteen(in: Array(try site.read(file))).intersection(numbers)
            #expect(found.isEmpty, "\(file) holds the NIK of a person")
        }
    }
}

/// Finds what could be a NIK.
enum Digits {
    /// Every run of exactly sixteen digits.
    static func sixteen(in bytes: [UInt8]) -> Set<String> {
        var found: Set<String> = []
        var start: Int?
        for index in 0...bytes.count {
            let isDigit = index < bytes.count && (0x30...0x39).contains(bytes[index])
            if isDigit {
                start = start ?? index
            } else if let first = start {
                if index - first == 16 { found.insert(String(decoding: bytes[first..<index], as: UTF8.self)) }
                start = nil
            }
        }
        return found
    }
}
