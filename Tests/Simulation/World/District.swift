import Casework
import Civil
import Contracts
import Foundation
import Majordomo
import ZeroMQ

/// Klari and its Dukcapil in memory, with the line between them.
final class District {
    static let klariOffice = "32.15.05"
    static let dukcapilOffice = "32.15"

    let world: World
    let klari: Site
    let dukcapil: Site

    init(_ world: World, _ desks: Desks, identity: Identity) {
        self.world = world
        dukcapil = Site(
            "dukcapil", Self.dukcapilOffice, reaching: [Self.klariOffice], in: world, desks,
            standing: { $0 == "klari" ? .site(offices: [Self.klariOffice]) : nil })
        klari = Site("klari", Self.klariOffice, reaching: [Self.dukcapilOffice], in: world, desks)
        klari.broker.join(
            dukcapil.broker,
            UplinkSettings(endpoints: ["district"], identity: identity, offices: [Self.klariOffice]))
    }

    var both: [Site] { [klari, dukcapil] }
    /// How often either of them began.
    var lives: Int { klari.lives + dukcapil.lives }

    /// They hold on to each other; a thousand seeds need not be in memory at once.
    func takeDown() {
        world.end()
        for site in both { site.takeDown() }
    }

    func start() {
        dukcapil.start()
        klari.start()
    }
}
