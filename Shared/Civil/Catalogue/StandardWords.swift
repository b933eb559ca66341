/// The words of a published standard, as citizens read them on a wall: Indonesian, like the forms.
extension Medium {
    public var words: String {
        switch self {
        case .hvs: "HVS A4"
        case .blangko: "Blangko KTP-el"
        case .kiaCard: "Kartu KIA"
        case .none: "-"
        }
    }
}

extension Validity {
    public var words: String {
        switch self {
        case .lifelong: "seumur hidup"
        case .permanent: "selamanya"
        case .untilChanged: "sampai ada perubahan data"
        case .days(let count): "\(count) hari"
        case .months(let count): "\(count) bulan"
        case .years(let count): "\(count) tahun"
        case .toAge(let age): "sampai usia \(age) tahun kurang satu hari"
        }
    }
}

extension Promise {
    public var words: String {
        switch self {
        case .minutes(let count): "\(count) menit"
        case .hours(let count): "\(count) jam"
        case .workingDays(let count): "\(count) hari kerja"
        }
    }
}

extension ServiceKind {
    public var words: String {
        switch self {
        case .administrative: "pelayanan administratif"
        case .service: "pelayanan jasa"
        case .goods: "pelayanan barang"
        }
    }
}

extension Channel {
    public var words: String {
        switch self {
        case .counter: "loket"
        case .driveThru: "drive-thru"
        case .village: "desa atau kelurahan"
        case .whatsapp: "WhatsApp"
        case .telephone: "telepon"
        }
    }
}

extension Producer {
    /// Who signs for the document, in the words of an office's board.
    public var words: String {
        switch self {
        case .loket: "kantor ini"
        case .siak: "Dinas Kependudukan dan Pencatatan Sipil"
        case .bapenda: "Badan Pendapatan Daerah"
        }
    }
}

extension RouteStep {
    /// What happens in it, to whoever waits for it.
    public var words: String {
        switch kind {
        case .check: "petugas memeriksa kelengkapan berkas"
        case .record where recording == .capture: "perekaman foto, sidik jari, iris dan tanda tangan"
        case .record: "petugas merekam data"
        case .awaitCentre: "menunggu penunggalan data di pusat data Kemendagri"
        case .print: "dokumen dicetak"
        case .collect: "pemohon mengambil hasil pelayanan"
        }
    }
}
