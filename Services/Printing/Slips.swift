import Civil
import Documents

/// Fills the ticket and the receipt with what a visit and a case know. Neither ever carries a NIK.
struct Slips {
    let catalogue: Catalogue
    let office: Civil.Office

    func ticket(for visit: Visit, _ number: TicketNumber, _ files: [CaseFile], ahead: Int) -> Ticket {
        let mark = visit.opening.number.split(separator: "-").last.map(String.init) ?? visit.opening.number
        return Ticket(
            office: catalogue.letterhead(of: office), number: mark, visitNumber: visit.opening.number,
            lane: office.lanes.first { $0.letter == number.letter }?.name ?? number.letter,
            issuedAt: office.printed(visit.opening.arrivedAt),
            purposes: files.isEmpty ? ["Informasi"] : files.map(product), peopleAhead: ahead,
            priority: priority(of: visit), nextSteps: steps(files))
    }

    func receipt(for file: CaseFile) -> Receipt {
        let filing = file.filing
        return Receipt(
            office: catalogue.letterhead(of: office), caseNumber: filing.number, trackingCode: filing.trackingCode,
            product: product(file), applicantName: filing.applicant.name.text,
            receivedAt: office.printed(filing.filedAt), urgency: urgency(of: file),
            receivedDocuments: file.documents.map { catalogue.documentName($0) ?? $0 },
            missingDocuments: file.missing.map(missing),
            pickUp: file.missing.isEmpty && !file.stage.isClosed ? pickUp(of: file) : nil,
            feeBasis: filing.producedBy == .siak ? Receipt.civilRegistryFeeBasis : nil,
            statusEnquiry: ended(file) + [
                "Sebutkan kode pelacakan kepada petugas, atau pindai kode QR di loket informasi."
            ])
    }

    private func product(_ file: CaseFile) -> String {
        catalogue.product(file.filing.product)?.name ?? file.filing.product
    }

    /// What became of a case that goes no further.
    private func ended(_ file: CaseFile) -> [String] {
        switch file.stage {
        case .refused: ["PERMOHONAN INI DITOLAK: \(file.reason)"]
        case .withdrawn: ["Permohonan ini telah dicabut oleh pemohon."]
        case .collected: ["Dokumen ini sudah diambil."]
        default: []
        }
    }

    private func urgency(of file: CaseFile) -> String? {
        guard file.filing.urgent, !file.stage.isClosed else { return nil }
        let need = catalogue.product(file.filing.product)?.urgentNeeds.first { $0.id == file.filing.need }
        return "\(need?.name ?? file.filing.need), diproses pada hari yang sama"
    }

    private func missing(_ id: String) -> Receipt.MissingDocument {
        let paper = catalogue.paper(id)
        return Receipt.MissingDocument(name: paper?.name ?? id, obtainedFrom: paper?.source)
    }

    /// When the plan says that it is ready; where somebody else has a word in it, not before.
    private func pickUp(of file: CaseFile) -> Receipt.PickUp {
        let ready = office.printed(file.plan.readyFrom)
        let day = "\(ready.day.writtenWithWeekday), mulai pukul \(ready.writtenTime)"
        let when = file.awaitsCentre ? "Paling cepat \(day), setelah ada pemberitahuan" : day
        return Receipt.PickUp(
            when: file.plan.atOnce ? "Hari ini, setelah dicetak. Mohon ditunggu." : when, place: pickUpPlace(of: file),
            bring: "tanda terima ini dan KK")
    }

    private func pickUpPlace(of file: CaseFile) -> String {
        guard let step = file.filing.route.first(where: { $0.kind == .collect }), step.place == .district else {
            return office.address
        }
        return catalogue.office(office.district)?.address ?? office.address
    }

    private func priority(of visit: Visit) -> String? {
        if visit.opening.urgent { return "Mendesak" }
        return switch Priority(rawValue: visit.opening.priority) {
        case .elderly: "Prioritas lansia"
        case .disability: "Prioritas penyandang disabilitas"
        case .pregnant: "Prioritas ibu hamil"
        case .nursing: "Prioritas ibu menyusui"
        case nil: nil
        }
    }

    private func steps(_ files: [CaseFile]) -> [Ticket.Step] {
        let complete = files.filter { $0.missing.isEmpty && !$0.stage.isClosed }
        if let last = complete.max(by: { $0.plan.readyFrom < $1.plan.readyFrom }) {
            let ready = office.printed(last.plan.readyFrom)
            return last.plan.atOnce
                ? Ticket.Step.sameDay : Ticket.Step.twoStage(pickUpOn: ready.day, from: ready.writtenTime)
        }
        guard files.contains(where: { !$0.missing.isEmpty }) else { return [] }
        return [
            Ticket.Step(
                when: "Hari ini", what: "Petugas menjelaskan berkas yang belum lengkap dan di mana memperolehnya.")
        ]
    }
}
