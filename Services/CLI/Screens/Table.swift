/// Rows under headings, as wide as the screen allows; only the last column is ever cut.
struct Table {
    enum Side {
        case left, right
    }

    struct Column {
        let heading: String
        let side: Side

        init(_ heading: String, _ side: Side = .left) {
            self.heading = heading
            self.side = side
        }
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: Column...) {
        self.columns = columns
    }

    mutating func add(_ cells: String...) {
        precondition(cells.count == columns.count)
        rows.append(cells)
    }

    func lines(on screen: Screen, indent: Int = 0) -> [String] {
        let widths = columns.indices.map { index in
            rows.reduce(columns[index].heading.count) { max($0, $1[index].count) }
        }
        let heading = line(columns.map(\.heading), widths, screen, indent)
        return [screen.faint(heading)] + rows.map { line($0, widths, screen, indent) }
    }

    private func line(_ cells: [String], _ widths: [Int], _ screen: Screen, _ indent: Int) -> String {
        var line = String(repeating: " ", count: indent)
        for (index, cell) in cells.enumerated() {
            let blanks = String(repeating: " ", count: max(0, widths[index] - cell.count))
            let isLast = index == cells.count - 1
            switch columns[index].side {
            case .left: line += isLast ? cell : cell + blanks
            case .right: line += blanks + cell
            }
            if !isLast { line += "  " }
        }
        if let width = screen.width, line.count > width { line = line.prefix(width - 1) + "…" }
        while line.last == " " { line.removeLast() }
        return line
    }
}

/// Names on the left and what they say beside them; what is long goes on below, under itself.
struct Facts {
    private var facts: [(name: String, text: String)] = []

    /// Leaves out what is empty.
    mutating func add(_ name: String, _ text: String) {
        if !text.isEmpty { facts.append((name, text)) }
    }

    /// One line for each text.
    mutating func add(_ name: String, each texts: [String]) {
        for (index, text) in texts.enumerated() { facts.append((index == 0 ? name : "", text)) }
    }

    func lines(on screen: Screen, indent: Int = 2) -> [String] {
        let width = facts.reduce(0) { max($0, $1.name.count) } + indent + 2
        return facts.flatMap { fact in
            let name = String(repeating: " ", count: indent) + fact.name
            let blanks = String(repeating: " ", count: width - name.count)
            let below = String(repeating: " ", count: width)
            return Facts.folded(fact.text, to: (screen.width ?? 100) - width).enumerated().map { index, line in
                (index == 0 ? screen.faint(name) + blanks : below) + line
            }
        }
    }

    /// Cuts a text between words into lines of at most `width` letters.
    static func folded(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > max(width, 20) {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}
