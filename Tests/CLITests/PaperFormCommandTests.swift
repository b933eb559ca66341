import Foundation
import TestKit
import Testing

@Suite struct PaperFormCommandTests {
    @Test func `forms are printed ahead, entered afterwards, and what stays unused is voided`() throws {
        let site = try StaffedSite("intake", "printing")
        let pdf = site.scratch.file("drawer.pdf")
        let printed = try site.run("paper-forms", "print", "--count", "4", "--output", pdf)
        #expect(printed.status == 0, "\(printed.errors)")
        #expect(printed.output == "4 forms, KLR-261123-FK001 to KLR-261123-FK004, are in \(pdf)\n")
        #expect(try Data(contentsOf: URL(fileURLWithPath: pdf)).starts(with: Data("%PDF".utf8)))

        let line = try site.file([visitLine(1)])
        let tooEarly = try site.run("paper-forms", "enter", "KLR-261123-FK001", "--from", line, "--at", "09.40")
        #expect(tooEarly.status == 1 && tooEarly.output.contains("[invalid_time]"), "the clock shows 07.30")
        let entered = try site.run("paper-forms", "enter", "KLR-261123-FK001", "--from", line, "--at", "07.10")
        #expect(entered.status == 0 && entered.output.hasPrefix("KLR-261123-FK001   KLR-261123-FK001-1-"))
        let again = try site.run("paper-forms", "enter", "KLR-261123-FK001", "--from", line, "--at", "07.10")
        #expect(again.output == entered.output, "the same line is the same case")

        let time = "\"arrived_at\": \"2026-11-23T07:15:00+07:00\", \"visitor\""
        let many = try site.file([
            visitLine(2, id: "KLR-261123-FK002").replacing("\"visitor\"", with: time),
            visitLine(3, id: "KLR-261123-FK001").replacing("\"visitor\"", with: time),
            visitLine(4, id: "line-4").replacing("\"visitor\"", with: time), visitLine(5, id: "KLR-261123-FK003"),
        ])
        let file = try site.run("paper-forms", "enter", "--from", many)
        #expect(file.status == 5)
        let lines = file.output.split(separator: "\n")
        #expect(lines.count == 4 && lines[0].hasPrefix("KLR-261123-FK002   KLR-261123-FK002-1-"))
        #expect(lines[1].contains("entered already") && lines[2].contains("line-4"))
        #expect(lines[3].contains("when it was taken down"))

        #expect(try site.run("paper-forms", "void", "KLR-261123-FK003", "--reason", "torn").status == 0)
        let list = try site.run("paper-forms")
        #expect(
            list.output == """
                  1 open  KLR-261123-FK004
                  2 entered  KLR-261123-FK001, KLR-261123-FK002
                  1 void  KLR-261123-FK003

                """)
        let json = try site.run("paper-forms", "list", "--json")
        #expect(json.output.contains(#"{"number":"KLR-261123-FK004","state":"open"}"#))
        let status = try site.run("status", "KLR-261123-FK001")
        #expect(status.status == 0 && status.output.contains("served"), "\(status.output)")
    }
}
