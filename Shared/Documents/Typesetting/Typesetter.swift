/// Sets one document's text into blocks, and guards what gets onto its paper.
struct Typesetter {
    let typefaces: Typefaces
    /// False only for a letter whose form requires the NIK; elsewhere one that slipped into a free text
    /// is masked.
    let printsNationalIDs: Bool

    /// Text at a width, in as many lines as it needs.
    func text(_ text: String, _ style: TextStyle, width: Double) -> Block {
        block(Paragraph(wording(text), style, width: width, in: typefaces))
    }

    /// Text on one line, as wide as it is.
    func label(_ text: String, _ style: TextStyle) -> Block {
        block(Paragraph(singleLine(text), style, width: nil, in: typefaces))
    }

    /// Text on one line that gets smaller until it fits, but not below `smallest`: then it breaks.
    func fitted(_ text: String, _ style: TextStyle, width: Double, smallest: Double) -> Block {
        let line = singleLine(text)
        return block(Paragraph(line, shrunk(style, for: line, width: width, smallest), width: width, in: typefaces))
    }

    /// Big figures, as high as their ink: a line's own height would leave holes above and below them.
    func figures(_ text: String, _ style: TextStyle, width: Double, smallest: Double) -> Block {
        let line = singleLine(text)
        let set = Paragraph(line, shrunk(style, for: line, width: width, smallest), width: width, in: typefaces)
        return Block(width: width, height: set.inkHeight) { canvas, x, y in
            set.draw(on: canvas, x: x, y: y - set.inkTop)
        }
    }

    /// A centred line with a rule below it, clear of the letters' tails; Pango's own underline cuts through
    /// them. A text that needs several lines even at its smallest is set large again, without the rule.
    func underlined(_ text: String, _ style: TextStyle, width: Double, smallest: Double) -> Block {
        let line = singleLine(text)
        let style = style.centred()
        let fitting = shrunk(style, for: line, width: width, smallest)
        let natural = Paragraph(line, fitting, width: nil, in: typefaces).width
        guard natural <= width else { return block(Paragraph(line, style, width: width, in: typefaces)) }
        let rule = Block.rule(width: natural, thickness: fitting.size * 0.065)
        return .column([block(Paragraph(line, fitting, width: width, in: typefaces)), rule], across: .middle)
    }

    /// The style at the largest size, in steps of a twentieth of a point, at which the line fits.
    private func shrunk(_ style: TextStyle, for line: String, width: Double, _ smallest: Double) -> TextStyle {
        let natural = Paragraph(line, style, width: nil, in: typefaces).width
        guard natural > width else { return style }
        return style.sized(max(smallest, ((style.size * width / natural - 0.02) * 20).rounded(.down) / 20))
    }

    private func block(_ set: Paragraph) -> Block {
        Block(width: set.width, height: set.height) { set.draw(on: $0, x: $1, y: $2) }
    }

    private func wording(_ text: String) -> String {
        let printable = Wording.bindingTimes(Wording.printable(text))
        return printsNationalIDs ? printable : Wording.maskingNationalIDs(printable)
    }

    private func singleLine(_ text: String) -> String {
        wording(text).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
