/// Why a file can't be released as SIAK's document. Each says what the officer can do.
public enum PDFRejection: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooLarge(byteCount: Int, limit: Int)
    case notPDF
    case cutOff
    case indexBroken
    case encrypted
    case noPages

    public var description: String {
        switch self {
        case .empty: "the file is empty: download it from SIAK again"
        case .tooLarge(let byteCount, let limit):
            "the file has \(byteCount) bytes, more than the \(limit) allowed: take SIAK's own PDF, not a scan"
        case .notPDF: "the file is no PDF: it does not start with %PDF-"
        case .cutOff: "the PDF is cut off, its end mark %%EOF is missing: download it from SIAK again"
        case .indexBroken: "the PDF's table of contents can't be found: download it from SIAK again"
        case .encrypted: "the PDF asks for a password: take SIAK's PDF without one"
        case .noPages: "the PDF has no page"
        }
    }
}
