import Civil
import Contracts
import Foundation
import Records
import TestKit

@testable import Intake

/// Monday 23 November 2026, 07.30 at Klari.
let opening = OfficeZone.wib.moment(
    Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0), ClockTime("07.30") ?? .midnight)

func sampleCatalogue() throws -> Catalogue {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try Catalogue(
        yaml: String(contentsOf: root.appendingPathComponent("ops/sample/catalogue.yaml"), encoding: .utf8))
}

/// A person of Klari with a NIK of its own.
func person(_ number: Int) -> WirePerson {
    .with {
        $0.name = "WARGA KLARI"
        $0.nik = "321505170893" + String(String(10_000 + number).suffix(4))
        $0.phone = "+62812345678" + String(String(100 + number % 100).suffix(2))
    }
}

/// A visit for one product, complete unless told otherwise.
func visit(
    _ number: Int, product: String = "kk-perubahan", documents: [String]? = nil, need: String = ""
) -> WireVisitForm {
    let complete = ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"]
    return .with {
        $0.lineID = "line-\(number)"
        $0.channel = "counter"
        $0.visitor = person(number)
        $0.applications = [
            .with {
                $0.product = product
                $0.applicant = person(number)
                $0.documents = documents ?? complete
                $0.need = need
            }
        ]
    }
}

func openVisit(_ form: WireVisitForm) -> [UInt8] { written(WireIntakeCommand.with { $0.openVisit.form = form }) }

extension WireReply {
    func intake() throws -> WireIntakeReply { try WireIntakeReply(serializedBytes: accepted) }
}

/// An intake of this test with its own site, whose clock stands at the opening.
struct IntakeRig {
    let database: TestDatabase
    let rig: EngineRig<IntakeService>

    init(committers: Int = 1, batch: Int = 512) throws {
        database = try TestDatabase()
        try database.makeSite(clock: opening.microseconds)
        rig = EngineRig(
            IntakeService(catalogue: try sampleCatalogue()), database: database.conninfo(role: "loket_intake"),
            committers: committers, batch: batch)
    }

    func another() throws -> EngineRig<IntakeService> {
        EngineRig(IntakeService(catalogue: try sampleCatalogue()), database: database.conninfo(role: "loket_intake"))
    }
}
