/// How a published standard looks: A4, a ruled table of its components.
struct StandardSheetLayout {
    private let standard: StandardSheet
    private let setter: Typesetter
    private let margin = mm(18)
    private let width: Double
    private let plain = TextStyle(size: 10)
    private let hint = TextStyle(size: 9).inGrey(0.25)

    init(_ standard: StandardSheet, _ setter: Typesetter) {
        self.standard = standard
        self.setter = setter
        width = Paper.a4.width - 2 * margin
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        var pages = Pages(
            width: Paper.a4.width, height: Paper.a4.height, marginTop: mm(14), marginBottom: mm(16),
            marginLeft: margin)
        pages.footer = { page, count in
            setter.text(
                "\(standard.product), halaman \(page) dari \(count)", plain.sized(8.5).centred(), width: width)
        }
        let delivery = table("Penyampaian pelayanan (service delivery)", standard.delivery, from: 1)
        let behind = table(
            "Pengelolaan pelayanan (manufacturing)", standard.manufacturing, from: standard.delivery.count + 1)
        return try pages.sheet(of: head + delivery + behind, imprint)
    }

    private var head: [Block] {
        var title = plain.sized(15).bold().centred()
        title.tracking = 0.8
        return setter.heading(of: standard.office, width: width)
            + [
                .space(11),
                setter.text("STANDAR PELAYANAN", title, width: width), .space(3),
                setter.text(standard.product, plain.sized(13).centred(), width: width), .space(5),
                setter.text(standard.decision, plain.centred(), width: width),
                setter.text(
                    "berlaku sejak \(standard.since.written), keadaan pada \(standard.day.written)", hint.centred(),
                    width: width),
            ]
    }

    private func table(_ heading: String, _ components: [StandardSheet.Component], from first: Int) -> [Block] {
        let number = mm(9)
        let name = mm(48)
        let rest = width - number - name
        func cell(_ block: Block, width: Double) -> Block {
            block.padded(horizontally: 5, vertically: 4).placed(width: width, across: .leading)
        }
        let rows = components.enumerated().map { index, component in
            let lines =
                component.lines.count == 1
                ? [setter.text(component.lines[0], plain, width: rest - 10)]
                : component.lines.enumerated().map { position, line in
                    .row([
                        setter.text("\(position + 1).", plain, width: 16), setter.text(line, plain, width: rest - 26),
                    ])
                }
            return Table.row([
                cell(setter.text("\(first + index)", plain, width: number - 10), width: number),
                cell(setter.text(component.name, plain.bold(), width: name - 10), width: name),
                cell(.column(lines, gap: 1.5), width: rest),
            ])
        }
        return [
            Block.space(11).keptWithNext(),
            setter.text(heading, plain.sized(11).bold(), width: width).keptWithNext(),
            Block.space(4).keptWithNext(),
        ] + rows
    }
}
