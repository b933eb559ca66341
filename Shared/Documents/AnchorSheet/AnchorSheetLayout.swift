/// How an anchor's sheet looks: A4, the root so large that it can be copied by hand, and where whoever files it signs.
struct AnchorSheetLayout {
    private let anchor: AnchorSheet
    private let setter: Typesetter
    private let margin = mm(20)
    private let width: Double
    private let plain = TextStyle(size: 10)
    private let hint = TextStyle(size: 8.5).inGrey(0.25)

    init(_ anchor: AnchorSheet, _ setter: Typesetter) {
        self.anchor = anchor
        self.setter = setter
        width = Paper.a4.width - 2 * margin
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        let sheet = try Sheet(width: Paper.a4.width, height: Paper.a4.height, imprint)
        let body = Block.column(head + facts + [try root()] + previous + purpose)
        let foot = signature
        guard body.height + foot.height <= Paper.a4.height - mm(16) - mm(20) else { throw .tooLongForPage }
        body.draw(sheet.canvas, margin, mm(16))
        foot.draw(sheet.canvas, margin, Paper.a4.height - mm(20) - foot.height)
        sheet.endPage()
        return sheet
    }

    private var head: [Block] {
        var title = plain.sized(16).bold().centred()
        title.tracking = 0.8
        return [
            setter.text(anchor.office.government.uppercased(), plain.sized(9).centred(), width: width),
            setter.fitted(anchor.office.name.uppercased(), plain.sized(15).bold().centred(), width: width, smallest: 9),
        ]
            + anchor.office.addressLines.map { setter.text($0, hint.centred(), width: width) } + [
                .space(5), .rule(width: width, thickness: 1.2), .space(14),
                setter.text("LEMBAR JANGKAR", title, width: width), .space(3),
                setter.text(
                    "Satu sidik untuk seluruh riwayat pelayanan sampai saat ini, disimpan di luar komputer.",
                    plain.centred(), width: width), .space(14),
            ]
    }

    private var facts: [Block] {
        let label = mm(42)
        let rows = [
            ("Kantor", anchor.siteOffices.joined(separator: ", ")), ("Dibuat", anchor.made.written),
            ("Masa sistem", "ke-\(anchor.life)"), ("Jumlah riwayat", "\(anchor.leaves)"), ("Nama berkas", anchor.file),
        ]
        return rows.flatMap { name, value -> [Block] in
            [
                .row([
                    setter.text(name, plain.inGrey(0.25), width: label),
                    setter.text(value, plain.sized(10.5).bold(), width: width - label),
                ]), .space(4),
            ]
        }
    }

    /// Four groups of four digits in a line. Each is set alone, so that no run of digits looks like a NIK.
    private func root() throws(PressError) -> Block {
        let code = try QRSymbol(hash: anchor.root).block(size: mm(46))
        let inner = width - code.width - 24
        var style = plain.sized(25).bold().centred()
        style.tracking = 1.5
        let lines = groups(of: anchor.root, perLine: 4, style, cell: inner / 4, gap: 7)
        let panel = Block.column([setter.text("AKAR", hint.bold(), width: inner), .space(7)] + lines)
        return .column([
            .space(8),
            Block.row([.space(0).placed(width: 14), panel, code], down: .middle).placed(width: width, across: .leading)
                .padded(vertically: 9).framed(thickness: 1.2, radius: 4),
        ])
    }

    private var previous: [Block] {
        let title = setter.text("Akar jangkar sebelumnya", hint, width: width)
        guard let previous = anchor.previous else {
            return [.space(12), title, .space(3), setter.text("tidak ada: ini yang pertama", plain, width: width)]
        }
        return [.space(12), title, .space(3)]
            + groups(of: previous, perLine: 8, plain.sized(12), cell: mm(15), gap: 3)
    }

    private func groups(
        of hash: [UInt8], perLine: Int, _ style: TextStyle, cell: Double, gap: Double
    ) -> [Block] {
        let signs = Array("0123456789abcdef")
        let digits = hash.flatMap { [signs[Int($0 >> 4)], signs[Int($0 & 15)]] }
        let groups = stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }
        return stride(from: 0, to: groups.count, by: perLine).flatMap { start -> [Block] in
            let line = groups[start..<min(start + perLine, groups.count)]
            return [.row(line.map { setter.text($0, style, width: cell) }), .space(gap)]
        }
    }

    private var purpose: [Block] {
        [
            "Simpan lembar ini di tempat terkunci bersama arsip kantor, jauh dari komputer. Selama lembar ini ada, tidak ada "
                + "catatan sampai saat ini yang dapat dihapus atau diubah tanpa ketahuan.",
            "Untuk memeriksa, ketik akarnya: loket anchor check --root \"…\", lalu jalankan loket audit. Bila akar ini tidak "
                + "ditemukan atau audit menemukan sesuatu, jangan ubah apa pun, buat salinan basis data, dan laporkan.",
        ].flatMap { [.space(12), setter.text($0, plain, width: width)] }
    }

    private var signature: Block {
        let share = (width - 2 * 16) / 3
        let lines = ["Nama yang menyimpan", "Tanggal", "Tanda tangan"].map { name in
            Block.column([
                .rule(width: share, thickness: 0.6, grey: 0.35), .space(3),
                setter.text(name, hint, width: share),
            ])
        }
        return .column([
            setter.text("Disimpan oleh", plain.bold(), width: width), .space(mm(19)), .row(lines, gap: 16),
        ])
    }
}
