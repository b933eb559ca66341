/// How a print run's list looks: A4, a ruled table whose head is on every page.
struct PrintRunLayout {
    private let list: PrintRunList
    private let setter: Typesetter
    private let margin = mm(15)
    private let width: Double
    private let plain = TextStyle(size: 8.5)
    /// No., case, name, product, medium; then the four boxes.
    private let columns: [Double]

    init(_ list: PrintRunList, _ setter: Typesetter) {
        self.list = list
        self.setter = setter
        width = Paper.a4.width - 2 * margin
        let fixed: [Double] = [26, 98]
        let boxes: [Double] = [42, 35, 35, 35]
        let medium = 52.0
        let rest = width - (fixed + boxes).reduce(0, +) - medium
        columns = fixed + [rest * 0.56, rest * 0.44, medium] + boxes
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        var pages = Pages(
            width: Paper.a4.width, height: Paper.a4.height, marginTop: mm(13), marginBottom: mm(16),
            marginLeft: margin)
        pages.header = { $0 == 1 ? firstHead + [tableHead] : laterHead + [tableHead] }
        pages.footer = footer
        return try pages.sheet(of: rows + tail, imprint)
    }

    private var firstHead: [Block] {
        let label = mm(28)
        let facts = [
            ("Nomor cetak", list.runNumber), ("Hari cetak", list.day.writtenWithWeekday),
            ("Batas waktu", list.cutOff.written),
        ].map { name, value in
            Block.row([
                setter.text(name, plain.sized(9.5), width: label),
                setter.text(value, plain.sized(9.5).bold(), width: width * 0.7 - label),
            ])
        }
        let urgent = list.items.count(where: \.isUrgent)
        let total = Block.column([
            setter.text("Jumlah berkas", plain.flushRight(), width: width * 0.3),
            setter.text("\(list.items.count)", plain.sized(20).bold().flushRight(), width: width * 0.3),
            setter.text(urgent == 0 ? "" : "\(urgent) segera", plain.flushRight(), width: width * 0.3),
        ])
        return [
            setter.text(list.office.government.uppercased(), plain.sized(9), width: width),
            setter.text(list.office.name.uppercased(), plain.sized(13).bold(), width: width),
            .space(4), .rule(width: width, thickness: 1.2), .space(8),
            setter.text(
                list.isReconciled ? "DAFTAR CETAK DAN HASIL PENCOCOKAN" : "DAFTAR CETAK", plain.sized(14).bold(),
                width: width),
            .space(6), .row([.column(facts, gap: 2), total]), .space(8),
        ]
    }

    private var laterHead: [Block] {
        [
            setter.text(
                "\(list.office.name.uppercased()), daftar cetak \(list.runNumber), \(list.day.written)",
                plain.sized(9).bold(), width: width), .space(5),
        ]
    }

    private var tableHead: Block {
        let names = [
            "No.", "Nomor berkas", "Nama pemohon", "Produk", "Media", "Tercetak", "Rusak", "Cetak ulang", "Hilang",
        ]
        let cells = zip(names, columns).enumerated().map { index, column in
            let style = plain.sized(7.5).bold()
            return setter.text(column.0, index >= 5 ? style.centred() : style, width: column.1 - 6)
                .padded(horizontally: 3, vertically: 4)
        }
        return Table.row(cells, ground: 0.9, down: .middle)
    }

    private var rows: [Block] {
        guard !list.items.isEmpty else {
            let none = setter.text("Tidak ada berkas dalam daftar ini.", plain.centred(), width: width)
            return [Table.row([none.padded(vertically: 8)]).keptWithNext()]
        }
        // The last row goes with the totals, so that these never stand alone under a table's head.
        return list.items.enumerated().map { index, item in
            let row = row(number: index + 1, item)
            return index == list.items.count - 1 ? row.keptWithNext() : row
        }
    }

    private func row(number: Int, _ item: PrintRunList.Item) -> Block {
        func cell(_ block: Block) -> Block { block.padded(horizontally: 4, vertically: 4) }
        func text(_ words: String, _ column: Int, _ style: TextStyle) -> Block {
            setter.text(words, style, width: columns[column] - 8)
        }
        var product = [text(item.product, 3, plain)]
        if let remark = item.remark { product.append(text(remark, 3, plain.sized(7.5).italic())) }
        var file = [setter.fitted(item.caseNumber, plain.bold(), width: columns[1] - 8, smallest: 6)]
        if item.isUrgent {
            file += [.space(1.5), urgentMark]
        }
        let boxes = zip(PrintRunList.Mark.allCases, columns.dropFirst(5)).map { mark, width in
            box(isTicked: item.marks.contains(mark)).placed(width: width)
        }
        return Table.row(
            [
                cell(text("\(number)", 0, plain.flushRight())),
                cell(.column(file).placed(width: columns[1] - 8, across: .leading)),
                cell(text(item.applicantName, 2, plain)), cell(.column(product)), cell(text(item.medium, 4, plain)),
            ] + boxes, down: .middle)
    }

    private var urgentMark: Block {
        var style = plain.sized(6.5).bold()
        style.tracking = 0.4
        return setter.label("SEGERA", style.inGrey(1)).padded(horizontally: 3.5, vertically: 0.8)
            .onGround(grey: 0, radius: 2)
    }

    private func box(isTicked: Bool) -> Block {
        let side = 10.0
        return Block(width: side, height: side) { canvas, x, y in
            canvas.setGrey(0)
            canvas.frame(x: x, y: y, width: side, height: side, radius: 1.2, thickness: 0.7)
            if isTicked { canvas.tick(x: x, y: y, side: side) }
        }
    }

    /// Totals and signatures, which stay together.
    private var tail: [Block] {
        [.column([.space(10), totals, .space(16), signatures])]
    }

    private var totals: Block {
        let names = ["Tercetak", "Rusak", "Cetak ulang", "Hilang"]
        let cellWidth = width / 6
        let heads = ["Jumlah berkas"] + names + ["Tanpa hasil"]
        let unmarked = list.items.count(where: \.marks.isEmpty)
        let counts = PrintRunList.Mark.allCases.map { mark in list.items.count { $0.marks.contains(mark) } }
        let values =
            ["\(list.items.count)"]
            + (list.isReconciled ? (counts + [unmarked]).map(String.init) : Array(repeating: "", count: 5))
        let headRow = Table.row(
            heads.map {
                setter.text($0, plain.sized(7.5).bold().centred(), width: cellWidth - 6).padded(
                    horizontally: 3, vertically: 3)
            }, ground: 0.9)
        let valueRow = Table.row(
            values.map {
                setter.text($0, plain.sized(12).bold().centred(), width: cellWidth - 6).padded(
                    horizontally: 3, vertically: 4)
            })
        return .column([headRow, valueRow])
    }

    private var signatures: Block {
        let share = width / Double(max(list.signatories.count, 1))
        let lines = list.signatories.map(\.capacity.count).max() ?? 0
        return .row(
            list.signatories.map { signatory in
                // As many lines above each signature, so that the names stand beside each other.
                var padded = signatory
                padded.capacity += Array(repeating: " ", count: lines - signatory.capacity.count)
                return setter.signature(padded, style: plain.sized(9.5), width: share - 16, room: mm(18))
                    .padded(horizontally: 8)
            })
    }

    private func footer(page: Int, of count: Int) -> Block? {
        .row([
            setter.text("Daftar cetak \(list.runNumber)", plain.sized(8), width: width / 2),
            setter.text("Halaman \(page) dari \(count)", plain.sized(8).flushRight(), width: width / 2),
        ])
    }
}
