import Foundation

/// One JSON object of a line, read field by field with refusals that name the field by its path.
struct JSONObject {
    let values: [String: Any]
    let path: String

    /// The object that a line holds.
    init(line: String) throws(Rejection) {
        let parsed: Any
        do {
            parsed = try JSONSerialization.jsonObject(with: Data(line.utf8), options: [.fragmentsAllowed])
        } catch {
            throw Rejection(
                .notJSON, field: "line", problem: "isn't JSON\(Self.place(of: error, in: line))",
                fix: "look there for a missing quote, comma or bracket")
        }
        guard let values = parsed as? [String: Any] else {
            throw Rejection(
                .wrongType, field: "line", problem: "is \(Self.kind(of: parsed)), no object",
                fix: "write one object in braces on each line")
        }
        self.values = values
        path = ""
    }

    init(values: [String: Any], path: String) {
        self.values = values
        self.path = path
    }

    /// Where the parser stopped; its own words are left out, since they may quote what a citizen wrote.
    private static func place(of error: any Error, in line: String) -> String {
        let words = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? ""
        guard let match = words.firstMatch(of: /around character (\d+)/), let bytes = Int(match.1) else {
            return words.contains("end of file") ? ", it ends too early" : ""
        }
        return ", column \(String(decoding: line.utf8.prefix(bytes), as: UTF8.self).count + 1)"
    }

    /// A JSON number 1 would also pass for true.
    private static func isFlag(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return [UInt8(ascii: "c"), UInt8(ascii: "B")].contains(UInt8(bitPattern: number.objCType.pointee))
    }

    private static func kind(of value: Any) -> String {
        switch value {
        case is String: "text"
        case is [Any]: "a list"
        case is [String: Any]: "an object"
        case is NSNull: "null"
        case let value where isFlag(value): "true or false"
        case is NSNumber: "a number"
        default: "something else"
        }
    }

    private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Refuses the first key, in alphabetical order, that isn't in the form.
    func allow(only keys: [String]) throws(Rejection) {
        guard let stranger = values.keys.sorted().first(where: { !keys.contains($0) }) else { return }
        throw Rejection(
            .unknownField, field: path.isEmpty ? "line" : path,
            problem: "there is no field \(Rejection.quoted(stranger))",
            fix: Spelling.hint(for: stranger, among: keys))
    }

    /// The value under `key`, where null is the same as leaving it out.
    private func value(_ key: String) -> Any? {
        guard let value = values[key], !(value is NSNull) else { return nil }
        return value
    }

    private func wrong(_ key: String, _ value: Any, _ wanted: String, _ fix: String) -> Rejection {
        Rejection(.wrongType, field: join(key), problem: "must be \(wanted), is \(Self.kind(of: value))", fix: fix)
    }

    func missing(_ key: String, example: String) -> Rejection {
        Rejection(.missingField, field: join(key), problem: "is missing", fix: "add it, such as \"\(key)\": \(example)")
    }

    func optionalText(_ key: String) throws(Rejection) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value as? String else {
            throw wrong(key, value, "text", "put it in quotes, so that no digit is lost")
        }
        return text
    }

    func text(_ key: String, example: String) throws(Rejection) -> String {
        guard let text = try optionalText(key) else { throw missing(key, example: example) }
        return text
    }

    func optionalInt(_ key: String) throws(Rejection) -> Int? {
        guard let value = value(key) else { return nil }
        guard !Self.isFlag(value), let number = value as? NSNumber, let whole = Int(exactly: number.doubleValue) else {
            throw wrong(key, value, "a whole number", "write digits without quotes")
        }
        return whole
    }

    func int(_ key: String, example: String) throws(Rejection) -> Int {
        guard let number = try optionalInt(key) else { throw missing(key, example: example) }
        return number
    }

    func optionalFlag(_ key: String) throws(Rejection) -> Bool? {
        guard let value = value(key) else { return nil }
        guard Self.isFlag(value), let flag = value as? Bool else {
            throw wrong(key, value, "true or false", "write it without quotes")
        }
        return flag
    }

    func optionalMoment(_ key: String) throws(Rejection) -> Moment? {
        guard let text = try optionalText(key) else { return nil }
        return try Moment(iso8601: text, field: join(key))
    }

    func moment(_ key: String) throws(Rejection) -> Moment {
        try Moment(iso8601: try text(key, example: "\"2026-11-23T07:31:00+07:00\""), field: join(key))
    }

    func optionalObject(_ key: String) throws(Rejection) -> JSONObject? {
        guard let value = value(key) else { return nil }
        guard let object = value as? [String: Any] else {
            throw wrong(key, value, "an object", "write it in braces")
        }
        return JSONObject(values: object, path: join(key))
    }

    func object(_ key: String, example: String) throws(Rejection) -> JSONObject {
        guard let object = try optionalObject(key) else { throw missing(key, example: example) }
        return object
    }

    private func list(_ key: String) throws(Rejection) -> [Any] {
        guard let value = value(key) else { return [] }
        guard let list = value as? [Any] else { throw wrong(key, value, "a list", "write it in square brackets") }
        return list
    }

    /// The objects of a list; none if the key is absent.
    func objects(_ key: String) throws(Rejection) -> [JSONObject] {
        var objects: [JSONObject] = []
        for (index, value) in try list(key).enumerated() {
            guard let object = value as? [String: Any] else {
                throw wrong("\(key)[\(index)]", value, "an object", "write it in braces")
            }
            objects.append(JSONObject(values: object, path: "\(join(key))[\(index)]"))
        }
        return objects
    }

    /// The texts of a list; none if the key is absent.
    func texts(_ key: String) throws(Rejection) -> [String] {
        var texts: [String] = []
        for (index, value) in try list(key).enumerated() {
            guard let text = value as? String else {
                throw wrong("\(key)[\(index)]", value, "text", "put it in quotes")
            }
            texts.append(text)
        }
        return texts
    }
}
