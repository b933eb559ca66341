import Civil

/// The files that are whole in the site's store. Of each hash two words are kept: so many bytes tell any two files of a
/// site apart, and a million of them have room.
struct StoredFiles {
    private struct Name: Hashable {
        var first: UInt64
        var second: UInt64

        init(_ hash: [UInt8]) {
            (first, second) = (Self.word(hash.prefix(8)), Self.word(hash.dropFirst(8).prefix(8)))
        }

        private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    }

    private var names: Set<Name> = []

    mutating func take(_ hash: [UInt8]) { names.insert(Name(hash)) }

    /// What a case's history names and the store of the site that took it doesn't have.
    func problems(of traces: Traces) -> [Problem] {
        traces.captures.filter { !names.contains(Name($0.hash)) }.map { capture in
            Problem(
                version: capture.version, what: "the file of its capture is not whole in this site's store",
                remedy: .somethingLost)
        }
    }
}
