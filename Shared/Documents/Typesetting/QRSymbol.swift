import CQREncode

/// A QR code as a square of modules.
struct QRSymbol {
    /// Modules on a side, without the quiet zone.
    let side: Int
    private let isDark: [Bool]

    /// Encodes a code that a phone or a counter's scanner reads back exactly.
    ///
    /// Error correction M survives a fold or a coffee stain. Throws `.codeNotEncodable` for an empty text
    /// or one beyond a QR code's capacity, `.codeHoldsNationalID` for one that a NIK slipped into.
    init(_ text: String) throws(PressError) {
        guard Wording.maskingNationalIDs(text) == text else { throw .codeHoldsNationalID }
        try self.init(anything: text)
    }

    /// A hash in hexadecimal digits: sixteen of them in a row that are no letters are nobody's NIK.
    init(hash: [UInt8]) throws(PressError) {
        let signs = Array("0123456789abcdef".utf8)
        try self.init(
            anything: String(decoding: hash.flatMap { [signs[Int($0 >> 4)], signs[Int($0 & 15)]] }, as: UTF8.self))
    }

    private init(anything text: String) throws(PressError) {
        guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else { throw .codeNotEncodable }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        self.side = side
        isDark = (0..<side * side).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// The symbol at a size that includes the quiet zone of four modules, which scanners need.
    func block(size: Double) -> Block {
        let module = size / Double(side + 8)
        return Block(width: size, height: size) { canvas, x, y in
            canvas.setGrey(0)
            for run in darkRuns {
                canvas.addRectangle(
                    x: x + Double(run.column + 4) * module, y: y + Double(run.row + 4) * module,
                    width: Double(run.length) * module, height: module)
            }
            canvas.fillPath()
        }
    }

    /// The dark modules as horizontal runs: one path filled once, so that no hairline shows between them.
    private var darkRuns: [(row: Int, column: Int, length: Int)] {
        var runs: [(row: Int, column: Int, length: Int)] = []
        for row in 0..<side {
            var column = 0
            while column < side {
                let length = isDark[(row * side + column)..<((row + 1) * side)].prefix(while: { $0 }).count
                if length > 0 { runs.append((row, column, length)) }
                column += max(length, 1)
            }
        }
        return runs
    }
}
