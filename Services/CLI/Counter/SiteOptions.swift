import ArgumentParser
import Foundation
import Majordomo

/// Where the site is and who asks: the same options for every command that asks a service.
struct SiteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The broker, or several with commas between them (LOKET_BROKER; default broker.ipc in the site's folder). One on
            another machine, tcp://…, also needs its public key in LOKET_BROKER_KEY, and in LOKET_KEY the file of a key
            that is allowed there (default: key in the site's folder).
            """,
            valueName: "endpoint"))
    var broker: String?

    @Option(help: ArgumentHelp("The site's folder (LOKET_DATA).", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("The office, where the site has several (LOKET_OFFICE).", valueName: "region code"))
    var office: String?

    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp("Who asks, for the journal (LOKET_OPERATOR; default: your account).", valueName: "name"))
    var operatorName: String?

    @Option(help: ArgumentHelp("How long to wait for an answer, in seconds.", valueName: "seconds"))
    var patience: Int?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func validate() throws {
        if let patience, !(1...86_400).contains(patience) {
            throw ValidationError("--patience is from 1 to 86400 seconds.")
        }
    }

    /// The command line before the environment before what is usual.
    func setting(_ given: String?, _ key: String) -> String? {
        given ?? ProcessInfo.processInfo.environment[key].flatMap { $0.isEmpty ? nil : $0 }
    }

    var brokers: [String] {
        (setting(broker, "LOKET_BROKER") ?? SiteFolder(data).brokerEndpoint)
            .split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The keys for brokers on other machines.
    func identity() throws(KeyProblem) -> Identity? {
        try Identity.find(
            for: brokers, in: ProcessInfo.processInfo.environment, dataFolder: SiteFolder(data).path)
    }

    var officeAsked: String? { setting(office, "LOKET_OFFICE") }
    var operatorAsked: String { setting(operatorName, "LOKET_OPERATOR") ?? NSUserName() }
}

/// For commands that change something.
struct ActionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask again under the id of an earlier command whose answer was lost: it is done once at most.",
            valueName: "id"))
    var request: String?

    func validate() throws {
        if let request, UUID(uuidString: request) == nil {
            throw ValidationError("--request is the id that the lost command printed, such as 0190c7a2-….")
        }
    }

    var requestID: UUID? { request.flatMap(UUID.init(uuidString:)) }
}
