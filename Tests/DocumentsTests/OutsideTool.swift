import Foundation
import Testing

/// A program of the system that reads our files as a stranger would.
///
/// A program that is missing fails the test with the command that installs it.
enum OutsideTool: String {
    case pdftotext, pdfinfo, pdffonts, pdftoppm
    case zbarimg
    case qpdf
    case clang
    case pkgConfig = "pkg-config"

    private var package: String {
        switch self {
        case .pdftotext, .pdfinfo, .pdffonts, .pdftoppm: "poppler-utils"
        case .zbarimg: "zbar-tools"
        case .qpdf: "qpdf"
        case .clang: "clang"
        case .pkgConfig: "pkg-config"
        }
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    struct Run {
        let status: Int32
        let output: String
    }

    /// Runs the program to its end and gives what it wrote to both of its outputs.
    func run(_ arguments: String...) throws -> Run {
        try run(arguments)
    }

    func run(_ arguments: [String]) throws -> Run {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(rawValue)" }).first(where: FileManager.default.isExecutableFile) else {
            throw Missing(description: "\(rawValue) is not installed: apt-get install \(package)")
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Run(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}

/// A rendered file on disk for the outside programs, removed with this object.
///
/// `LOKET_KEEP_DOCUMENTS=folder` keeps a copy of each there under its name, to be looked at.
final class RenderedFile {
    let path: String

    init(_ bytes: [UInt8], name: String) throws {
        path = "\(NSTemporaryDirectory())/\(name)-\(UUID().uuidString).pdf"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        if let folder = ProcessInfo.processInfo.environment["LOKET_KEEP_DOCUMENTS"] {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).pdf"), options: .atomic)
        }
    }

    deinit {
        unlink(path)
    }

    /// The text in reading order as pdftotext lays it out.
    func text() throws -> String {
        try OutsideTool.pdftotext.run("-layout", "-enc", "UTF-8", path, "-").output
    }

    /// The text with every run of white space as one space: for sentences that wrap.
    func flowingText() throws -> String {
        try OutsideTool.pdftotext.run("-enc", "UTF-8", path, "-").output
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What a scanner reads off the first page, printed at 200 dots an inch.
    func scannedCodes() throws -> [String] {
        let image = "\(NSTemporaryDirectory())/scan-\(UUID().uuidString)"
        defer { unlink("\(image).png") }
        let drawn = try OutsideTool.pdftoppm.run("-r", "200", "-png", "-f", "1", "-singlefile", path, image)
        #expect(drawn.status == 0, "\(drawn.output)")
        return try OutsideTool.zbarimg.run("--nodbus", "--quiet", "--raw", "\(image).png").output
            .split(separator: "\n").map(String.init)
    }

    /// Fails the test unless the file is one that strangers accept: sound, its fonts inside.
    func expectSound() throws {
        let check = try OutsideTool.qpdf.run("--check", path)
        #expect(check.status == 0, "\(check.output)")
        let fonts = try OutsideTool.pdffonts.run(path).output.split(separator: "\n").dropFirst(2)
        #expect(!fonts.isEmpty)
        for font in fonts {
            #expect(font.contains("Liberation"), "\(font)")
            // Columns from the right: object and generation, then unicode map, subset, embedded.
            #expect(font.split(separator: " ").suffix(5).prefix(3) == ["yes", "yes", "yes"], "\(font)")
        }
    }

    /// Fails the test when a word stands in the strip along the page's edges or beyond them.
    func expectInsideMargins(points margin: Double) throws {
        let pages = try OutsideTool.pdftotext.run("-bbox", path, "-").output.components(separatedBy: "<page ")
            .dropFirst()
        #expect(!pages.isEmpty)
        for page in pages {
            let width = try #require(page.attribute("width"))
            let height = try #require(page.attribute("height"))
            for word in page.components(separatedBy: "<word ").dropFirst() {
                let left = try #require(word.attribute("xMin"))
                let right = try #require(word.attribute("xMax"))
                let top = try #require(word.attribute("yMin"))
                let bottom = try #require(word.attribute("yMax"))
                // The watermark's turned letters get upright boxes, larger than their ink.
                if bottom - top > 100 { continue }
                #expect(left >= margin && right <= width - margin, "\(word)")
                #expect(top >= margin && bottom <= height - margin, "\(word)")
            }
        }
    }

    /// The document's title, creator and the rest of what pdfinfo shows.
    func metadata() throws -> String {
        try OutsideTool.pdfinfo.run("-isodates", path).output
    }

    func pageCount() throws -> Int? {
        try fact("Pages").flatMap { Int($0) }
    }

    /// The first page's size in points.
    func pageSize() throws -> (width: Double, height: Double) {
        let words = try (fact("Page size") ?? "").split(separator: " ")
        return (
            try #require(words.first.flatMap { Double($0) }),
            try #require(words.dropFirst(2).first.flatMap { Double($0) })
        )
    }

    private func fact(_ name: String) throws -> String? {
        try metadata().split(separator: "\n").first { $0.hasPrefix("\(name):") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
}

extension String {
    /// The number in the first `name="…"`.
    fileprivate func attribute(_ name: String) -> Double? {
        components(separatedBy: "\(name)=\"").dropFirst().first?.split(separator: "\"").first.flatMap { Double($0) }
    }
}
