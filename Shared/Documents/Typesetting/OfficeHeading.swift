extension Typesetter {
    /// The office above what it hands out or hangs up, centred, with a rule below it.
    func heading(of office: Office, width: Double) -> [Block] {
        let style = TextStyle(size: 8).centred()
        return [
            text(office.government.uppercased(), style.sized(8.5), width: width),
            text(office.name.uppercased(), style.sized(14).bold(), width: width),
        ] + office.addressLines.map { text($0, style.inGrey(0.25), width: width) } + [
            .space(5), .rule(width: width, thickness: 1.2),
        ]
    }
}
