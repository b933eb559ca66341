import Contracts
import Foundation

/// Citizens of Klari who come for one letter each, printed at once: two of three at Klari, every third at its Dukcapil.
public enum SampleCitizen {
    /// The visit of the citizen with that number; no two are the same person.
    public static func form(_ number: Int, of office: String, line: String) -> WireVisitForm {
        let isPrintedAtDistrict = number % 3 == 0
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
                    $0.product = isPrintedAtDistrict ? "belum-menikah" : "sktm"
                    $0.applicant = someone
                    $0.familyCard = "3215050102150001"
                    $0.documents =
                        isPrintedAtDistrict
                        ? ["surat-rt-rw", "ktp", "kk", "pernyataan-belum-menikah"] : ["surat-desa", "ktp", "kk"]
                    // Not with the next day's run; Dukcapil has no runs.
                    $0.need = isPrintedAtDistrict ? "" : "hospital"
                }
            ]
        }
    }

    /// Which of the first ten thousand a NIK is of.
    public static func number(of nik: String) -> Int { (Int(nik.suffix(4)) ?? 0) - 1 }

    /// The sample district's catalogue, with one kind of letter printed at Dukcapil.
    ///
    /// - Parameter desks: more desks that call from the letters' lane.
    public static func catalogue(desks: [String] = []) throws -> String {
        let root = ProcessInfo.processInfo.environment["LOKET_ROOT"] ?? "."
        let text = try String(contentsOfFile: "\(root)/ops/sample/catalogue.yaml", encoding: .utf8)
        let district = "    district: 32.15\n"
        let desk = "      - {id: \"5\", name: Loket 5 surat keterangan, lanes: [C, B]}\n"
        guard text.contains(district), text.contains(desk) else { throw CatalogueDiffers() }
        let more = desks.map { "      - {id: \"\($0)\", name: Loket \($0), lanes: [C]}\n" }.joined()
        return text.replacing(district, with: district + "    printed_at_district: [belum-menikah]\n")
            .replacing(desk, with: desk + more)
    }

    private struct CatalogueDiffers: Error, CustomStringConvertible {
        let description = "ops/sample/catalogue.yaml has no longer what is changed of it here"
    }
}
