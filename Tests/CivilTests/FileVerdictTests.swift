import Civil
import Testing

/// The same for everybody: the verdict on a file follows from product, office, date and documents, and from nothing else.
@Suite struct `The verdict on a file, for everybody` {
    private static let names = ["SITI AMINAH", "Budi", "Cokorda Istri Mas", "Nur'aini", "CAMAT KLARI", "Ayah Petugas"]

    /// One application with everything that must not matter drawn anew.
    private func form(
        _ product: Product, _ documents: [String], ground: String?, channel: Channel, _ random: inout SplitMix64
    ) -> VisitForm {
        func person() -> PersonForm {
            let woman = Bool.random(using: &random) ? 40 : 0
            let day = Int.random(in: 1...28, using: &random) + woman
            let nik = "321505\(day < 10 ? "0" : "")\(day)0893\(1000 + Int.random(in: 0..<9000, using: &random))"
            return PersonForm(
                name: Self.names.randomElement(using: &random) ?? "", nik: nik,
                phone: Bool.random(using: &random) ? "081234567890" : nil)
        }
        return VisitForm(
            lineID: "v-\(random.next())", office: "", channel: channel.rawValue, visitor: person(),
            priority: Priority.allCases.randomElement(using: &random)?.rawValue,
            applications: [
                ApplicationForm(
                    product: product.id, applicant: person(), documents: documents.shuffled(using: &random),
                    details: ground.map { [Detail(name: ApplicationForm.groundName, value: $0)] } ?? [])
            ])
    }

    @Test(arguments: SampleFiles.offices)
    func `is the same whoever applies, whoever brings it, by whatever channel, in whatever order`(
        file: String
    ) throws {
        var random = SplitMix64(seed: 2026)
        let catalogue = try SampleFiles.catalogue(of: file)
        let moment = try klari("2026-11-25T09:00:00")
        for office in catalogue.offices {
            for product in catalogue.products {
                guard let standard = catalogue.standards(of: product.id, office: office.code).last else { continue }
                let known = standard.requirements.flatMap { [$0.id] + $0.alternatives }
                for _ in 0..<12 {
                    let documents = known.filter { _ in Bool.random(using: &random) }
                    let ground = product.grounds.randomElement(using: &random)?.id
                    var verdicts: Set<[String]> = []
                    let channels = standard.channels.isEmpty ? Channel.allCases : standard.channels
                    for channel in channels + channels {
                        let form = form(product, documents, ground: ground, channel: channel, &random)
                        let visit = try form.checked(against: catalogue, at: moment, office: office.code.text)
                        let checked = visit.applications[0]
                        verdicts.insert(
                            [checked.refusal?.law ?? ""] + checked.missing.map { "\($0.id) \($0.source)" })
                    }
                    #expect(verdicts.count == 1, "\(product.id) at \(office.name) with \(documents)")
                }
            }
        }
    }

    @Test func `is refused by a channel that the office or the product doesn't have, with those that there are`() throws
    {
        let catalogue = try SampleFiles.catalogue(of: "cisauk.yaml")
        let moment = try klari("2026-11-25T09:00:00")
        var random = SplitMix64(seed: 7)
        let card = try #require(catalogue.product("ktp-el-baru"))
        for (channel, offered) in [
            (Channel.driveThru, "use one of: counter, village"),
            (.telephone, "use one of: counter, drive-thru, village"),
        ] {
            let form = form(card, [], ground: nil, channel: channel, &random)
            let no = #expect(throws: Rejection.self) {
                try form.checked(against: catalogue, at: moment, office: "36.03.23")
            }
            #expect(no?.code == .channelNotOffered)
            #expect(no?.field == "channel")
            #expect(no?.fix == offered)
        }
    }
}
