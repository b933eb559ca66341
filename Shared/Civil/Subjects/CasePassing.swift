/// A service of an office.
public struct CaseHolder: Hashable, Sendable, CustomStringConvertible {
    public var service: String
    public var office: String

    public init(service: String, office: String) {
        self.service = service
        self.office = office
    }

    /// As messages name it: `printing@32.15`.
    public var description: String { "\(service)@\(office)" }
}

extension CaseFile {
    /// Who holds it; while it is on its way, who is to take it over.
    public var holder: CaseHolder { CaseHolder(service: service, office: office) }

    /// Whether its document is printed at another office than the one where it is picked up.
    public var isPrintedElsewhere: Bool {
        let print = filing.route.first { $0.kind == .print }
        let collect = filing.route.first { $0.kind == .collect }
        guard let print, let collect else { return false }
        return print.place != collect.place
    }

    /// Advances the case by an entry of its way between services and offices.
    mutating func applyPassing(_ event: CaseEvent) -> Bool {
        switch event {
        case .handedOver(let from, let to, let office, let reason):
            guard service == from, !inTransit else { return false }
            if office != self.office {
                cameFrom = holder
                unprint()
            }
            if !reason.isEmpty { giveBack(because: reason) }
            (service, self.office, inTransit) = (to, office, true)
        case .custodyTaken(_, let by):
            guard service == by, inTransit else { return false }
            (inTransit, handedBack) = (false, "")
        case .returned(let to, let office, let reason, _):
            guard inTransit else { return false }
            (service, self.office, inTransit, handedBack, held) = (to, office, false, "", reason)
            // That was the sender itself.
            cameFrom = nil
        case .arrived(let at):
            guard stage == .arriving, !inTransit else { return false }
            (stage, readyAt) = (.ready, at)
        default: return false
        }
        return true
    }

    /// What an office's own room had planned for it doesn't go with it.
    private mutating func unprint() {
        if stage == .printing { stage = .toPrint }
        print = nil
        if stage == .arriving { (run, runNumber) = (nil, "") }
    }

    /// A document that is given back is looked for, or printed again, where it was printed.
    private mutating func giveBack(because reason: String) {
        handedBack = reason
        guard isPrintedElsewhere, stage == .arriving || stage == .ready else { return }
        (stage, readyAt) = (.missing, nil)
    }
}
