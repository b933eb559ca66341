import Synchronization

/// Renders documents to PDF.
///
/// One press for a process is enough: it keeps the fonts open, so that the first document takes some
/// 20 ms and each later one a few. It may be used from any thread; documents are rendered one at a time.
/// Rendering touches no file but the fonts, and the same document with the same `createdAt` gives the
/// same bytes each time.
public final class Press: Sendable {
    private let typefaces: Mutex<Typefaces>

    /// Opens the fonts. Throws `.fontMissing` with the package to install.
    public init() throws(PressError) {
        typefaces = Mutex(try Typefaces())
    }

    /// The document as the bytes of a PDF file.
    ///
    /// `createdAt` becomes the file's time of creation: the moment of the business event, not of the
    /// rendering, so that a reprint is the same file. Throws without output when a code can't be a QR code
    /// or a paragraph is higher than a page.
    public func render(_ document: Document, createdAt: PrintedMoment) throws(PressError) -> [UInt8] {
        try typefaces.withLock { typefaces throws(PressError) in
            let setter = Typesetter(
                typefaces: typefaces, printsNationalIDs: document.requiresNationalID)
            let imprint = Imprint(title: document.title, createdAt: createdAt)
            return switch document {
            case .ticket(let ticket): try TicketLayout(ticket, setter).sheet(imprint).finish()
            case .receipt(let receipt): try ReceiptLayout(receipt, setter).sheet(imprint).finish()
            case .printRunList(let list): try PrintRunLayout(list, setter).sheet(imprint).finish()
            case .kecamatanLetter(let letter): try LetterLayout(letter, setter).sheet(imprint).finish()
            case .sample(let sample): try SampleLayout(sample, setter).sheet(imprint).finish()
            case .paperForms(let pad): try PaperFormLayout(pad, setter).sheet(imprint).finish()
            case .checklist(let list): try ChecklistLayout(list, setter).sheet(imprint).finish()
            case .standardSheet(let sheet): try StandardSheetLayout(sheet, setter).sheet(imprint).finish()
            case .anchorSheet(let sheet): try AnchorSheetLayout(sheet, setter).sheet(imprint).finish()
            }
        }
    }
}
