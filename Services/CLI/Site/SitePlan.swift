import Foundation
import Majordomo

/// The programs of a site and what each is told: the one place where they are listed.
struct SitePlan {
    /// The services in the order in which a case meets them.
    static let services = ["intake", "recording", "printing", "notification"]

    let folder: SiteFolder
    let brokers: String
    let doors: SiteDoors
    let logLevel: String?
    private var line: SiteLine?
    /// Where the executables are: beside this one.
    let executables: String

    let store = SiteProgram(name: "PostgreSQL", stage: .store, patience: .seconds(45))
    let broker = SiteProgram(name: "broker", stage: .broker, patience: .seconds(5))
    let services: [SiteProgram]

    var all: [SiteProgram] { [store, broker] + services }

    init(
        folder: SiteFolder, brokers: String?, doors: SiteDoors, logLevel: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment, executables: String = Self.besideThisOne
    ) throws {
        self.folder = folder
        self.brokers = brokers ?? environment["LOKET_BROKER"].flatMap { $0.isEmpty ? nil : $0 } ?? folder.brokerEndpoint
        self.doors = doors
        self.logLevel = logLevel ?? environment["LOKET_LOG"]
        self.executables = executables
        let isThere = { (name: String) in
            FileManager.default.isExecutableFile(atPath: "\(executables)/loket-\(name)")
        }
        guard isThere("broker") else {
            throw SiteProblem(
                "loket-broker is not in \(executables): build or install all of Loket's programs together.")
        }
        services = Self.services.filter(isThere).map {
            SiteProgram(name: $0, stage: .service, patience: .seconds(15))
        }
    }

    /// The same with a line to the district.
    func with(_ line: SiteLine?) -> SitePlan {
        var plan = self
        plan.line = line
        return plan
    }

    /// Where the broker looks for its key, and for whom it lets in.
    var keys: KeyFolder {
        let named = ProcessInfo.processInfo.environment["LOKET_KEYS_FOLDER"].flatMap { $0.isEmpty ? nil : $0 }
        return KeyFolder(named ?? folder.path)
    }

    func executable(of program: SiteProgram) -> String { "\(executables)/loket-\(program.name)" }

    /// The whole environment of a program: this one's, and what concerns this site.
    func environment(
        of program: SiteProgram, site: SiteRecord, database: (_ role: String) -> String
    ) -> [String: String] {
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
        all["LOKET_BROKER"] = brokers
        all["LOKET_DATA"] = folder.path
        all["LOKET_LOG"] = logLevel
        all["LOKET_OFFICES"] = site.offices.joined(separator: ",")
        guard program.stage == .service else {
            all["LOKET_BROKER"] = ([brokers] + doors.broker).joined(separator: ",")
            all["LOKET_LINE"] = line?.brokers
            all["LOKET_LINE_KEY"] = line?.key.text
            return all
        }
        all["LOKET_DATABASE"] = database("loket_\(program.name)")
        all["LOKET_CATALOGUE"] = folder.catalogue
        if program.name == "recording" { all["LOKET_ATTACHMENT_KEY"] = folder.attachmentKey }
        return all
    }

    /// The names that the broker must know before the site is ready.
    func names(of program: SiteProgram, site: SiteRecord) -> [String] {
        site.offices.map { "\(program.name)@\($0)" }
    }

    static let besideThisOne =
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
}
