import Contracts
import Foundation

/// Citizens of Klari who come for one document each, all of them urgent, every third for one that its Dukcapil prints.
public enum SampleCitizen {
    /// The visit of the citizen with that number; no two are the same person.
    public static func form(_ number: Int, of office: String, line: String) -> WireVisitForm {
        let someone = WirePerson.with {
            $0.name = "WARGA KLARI"
            // The last four digits are never 0000: so many people of each birthday.
            let (day, serial) = (1 + number / 9_999 % 28, 1 + number % 9_999)
            $0.nik = office.filter(\.isNumber) + String(format: "%02d0893%04d", day, serial)
            $0.phone = "+62812345" + String(format: "%05d", number % 100_000)
        }
        return .with {
            $0.lineID = line
            $0.visitor = someone
            $0.applications = [
                .with {
                    $0.product = number % 3 == 0 ? "kk-perubahan" : "sktm"
                    $0.applicant = someone
                    $0.familyCard = "3215050102150001"
                    $0.documents =
                        number % 3 == 0
                        ? ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"] : ["surat-desa", "ktp", "kk"]
                    $0.need = "hospital"
                }
            ]
        }
    }

    /// Which of the first ten thousand a NIK is of.
    public static func number(of nik: String) -> Int { (Int(nik.suffix(4)) ?? 0) - 1 }

    /// The sample district's catalogue, with changed family cards printed at Dukcapil.
    public static func catalogue() throws -> String {
        let root = ProcessInfo.processInfo.environment["LOKET_ROOT"] ?? "."
        let text = try String(contentsOfFile: "\(root)/ops/sample/catalogue.yaml", encoding: .utf8)
        let needle = "    district: 32.15\n"
        guard text.contains(needle) else { throw CatalogueDiffers() }
        return text.replacing(needle, with: needle + "    printed_at_district: [kk-perubahan]\n")
    }

    private struct CatalogueDiffers: Error, CustomStringConvertible {
        let description = "ops/sample/catalogue.yaml names no district 32.15"
    }
}
