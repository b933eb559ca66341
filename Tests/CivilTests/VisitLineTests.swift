import Civil
import Foundation
import Testing

@Suite struct `A line of a file of visits` {
    static let good = """
        {"id":"klari-1","office":"32.15.05","visitor":{"name":"BUDI SANTOSO","nik":"3215051708930001",\
        "phone":"081234567890"},"applications":[{"product":"ktp-el-ganti","family_card":"3215050102150004",\
        "documents":["F1.21","kk"],"details":{"ground":"lost","changes":"-"}}]}
        """

    @Test func `becomes a visit with its applications`() throws {
        let form = try VisitLine.decode(Self.good)
        #expect(form.lineID == "klari-1")
        #expect(form.channel == "counter")
        #expect(form.applications[0].applicant == form.visitor)
        #expect(form.applications[0].details.map(\.name) == ["changes", "ground"])

        let visit = try form.checked(against: SampleFiles.catalogue(), at: klari("2026-11-23T08:00:00"))
        #expect(visit.lane.letter == "A")
        #expect(!visit.isUrgent)
        #expect(visit.applications[0].documents == ["f-1.02", "kk"])
        #expect(visit.applications[0].missing.map(\.id) == ["surat-kehilangan"])
    }

    @Test(arguments: [
        (#"{"id":"a""#, Rejection.Code.notJSON, "line"),
        ("", .notJSON, "line"),
        ("[1]", .wrongType, "line"),
        ("\"x\"", .wrongType, "line"),
        (#"{"office":"32.15.05","visitor":{"name":"B S"}}"#, .missingField, "id"),
        (#"{"id":"a","visitor":{"name":"B S"}}"#, .missingField, "office"),
        (#"{"id":"a","office":"32.15.05"}"#, .missingField, "visitor"),
        (#"{"id":"a","office":"32.15.05","visitor":{}}"#, .missingField, "visitor.name"),
        (#"{"id":"a","office":"32.15.05","visitor":{"name":null}}"#, .missingField, "visitor.name"),
        (#"{"id":7,"office":"32.15.05","visitor":{"name":"B S"}}"#, .wrongType, "id"),
        (#"{"id":true,"office":"32.15.05","visitor":{"name":"B S"}}"#, .wrongType, "id"),
        (#"{"id":"a","office":"32.15.05","visitor":["B S"]}"#, .wrongType, "visitor"),
        (#"{"id":"a","office":"32.15.05","visitor":{"name":"B S","nik":3215051708930001}}"#, .wrongType, "visitor.nik"),
        (#"{"id":"a","office":"32.15.05","visitor":{"name":"B S"},"applications":{}}"#, .wrongType, "applications"),
        (
            #"{"id":"a","office":"32.15.05","visitor":{"name":"B S"},"applications":[{"documents":["kk"]}]}"#,
            .missingField, "applications[0].product"
        ),
        (
            #"{"id":"a","office":"32.15.05","visitor":{"name":"B S"},"applications":[{"product":"sktm"},{"product":"sktm","documents":["kk",1]}]}"#,
            .wrongType, "applications[1].documents[1]"
        ),
        (
            #"{"id":"a","office":"32.15.05","visitor":{"name":"B S"},"applications":[{"product":"sktm","details":{"x":1}}]}"#,
            .wrongType, "applications[0].details.x"
        ),
        (#"{"id":"a","office":"32.15.05","vistor":{"name":"B S"}}"#, .unknownField, "line"),
        (#"{"id":"a","office":"32.15.05","visitor":{"name":"B S","Nik":"1"}}"#, .unknownField, "visitor"),
        (
            #"{"id":"a","office":"32.15.05","visitor":{"name":"B S"},"arrived_at":"07.30"}"#, .invalidTime,
            "arrived_at"
        ),
    ])
    func `is refused with the field that is wrong`(line: String, code: Rejection.Code, field: String) {
        let refusal = #expect(throws: Rejection.self) { try VisitLine.decode(line) }
        #expect(refusal?.code == code)
        #expect(refusal?.field == field)
    }

    @Test func `says at which column it stops being JSON, without repeating it`() {
        let refusal = #expect(throws: Rejection.self) {
            try VisitLine.decode(#"{"id":"3215051708930001" "office":"32.15.05"}"#)
        }
        #expect(refusal?.problem.contains("column") == true, "\(refusal?.problem ?? "")")
        let words = refusal?.description ?? ""
        #expect(!words.contains("3215051708930001"))
    }

    @Test func `suggests the field that was meant`() {
        let refusal = #expect(throws: Rejection.self) {
            try VisitLine.decode(#"{"id":"a","ofice":"32.15.05","visitor":{"name":"B S"}}"#)
        }
        #expect(refusal?.fix == "did you mean 'office'?")
    }

    @Test(arguments: [
        (#""nik":"3215051708930001""#, #""nik":"3215051708930000""#, Rejection.Code.invalidNIK, "visitor.nik"),
        (#""nik":"3215051708930001","#, "", .missingField, "applications[0].applicant.nik"),
        (#""phone":"081234567890""#, #""phone":"021555123""#, .invalidPhone, "visitor.phone"),
        (#""office":"32.15.05""#, #""office":"36.03.23""#, .unknownOffice, "office"),
        (#""office":"32.15.05""#, #""office":"3215""#, .invalidRegion, "office"),
        (#""product":"ktp-el-ganti""#, #""product":"ktp-ganti""#, .unknownProduct, "applications[0].product"),
        (
            #""family_card":"3215050102150004""#, #""family_card":"321505""#, .invalidFamilyCard,
            "applications[0].family_card"
        ),
        (#"["F1.21","kk"]"#, #"["F1.21","kka"]"#, .unknownDocument, "applications[0].documents[1]"),
        (#""ground":"lost""#, #""ground":"stolen""#, .unknownGround, "applications[0].details.ground"),
        (#""ground":"lost","#, "", .missingField, "applications[0].details.ground"),
        (#""documents""#, #""need":"wedding","documents""#, .needNotUrgent, "applications[0].need"),
        (#""id":"klari-1""#, #""id":"""#, .missingField, "id"),
        (#""id":"klari-1""#, #""id":"klari-1","channel":"fax""#, .notOnList, "channel"),
        (#""id":"klari-1""#, #""id":"klari-1","priority":"vip""#, .notOnList, "priority"),
    ])
    func `is refused by the catalogue with the field that is wrong`(
        old: String, new: String, code: Rejection.Code, field: String
    ) throws {
        let line = Self.good.replacing(old, with: new)
        try #require(line != Self.good)
        let form = try VisitLine.decode(line)
        let catalogue = try SampleFiles.catalogue()
        let refusal = #expect(throws: Rejection.self) {
            try form.checked(against: catalogue, at: klari("2026-11-23T08:00:00"))
        }
        #expect(refusal?.code == code)
        #expect(refusal?.field == field)
        let words = refusal?.description ?? ""
        #expect(!words.contains("17089300"))
    }

    @Test(arguments: [("legalisir", "104/2019"), ("suket-ktp-el", "suket")])
    func `keeps the asking for what isn't given, with the law that refuses it`(product: String, law: String) throws {
        let form = try VisitLine.decode(Self.good.replacing("ktp-el-ganti", with: product))
        let visit = try form.checked(against: SampleFiles.catalogue(), at: klari("2026-11-23T08:00:00"))
        #expect(visit.applications[0].refusal?.law.contains(law) == true)
        #expect(visit.applications[0].missing.isEmpty)
        #expect(!visit.isUrgent)
    }

    @Test func `is the same request wherever and whenever it is sent`() throws {
        let form = try VisitLine.decode(Self.good)
        #expect(form.requestID == (try VisitLine.decode(Self.good.replacing("BUDI", with: "BADU"))).requestID)
        #expect(form.requestID.uuidString == "0BCA99B2-62F2-883B-A063-53B489C51721")
        var other = form
        other.lineID = "klari-2"
        #expect(other.requestID != form.requestID)
        other = form
        (other.office, other.lineID) = ("32.15.0", "5klari-1")
        #expect(other.requestID != form.requestID)
    }

    @Test func `never crashes on damage, and refuses or reads`() throws {
        var random = SplitMix64(seed: 5)
        let bytes = Array(Self.good.utf8)
        for _ in 0..<3_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.remove(at: index)
                default: damaged.insert(UInt8.random(in: 32...126, using: &random), at: index)
                }
            }
            _ = try? VisitLine.decode(String(decoding: damaged, as: UTF8.self))
        }
    }
}

@Suite struct `The sample file of visits` {
    @Test func `is read whole, with some files incomplete and some urgent`() throws {
        let catalogue = try SampleFiles.catalogue()
        let now = try klari("2026-11-23T08:00:00")
        let visits = try SampleFiles.text("klari-visits.jsonl").split(separator: "\n").map {
            try VisitLine.decode(String($0)).checked(against: catalogue, at: now)
        }
        #expect(visits.count == 20)
        #expect(Set(visits.map(\.lineID)).count == 20)
        #expect(visits.filter(\.isUrgent).count == 2)
        #expect(visits.flatMap(\.applications).filter { !$0.missing.isEmpty }.count == 4)
        #expect(visits.contains { $0.applications.isEmpty })
        #expect(visits.contains { $0.applications.count > 1 })
    }
}

@Suite struct `The verdict on a file` {
    @Test func `can only get better with another paper`() throws {
        let catalogue = try SampleFiles.catalogue()
        let now = try klari("2026-11-23T08:00:00")
        for product in catalogue.products where product.refusal == nil && product.id != "suket-ktp-el" {
            let standard = try catalogue.standard(for: product.id, office: SampleFiles.klari, at: now)
            var documents: [String] = []
            var last = standard.missing(from: documents, ground: product.grounds.first?.id).count
            #expect(last > 0)
            for paper in catalogue.documentIDsInOrder {
                documents.append(paper)
                let count = standard.missing(from: documents, ground: product.grounds.first?.id).count
                #expect(count <= last)
                last = count
            }
            #expect(last == 0)
        }
    }
}
