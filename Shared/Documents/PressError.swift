/// Why a document could not be rendered. Nothing of its content is in here: errors go into logs.
public enum PressError: Error, Equatable, CustomStringConvertible {
    /// The font is not installed on this machine.
    case fontMissing(String)
    /// A code to be printed as a QR code is empty or too long for one.
    case codeNotEncodable
    /// A code to be printed as a QR code holds a NIK, which anybody could read off with a phone.
    case codeHoldsNationalID
    /// One piece of the document is higher than a page and can't be divided.
    case tooLongForPage
    /// The crest is no PNG image that cairo can read.
    case crestNotReadable
    /// cairo refused; its own words.
    case drawing(String)
    case outOfMemory

    public var description: String {
        switch self {
        case .fontMissing(let family):
            "font \(family) is not installed: apt-get install fonts-liberation2"
        case .codeNotEncodable:
            "a code is empty or too long for a QR code: check the visit number or tracking code"
        case .codeHoldsNationalID:
            "a NIK may not stand in a QR code: give the visit number or tracking code"
        case .tooLongForPage:
            "one paragraph of the document is higher than a page: shorten it"
        case .crestNotReadable:
            "the crest of the letterhead is not a readable PNG image"
        case .drawing(let words):
            "the page could not be drawn: \(words)"
        case .outOfMemory:
            "no memory left to render a document"
        }
    }
}
