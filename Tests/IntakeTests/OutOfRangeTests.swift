import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

/// Numbers that no person writes and any program can send: refused, and the service lives on.
struct OutOfRangeTests {
    @Test(arguments: [Int32.min, -1, 47_482, .max])
    func `a day outside the century is refused`(day: Int32) async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let call = WireIntakeCommand.with {
            $0.callNext.day = day
            $0.callNext.desk = "1"
        }
        #expect(try await site.rig.ask(written(call)).rejected.code == "invalid_day")
        let close = WireIntakeCommand.with { $0.closeLanes.day = day }
        #expect(try await site.rig.ask(written(close)).rejected.code == "invalid_day")
    }

    @Test func `an arrival of another year is refused, and one of yesterday is taken`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        for arrived in [Int64.min, 1, opening.microseconds - 9 * 86_400_000_000, .max] {
            var form = visit(1)
            form.arrivedAt = arrived
            let refusal = try await site.rig.ask(openVisit(form)).rejected
            #expect(refusal.code == "invalid_time")
            #expect(refusal.field == "arrived_at")
        }
        var form = visit(2)
        form.arrivedAt = opening.microseconds - 86_400_000_000
        #expect(try await !site.rig.ask(openVisit(form)).accepted.isEmpty)
    }

    @Test func `a product that is made at an office without a line is refused at the door`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let product = "ktp-el-luar-domisili"
        var form = visit(1, product: product)
        form.applications[0].documents = try sampleCatalogue().product(product)?.requirements.map(\.id) ?? []
        form.applications[0].details = [
            .with {
                $0.name = "ground"
                $0.value = "lost"
            }
        ]
        let refusal = try await site.rig.ask(openVisit(form)).rejected
        #expect(refusal.code == "product_not_served")
        #expect(refusal.field == "applications[0].product")
        #expect(refusal.problem.contains("no line to it"))
    }
}
