/// How a receipt looks: A5, the tracking code first, then the file, then what to do next.
struct ReceiptLayout {
    private let receipt: Receipt
    private let setter: Typesetter
    private let margin = mm(12)
    private let width: Double
    private let plain = TextStyle(size: 10)

    init(_ receipt: Receipt, _ setter: Typesetter) {
        self.receipt = receipt
        self.setter = setter
        width = Paper.a5.width - 2 * margin
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        var pages = Pages(
            width: Paper.a5.width, height: Paper.a5.height, marginTop: mm(10), marginBottom: mm(14),
            marginLeft: margin)
        pages.footer = footer
        let blocks = try head + [codePanel()] + file + received + missing + pickUp + enquiry
        return try pages.sheet(of: blocks, imprint)
    }

    private var head: [Block] {
        var title = plain.sized(13).bold().centred()
        title.tracking = 0.6
        return setter.heading(of: receipt.office, width: width) + [
            .space(9),
            setter.text("TANDA TERIMA PERMOHONAN", title, width: width), .space(8),
        ]
    }

    private func codePanel() throws(PressError) -> Block {
        let code = try QRSymbol(receipt.trackingCode).block(size: mm(27))
        let inner = width - code.width - 14
        let text = Block.column([
            setter.text("Kode pelacakan", plain.sized(8.5).inGrey(0.25), width: inner),
            .space(1),
            setter.fitted(receipt.trackingCode, plain.sized(18).bold(), width: inner, smallest: 9),
            .space(7),
            setter.text("Nomor berkas", plain.sized(8.5).inGrey(0.25), width: inner),
            .space(1),
            setter.fitted(receipt.caseNumber, plain.sized(11), width: inner, smallest: 8),
        ])
        return Block.row([.space(0).placed(width: 12), text, code], gap: 0, down: .middle)
            .placed(width: width, across: .leading).framed(thickness: 1, radius: 4)
    }

    private var file: [Block] {
        var rows = [("Permohonan", receipt.product, true), ("Nama pemohon", receipt.applicantName, true)]
        if let urgency = receipt.urgency { rows.append(("Mendesak", urgency, true)) }
        rows.append(("Diterima", receipt.receivedAt.written, false))
        if let officer = receipt.receivedBy { rows.append(("Petugas", officer, false)) }
        let label = mm(30)
        return [.space(11)]
            + rows.flatMap { name, value, isBold -> [Block] in
                [
                    .row([
                        setter.text(name, plain.inGrey(0.25), width: label),
                        setter.text(value, isBold ? plain.bold() : plain, width: width - label),
                    ]), .space(3),
                ]
            }
    }

    private var received: [Block] {
        guard !receipt.receivedDocuments.isEmpty else { return [] }
        return section("Dokumen yang diterima")
            + receipt.receivedDocuments.map { item($0, detail: nil, isTicked: true) }
    }

    private var missing: [Block] {
        guard !receipt.missingDocuments.isEmpty else { return [] }
        let notice = setter.text(
            "Permohonan diproses setelah dokumen ini lengkap. Ketentuan ini sama bagi semua pemohon.", plain,
            width: width)
        return section("BELUM LENGKAP, mohon dibawa")
            + receipt.missingDocuments.map { item($0.name, detail: $0.obtainedFrom, isTicked: false) }
            + [.space(2), notice]
    }

    private var pickUp: [Block] {
        guard let pickUp = receipt.pickUp else { return [] }
        let inner = width - 20
        var lines = [
            setter.text("Pengambilan", plain.sized(8.5).inGrey(0.25), width: inner), .space(2),
            setter.text(pickUp.when, plain.sized(13).bold(), width: inner), .space(1),
            setter.text(pickUp.place, plain, width: inner),
        ]
        if let bring = pickUp.bring { lines += [.space(2), setter.text("Bawa \(bring).", plain, width: inner)] }
        let panel = Block.column(lines).padded(horizontally: 10, vertically: 7).onGround(grey: 0.93, radius: 4)
        return [.space(11), panel]
    }

    private var enquiry: [Block] {
        let lines = receipt.statusEnquiry.map { setter.text($0, plain, width: width) }
        return lines.isEmpty ? [] : section("Menanyakan status permohonan") + lines
    }

    private func section(_ title: String) -> [Block] {
        [
            Block.space(10).keptWithNext(), setter.text(title, plain.sized(10.5).bold(), width: width).keptWithNext(),
            Block.space(3).keptWithNext(),
        ]
    }

    private func item(_ name: String, detail: String?, isTicked: Bool) -> Block {
        let side = 8.0
        let indent = 15.0
        var lines = [setter.text(name, plain, width: width - indent)]
        if let detail {
            lines.append(
                setter.text("Dapat diperoleh di: \(detail)", plain.sized(9).inGrey(0.25), width: width - indent))
        }
        let box = Block(width: indent, height: side + 2) { canvas, x, y in
            canvas.setGrey(0)
            canvas.frame(x: x + 1, y: y + 1.9, width: side, height: side, radius: 1, thickness: 0.6)
            if isTicked { canvas.tick(x: x + 1, y: y + 1.9, side: side) }
        }
        return .column([.row([box, .column(lines)]), .space(2.5)])
    }

    private func footer(page: Int, of count: Int) -> Block? {
        let words = setter.text(
            "GRATIS, tidak dipungut biaya\(receipt.feeBasis.map { " (\($0))" } ?? "").",
            plain.sized(9).bold().centred(), width: width)
        let page = setter.text(
            "Berkas \(receipt.caseNumber), halaman \(page) dari \(count)", plain.sized(8.5).centred(), width: width)
        return .column([.rule(width: width, thickness: 0.6), .space(4), words] + (count > 1 ? [page] : []))
    }
}
