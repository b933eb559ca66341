/// Everything that Loket renders itself.
///
/// SIAK's documents are not among them: those are taken in as PDFs (`PDFIntake`) and released untouched.
public enum Document: Hashable, Sendable {
    case ticket(Ticket)
    case receipt(Receipt)
    case printRunList(PrintRunList)
    case kecamatanLetter(KecamatanLetter)
    case sample(SampleDocument)
    case paperForms(PaperFormPad)
    case anchorSheet(AnchorSheet)
    case checklist(Checklist)
    case standardSheet(StandardSheet)
}

extension Document {
    /// What the document is and its number, never a person: the PDF's title, fit for a print job's name.
    public var title: String { Wording.maskingNationalIDs(Wording.printable(plainTitle)) }

    private var plainTitle: String {
        switch self {
        case .ticket(let ticket): "Tiket antrean \(ticket.visitNumber)"
        case .receipt(let receipt): "Tanda terima \(receipt.caseNumber)"
        case .printRunList(let list): "Daftar cetak \(list.runNumber)"
        case .kecamatanLetter(let letter): "\(letter.form.metadataTitle) \(letter.number)"
        case .sample(let sample): "CONTOH \(sample.product) \(sample.caseNumber)"
        case .paperForms(let pad):
            "Formulir layanan \(pad.numbers.first ?? "")"
                + (pad.numbers.count > 1 ? " sampai \(PaperFormPad.mark(of: pad.numbers.last ?? ""))" : "")
        case .checklist(let list): "Daftar persyaratan \(list.product)"
        case .standardSheet(let sheet): "Standar pelayanan \(sheet.product)"
        case .anchorSheet(let sheet): "Lembar jangkar \(sheet.made.day.written)"
        }
    }

    /// Whether the form requires the NIK. Where it doesn't, a NIK in a free text is masked.
    var requiresNationalID: Bool {
        switch self {
        case .ticket, .receipt, .printRunList, .sample, .paperForms, .anchorSheet, .checklist, .standardSheet: false
        case .kecamatanLetter: true
        }
    }
}
