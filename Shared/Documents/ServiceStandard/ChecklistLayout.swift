/// How a checklist looks: A5, a box to tick for each paper, and below it why these and no others.
struct ChecklistLayout {
    private let list: Checklist
    private let setter: Typesetter
    private let margin = mm(12)
    private let width: Double
    private let plain = TextStyle(size: 10)
    private let hint = TextStyle(size: 9).inGrey(0.25)

    init(_ list: Checklist, _ setter: Typesetter) {
        self.list = list
        self.setter = setter
        width = Paper.a5.width - 2 * margin
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        var pages = Pages(
            width: Paper.a5.width, height: Paper.a5.height, marginTop: mm(10), marginBottom: mm(14),
            marginLeft: margin)
        pages.footer = footer
        return try pages.sheet(of: head + list.groups.flatMap(group) + facts + removed, imprint)
    }

    private var head: [Block] {
        var title = plain.sized(13).bold().centred()
        title.tracking = 0.6
        return setter.heading(of: list.office, width: width)
            + [
                .space(9),
                setter.text("DAFTAR PERSYARATAN", title, width: width), .space(3),
                setter.text(list.product, plain.sized(12).centred(), width: width), .space(3),
                setter.text("Berlaku pada \(list.day.written)", hint.centred(), width: width), .space(4),
            ]
    }

    private func group(_ group: Checklist.Group) -> [Block] {
        let heading = group.heading.map { words -> [Block] in
            [
                Block.space(6).keptWithNext(),
                setter.text(words, plain.sized(10.5).bold(), width: width).keptWithNext(),
            ]
        }
        return (heading ?? []) + [Block.space(4).keptWithNext()] + group.items.map(item)
    }

    private func item(_ item: Checklist.Item) -> Block {
        let side = 9.0
        let indent = 17.0
        var lines = [setter.text(item.name, plain.bold(), width: width - indent)]
        if !item.alternatives.isEmpty {
            lines.append(
                setter.text("atau: \(item.alternatives.joined(separator: ", "))", plain, width: width - indent))
        }
        if !item.obtainedFrom.isEmpty {
            lines.append(setter.text("Asal: \(item.obtainedFrom)", hint, width: width - indent))
        }
        if let decision = item.decision { lines.append(setter.text(decision, hint, width: width - indent)) }
        let box = Block(width: indent, height: side + 2) { canvas, x, y in
            canvas.setGrey(0)
            canvas.frame(x: x + 1, y: y + 1.4, width: side, height: side, radius: 1, thickness: 0.7)
        }
        return .column([.row([box, .column(lines)]), .space(4)])
    }

    private var facts: [Block] {
        let label = mm(30)
        let rows =
            [("Selesai dalam", list.promise), ("Dapat diajukan di", list.channels)]
            + list.basis.enumerated().map { ($0 == 0 ? "Dasar" : "", $1) }
        return [.space(5), .rule(width: width, thickness: 0.6), .space(6)]
            + rows.flatMap { name, value -> [Block] in
                [
                    .row([
                        setter.text(name, plain.inGrey(0.25), width: label),
                        setter.text(value, plain, width: width - label),
                    ]), .space(3),
                ]
            } + [
                .space(4),
                setter.text(
                    "Persyaratan ini sama bagi semua pemohon. Petugas tidak boleh meminta yang lain, dan tidak boleh "
                        + "melewatkan satu pun.", plain.bold(), width: width),
            ]
    }

    private var removed: [Block] {
        guard !list.removed.isEmpty else { return [] }
        return [
            Block.space(8).keptWithNext(),
            setter.text("Tidak diminta lagi", plain.sized(10.5).bold(), width: width).keptWithNext(),
            Block.space(2).keptWithNext(),
        ] + list.removed.map { setter.text($0, hint, width: width) }
    }

    private func footer(page: Int, of count: Int) -> Block? {
        let words = setter.text("GRATIS, tidak dipungut biaya.", plain.sized(9).bold().centred(), width: width)
        let page = setter.text("Halaman \(page) dari \(count)", plain.sized(8.5).centred(), width: width)
        return .column([.rule(width: width, thickness: 0.6), .space(4), words] + (count > 1 ? [page] : []))
    }
}
