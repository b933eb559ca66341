import Civil
import Documents
import Foundation

/// A PDF that a command writes beside the person who asked for it.
enum PaperFile {
    static func write(_ pdf: some DataProtocol, to path: String) throws(Complaint) {
        do {
            try Data(pdf).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Complaint(.usage, "\(path) can't be written: look whether the folder is there and may be written to")
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

extension Day {
    /// As it stands on paper.
    var printed: PrintedDay { PrintedDay(daysSince1970: Int64(ordinal)) }
}
