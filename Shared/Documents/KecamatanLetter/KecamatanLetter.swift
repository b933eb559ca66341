/// A letter of the kecamatan, as a camat signs it.
///
/// Its form requires the NIK, so here it is printed; the file's metadata and its QR code carry none.
public struct KecamatanLetter: Hashable, Sendable {
    /// One line of an identity: "Nama" – "DEDE SUPRIATNA".
    public struct Field: Hashable, Sendable {
        public var label: String
        public var value: String

        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// A person in a list below the identity: an heir, a member of the family.
    public struct ListedPerson: Hashable, Sendable {
        public var name: String
        public var nationalID: String
        public var relation: String

        public init(name: String, nationalID: String, relation: String) {
            self.name = name
            self.nationalID = nationalID
            self.relation = relation
        }
    }

    public var office: Office
    /// The region's coat of arms as a PNG image, for the letterhead's left; nil leaves it out.
    public var crest: [UInt8]?
    public var form: LetterForm
    /// "400.12.2.1/0042/Kec.Klari/2026"
    public var number: String
    /// Who states it, as the opening words name them: "Camat Klari, Kabupaten Karawang".
    public var authority: String
    /// Whom the letter is about, in the order of the form.
    public var identity: [Field]
    /// Further people whom the form lists; empty for most letters.
    public var people: [ListedPerson]
    /// What the statement rests on: "Surat Keterangan Kepala Desa Duren Nomor … tanggal …".
    public var basis: String?
    /// What the citizen needs it for: "pengajuan keringanan biaya perawatan rumah sakit".
    public var purpose: String?
    public var place: String
    public var date: PrintedDay
    public var signatory: Signatory
    /// The tracking code, which the QR code carries for whoever checks the letter.
    public var verificationCode: String
    /// Tembusan; empty leaves the section out.
    public var copies: [String]

    public init(
        office: Office, crest: [UInt8]? = nil, form: LetterForm, number: String, authority: String, identity: [Field],
        people: [ListedPerson] = [], basis: String? = nil, purpose: String? = nil, place: String, date: PrintedDay,
        signatory: Signatory, verificationCode: String, copies: [String] = []
    ) {
        self.office = office
        self.crest = crest
        self.form = form
        self.number = number
        self.authority = authority
        self.identity = identity
        self.people = people
        self.basis = basis
        self.purpose = purpose
        self.place = place
        self.date = date
        self.signatory = signatory
        self.verificationCode = verificationCode
        self.copies = copies
    }
}
