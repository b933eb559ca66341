import Civil
import Contracts
import Foundation

/// A stored value that can't be what was written: the store was changed behind our back, or by a newer version.
public struct UnreadableRecord: Error, CustomStringConvertible {
    public let what: String

    public init(what: String) {
        self.what = what
    }

    public var description: String { "the stored \(what) can't be read; run loket audit" }
}

extension StoredPerson {
    init(_ person: Person) {
        self.init()
        name = person.name.text
        if let nik = person.nik { self.nik = nik.text }
        if let phone = person.phone { self.phone = phone.e164 }
    }

    func value() throws(UnreadableRecord) -> Person {
        do throws(Rejection) {
            return Person(
                name: try PersonName(name), nik: nik.isEmpty ? nil : try NIK(nik),
                phone: phone.isEmpty ? nil : try PhoneNumber(phone))
        } catch {
            throw UnreadableRecord(what: "person")
        }
    }
}

extension StoredPlan {
    init(_ plan: Plan) {
        self.init()
        recordDay = plan.recordOn.ordinal
        printDay = plan.printOn.ordinal
        readyFrom = plan.readyFrom.microseconds
        atOnce = plan.atOnce
    }

    var value: Plan {
        Plan(
            recordOn: Day(ordinal: recordDay), printOn: Day(ordinal: printDay),
            readyFrom: Moment(microseconds: readyFrom), atOnce: atOnce)
    }
}

extension StoredCapture {
    init(_ capture: Capture) {
        self.init()
        photo = Int32(capture.photo)
        fingerprints = Int32(capture.fingerprints)
        iris = Int32(capture.iris)
        signature = capture.signature
        attachmentHash = Data(capture.attachmentHash)
        attachmentBytes = capture.attachmentBytes
    }

    var value: Capture {
        Capture(
            photo: Int(photo), fingerprints: Int(fingerprints), iris: Int(iris), signature: signature,
            attachmentHash: Array(attachmentHash), attachmentBytes: attachmentBytes)
    }
}

/// Zero stands for "not yet" in stored times.
func stored(_ moment: Moment?) -> Int64 { moment?.microseconds ?? 0 }
func moment(_ stored: Int64) -> Moment? { stored == 0 ? nil : Moment(microseconds: stored) }

func uuid(_ stored: Data, _ what: String) throws(UnreadableRecord) -> UUID {
    guard let id = UUID(checking: stored) else { throw UnreadableRecord(what: what) }
    return id
}

func uuids(_ stored: [Data], _ what: String) throws(UnreadableRecord) -> [UUID] {
    var ids: [UUID] = []
    ids.reserveCapacity(stored.count)
    for data in stored { ids.append(try uuid(data, what)) }
    return ids
}

extension Data {
    init(_ id: UUID) { self.init(id.bytes) }
}
