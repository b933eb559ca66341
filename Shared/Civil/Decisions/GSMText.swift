import Foundation

/// Text in the alphabet of an SMS (GSM 03.38), of which 160 signs fit into one message.
///
/// One sign outside it, such as the ’ that three regions carry in their names, makes the whole message one of 70.
public enum GSMText {
    /// One message, and each part of a longer one.
    public static let single = 160
    public static let part = 153

    /// The same text in that alphabet: typographic signs become plain ones, letters lose what the alphabet lacks, and
    /// what can't be written at all becomes a question mark.
    public static func plain(_ text: String) -> String {
        var plain = ""
        for character in text.precomposedStringWithCanonicalMapping {
            if character.unicodeScalars.count == 1, let scalar = character.unicodeScalars.first, knows(scalar) {
                plain.unicodeScalars.append(scalar)
            } else if let replaced = replacements[character] {
                plain += replaced
            } else {
                plain += undecorated(character)
            }
        }
        return plain
    }

    /// How many of the 160 signs a text takes; `^{}[]~\|€` take two.
    public static func signs(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (doubled.contains($1) ? 2 : 1) }
    }

    /// How many messages a text is.
    public static func messages(_ text: String) -> Int {
        let signs = signs(text)
        return signs <= single ? 1 : (signs + part - 1) / part
    }

    private static func knows(_ scalar: Unicode.Scalar) -> Bool {
        (0x61...0x7A).contains(scalar.value) || basic.contains(scalar) || doubled.contains(scalar)
    }

    /// A letter without its accents, or the letter that people read it as.
    private static func undecorated(_ character: Character) -> String {
        if character.isWhitespace { return " " }
        let letters = String(character).decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
            ![.nonspacingMark, .enclosingMark, .format, .control].contains($0.properties.generalCategory)
        }
        // Nothing but marks or what nobody sees.
        if letters.isEmpty { return "" }
        // A picture, or a letter of another script with its marks: one sign of its own.
        if !letters.contains(where: { knows($0) || replacements[Character($0)] != nil }) { return "?" }
        return letters.reduce(into: "") { text, scalar in
            if knows(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += replacements[Character(scalar)] ?? "?"
            }
        }
    }

    private static let basic = Set(
        "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿äöñüà"
            .unicodeScalars)
    private static let doubled = Set("^{}[]~\\|€".unicodeScalars)

    private static let replacements: [Character: String] = {
        var all: [Character: String] = [
            "…": "...", "•": "*", "·": ".", "©": "(c)", "®": "(R)", "«": "\"", "»": "\"", "đ": "d", "Đ": "D", "ł": "l",
            "Ł": "L", "ı": "i", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "⁄": "/", "×": "x",
        ]
        for quote in "’‘‛ʼʻʹʾʿ′`´＇" { all[quote] = "'" }
        for quote in "“”„‟″" { all[quote] = "\"" }
        for dash in "‐‑‒–—―−" { all[dash] = "-" }
        return all
    }()
}
