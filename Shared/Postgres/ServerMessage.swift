/// Which of the server's words may be repeated.
///
/// PostgreSQL quotes values in DETAIL and CONTEXT of any error, and in the primary message of the classes
/// 22 and 23 (`invalid input syntax for type uuid: "…"`). So DETAIL and CONTEXT are never read, and the
/// primary message is kept only for classes whose messages are made of names and settings.
enum ServerMessage {
    private static let speakable: Set<String> = [
        "08", "0A", "25", "26", "28", "2B", "34", "3D", "3F", "40", "42", "53", "54", "55", "57", "58", "F0", "P0",
        "XX",
    ]

    /// The condition names of the SQL standard's and PostgreSQL's table for what data can do wrong.
    private static let conditions: [String: String] = [
        "22001": "string data right truncation",
        "22003": "numeric value out of range",
        "22004": "null value not allowed",
        "22007": "invalid datetime format",
        "22008": "datetime field overflow",
        "22012": "division by zero",
        "22021": "character not in repertoire",
        "22023": "invalid parameter value",
        "2202E": "array subscript error",
        "22P02": "invalid text representation",
        "22P03": "invalid binary representation",
        "22P05": "untranslatable character",
        "23000": "integrity constraint violation",
        "23502": "not null violation",
        "23503": "foreign key violation",
        "23505": "unique violation",
        "23514": "check violation",
        "23P01": "exclusion violation",
    ]

    static func words(sqlstate: String?, primary: String?) -> String {
        guard let sqlstate else { return primary.map(oneLine) ?? "no reason was given" }
        if speakable.contains(String(sqlstate.prefix(2))), let primary { return oneLine(primary) }
        return conditions[sqlstate] ?? "a condition of class \(sqlstate.prefix(2))"
    }

    /// libpq's messages span lines and indent; a log line doesn't.
    static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.last == "." ? String(line.dropLast()) : line
    }
}
