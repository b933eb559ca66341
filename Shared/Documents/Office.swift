/// The office in whose name a document is printed.
public struct Office: Hashable, Sendable {
    /// Who it belongs to: "Pemerintah Kabupaten Karawang".
    public var government: String
    /// Its own name: "Kecamatan Klari".
    public var name: String
    /// Street, telephone, web address; one line each.
    public var addressLines: [String]

    public init(government: String, name: String, addressLines: [String] = []) {
        self.government = government
        self.name = name
        self.addressLines = addressLines
    }
}
