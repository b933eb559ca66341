/// How a ticket looks: the number first, for the eyes across the room.
struct TicketLayout {
    private let ticket: Ticket
    private let setter: Typesetter
    private let width = Paper.rollWidth - 2 * mm(5)
    private let plain = TextStyle(size: 9)

    init(_ ticket: Ticket, _ setter: Typesetter) {
        self.ticket = ticket
        self.setter = setter
    }

    func sheet(_ imprint: Imprint) throws(PressError) -> Sheet {
        let content = try Block.column(head + number + facts + next + foot())
        let margin = mm(6)
        let sheet = try Sheet(width: Paper.rollWidth, height: content.height + 2 * margin, imprint)
        content.draw(sheet.canvas, mm(5), margin)
        sheet.endPage()
        return sheet
    }

    private var head: [Block] {
        [
            setter.fitted(
                ticket.office.government.uppercased(), plain.sized(7.5).centred(), width: width, smallest: 5.5),
            .space(1),
            setter.text(ticket.office.name.uppercased(), plain.sized(12).bold().centred(), width: width),
            .space(6),
            .rule(width: width, thickness: 1.2),
        ]
    }

    private var number: [Block] {
        var label = plain.sized(8).centred()
        label.tracking = 1.6
        var blocks: [Block] = [
            .space(10),
            setter.text("NOMOR ANTREAN", label, width: width),
            .space(9),
            setter.figures(ticket.number, plain.sized(66).bold().centred(), width: width, smallest: 24),
            .space(12),
            setter.text(ticket.lane, plain.sized(13).bold().centred(), width: width),
            .space(2),
            setter.text(ticket.issuedAt.day.writtenWithWeekday, plain.centred(), width: width),
            setter.text("pukul \(ticket.issuedAt.writtenTime)", plain.centred(), width: width),
        ]
        if let priority = ticket.priority {
            let text = setter.text(priority.uppercased(), plain.sized(10).bold().centred(), width: width - 12)
            blocks += [.space(9), text.padded(horizontally: 6, vertically: 3.5).framed(thickness: 1.2, radius: 3)]
        }
        return blocks + [.space(9), cut]
    }

    private var facts: [Block] {
        let label = plain.sized(8)
        let halves = width * 0.66
        let purpose = Block.column(
            [setter.text("Keperluan", label, width: halves)]
                + ticket.purposes.map { setter.text($0, plain.sized(10).bold(), width: halves) }, gap: 1)
        let ahead = Block.column(
            [
                setter.text("Di depan Anda", label.flushRight(), width: width - halves),
                setter.text(
                    ticket.peopleAhead == 0 ? "Tidak ada" : "\(ticket.peopleAhead) orang",
                    plain.sized(10).bold().flushRight(), width: width - halves),
            ], gap: 1)
        return [.space(7), .row([purpose, ahead]), .space(7), cut]
    }

    private var next: [Block] {
        guard !ticket.nextSteps.isEmpty else { return [] }
        var blocks: [Block] = [
            .space(7), setter.text("Langkah berikutnya", plain.sized(8), width: width), .space(3),
        ]
        let mark = 14.0
        for (index, step) in ticket.nextSteps.enumerated() {
            let text = Block.column([
                setter.text(step.when, plain.sized(9.5).bold(), width: width - mark),
                setter.text(step.what, plain, width: width - mark),
            ])
            let figure = setter.text("\(index + 1).", plain.sized(9.5).bold(), width: mark)
            blocks += [.row([figure, text]), .space(4)]
        }
        return blocks + [.space(4), cut]
    }

    private func foot() throws(PressError) -> [Block] {
        let code = try QRSymbol(ticket.visitNumber).block(size: mm(32))
        return [
            .space(4),
            code.placed(width: width),
            setter.text(ticket.visitNumber, plain.sized(10).bold().centred(), width: width),
            .space(7),
            setter.text(
                "Simpan tiket ini sampai selesai dilayani. Jika nomor Anda terlewat, lapor ke petugas.",
                plain.sized(8).centred(), width: width),
            .space(4),
            setter.text("Pelayanan GRATIS, tidak dipungut biaya.", plain.sized(8.5).bold().centred(), width: width),
        ]
    }

    private var cut: Block { .rule(width: width, thickness: 0.6, dash: [2, 2]) }
}
