import Casework
import Civil
import Contracts
import Foundation
import Records

/// Plans a print run: numbers it, and schedules its cut-off, at which its list closes by itself.
///
/// Touches the printing room, which numbers runs without a gap, and the new run.
struct PlanRunUseCase {
    private let printing: PrintingService
    private let plan: WirePlanRun
    private let asking: Asking

    init(_ printing: PrintingService, _ plan: WirePlanRun, _ asking: Asking) {
        self.printing = printing
        self.plan = plan
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs { Needs(shared: [printing.roomLock(asking.office)]) }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let room = try printing.room(asking, in: fold)
        let day = plan.day == 0 ? room.today : try Day(counted: plan.day)
        let planned = try PrintRunRules.plan(day: day, incarnation: fold.incarnation, in: room)
        let id = planned.number.runID(office: asking.office)
        try fold.append(
            .printDesk(.runPlanned(id, day: day, number: planned.number.run)), to: PrintDesk.id(office: asking.office))
        try fold.append(
            .printRun(
                .planned(number: planned.number.text, office: asking.office, day: day, cutOff: planned.cutOff)), to: id)
        fold.schedule(CloseListUseCase.due(run: id, cutOff: planned.cutOff, office: asking.office))
        return try printing.reply(id, in: fold)
    }
}
