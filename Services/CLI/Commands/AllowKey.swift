import ArgumentParser
import Civil
import Foundation
import Majordomo
import ZeroMQ

struct AllowKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow", abstract: "Let a key in: a machine of this site, or another site.",
        discussion: """
            A member is a machine of this very site, trusted like this one. A site speaks for its own offices only.

            Examples:
              loket key allow 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7' --name printing-2 --member
              loket key allow 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID' --name klari --site 32.15.05

            JSON: name, key, role (member, site), offices.

            Exit codes: 0 allowed, 1 refused: the name or the key is there already, 2 not understood.
            """)

    @Argument(help: ArgumentHelp("What loket key show prints at the other side.", valueName: "public key"))
    var key: String

    @Option(help: "A name for it: small letters, digits and hyphens.")
    var name: String

    @Flag(help: "It is a machine of this site.")
    var member = false

    @Option(
        help: ArgumentHelp("It is another site, of these offices (with commas between).", valueName: "region codes"))
    var site: String?

    @OptionGroup(title: "Key options")
    var keys: KeyOptions

    func validate() throws {
        if member == (site != nil) {
            throw ValidationError("Say either --member, for a machine of this site, or --site and its offices.")
        }
        if PublicKey(key) == nil {
            throw ValidationError(
                "\"\(key)\" is no public key: copy the 40 characters that loket key show prints, between single quotes."
            )
        }
        if !KeyHolder.isName(name) {
            throw ValidationError("--name is 1 to 40 small letters, digits and hyphens, and neither site nor district.")
        }
        for office in offices {
            do throws(Rejection) {
                _ = try RegionCode(office, field: "--site")
            } catch {
                throw ValidationError("--site: \(error.problem): \(error.fix).")
            }
        }
    }

    private var offices: [String] {
        site.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
    }

    func run() throws {
        try keys.telling { folder, screen in
            guard let publicKey = PublicKey(key) else { return }
            if folder.hasPair, try folder.pair().publicKey == publicKey {
                throw Complaint(.refused, "that is this side's own key: give the one of the other side")
            }
            let holder = KeyHolder(
                name: name, key: publicKey, role: member ? .member : .site(offices: offices))
            try folder.changeRegister { (text) throws(KeyProblem) in try KeyRegister.text(text, adding: holder) }
            screen.show(KeyLine(holder))
        }
    }
}

struct ListKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys that may come in. Exit code 5 when a line has a mistake.",
        discussion: """
            Examples:
              loket key list
              loket key list --json

            JSON: file, keys (name, key, role, offices) and mistakes (line, problem).

            Exit codes: 0 listed, 1 the list can't be read, 2 not understood, 5 some lines let in nobody.
            """)

    @OptionGroup(title: "Key options")
    var keys: KeyOptions

    func run() throws {
        try keys.telling { folder, screen in
            let (register, mistakes) = try folder.register()
            screen.show(KeysReport(folder.registerPath, register, mistakes))
            if !mistakes.isEmpty { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}

struct RevokeKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Let a key in no more: what it has at work is cut off within seconds.",
        discussion: """
            Examples:
              loket key revoke klari
              loket key revoke 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID'

            JSON: revoked (the lines that were taken out).

            Exit codes: 0 revoked, 1 there is no such key, 2 not understood.
            """)

    @Argument(help: ArgumentHelp("Its name, or the key itself.", valueName: "name or key"))
    var what: String

    @OptionGroup(title: "Key options")
    var keys: KeyOptions

    func run() throws {
        try keys.telling { folder, screen in
            var revoked: [String] = []
            try folder.changeRegister { (text) throws(KeyProblem) in
                let (left, lines) = try KeyRegister.text(text, removing: what)
                revoked = lines
                return left
            }
            screen.show(RevokedReport(revoked: revoked))
        }
    }
}
