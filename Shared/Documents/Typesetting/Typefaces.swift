import CCairo
import CPango

/// The fonts of one press: Pango's font map and what is worth keeping between documents.
///
/// Opening the fonts costs some 15 ms and setting a document with open ones 1–4 ms, so they live as long
/// as the press. Pango lets objects move between threads but not be used by two at once: whoever holds a
/// `Typefaces` must be its only user for that time.
final class Typefaces {
    let context: OpaquePointer
    private let map: OpaquePointer
    private var descriptions: [TextStyle: OpaquePointer] = [:]

    /// Opens the fonts that the documents are set in.
    ///
    /// Fontconfig answers any name with some font, so what was opened is asked for its name: a letter
    /// silently set in another font would lose its layout on the one machine that lacks the package.
    init() throws(PressError) {
        guard let map = pango_cairo_font_map_new() else { throw .outOfMemory }
        guard let context = pango_font_map_create_context(map) else {
            g_object_unref(UnsafeMutableRawPointer(map))
            throw .outOfMemory
        }
        self.map = map
        self.context = context
        // Without this Pango assumes 96 dots an inch, and a PDF's unit is 1/72 inch.
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_round_glyph_positions(context, 0)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        for face in TextStyle.Face.allCases {
            try requireInstalled(face)
        }
    }

    deinit {
        for description in descriptions.values {
            pango_font_description_free(description)
        }
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(UnsafeMutableRawPointer(map))
    }

    /// The description of a style's font; owned by the typefaces.
    func description(of style: TextStyle) -> OpaquePointer? {
        var key = TextStyle(face: style.face, size: style.size)
        key.isBold = style.isBold
        key.isItalic = style.isItalic
        if let known = descriptions[key] { return known }
        guard let description = pango_font_description_new() else { return nil }
        pango_font_description_set_family(description, style.face.rawValue)
        pango_font_description_set_absolute_size(description, style.size * pangoScale)
        pango_font_description_set_weight(description, style.isBold ? 700 : 400)
        pango_font_description_set_style(description, style.isItalic ? 2 : 0)
        descriptions[key] = description
        return description
    }

    private func requireInstalled(_ face: TextStyle.Face) throws(PressError) {
        guard let wanted = description(of: TextStyle(face: face, size: 10)) else { throw .outOfMemory }
        guard let font = pango_context_load_font(context, wanted) else { throw .fontMissing(face.rawValue) }
        defer { g_object_unref(UnsafeMutableRawPointer(font)) }
        guard let opened = pango_font_describe(font) else { throw .outOfMemory }
        defer { pango_font_description_free(opened) }
        guard let family = pango_font_description_get_family(opened), String(cString: family) == face.rawValue
        else { throw .fontMissing(face.rawValue) }
    }
}

/// Pango counts lengths in 1024ths of a point.
let pangoScale = 1024.0
