import Foundation
import Postgres
import PostgresServer
import Processes

/// A site's database as services on other machines reach it: over TLS only, each machine with a login of its own.
///
/// What a machine needs are two files of the folder: `server.crt`, which proves to it that it is this database, and its
/// own `NAME.pgpass`, which libpq reads as its passfile. Without the door nobody connects but through PostgreSQL's socket.
struct DatabaseDoor {
    let address: SiteDoors.Address
    let folder: String

    var certificate: String { folder + "/server.crt" }
    func passfile(of member: String) -> String { "\(folder)/\(member).pgpass" }
    private var key: String { folder + "/server.key" }
    private var entrance: String { folder + "/pg_hba.conf" }

    init(_ address: SiteDoors.Address, in site: SiteFolder) {
        self.address = address
        folder = site.path + "/database"
    }

    /// What PostgreSQL is told so that it listens there.
    func open(_ settings: inout EmbeddedPostgres.Settings) {
        settings.listenAddresses = [address.host]
        settings.port = address.port
        settings.overrides["ssl"] = "on"
        settings.overrides["ssl_cert_file"] = certificate
        settings.overrides["ssl_key_file"] = key
        settings.overrides["hba_file"] = entrance
    }

    /// Makes the certificate where there is none, and says who may connect. What is there stays.
    func prepare() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            if !FileManager.default.fileExists(atPath: certificate) { try makeCertificate() }
            try write(Self.rules, to: entrance)
        } catch let problem as SiteProblem {
            throw problem
        } catch {
            throw SiteProblem("\(folder) can't be used: \(error.localizedDescription)")
        }
        try giveToServer()
    }

    private static var rules: String {
        """
        # Written at each start of the site.
        local    all  all  trust
        hostssl  \(SiteRecord.database)  +\(MemberLogins.group)  all  scram-sha-256

        """
    }

    private func makeCertificate() throws {
        let openssl: ChildProcess
        do throws(LaunchError) {
            openssl = try ChildProcess.start(
                Launch(
                    "openssl",
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                        "7300",
                        "-subj", "/CN=loket", "-keyout", key, "-out", certificate,
                    ], output: .discarded))
        } catch {
            throw SiteProblem(error.description)
        }
        guard openssl.waitForExit(within: .seconds(30))?.isSuccess == true else {
            try? FileManager.default.removeItem(atPath: certificate)  // a half of one must not be taken for a whole
            throw SiteProblem(
                "No certificate can be made for the database: install openssl (on Debian: apt-get install openssl), or "
                    + "put server.crt and server.key into \(folder).")
        }
    }

    func write(_ text: String, to path: String) throws {
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw SiteProblem("\(path) can't be written: see whether the disk is full or the folder is another's.") }
    }

    /// Run by root, PostgreSQL has an account of its own, which must get at what it reads, and at no more.
    private func giveToServer() throws {
        guard geteuid() == 0, let account = Launch.Account(named: "postgres") else { return }
        let files: [String] = [certificate, key, entrance]
        let isGiven =
            chown(folder, 0, account.groupID) == 0 && chmod(folder, 0o710) == 0
            && files.allSatisfy { (file: String) in chown(file, 0, account.groupID) == 0 && chmod(file, 0o640) == 0 }
        guard isGiven else { throw SiteProblem("\(folder) can't be given to PostgreSQL's group.") }
    }
}
