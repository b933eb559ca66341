/// The people whom a letter lists, as a ruled table.
struct PeopleTable {
    let people: [KecamatanLetter.ListedPerson]
    let setter: Typesetter
    let width: Double

    var rows: [Block] {
        let style = TextStyle(face: .serif, size: 11)
        let head = row(["No.", "Nama", "NIK", "Hubungan"], style.bold(), ground: 0.92)
        return [head.keptWithNext()]
            + people.enumerated().map { index, person in
                row(["\(index + 1).", person.name, person.nationalID, person.relation], style, ground: nil)
            }
    }

    private func row(_ cells: [String], _ style: TextStyle, ground: Double?) -> Block {
        let widths = [mm(11), width - mm(11) - mm(40) - mm(38), mm(40), mm(38)]
        let texts = zip(cells, widths).map { cell, width in
            setter.text(cell, style, width: width - 8).padded(horizontally: 4, vertically: 3)
        }
        return Table.row(texts, ground: ground)
    }
}
