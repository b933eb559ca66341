import Foundation

/// The name of a device that is a folder: it stands in the folder itself, so that it is the same for every instance that
/// has the folder, wherever it sees it, and another for each folder.
public enum DevicePlace {
    /// The name that this file of the folder holds, written now where there is none.
    public static func named(in file: String) throws -> String {
        if let name = read(file) { return name }
        let fresh = "\(file).\(UUID().uuidString)"
        try Data(UUID().uuidString.lowercased().utf8).write(to: URL(fileURLWithPath: fresh))
        // Of several that begin at the same time one is first, and its name holds for all.
        let isFirst = link(fresh, file) == 0
        let reason = errno
        unlink(fresh)
        guard isFirst || reason == EEXIST, let name = read(file) else {
            throw POSIXError(POSIXErrorCode(rawValue: reason) ?? .EIO)
        }
        return name
    }

    private static func read(_ file: String) -> String? {
        guard let data = FileManager.default.contents(atPath: file) else { return nil }
        let name = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return UUID(uuidString: name) == nil ? nil : name
    }
}
