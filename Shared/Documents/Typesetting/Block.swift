/// A measured piece of a page that can be drawn anywhere.
///
/// Blocks are made from the inside out: each knows its size when it is made, so a container only adds up
/// and nothing is laid out twice.
struct Block {
    let width: Double
    let height: Double
    /// A heading, which may not end a page.
    var staysWithNext = false
    let draw: (Canvas, _ x: Double, _ y: Double) -> Void

    enum Position {
        case leading
        case middle
        case trailing
    }

    static func space(_ height: Double) -> Block {
        Block(width: 0, height: height) { _, _, _ in }
    }

    static func rule(width: Double, thickness: Double, dash: [Double] = [], grey: Double = 0) -> Block {
        Block(width: width, height: thickness) { canvas, x, y in
            canvas.setGrey(grey)
            let middle = y + thickness / 2
            canvas.line(fromX: x, y: middle, toX: x + width, y: middle, thickness: thickness, dash: dash)
        }
    }

    /// Blocks below each other.
    static func column(_ blocks: [Block], gap: Double = 0, across: Position = .leading) -> Block {
        let width = blocks.map(\.width).max() ?? 0
        let height = blocks.map(\.height).reduce(0, +) + gap * Double(max(blocks.count - 1, 0))
        return Block(width: width, height: height) { canvas, x, y in
            var top = y
            for block in blocks {
                block.draw(canvas, x + offset(of: block.width, in: width, across), top)
                top += block.height + gap
            }
        }
    }

    /// Blocks beside each other.
    static func row(_ blocks: [Block], gap: Double = 0, down: Position = .leading) -> Block {
        let width = blocks.map(\.width).reduce(0, +) + gap * Double(max(blocks.count - 1, 0))
        let height = blocks.map(\.height).max() ?? 0
        return Block(width: width, height: height) { canvas, x, y in
            var left = x
            for block in blocks {
                block.draw(canvas, left, y + offset(of: block.height, in: height, down))
                left += block.width + gap
            }
        }
    }

    /// The block in the middle (or at an end) of a wider or higher place.
    func placed(width: Double? = nil, across: Position = .middle, height: Double? = nil, down: Position = .middle)
        -> Block
    {
        let outerWidth = max(width ?? self.width, self.width)
        let outerHeight = max(height ?? self.height, self.height)
        return Block(width: outerWidth, height: outerHeight, staysWithNext: staysWithNext) { canvas, x, y in
            draw(
                canvas, x + Block.offset(of: self.width, in: outerWidth, across),
                y + Block.offset(of: self.height, in: outerHeight, down))
        }
    }

    func padded(horizontally: Double = 0, vertically: Double = 0) -> Block {
        Block(width: width + 2 * horizontally, height: height + 2 * vertically, staysWithNext: staysWithNext) {
            draw($0, $1 + horizontally, $2 + vertically)
        }
    }

    func framed(thickness: Double, radius: Double = 0, grey: Double = 0) -> Block {
        Block(width: width, height: height, staysWithNext: staysWithNext) { canvas, x, y in
            canvas.setGrey(grey)
            canvas.frame(x: x, y: y, width: width, height: height, radius: radius, thickness: thickness)
            draw(canvas, x, y)
        }
    }

    func onGround(grey: Double, radius: Double = 0) -> Block {
        Block(width: width, height: height, staysWithNext: staysWithNext) { canvas, x, y in
            canvas.setGrey(grey)
            canvas.fill(x: x, y: y, width: width, height: height, radius: radius)
            draw(canvas, x, y)
        }
    }

    /// The same block, not to be left alone at the foot of a page.
    func keptWithNext() -> Block {
        var block = self
        block.staysWithNext = true
        return block
    }

    private static func offset(of inner: Double, in outer: Double, _ position: Position) -> Double {
        switch position {
        case .leading: 0
        case .middle: (outer - inner) / 2
        case .trailing: outer - inner
        }
    }
}
