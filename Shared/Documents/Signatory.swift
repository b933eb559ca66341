/// Who signs, and in what capacity.
public struct Signatory: Hashable, Sendable {
    /// The lines above the signature: ["CAMAT KLARI,"], or ["a.n. CAMAT KLARI", "SEKRETARIS KECAMATAN,"] when
    /// the secretary signs in the camat's absence.
    public var capacity: [String]
    /// Nil leaves a dotted line for a name written by hand.
    public var name: String?
    /// "Pembina Tingkat I (IV/b)"
    public var rank: String?
    /// The eighteen digits of a civil servant's number, spaced as the office writes it.
    public var nip: String?

    public init(capacity: [String], name: String? = nil, rank: String? = nil, nip: String? = nil) {
        self.capacity = capacity
        self.name = name
        self.rank = rank
        self.nip = nip
    }
}

extension Typesetter {
    /// The block to sign in: capacity, room for pen and stamp, name underlined, rank and NIP.
    func signature(
        _ signatory: Signatory, above lines: [String] = [], style: TextStyle, width: Double, room: Double
    ) -> Block {
        let centred = style.centred()
        var blocks = (lines + signatory.capacity).map { text($0, centred, width: width) }
        blocks.append(.space(room))
        if let name = signatory.name {
            blocks.append(underlined(name, centred.bold(), width: width, smallest: style.size * 0.7))
        } else {
            let line = Block.rule(width: width * 0.75, thickness: 0.6, dash: [1, 1.5])
            blocks.append(line.placed(width: width, height: style.size * 1.4, down: .trailing))
        }
        if let rank = signatory.rank { blocks.append(text(rank, centred, width: width)) }
        if let nip = signatory.nip { blocks.append(text("NIP \(nip)", centred, width: width)) }
        return .column(blocks)
    }
}
