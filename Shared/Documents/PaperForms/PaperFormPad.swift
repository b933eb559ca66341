/// Numbered forms for the hours without power, a sheet each: an officer fills one in by hand for each person, and
/// tears the foot off for that person to carry home.
public struct PaperFormPad: Hashable, Sendable {
    public var office: Office
    /// The whole numbers, also in the QR codes: "KLR-261123-FK001".
    public var numbers: [String]
    /// What can be applied for, to be ticked.
    public var products: [String]
    /// Papers that can be handed in, to be ticked.
    public var documents: [String]
    public var printedOn: PrintedDay

    public init(office: Office, numbers: [String], products: [String], documents: [String], printedOn: PrintedDay) {
        self.office = office
        self.numbers = numbers
        self.products = products
        self.documents = documents
        self.printedOn = printedOn
    }

    /// What is shown large: "FK001".
    static func mark(of number: String) -> String { number.split(separator: "-").last.map(String.init) ?? number }
}
