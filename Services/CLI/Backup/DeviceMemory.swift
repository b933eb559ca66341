import Foundation

/// What an embedded device left beside a site's database: its log of every call, and what it made.
///
/// Where it outlived the site, the device can say what it did in the lost hours.
struct DeviceMemory: Equatable {
    /// The service that has the device.
    let service: String
    let log: String
    /// The folder of what it made.
    let works: String
    /// The file with its name, by which an instance knows that it may answer for what was asked of it.
    private let place: String
    private let origin: String

    private static let known = [
        (service: "printing", log: "printer.log", works: "documents", place: "printer.id"),
        (service: "notification", log: "gateway.log", works: "messages", place: "gateway.id"),
    ]

    /// Those whose logs lie in a folder.
    static func found(in folder: String) throws(SiteProblem) -> [DeviceMemory] {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        let found = known.compactMap { device -> DeviceMemory? in
            guard FileManager.default.isReadableFile(atPath: "\(path)/\(device.log)") else { return nil }
            return DeviceMemory(
                service: device.service, log: device.log, works: device.works, place: device.place, origin: path)
        }
        guard !found.isEmpty else {
            let logs = known.map(\.log).joined(separator: " nor ")
            throw SiteProblem(
                "Neither \(logs) is in \(path): name the dead site's folder with --devices, or leave it out.")
        }
        return found
    }

    func copy(to folder: String) throws {
        for name in [log, works, place] where FileManager.default.fileExists(atPath: "\(origin)/\(name)") {
            try FileManager.default.copyItem(atPath: "\(origin)/\(name)", toPath: "\(folder)/\(name)")
        }
    }
}
