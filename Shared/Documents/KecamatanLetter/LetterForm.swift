/// The kinds of letter, with the words that each of them states.
public enum LetterForm: Hashable, Sendable {
    /// Surat keterangan tidak mampu (SKTM): the desa states it, the camat confirms.
    case lowIncome
    /// Surat keterangan belum menikah.
    case neverMarried
    /// Surat pengantar keterangan ahli waris: the heirs declare, the camat registers and is not the author
    /// (Permen ATR 3/1997 Ps 111).
    case heirs
    /// Any other letter: its title, and a paragraph for each thing that it states.
    case other(title: String, statements: [String])

    public var title: String {
        switch self {
        case .lowIncome: "SURAT KETERANGAN TIDAK MAMPU"
        case .neverMarried: "SURAT KETERANGAN BELUM MENIKAH"
        case .heirs: "SURAT PENGANTAR KETERANGAN AHLI WARIS"
        case .other(let title, _): title.uppercased()
        }
    }

    /// What the file calls itself. A title that an office wrote itself may name a person: it stays out.
    var metadataTitle: String {
        if case .other = self { "SURAT KECAMATAN" } else { title }
    }

    /// What the closing words call the letter.
    var noun: String {
        switch self {
        case .lowIncome, .neverMarried: "surat keterangan"
        case .heirs: "surat pengantar"
        case .other: "surat"
        }
    }

    /// The words between the authority and the identity.
    var opening: String {
        switch self {
        case .heirs: "menerangkan bahwa telah dicatat permohonan keterangan ahli waris dari almarhum/almarhumah:"
        default: "menerangkan dengan sesungguhnya bahwa:"
        }
    }

    /// The words that introduce the listed people.
    var peopleIntroduction: String {
        switch self {
        case .heirs: "dengan ahli waris menurut pernyataan para ahli waris sebagai berikut:"
        default: "bersama anggota keluarga sebagai berikut:"
        }
    }

    /// What the letter states, given what it rests on.
    func statements(basis: String?) -> [String] {
        let resting = basis.map { "berdasarkan \($0)" }
        let aside = resting.map { ", \($0)," } ?? ""
        switch self {
        case .lowIncome:
            return [
                "Nama tersebut di atas\(aside) adalah benar warga kami yang sampai dengan surat keterangan ini "
                    + "dibuat tergolong keluarga tidak mampu."
            ]
        case .neverMarried:
            return [
                "Nama tersebut di atas\(aside) adalah benar warga kami yang sampai dengan surat keterangan ini "
                    + "dibuat belum pernah menikah."
            ]
        case .heirs:
            return [
                "Pencatatan ini dilakukan \(resting.map { "\($0) " } ?? "")sebagai pengantar pengurusan keterangan ahli waris. Kebenaran "
                    + "susunan ahli waris menjadi tanggung jawab para ahli waris yang menandatangani surat pernyataan."
            ]
        case .other(_, let statements):
            return statements + (basis.map { ["Keterangan ini diberikan berdasarkan \($0)."] } ?? [])
        }
    }
}
