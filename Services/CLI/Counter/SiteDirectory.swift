import Civil
import Contracts

/// The offices of the site, by which a number is told to whom it belongs and a moment in whose time to show it.
struct SiteDirectory {
    struct Entry {
        let code: String
        let shortCode: String
        let name: String
        let zone: OfficeZone

        init(_ office: WireOfficeView) {
            code = office.code
            shortCode = office.shortCode
            name = office.name
            zone = OfficeZone(rawValue: office.zone) ?? .wib
        }
    }

    let entries: [Entry]
    /// Offices of other sites, whose cases may come here.
    let elsewhere: [Entry]
    let now: Moment
    let isDemo: Bool
    /// The Dukcapil office of the district, where that is another site.
    let district: String?

    init(_ site: WireSiteView) {
        entries = site.known.map(Entry.init)
        elsewhere = site.elsewhere.map(Entry.init)
        now = Moment(microseconds: site.now)
        isDemo = site.demo
        district = site.district.isEmpty ? nil : site.district
    }

    func entry(_ code: String) -> Entry? { (entries + elsewhere).first { $0.code == code } }
    func zone(_ code: String) -> OfficeZone { entry(code)?.zone ?? .wib }

    /// `Kecamatan Klari (32.15.05)`.
    func name(_ code: String) -> String { entry(code).map { "\($0.name) (\(code))" } ?? code }

    /// The office that a command is for: the one that was asked for, or the site's only one.
    func office(asked: String?) throws(Complaint) -> String {
        if let asked { return try known(asked) }
        guard let only = entries.first, entries.count == 1 else {
            throw Complaint(.usage, "this site serves several offices: say which with --office (\(codes))")
        }
        return only.code
    }

    /// The office whose number this is.
    func office(ofNumber number: String, asked: String?) throws(Complaint) -> String {
        if let asked { return try known(asked) }
        guard let (ticket, _) = TicketNumber.parse(number) else {
            throw Complaint(
                .refused,
                "\(Rejection.quoted(number)) is no ticket, case or tracking code: copy it as it is printed, like "
                    + "KLR-261123-A042")
        }
        guard let entry = entries.first(where: { $0.shortCode == ticket.shortCode }) else {
            // A case of another site's office that has come here: it is for whoever has it here.
            if elsewhere.contains(where: { $0.shortCode == ticket.shortCode }), !entries.isEmpty {
                return try office(asked: nil)
            }
            let known = entries.map { "\($0.shortCode) \($0.name)" }.joined(separator: ", ")
            throw Complaint(
                .refused, "\(ticket.shortCode) is no office of this site (\(known)): ask there, or copy again")
        }
        return entry.code
    }

    /// An office that can be asked about a number: where its case is, they all know.
    func office(readingNumber number: String, asked: String?) throws(Complaint) -> String {
        if asked == nil, let (ticket, _) = TicketNumber.parse(number),
            elsewhere.contains(where: { $0.shortCode == ticket.shortCode }), let first = entries.first
        {
            return first.code
        }
        return try office(ofNumber: number, asked: asked)
    }

    /// The office whose print run this is: `KLR-261124-P1`.
    func office(ofRun number: String, asked: String?) throws(Complaint) -> String {
        if let asked { return try known(asked) }
        let code = number.prefix { $0.isLetter }.uppercased()
        guard !code.isEmpty, let entry = entries.first(where: { $0.shortCode == code }) else {
            throw Complaint(
                .refused, "\(Rejection.quoted(number)) is no print run of this site: write it like KLR-261124-P1")
        }
        return entry.code
    }

    private func known(_ written: String) throws(Complaint) -> String {
        if let entry = entries.first(where: { $0.code == written || $0.shortCode == written.uppercased() }) {
            return entry.code
        }
        throw Complaint(.refused, "\(Rejection.quoted(written)) is no office of this site: use one of \(codes)")
    }

    private var codes: String { entries.map(\.code).joined(separator: ", ") }
}
