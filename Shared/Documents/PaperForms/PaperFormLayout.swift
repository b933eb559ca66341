/// How a form for the hours without power looks: A4, the number first, boxes that a pen can fill, and a foot to tear
/// off.
struct PaperFormLayout {
    private let pad: PaperFormPad
    private let setter: Typesetter
    private let margin = mm(14)
    private let width: Double
    private let plain = TextStyle(size: 9)
    private let hint = TextStyle(size: 8).inGrey(0.25)
    /// The side of a box for one digit.
    private let cell = 16.5

    init(_ pad: PaperFormPad, _ setter: Typesetter) {
        self.pad = pad
        self.setter = setter
        width = Paper.a4.width - 2 * margin
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        let sheet = try Sheet(width: Paper.a4.width, height: Paper.a4.height, imprint)
        for number in pad.numbers {
            let body = try Block.column(head(number) + arrival + person + applications + papers + signatures)
            let foot = try foot(number)
            guard body.height + foot.height <= Paper.a4.height - 2 * mm(10) else { throw .tooLongForPage }
            body.draw(sheet.canvas, margin, mm(10))
            foot.draw(sheet.canvas, margin, Paper.a4.height - mm(10) - foot.height)
            sheet.endPage()
        }
        return sheet
    }

    // MARK: The head

    private func head(_ number: String) throws(PressError) -> [Block] {
        let code = try QRSymbol(number).block(size: mm(29))
        let figure = mm(50)
        let left = width - code.width - figure
        let words = Block.column([
            setter.fitted(pad.office.government.uppercased(), plain.sized(8), width: left - 10, smallest: 6),
            setter.fitted(pad.office.name.uppercased(), plain.sized(12).bold(), width: left - 10, smallest: 7),
            .space(9),
            setter.text("FORMULIR LAYANAN SAAT LISTRIK PADAM", plain.sized(13).bold(), width: left - 10),
            .space(3),
            setter.text(
                "Diisi petugas dengan huruf cetak, satu lembar untuk satu orang. Dimasukkan ke sistem setelah listrik "
                    + "menyala.", hint, width: left - 10),
        ])
        let numbered = Block.column(
            [
                setter.text("NOMOR", hint.centred(), width: figure), .space(5),
                setter.figures(
                    PaperFormPad.mark(of: number), plain.sized(42).bold().centred(), width: figure, smallest: 18),
                .space(8),
                setter.fitted(number, plain.sized(10).bold().centred(), width: figure, smallest: 7),
            ])
        return [
            .row([words, numbered, code], down: .middle), .space(5), .rule(width: width, thickness: 1.2), .space(7),
        ]
    }

    private var arrival: [Block] {
        let first = Block.row(
            [
                named("Tanggal", boxes([2, 2, 4], between: "-"), label: 44),
                named("Jam datang", boxes([2, 2], between: "."), label: 58),
                named("Loket", blank(mm(17)), label: 30),
            ], gap: 14, down: .middle)
        let second = Block.row(
            [setter.label("Didahulukan", plain)]
                + ["lansia", "disabilitas", "hamil", "menyusui"].map { tick($0, width: mm(20)) }
                + [tick("MENDESAK, karena", width: mm(35)), blank(mm(36))], gap: 5, down: .middle)
        return [first, .space(10), second]
    }

    private var person: [Block] {
        let label = mm(31)
        let line = width - label
        return section("Pemohon") + [
            named("Nama", blank(line), label: label), .space(8),
            .row(
                [
                    named("NIK", boxes([6, 6, 4], between: ""), label: label),
                    named("Telepon", blank(width - label - numberWidth - 14 - 38), label: 38),
                ], gap: 14, down: .middle), .space(5),
            named("Nomor KK", boxes([6, 6, 4], between: ""), label: label), .space(8),
            named("Atas nama", blank(line), label: label, below: "jika orang lain"), .space(8),
            named("NIK orang itu", boxes([6, 6, 4], between: ""), label: label),
        ]
    }

    private var applications: [Block] {
        section("Permohonan") + grid(pad.products + ["Lainnya (tulis di catatan)"], columns: 3)
    }

    private var papers: [Block] { section("Berkas yang diterima") + grid(pad.documents, columns: 3) }

    /// Room for a note on the left, the two who sign on the right.
    private var signatures: [Block] {
        let height = 84.0
        let note = width * 0.44
        let share = (width - note) / 2
        let remarks = Block(width: note, height: height) { canvas, x, y in
            canvas.setGrey(0.35)
            canvas.frame(x: x, y: y, width: note, height: height, radius: 2, thickness: 0.6)
        }
        let title = setter.text("Catatan", hint, width: note - 10)
        let notes = Block(width: note, height: height) { canvas, x, y in
            remarks.draw(canvas, x, y)
            title.draw(canvas, x + 5, y + 3)
        }
        let signed = { (who: String) in
            Block.column(
                [
                    setter.text(who, plain.centred(), width: share), .space(height - 10 - 14 - 11),
                    blank(share - 20).placed(width: share),
                    setter.text("nama dan tanda tangan", hint.sized(7).centred(), width: share),
                ])
        }
        return [.space(8), .row([notes, signed("Pemohon"), signed("Petugas")])]
    }

    // MARK: The foot

    private func foot(_ number: String) throws(PressError) -> Block {
        let code = try QRSymbol(number).block(size: mm(27))
        let inner = width - code.width
        let words = Block.column([
            setter.text("TANDA TERIMA SEMENTARA", plain.sized(10).bold(), width: inner), .space(2),
            setter.fitted(number, plain.sized(17).bold(), width: inner, smallest: 10), .space(4),
            setter.text(
                "Permohonan Anda diterima di atas kertas karena listrik padam. Simpan potongan ini: dengan nomor ini Anda "
                    + "menanyakan status dan mengambil dokumen di \(pad.office.name).", plain, width: inner - 8),
            .space(8),
            .row(
                [
                    named("Tanggal, jam", blank(mm(38)), label: 58),
                    named("Petugas", blank(inner - 58 - mm(38) - 14 - 40 - 8), label: 40),
                ], gap: 14, down: .trailing),
            .space(5),
            setter.text("GRATIS, tidak dipungut biaya.", plain.bold(), width: inner),
        ])
        let cut = Block.column(
            [
                setter.text("sobek di sini, untuk pemohon", hint.sized(7).centred(), width: width), .space(1),
                .rule(width: width, thickness: 0.6, dash: [4, 3]),
            ])
        return .column([cut, .space(8), .row([words, code], down: .middle)])
    }

    // MARK: What a pen fills

    private var numberWidth: Double { 16 * cell + 2 * 5 }

    private func section(_ title: String) -> [Block] {
        let text = setter.text(title, plain.sized(9.5).bold(), width: width - 12)
            .padded(horizontally: 6, vertically: 2.5).onGround(grey: 0.9, radius: 2)
        return [.space(9), text, .space(6)]
    }

    /// What is asked on the left, and where the answer goes.
    private func named(_ name: String, _ answer: Block, label: Double, below: String? = nil) -> Block {
        var words = [setter.text(name, plain, width: label)]
        if let below { words.append(setter.text(below, hint.sized(7), width: label)) }
        return .row([.column(words), answer], down: answer.height > 15 ? .middle : .trailing)
    }

    /// A line to write on.
    private func blank(_ width: Double) -> Block {
        Block.rule(width: max(width, 20), thickness: 0.6, grey: 0.35).placed(height: 14, down: .trailing)
    }

    /// A box for each digit, in groups that are easily counted.
    private func boxes(_ groups: [Int], between: String) -> Block {
        let digit = Block(width: cell, height: cell + 2) { canvas, x, y in
            canvas.setGrey(0.35)
            canvas.frame(x: x, y: y, width: cell, height: cell + 2, thickness: 0.6)
        }
        var blocks: [Block] = []
        for (index, count) in groups.enumerated() {
            if index > 0 {
                let sign = between.isEmpty ? Block.space(0) : setter.label(between, plain)
                blocks.append(sign.placed(width: between.isEmpty ? 5 : 8))
            }
            blocks += Array(repeating: digit, count: count)
        }
        return .row(blocks, down: .middle)
    }

    private func tick(_ words: String, width: Double) -> Block {
        let side = 8.5
        let indent = 12.5
        let text = setter.text(words, plain.sized(8.5), width: width - indent)
        let box = Block(width: indent, height: side + 1.5) { canvas, x, y in
            canvas.setGrey(0)
            canvas.frame(x: x, y: y + 1, width: side, height: side, radius: 1, thickness: 0.6)
        }
        return .row([box, text])
    }

    /// Boxes to tick, filled column by column, so that what belongs together in the list stays together.
    private func grid(_ names: [String], columns: Int) -> [Block] {
        let rows = (names.count + columns - 1) / columns
        let share = width / Double(columns)
        return (0..<rows).flatMap { row -> [Block] in
            let cells = (0..<columns).compactMap { column -> Block? in
                let index = column * rows + row
                return index < names.count
                    ? tick(names[index], width: share - 6).placed(width: share, across: .leading) : nil
            }
            return [.row(cells), .space(2.5)]
        }
    }
}
