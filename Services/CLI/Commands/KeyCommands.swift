import ArgumentParser
import Civil
import Foundation
import Majordomo
import ZeroMQ

struct KeyCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Say who may join this site's broker from another machine, and as whom.",
        discussion: """
            A site has a key pair of its own, in the file key of its folder, and lists in keys.txt the public keys that
            may come in. The broker reads the list again whenever it changes: who is revoked is cut off within seconds.

            A key has signs that a shell takes for its own: write it between single quotes.

            Examples:
              loket key make
              loket key show
              loket key allow 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7' --name printing-2 --member
              loket key allow 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID' --name klari --site 32.15.05
              loket key list
              loket key revoke klari

            Exit codes: 0 done, 1 refused, 2 not understood, 5 done, but some lines of keys.txt let in nobody.
            """,
        subcommands: [MakeKey.self, ShowKey.self, AllowKey.self, ListKeys.self, RevokeKey.self])
}

/// Whose keys are meant.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the keys (LOKET_KEYS_FOLDER, else the site's: LOKET_DATA).", valueName: "folder"))
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    var screen: Screen { Screen(isJSON: json) }

    /// The command line before the environment before what is usual.
    var folder: KeyFolder {
        let named = ProcessInfo.processInfo.environment["LOKET_KEYS_FOLDER"].flatMap { $0.isEmpty ? nil : $0 }
        return KeyFolder(data ?? named ?? SiteFolder(nil).path)
    }

    /// Does the work; what went wrong is told in one sentence and an exit code.
    func telling(_ work: (KeyFolder, Screen) throws -> Void) throws {
        do {
            try work(folder, screen)
        } catch let problem as KeyProblem {
            throw screen.complain(Complaint(.refused, problem.description))
        } catch let complaint as Complaint {
            throw screen.complain(complaint)
        }
    }
}

struct MakeKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make the key pair of a site, or of a single machine of one, where it has none.",
        discussion: """
            On a machine that only runs one instance of a service, the folder is that instance's.

            Examples:
              loket key make
              loket key make --data /var/lib/loket-member

            JSON: key (the public one), file, made (whether it was made now).

            Exit codes: 0 there is a pair, 1 none can be made, 2 not understood.
            """)

    @OptionGroup(title: "Key options")
    var keys: KeyOptions

    func run() throws {
        try keys.telling { folder, screen in
            do {
                try FileManager.default.createDirectory(
                    atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw Complaint(.refused, "the folder \(folder.path) can't be made: name another with --data")
            }
            let (pair, isNew) = try folder.makePair()
            screen.show(MadeKeyReport(key: pair.publicKey.text, file: folder.pairPath, made: isNew))
        }
    }
}

private struct MadeKeyReport: Report {
    let key: String
    let file: String
    let made: Bool

    func lines(on screen: Screen) -> [String] {
        [
            made
                ? "The secret key is in \(file). The public key, for the other side:"
                : "There is one in \(file) already:"
        ]
            + [key]
    }
}

struct ShowKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the public key, to be given to the other side.",
        discussion: """
            Examples:
              loket key show
              loket key show --data /var/lib/loket-member

            JSON: key, file.

            Exit codes: 0 shown, 1 there is none or others may read it, 2 not understood.
            """)

    @OptionGroup(title: "Key options")
    var keys: KeyOptions

    func run() throws {
        try keys.telling { folder, screen in
            screen.show(OwnKeyReport(key: try folder.ownKey().text, file: folder.pairPath))
        }
    }
}

private struct OwnKeyReport: Report {
    let key: String
    let file: String

    func lines(on screen: Screen) -> [String] { [key] }
}

extension KeyFolder {
    fileprivate func ownKey() throws -> PublicKey {
        guard hasPair else { throw Complaint(.refused, "there is no key in \(path): make one with loket key make") }
        return try pair().publicKey
    }
}
