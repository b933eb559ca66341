import CCairo
import CPango

/// A piece of text set at a width: measured once, drawn from the same layout.
final class Paragraph {
    let width: Double
    let height: Double
    /// The ink's top and height, for big figures whose line height holds a lot of air.
    let inkTop: Double
    let inkHeight: Double
    private let layout: OpaquePointer
    private let grey: Double

    /// Sets `text`; without a width it stays on one line as long as it is.
    init(_ text: String, _ style: TextStyle, width: Double?, in typefaces: Typefaces) {
        let layout: OpaquePointer = pango_layout_new(typefaces.context)
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                pango_layout_set_text(layout, $0.baseAddress, Int32($0.count))
            }
        }
        pango_layout_set_font_description(layout, typefaces.description(of: style))
        let attributes = pango_attr_list_new()
        // A word that is longer than its line is broken without a hyphen: in a code or a name the
        // hyphen would be read as a part of it.
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        if style.tracking != 0 {
            pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(Int32(style.tracking * pangoScale)))
        }
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
        if style.leading != 1 { pango_layout_set_line_spacing(layout, Float(style.leading)) }
        if let width {
            pango_layout_set_width(layout, Int32(width * pangoScale))
            let wrapAtWordsElseLetters: UInt32 = 2
            pango_layout_set_wrap(layout, wrapAtWordsElseLetters)
        }
        if style.alignment == .justified {
            pango_layout_set_justify(layout, 1)
        } else {
            pango_layout_set_alignment(layout, style.alignment.rawValue)
        }
        if style.firstLineIndent != 0 {
            pango_layout_set_indent(layout, Int32(style.firstLineIndent * pangoScale))
        }
        var ink = PangoRectangle()
        var logical = PangoRectangle()
        pango_layout_get_extents(layout, &ink, &logical)
        self.layout = layout
        self.width = width ?? Double(logical.width) / pangoScale
        height = Double(logical.height) / pangoScale
        inkTop = Double(ink.y) / pangoScale
        inkHeight = Double(ink.height) / pangoScale
        grey = style.grey
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(layout))
    }

    /// Draws the text with the top of its first line at `y`.
    func draw(on canvas: Canvas, x: Double, y: Double) {
        canvas.setGrey(grey)
        show(on: canvas, x: x, y: y)
    }

    /// Draws the text in whatever colour the canvas is set to.
    func show(on canvas: Canvas, x: Double, y: Double) {
        cairo_move_to(canvas.cairo, x, y)
        pango_cairo_show_layout(canvas.cairo, layout)
    }
}
