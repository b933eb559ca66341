import Foundation
import TestKit
import Testing

/// `loket check`, with no site at all.
@Suite struct CheckCommandTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func check(_ arguments: String...) throws -> StaffedSite.Ended {
        let program = try StartedProgram("loket", ["check"] + arguments, environment: environment)
        return try ended(program)
    }

    private var environment: [String: String] {
        ["LOKET_BROKER": "ipc://\(scratch.file("nobody.ipc"))", "LOKET_DATA": "", "LOKET_OFFICE": ""]
    }

    private func ended(_ program: StartedProgram) throws -> StaffedSite.Ended {
        guard case .status(let status) = try program.waitForExit(within: .seconds(60)) else {
            return StaffedSite.Ended(status: -1, output: program.output, errors: program.errorOutput)
        }
        return StaffedSite.Ended(status: status, output: program.output, errors: program.errorOutput)
    }

    @Test func `what is right is valid, whatever its groups, and masked`() throws {
        let valid = try check(
            "nik", "3215", "0557", "0893", "0001", "--birth-date", "1993-08-17", "--sex", "female", "--json")
        #expect(valid.status == 0)
        #expect(
            valid.output
                == #"{"kind":"nik","looked_up":null,"place":null,"reasons":[],"value":"3215••••••••0001","verdict":"valid"}"#
                + "\n")
        let page = try check("kk", "3215050102150004")
        #expect(page.status == 0 && page.output.hasPrefix("kk 3215••••••••0004   valid\n"), "\(page)")
        #expect(page.output.contains("nowhere: no site is up here"))
    }

    @Test func `what is doubtful is no error, and what can't be is one`() throws {
        let doubtful = try check("nik", "3215051708930001", "--birth-date", "1993-08-18", "--sex", "female")
        #expect(doubtful.status == 0 && doubtful.output.contains("doubtful"))
        #expect(doubtful.output.contains("birth_date_differs") && doubtful.output.contains("sex_differs"))
        let invalid = try check("nik", "3215051708930000", "--json")
        #expect(invalid.status == 1)
        #expect(invalid.output.contains(#""code":"invalid_nik""#) && invalid.output.contains(#""verdict":"invalid""#))
        #expect(invalid.output.contains(#""value":"'3215••••••••0000'""#))
        #expect(try check("phone", "021", "555").status == 1)
        #expect(try check("name", "SUHARTINI").output.contains("one_word"))
        #expect(try check("region", "3215040").output.contains("BPS"))
    }

    @Test func `what can't be understood says so`() throws {
        #expect(try check("passport", "A1").status == 2)
        #expect(try check("nik").status == 2)
        #expect(try check("kk", "3215050102150004", "--sex", "male").status == 2)
        #expect(try check("nik", "3215051708930001", "--birth-date", "17-08-1993").status == 2)
    }

    @Test func `a number may come by standard input, so that no history has it`() throws {
        let path = try Executables.path(of: "loket")
        let program = try StartedProgram(
            "/bin/sh", ["-c", "printf '3215 0517 0893 0001\\r\\nmore' | '\(path)' check nik - --json"],
            environment: environment)
        let read = try ended(program)
        #expect(read.status == 0 && read.output.contains(#""verdict":"valid""#), "\(read)")
    }
}
