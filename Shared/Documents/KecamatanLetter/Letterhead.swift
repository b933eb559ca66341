/// The kop surat: crest, government, office and address over a double rule.
struct Letterhead {
    let office: Office
    let crest: Crest?
    let setter: Typesetter
    let width: Double

    var blocks: [Block] {
        let crestRoom = mm(24)
        let serif = TextStyle(face: .serif, size: 14).centred()
        // The same room is kept free on both sides, so that the words stand in the middle of the page.
        let inner = crest == nil ? width : width - 2 * crestRoom
        let words = Block.column(
            [
                setter.fitted(office.government.uppercased(), serif, width: inner, smallest: 10),
                setter.fitted(office.name.uppercased(), serif.sized(19).bold(), width: inner, smallest: 13),
                .space(1),
            ] + office.addressLines.map { setter.text($0, serif.sized(10), width: inner) })
        let mark =
            crest.map { $0.block(width: mm(20), height: mm(23)).placed(width: crestRoom, across: .leading) }
            ?? .space(0)
        let head =
            crest == nil ? words : Block.row([mark, words], down: .middle).placed(width: width, across: .leading)
        return [
            head, .space(5), .rule(width: width, thickness: 2.4), .space(1.4), .rule(width: width, thickness: 0.7),
        ]
    }
}
