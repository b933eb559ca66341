/// How a stand-in looks: little on it, and CONTOH from corner to corner.
struct SampleLayout {
    private let sample: SampleDocument
    private let setter: Typesetter
    private let margin = mm(22)
    private let width: Double
    private let plain = TextStyle(size: 11)

    init(_ sample: SampleDocument, _ setter: Typesetter) {
        self.sample = sample
        self.setter = setter
        width = Paper.a4.width - 2 * margin
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        let sheet = try Sheet(width: Paper.a4.width, height: Paper.a4.height, imprint)
        watermark(on: sheet.canvas)
        let border = mm(12)
        sheet.canvas.setGrey(0.35)
        sheet.canvas.frame(
            x: border, y: border, width: Paper.a4.width - 2 * border, height: Paper.a4.height - 2 * border, radius: 6,
            thickness: 1)
        Block.column(content).draw(sheet.canvas, margin, mm(24))
        let note = Block.column(notes)
        note.draw(sheet.canvas, margin, Paper.a4.height - mm(22) - note.height)
        sheet.endPage()
        return sheet
    }

    private var content: [Block] {
        var spread = plain.sized(12).bold().centred()
        spread.tracking = 1.2
        let label = mm(40)
        let rows = [
            ("Nomor berkas", sample.caseNumber), ("Nama pemohon", sample.applicantName),
            ("Kantor", sample.office.name), ("Dicetak", sample.printedAt.written),
        ]
        return [
            setter.text("CONTOH, BUKAN DOKUMEN RESMI", spread, width: width), .space(mm(26)),
            setter.text(sample.product.uppercased(), plain.sized(26).bold().centred(), width: width), .space(mm(16)),
            .rule(width: width, thickness: 0.8), .space(14),
        ]
            + rows.flatMap { name, value -> [Block] in
                [
                    .row([
                        setter.text(name, plain, width: label),
                        setter.text(value, plain.bold(), width: width - label),
                    ]), .space(8),
                ]
            } + [.space(6), .rule(width: width, thickness: 0.8)]
    }

    private var notes: [Block] {
        [
            setter.text(
                "Dokumen resmi diterbitkan oleh SIAK/Dukcapil.", plain.sized(13).bold().centred(), width: width),
            .space(4),
            setter.text(
                "Lembar ini hanya menunjukkan tempat dokumen tersebut dalam peragaan dan tidak berlaku untuk keperluan apa pun.",
                plain.centred(), width: width),
        ]
    }

    /// The word along the diagonal, as large as the page takes, in a pale red that stays pale on a grey printer.
    private func watermark(on canvas: Canvas) {
        let diagonal = (Paper.a4.width * Paper.a4.width + Paper.a4.height * Paper.a4.height).squareRoot()
        let style = TextStyle(size: 100).bold()
        let word = Paragraph("CONTOH", style, width: nil, in: setter.typefaces)
        let scale = diagonal * 0.7 / word.width
        canvas.setPaleRed()
        canvas.alongDiagonal(width: Paper.a4.width, height: Paper.a4.height, scale: scale) { turned in
            word.show(on: turned, x: -word.width / 2, y: -word.inkTop - word.inkHeight / 2)
        }
    }
}
