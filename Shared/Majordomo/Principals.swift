/// Who stands behind a request: the sender first, then each site that vouched for the one before.
///
/// On the wire one frame, the names separated by a newline. `site` is everybody who may act for this very site; to
/// another site it reads `site@32.15.05`, with the offices that it speaks for.
public enum Principals {
    /// Everybody on a unix socket that only the site's own user can open.
    static let site = Array("site".utf8)
    /// The last name of what came down the line.
    public static let district = "district"

    static func names(in frame: [UInt8]) -> [String] {
        frame.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// As it is told to another site: a name of this one gets the offices that this one speaks for.
    static func qualified(_ frame: [UInt8], by offices: [String]) -> [UInt8] {
        if frame.contains(UInt8(ascii: "@")) { return frame }
        return frame + Array("@\(offices.joined(separator: ","))".utf8)
    }

    /// With one more who vouches.
    static func vouched(_ frame: [UInt8], by name: String) -> [UInt8] {
        frame + [UInt8(ascii: "\n")] + Array(name.utf8)
    }

    /// The offices that whoever asks speaks for; nil where nothing is kept from it: this site, or the district itself.
    /// Another site is bound to its own offices whichever way it comes.
    public static func limits(of chain: [String]) -> Set<String>? {
        if chain.count < 2 || (chain.count == 2 && chain[1] == district) { return nil }
        return Set(chain.first.flatMap { offices(of: $0) } ?? [])
    }

    /// The offices that a name of another site speaks for; nil for a name of this one.
    public static func offices(of name: String) -> [String]? {
        guard let at = name.lastIndex(of: "@") else { return nil }
        return name[name.index(after: at)...].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
