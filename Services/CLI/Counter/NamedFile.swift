import Foundation

/// A file that the command line names: it is read, or there is one sentence why not.
struct NamedFile {
    let path: String

    init(_ path: String) {
        self.path = path
    }

    func bytes(_ options: Data.ReadingOptions = []) throws(Complaint) -> Data {
        try checkKind()
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path), options: options)
        } catch {
            throw unreadable
        }
    }

    /// The file, open at its beginning.
    func opened() throws(Complaint) -> FileHandle {
        try checkKind()
        guard let handle = FileHandle(forReadingAtPath: path) else { throw unreadable }
        return handle
    }

    private func checkKind() throws(Complaint) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw Complaint(.usage, "\(path) is a folder: name a file in it")
        }
    }

    private var unreadable: Complaint {
        Complaint(.usage, "\(path) can't be read: look whether it is there and may be opened")
    }
}
