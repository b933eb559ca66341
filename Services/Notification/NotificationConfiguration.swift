import ServiceRuntime

/// What can be set about notification, beside what every service has.
struct NotificationConfiguration {
    /// `LOKET_GATEWAY`: `folder:PATH`, the embedded default, which writes each message into `PATH/messages` and every
    /// call into `PATH/gateway.log`. Defaults to `folder:$LOKET_DATA`.
    let folder: String
    /// `LOKET_GATEWAY_GATE`: a FIFO that the folder gateway reads to its end before it finishes a message, so that a
    /// trial can stop it in the middle of one. Not set in an office.
    let gate: String?

    init(_ configuration: ServiceConfiguration) throws(BadConfiguration) {
        let written = configuration.environment["LOKET_GATEWAY"] ?? configuration.dataFolder.map { "folder:\($0)" }
        guard let written else {
            throw BadConfiguration(
                key: "LOKET_GATEWAY", problem: "is not set, and neither is LOKET_DATA",
                fix: "write folder: and the path of a folder for the messages")
        }
        let path = written.hasPrefix("folder:") ? written.dropFirst("folder:".count) : ""
        guard path.hasPrefix("/") else {
            throw BadConfiguration(
                key: "LOKET_GATEWAY", problem: "is \"\(written)\"", fix: "write folder: and an absolute path")
        }
        folder = String(path)
        gate = configuration.environment["LOKET_GATEWAY_GATE"]
    }

    func gateway() throws -> FolderGateway { try FolderGateway(folder: folder, gate: gate) }
}
