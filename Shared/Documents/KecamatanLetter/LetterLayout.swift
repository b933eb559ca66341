/// How a letter looks: A4 with margins of 2.5 cm at both sides, serif, justified.
struct LetterLayout {
    private let letter: KecamatanLetter
    private let setter: Typesetter
    private let width = Paper.a4.width - mm(25) - mm(25)
    private let body: TextStyle = {
        var style = TextStyle(face: .serif, size: 12)
        style.leading = 1.15
        return style
    }()

    init(_ letter: KecamatanLetter, _ setter: Typesetter) {
        self.letter = letter
        self.setter = setter
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        var crest: Crest?
        if let png = letter.crest { crest = try Crest(png) }
        var pages = Pages(
            width: Paper.a4.width, height: Paper.a4.height, marginTop: mm(16), marginBottom: mm(20),
            marginLeft: mm(25))
        pages.footer = footer
        let head = Letterhead(office: letter.office, crest: crest, setter: setter, width: width).blocks
        let closing = try signature()
        return try pages.sheet(of: head + title + statement + [closing] + copies, imprint)
    }

    private var title: [Block] {
        [
            .space(22),
            setter.underlined(letter.form.title, body.sized(13.5).bold().centred(), width: width, smallest: 11),
            .space(3),
            setter.text("Nomor: \(letter.number)", body.centred(), width: width),
            .space(20),
        ]
    }

    private var statement: [Block] {
        let opening = "Yang bertanda tangan di bawah ini, \(letter.authority), \(letter.form.opening)"
        var blocks = [paragraph(opening).keptWithNext()]
        blocks += letter.identity.flatMap { [identityLine($0), .space(2)] }
        blocks.append(.space(6))
        if !letter.people.isEmpty {
            blocks += [
                setter.text(letter.form.peopleIntroduction, body, width: width).keptWithNext(),
                Block.space(5).keptWithNext(),
            ]
            blocks += PeopleTable(people: letter.people, setter: setter, width: width).rows
            blocks.append(.space(8))
        }
        blocks += letter.form.statements(basis: letter.basis).map(paragraph)
        if let purpose = letter.purpose {
            blocks.append(
                paragraph("Surat ini diberikan atas permintaan yang bersangkutan untuk keperluan \(purpose)."))
        }
        blocks.append(
            paragraph(
                "Demikian \(letter.form.noun) ini dibuat dengan sebenarnya untuk dapat dipergunakan sebagaimana mestinya."
            ).keptWithNext())
        return blocks
    }

    private func paragraph(_ words: String) -> Block {
        .column([setter.text(words, body.justified().indented(by: mm(10)), width: width), .space(7)])
    }

    private func identityLine(_ field: KecamatanLetter.Field) -> Block {
        let indent = mm(10)
        let label = mm(45)
        let colon = mm(4)
        let isName = field.label == "Nama" || field.label.hasPrefix("Nama lengkap")
        return .row([
            .space(0).placed(width: indent),
            setter.text(field.label, body, width: label),
            setter.text(":", body, width: colon),
            setter.text(field.value, isName ? body.bold() : body, width: width - indent - label - colon),
        ])
    }

    /// The signature on the right; on the left, at its foot, the code that proves the letter.
    private func signature() throws(PressError) -> Block {
        let right = width * 0.5
        let signed = setter.signature(
            letter.signatory, above: ["\(letter.place), \(letter.date.written)"], style: body, width: right,
            room: mm(23))
        let code = try QRSymbol(letter.verificationCode).block(size: mm(26))
        let caption = TextStyle(size: 7.5).centred()
        let left = mm(46)
        let proof = Block.column([
            code.placed(width: left),
            setter.text("Periksa keaslian surat di kantor kecamatan dengan kode ini:", caption, width: left),
            setter.fitted(letter.verificationCode, caption.bold(), width: left, smallest: 6),
        ])
        let gap = Block.space(0).placed(width: width - right - left)
        return .column([.space(12), .row([proof, gap, signed], down: .trailing)])
    }

    private var copies: [Block] {
        guard !letter.copies.isEmpty else { return [] }
        let small = body.sized(10)
        let numbered = letter.copies.enumerated().map { index, copy in
            Block.row([
                setter.text("\(index + 1).", small, width: 16), setter.text(copy, small, width: width - 16),
            ])
        }
        return [
            Block.space(16).keptWithNext(), setter.text("Tembusan:", small, width: width).keptWithNext(),
        ]
            + numbered
    }

    private func footer(page: Int, of count: Int) -> Block? {
        guard count > 1 else { return nil }
        return setter.text(
            "Surat Nomor \(letter.number), halaman \(page) dari \(count)", body.sized(9).centred(), width: width)
    }
}
