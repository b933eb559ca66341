import Foundation
import Majordomo
import Postgres

/// Gives each machine of the site whose key is allowed a login of its own at the database, and takes it away with the key.
///
/// Whoever is a member of the site is read from keys.txt once a second, so that a revoked machine is cut off from the
/// database as it is from the broker.
final class MemberLogins: @unchecked Sendable {
    static let group = "loket_members"

    private let keys: KeyFolder
    private let door: DatabaseDoor
    private let conninfo: @Sendable () -> String
    private let say: @Sendable (String) -> Void
    private let queue = DispatchQueue(label: "loket.members")
    private let timer: any DispatchSourceTimer
    /// Both are touched on the queue only.
    private var admitted: [KeyHolder]?
    private var complaint: String?

    init(
        _ keys: KeyFolder, _ door: DatabaseDoor, conninfo: @escaping @Sendable () -> String,
        say: @escaping @Sendable (String) -> Void
    ) {
        (self.keys, self.door, self.conninfo, self.say) = (keys, door, conninfo, say)
        timer = DispatchSource.makeTimerSource(queue: queue)
    }

    /// Begins at once, and goes on until `stop`.
    func start() {
        timer.schedule(deadline: .now(), repeating: 1)
        timer.setEventHandler { [self] in look() }
        timer.resume()
    }

    func stop() {
        timer.cancel()
        queue.sync {}
    }

    private func look() {
        do {
            let members = try keys.register().register.holders.filter { $0.role == .member }
            if members == admitted { return }
            try admit(members)
            admitted = members
            complaint = nil
        } catch {
            // PostgreSQL may be starting again, so the next second is another try; the same is not said twice.
            let words = "the logins of other machines can't be set now: \(error)"
            if words != complaint { say(words) }
            complaint = words
        }
    }

    /// Makes the logins what they should be. Where a name has passed to another key, its login is made anew.
    private func admit(_ members: [KeyHolder]) throws {
        let connection = try Connection(conninfo(), applicationName: "loket-up", planning: .free)
        defer { connection.close() }
        try connection.script(Self.makeGroup)
        let wanted = Dictionary(uniqueKeysWithValues: members.map { (Self.role(of: $0), $0) })
        var known: Set<String> = []
        for row in try connection.query(Self.logins) {
            let role = row.text(0)
            if let holder = wanted[role], holder.key.text == row.textIfPresent(1),
                FileManager.default.fileExists(atPath: door.passfile(of: holder.name))
            {
                known.insert(role)
            } else {
                try remove(role, connection)
            }
        }
        for (role, holder) in wanted where !known.contains(role) { try make(role, holder, connection) }
    }

    private func make(_ role: String, _ holder: KeyHolder, _ connection: Connection) throws {
        let password = (0..<2).map { _ in String(UInt64.random(in: (1 << 60)...(.max)), radix: 16) }.joined()
        try door.write("*:*:\(SiteRecord.database):\(role):\(password)\n", to: door.passfile(of: holder.name))
        let roles = [Self.group] + SitePlan.services.map { "loket_\($0)" }
        // A name has letters, digits and hyphens only, and a key no quote, so neither ends its word here.
        try connection.script(
            """
            CREATE ROLE "\(role)" LOGIN PASSWORD '\(password)' IN ROLE \(roles.joined(separator: ", "));
            COMMENT ON ROLE "\(role)" IS '\(holder.key)';
            """)
    }

    private func remove(_ role: String, _ connection: Connection) throws {
        try connection.script("ALTER ROLE \"\(role)\" NOLOGIN")
        try connection.query(Self.endSessions, .text(role))
        try connection.script("DROP ROLE \"\(role)\"")
        let name = String(role.dropFirst(Self.prefix.count))
        try? FileManager.default.removeItem(atPath: door.passfile(of: name))  // of no use any more, wherever it is
    }

    private static let prefix = "member_"

    private static func role(of holder: KeyHolder) -> String { prefix + holder.name }

    private static let makeGroup = """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(group)') THEN CREATE ROLE \(group) NOLOGIN; END IF;
        END $$
        """

    private static let logins = Statement(
        """
        SELECT rolname::text, shobj_description(oid, 'pg_authid') FROM pg_roles
        WHERE rolname LIKE 'member\\_%' ORDER BY rolname
        """, name: "up.member_logins")

    private static let endSessions = Statement(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = $1::text",
        name: "up.end_member_sessions")
}
