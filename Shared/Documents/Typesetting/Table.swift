/// A row of a ruled table.
///
/// Each row draws its own lines on its edges, so that rows below each other share one line and a table may
/// break between any two of them.
enum Table {
    static let hairline = 0.5

    static func row(_ cells: [Block], ground: Double? = nil, down: Block.Position = .leading) -> Block {
        let height = cells.map(\.height).max() ?? 0
        let content = Block.row(cells.map { $0.placed(height: height, down: down) })
        return Block(width: content.width, height: height) { canvas, x, y in
            if let ground {
                canvas.setGrey(ground)
                canvas.fill(x: x, y: y, width: content.width, height: height)
            }
            content.draw(canvas, x, y)
            canvas.setGrey(0.3)
            canvas.frame(x: x, y: y, width: content.width, height: height, thickness: hairline)
            var edge = x
            for cell in cells.dropLast() {
                edge += cell.width
                canvas.line(fromX: edge, y: y, toX: edge, y: y + height, thickness: hairline)
            }
        }
    }
}
