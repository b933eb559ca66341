import Crypto
import Foundation

/// One line of a file of visits: a JSON object, in UTF-8, on one line.
///
/// ```json
/// {"id": "klari-0001", "office": "32.15.05", "channel": "counter", "priority": "elderly",
///  "arrived_at": "2026-11-23T07:31:00+07:00",
///  "visitor": {"name": "BUDI SANTOSO", "nik": "3215051708930001", "phone": "081234567890"},
///  "applications": [
///    {"product": "ktp-el-ganti", "family_card": "3215050102150004",
///     "applicant": {"name": "SITI AMINAH", "nik": "3215055708930001"},
///     "documents": ["f-1.02", "kk", "surat-kehilangan"], "need": "hospital",
///     "details": {"ground": "lost"}}]}
/// ```
///
/// Required: `id`, `office`, `visitor.name`, and `product` in each application. `id` names the visit for good: the
/// same line sent again files nothing again. `applications` may be empty or absent: somebody who only asks.
/// `applicant` is the person whom the document is about, the visitor if left out. `channel` is `counter` unless
/// said. `details.ground` says why a replacement is asked for. Numbers such as a NIK are texts, in quotes. A key that
/// isn't listed here is refused, since it is nearly always a misspelt one.
public enum VisitLine {
    /// Reads one line, or refuses it with the field and what to do.
    public static func decode(_ line: String) throws(Rejection) -> VisitForm {
        try form(of: try JSONObject(line: line))
    }

    static func form(of object: JSONObject) throws(Rejection) -> VisitForm {
        try object.allow(
            only: ["id", "office", "channel", "priority", "arrived_at", "visitor", "applications"])
        let visitor = try person(try object.object("visitor", example: #"{"name": "BUDI SANTOSO"}"#))
        var applications: [ApplicationForm] = []
        for application in try object.objects("applications") {
            applications.append(try self.application(application, visitor: visitor))
        }
        return VisitForm(
            lineID: try object.text("id", example: #""klari-0001""#),
            office: try object.text("office", example: #""32.15.05""#),
            channel: try object.optionalText("channel") ?? Channel.counter.rawValue, visitor: visitor,
            priority: try object.optionalText("priority"), arrivedAt: try object.optionalMoment("arrived_at"),
            applications: applications)
    }

    private static func person(_ object: JSONObject) throws(Rejection) -> PersonForm {
        try object.allow(only: ["name", "nik", "phone"])
        return PersonForm(
            name: try object.text("name", example: #""BUDI SANTOSO""#), nik: try object.optionalText("nik"),
            phone: try object.optionalText("phone"))
    }

    private static func application(_ object: JSONObject, visitor: PersonForm) throws(Rejection) -> ApplicationForm {
        try object.allow(only: ["product", "applicant", "family_card", "documents", "need", "details"])
        var details: [Detail] = []
        if let written = try object.optionalObject("details") {
            for name in written.values.keys.sorted() {
                if let value = try written.optionalText(name) { details.append(Detail(name: name, value: value)) }
            }
        }
        var applicant = visitor
        if let written = try object.optionalObject("applicant") { applicant = try person(written) }
        return ApplicationForm(
            product: try object.text("product", example: #""kk-perubahan""#), applicant: applicant,
            familyCard: try object.optionalText("family_card"), documents: try object.texts("documents"),
            need: try object.optionalText("need"), details: details)
    }
}

extension VisitForm {
    /// The id under which this visit is requested: made of office and line id alone, so that sending the line
    /// again, from any machine and at any time, is the same request (a UUIDv8 of SHA-256).
    public var requestID: UUID {
        var hash = SHA256()
        for part in [office, lineID] {
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: Data(part.utf8))
        }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return UUID(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
                bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            ))
    }
}
