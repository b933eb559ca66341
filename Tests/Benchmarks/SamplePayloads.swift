import Civil
import Contracts
import Foundation
import Records

/// Visits of sample days at twelve offices, each person with a NIK of its own so that none is refused as a second.
struct SamplePayloads {
    struct Payload: Sendable {
        var service: String
        var id: UUID
        var body: [UInt8]
        var cases: Int
    }

    static let offices = (1...12).map { "32.15.\($0 < 10 ? "0" : "")\($0)" }

    private let forms: [VisitForm]
    private var made: UInt64 = 0

    init(catalogue: Catalogue) throws {
        let klari = try RegionCode("32.15.05")
        let day = Day(ordinal: Int32(Date().timeIntervalSince1970 / 86_400))
        let monday = (0..<7).map { day + $0 }.first { $0.weekday == .monday } ?? day
        // Products that law forbids are refused in a line of the reply: no case goes on from them.
        forms = try (1...20).flatMap { seed in
            try SampleDay.script(
                office: klari, on: monday, citizens: 150, seed: seed, catalogue: catalogue
            ).citizens.map(\.visit)
        }.filter { !$0.applications.isEmpty }
    }

    mutating func make(_ count: Int) -> [Payload] {
        (0..<count).map { _ in next() }
    }

    private mutating func next() -> Payload {
        let number = made
        made += 1
        var form = forms[Int(number) % forms.count]
        let office = Self.offices[Int(number) % Self.offices.count]
        form.office = office
        form.lineID = "bench-\(number)"
        form.arrivedAt = nil
        form.visitor.nik = Self.nik(number * 50)
        for index in form.applications.indices {
            let own = number * 50 + UInt64(index) + 1
            if form.applications[index].applicant.nik != nil { form.applications[index].applicant.nik = Self.nik(own) }
            form.applications[index].familyCard = Self.nik(own)
        }
        let command = WireIntakeCommand.with { $0.openVisit.form = WireVisitForm(form) }
        let id = UUID.v7now()
        let request = WireRequest.ofBench(id, office, written(command))
        return Payload(
            service: "intake@\(office)", id: id, body: written(request), cases: form.applications.count)
    }

    /// A valid number for each value: serial, day, month and year count up.
    private static func nik(_ number: UInt64) -> String {
        let serial = number % 9_999 + 1
        let days = number / 9_999
        func two(_ value: UInt64) -> String { String(String(100 + value).suffix(2)) }
        let region = 11 + days / (28 * 12 * 100) % 80
        return "32\(two(region))05\(two(days % 28 + 1))\(two(days / 28 % 12 + 1))\(two(days / 336 % 100))"
            + String(String(10_000 + serial).suffix(4))
    }
}

extension UUID {
    /// As a client makes the id of a request.
    static func v7now() -> UUID {
        SubjectID.v7(
            at: Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)),
            random: withUnsafeBytes(of: UUID().uuid) { Array($0.prefix(10)) })
    }
}

extension WireRequest {
    static func ofBench(_ id: UUID, _ office: String, _ body: [UInt8]) -> WireRequest {
        .with {
            $0.contract = 1
            $0.id = Data(id.bytes)
            $0.office = office
            $0.actor.operator = "bench"
            $0.body = Data(body)
        }
    }
}
