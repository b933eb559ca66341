import ServiceRuntime

/// What can be set about printing, beside what every service has.
struct PrintingConfiguration {
    /// `LOKET_PRINTER`: `folder:PATH`, the embedded default, which writes each document into `PATH/documents` and
    /// every call into `PATH/printer.log`. Defaults to `folder:$LOKET_DATA`.
    let folder: String
    /// `LOKET_PRINTER_GATE`: a FIFO that the folder printer reads to its end before it finishes a document, so
    /// that a trial can stop it in mid-print. Not set in an office.
    let gate: String?

    init(_ configuration: ServiceConfiguration) throws(BadConfiguration) {
        let written = configuration.environment["LOKET_PRINTER"] ?? configuration.dataFolder.map { "folder:\($0)" }
        guard let written else {
            throw BadConfiguration(
                key: "LOKET_PRINTER", problem: "is not set, and neither is LOKET_DATA",
                fix: "write folder: and the path of a folder for the documents")
        }
        let path = written.hasPrefix("folder:") ? written.dropFirst("folder:".count) : ""
        guard path.hasPrefix("/") else {
            throw BadConfiguration(
                key: "LOKET_PRINTER", problem: "is \"\(written)\"", fix: "write folder: and an absolute path")
        }
        folder = String(path)
        gate = configuration.environment["LOKET_PRINTER_GATE"]
    }

    func printer() throws -> FolderPrinter { try FolderPrinter(folder: folder, gate: gate) }
}
