/// One step on a case's way: what is done, by which service, at which office.
public struct RouteStep: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// The papers are looked at.
        case check
        /// Data or a capture of the person is taken.
        case record
        /// The national data centre has to answer.
        case awaitCentre = "await_centre"
        case print
        case collect
    }

    public enum Service: String, Sendable, CaseIterable {
        case intake, recording, printing, notification
    }

    /// The office that took the case, or the Dukcapil office of its district.
    public enum Place: String, Sendable, CaseIterable {
        case own, district
    }

    public enum Recording: String, Sendable, CaseIterable {
        /// The application is entered in SIAK or in the office's own register.
        case data
        /// Photo, fingerprints, iris and signature.
        case capture
    }

    public let kind: Kind
    public let service: Service
    public let place: Place
    /// What a `record` step takes; nil for every other kind.
    public let recording: Recording?

    public init(_ kind: Kind, service: Service, place: Place = .own, recording: Recording? = nil) {
        self.kind = kind
        self.service = service
        self.place = place
        self.recording = kind == .record ? (recording ?? .data) : nil
    }

    /// The same step at that place.
    func done(at place: Place) -> RouteStep { RouteStep(kind, service: service, place: place, recording: recording) }

    /// The service that does a step unless the catalogue says otherwise.
    static func usualService(for kind: Kind) -> Service {
        switch kind {
        case .check: .intake
        case .record, .awaitCentre: .recording
        case .print, .collect: .printing
        }
    }

    /// One word for messages and the journal: `record/capture:recording@own`. ``init(_:)`` reads it back.
    public var text: String {
        let what = recording.map { "/\($0.rawValue)" } ?? ""
        return "\(kind.rawValue)\(what):\(service.rawValue)@\(place.rawValue)"
    }

    public init?(_ text: String) {
        let halves = text.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let what = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        let who = halves[1].split(separator: "@", omittingEmptySubsequences: false)
        guard (1...2).contains(what.count), who.count == 2, let kind = Kind(rawValue: String(what[0])),
            let service = Service(rawValue: String(who[0])), let place = Place(rawValue: String(who[1]))
        else { return nil }
        let recording = what.count == 2 ? Recording(rawValue: String(what[1])) : nil
        guard (kind == .record) == (recording != nil), what.count == (recording == nil ? 1 : 2) else { return nil }
        self.init(kind, service: service, place: place, recording: recording)
    }

    public var description: String { text }
}
