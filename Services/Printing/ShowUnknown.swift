import Casework
import Contracts

/// Prints of which nobody knows whether they were made: for a person who looks at the printer.
struct ShowUnknown {
    private let printing: PrintingService
    private let asking: Asking

    init(_ printing: PrintingService, _ asking: Asking) {
        self.printing = printing
        self.asking = asking
    }

    func answer(from archive: Archive) throws -> WirePrintingReply {
        _ = try printing.catalogue.office(written: asking.office)
        let found = try archive.unknownEffects(of: printing.service, office: asking.office)
        return .with { reply in
            reply.unknown.effects = found.map { found in
                var view = WireEffectView(found.effect)
                view.since = found.since.microseconds
                return view
            }
        }
    }
}
