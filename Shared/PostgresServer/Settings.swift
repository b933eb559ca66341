extension EmbeddedPostgres {
    /// Where the server lives and how it runs.
    public struct Settings: Sendable {
        /// The server's folder. It is created when missing; its parent must be there.
        public var folder: String
        /// The superuser's name. Defaults to `postgres`.
        public var superuser = "postgres"
        /// Names the socket (`.s.PGSQL.5432`), and is the TCP port where the network is asked for.
        public var port = 5432
        /// The addresses to listen on beside the socket. Defaults to none.
        public var listenAddresses: [String] = []
        /// Whether a commit survives a power cut. Defaults to yes; tests that crash nothing turn it off.
        public var fsync = true
        /// The most connections at once. Defaults to 100.
        public var maxConnections = 100
        /// Lines for `postgresql.conf`, written once when the cluster is made, so that an operator's later
        /// changes there stay.
        public var tuning: [String: String] = Self.tuningOfAnOffice
        /// Settings that hold whatever `postgresql.conf` says.
        public var overrides: [String: String] = [:]

        public init(folder: String) {
            self.folder = folder
        }

        /// For a PC of some years that also does other things: an office's day is far below any limit here.
        public static let tuningOfAnOffice = [
            "shared_buffers": "128MB",
            "max_wal_size": "1GB",
            "log_line_prefix": "'%m [%p] %a '",
            // An open transaction that nobody ends ruins the queue tables.
            "idle_in_transaction_session_timeout": "'60s'",
            // Statements and their binds are citizens' data: they have no place in a log.
            "log_min_error_statement": "panic",
            "log_parameter_max_length_on_error": "0",
            "log_error_verbosity": "terse",
        ]

        func serverArguments(socketFolder: String) -> [String] {
            var values = [
                "unix_socket_directories": "\"" + socketFolder.replacing("\"", with: "\"\"") + "\"",
                "unix_socket_permissions": "0700",
                "listen_addresses": listenAddresses.joined(separator: ","),
                "port": String(port),
                "max_connections": String(maxConnections),
                "logging_collector": "off",
            ]
            if !fsync {
                values.merge(["fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"]) { $1 }
            }
            values.merge(overrides) { $1 }
            return values.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        }
    }
}
