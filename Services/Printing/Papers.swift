import Casework
import Civil
import Documents
import Foundation

/// Makes what the printer gets: the office's own papers rendered, documents from outside as they came.
///
/// It is made when the printer is asked and not before; from the same order it is the same file, byte for byte.
struct Papers: Sendable {
    private let catalogue: Catalogue
    private let press: Press

    init(catalogue: Catalogue, press: Press) {
        self.catalogue = catalogue
        self.press = press
    }

    func job(for effect: Effect, from archive: Archive) throws -> DeviceJob {
        let order = try PrintOrder(effect.request)
        let pdf: [UInt8] =
            switch order.paper {
            case .takenIn: try takenIn(order, archive)
            case .letter, .sample, .list, .countedList: try rendered(order, effect, archive)
            }
        return DeviceJob(
            effect: effect.id, attempt: effect.attempt, number: effect.number, name: order.name,
            content: .document(pdf: pdf))
    }

    private func takenIn(_ order: PrintOrder, _ archive: Archive) throws -> [UInt8] {
        guard let bytes = try DocumentRows.bytes(of: order.documentHash, in: archive) else {
            throw ImpossibleJob("the document that was taken in is gone: take it in again")
        }
        return bytes
    }

    private func rendered(_ order: PrintOrder, _ effect: Effect, _ archive: Archive) throws -> [UInt8] {
        let office = try catalogue.office(written: effect.office)
        let document = try document(order, effect, of: office, archive)
        do throws(PressError) {
            return try press.render(document, createdAt: office.printed(order.plannedAt))
        } catch {
            switch error {
            // Mended on this machine, after which the same order can be printed.
            case .fontMissing, .outOfMemory, .drawing: throw error
            default: throw ImpossibleJob("\(error)")
            }
        }
    }

    private func document(
        _ order: PrintOrder, _ effect: Effect, of office: Civil.Office, _ archive: Archive
    ) throws -> Document {
        switch try archive.subject(effect.subject)?.subject {
        case .printRun(let run)?:
            return .printRunList(
                RunLists(catalogue: catalogue, office: office).list(of: run, isCounted: order.paper == .countedList))
        case .caseFile(let file)?:
            let product = catalogue.product(file.filing.product)?.name ?? file.filing.product
            guard order.paper == .letter else {
                return .sample(
                    SampleDocument(
                        product: product, caseNumber: file.filing.number,
                        applicantName: file.filing.applicant.name.text, office: catalogue.letterhead(of: office),
                        printedAt: office.printed(order.plannedAt)))
            }
            return .kecamatanLetter(
                Letters(catalogue: catalogue, office: office).letter(for: file, product: product, at: order.plannedAt))
        default: throw ImpossibleJob("what is to be printed is not here")
        }
    }
}

extension Catalogue {
    /// The office as it stands above its papers.
    func letterhead(of office: Civil.Office) -> Documents.Office {
        Documents.Office(
            government: government(of: office), name: office.name, addressLines: [office.address])
    }
}

extension Civil.Office {
    func printed(_ moment: Moment) -> PrintedMoment {
        PrintedMoment(microsecondsSince1970: moment.microseconds, zoneHours: zone.offsetHours)
    }
}
