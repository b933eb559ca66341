import Civil
import Contracts
import Foundation

extension StoredFiling {
    init(_ filing: Filing) {
        self.init()
        number = filing.number
        secret = filing.secret
        office = filing.office
        visitID = Data(filing.visit)
        visitNumber = filing.visitNumber
        product = filing.product
        applicant = StoredPerson(filing.applicant)
        if let card = filing.familyCard { familyCard = card.text }
        documents = filing.documents
        missing = filing.missing
        need = filing.need
        urgent = filing.urgent
        catalogueVersion = filing.catalogueVersion
        channel = filing.channel
        filedAt = filing.filedAt.microseconds
        plan = StoredPlan(filing.plan)
        if let number = filing.phone { phone = number.e164 }
        route = filing.route.map(\.text)
        producedBy = filing.producedBy.rawValue
        details = filing.details.map { detail in
            var stored = StoredDetail()
            stored.name = detail.name
            stored.value = detail.value
            return stored
        }
    }

    func value() throws(UnreadableRecord) -> Filing {
        guard let producer = Producer(rawValue: producedBy) else { throw UnreadableRecord(what: "producer") }
        var steps: [RouteStep] = []
        steps.reserveCapacity(route.count)
        for text in route {
            guard let step = RouteStep(text) else { throw UnreadableRecord(what: "route") }
            steps.append(step)
        }
        let (card, number) = try numbers()
        return Filing(
            number: self.number, secret: secret, office: office, visit: try uuid(visitID, "case"),
            visitNumber: visitNumber, product: product, applicant: try applicant.value(), familyCard: card,
            documents: documents, missing: missing, need: need, urgent: urgent, catalogueVersion: catalogueVersion,
            channel: channel, filedAt: Moment(microseconds: filedAt), plan: plan.value, phone: number,
            route: steps, producedBy: producer, details: details.map { Detail(name: $0.name, value: $0.value) })
    }

    private func numbers() throws(UnreadableRecord) -> (FamilyCardNumber?, PhoneNumber?) {
        do throws(Rejection) {
            return (
                familyCard.isEmpty ? nil : try FamilyCardNumber(familyCard),
                phone.isEmpty ? nil : try PhoneNumber(phone)
            )
        } catch {
            throw UnreadableRecord(what: "case")
        }
    }
}

extension StoredCaseFile {
    init(_ file: CaseFile) {
        self.init()
        filing = StoredFiling(file.filing)
        documents = file.documents
        missing = file.missing
        stage = Int32(file.stage.rawValue)
        service = file.service
        inTransit = file.inTransit
        plan = StoredPlan(file.plan)
        captureAttempts = Int32(file.captureAttempts)
        captureFaults = file.captureFaults
        recordedAt = stored(file.recordedAt)
        centreStatus = file.centreStatus
        centreSeenAt = stored(file.centreSeenAt)
        runID = file.run.map { Data($0) } ?? Data()
        runNumber = file.runNumber
        printAttempts = Int32(file.printAttempts)
        prints = Int32(file.prints)
        readyAt = stored(file.readyAt)
        notice = file.notice
        closedAt = stored(file.closedAt)
        held = file.held
        reason = file.reason
        documentHash = Data(file.documentHash)
        office = file.office
        awaits = file.awaits.rawValue
        printsPlanned = Int32(file.printsPlanned)
        letterNumber = file.letterNumber
        if let sender = file.cameFrom {
            cameFromService = sender.service
            cameFromOffice = sender.office
        }
        handedBack = file.handedBack
        restoredFrom = stored(file.restoredFrom)
        paperMade = file.paperMade
        if let print = file.print {
            printEffect = Data(print.effect)
            printIsStarted = print.isStarted
        }
    }

    func value() throws(UnreadableRecord) -> CaseFile {
        guard let stage = CaseFile.Stage(rawValue: Int(stage)) else { throw UnreadableRecord(what: "case") }
        var file = CaseFile(filing: try filing.value())
        file.documents = documents
        file.missing = missing
        file.stage = stage
        file.service = service
        file.inTransit = inTransit
        file.plan = plan.value
        file.captureAttempts = Int(captureAttempts)
        file.captureFaults = captureFaults
        file.recordedAt = moment(recordedAt)
        file.centreStatus = centreStatus
        file.centreSeenAt = moment(centreSeenAt)
        file.run = runID.isEmpty ? nil : try uuid(runID, "case")
        file.runNumber = runNumber
        file.printAttempts = Int(printAttempts)
        file.prints = Int(prints)
        file.readyAt = moment(readyAt)
        file.notice = notice
        file.closedAt = moment(closedAt)
        file.held = held
        file.reason = reason
        file.documentHash = Array(documentHash)
        file.office = office
        guard let awaits = PrintAwaits(rawValue: awaits) else { throw UnreadableRecord(what: "case") }
        file.awaits = awaits
        file.printsPlanned = Int(printsPlanned)
        file.letterNumber = letterNumber
        if !cameFromService.isEmpty {
            file.cameFrom = CaseHolder(service: cameFromService, office: cameFromOffice)
        }
        file.handedBack = handedBack
        file.restoredFrom = moment(restoredFrom)
        file.paperMade = paperMade
        if !printEffect.isEmpty {
            file.print = CasePrint(effect: try uuid(printEffect, "case"), isStarted: printIsStarted)
        }
        return file
    }
}
