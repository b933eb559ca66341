/// How a piece of text looks: everything Pango needs to set it.
struct TextStyle: Hashable, Sendable {
    enum Face: String, CaseIterable, Sendable {
        case sans = "Liberation Sans"
        case serif = "Liberation Serif"
    }

    /// Pango's `PangoAlignment`, with "justified" beside it.
    enum Alignment: UInt32, Sendable {
        case left = 0
        case centre = 1
        case right = 2
        case justified = 3
    }

    var face: Face = .sans
    /// Font size in points.
    var size: Double
    var isBold = false
    var isItalic = false
    var alignment: Alignment = .left
    /// Distance between baselines as a factor of the font's own line height.
    var leading = 1.0
    /// How far the first line of a paragraph stands in, in points.
    var firstLineIndent = 0.0
    /// Extra space between letters, in points.
    var tracking = 0.0
    /// 0 is black, 1 is white.
    var grey = 0.0

    func bold() -> TextStyle { with { $0.isBold = true } }
    func italic() -> TextStyle { with { $0.isItalic = true } }
    func indented(by points: Double) -> TextStyle { with { $0.firstLineIndent = points } }
    func centred() -> TextStyle { with { $0.alignment = .centre } }
    func justified() -> TextStyle { with { $0.alignment = .justified } }
    func flushRight() -> TextStyle { with { $0.alignment = .right } }
    func sized(_ size: Double) -> TextStyle { with { $0.size = size } }
    func inGrey(_ grey: Double) -> TextStyle { with { $0.grey = grey } }

    private func with(_ change: (inout TextStyle) -> Void) -> TextStyle {
        var style = self
        change(&style)
        return style
    }
}
