import Foundation
import Testing

@Suite struct PangoDeclarationsTests {
    @Test func `what we declare of Pango is what Pango's headers declare`() throws {
        let shared = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Shared").path
        let source = "\(NSTemporaryDirectory())/declarations-\(UUID().uuidString).c"
        defer { unlink(source) }
        try "#include <pango/pangocairo.h>\n#include \"\(shared)/CPango/shim.h\"\n"
            .write(toFile: source, atomically: true, encoding: .utf8)
        let folders = try OutsideTool.pkgConfig.run("--cflags-only-I", "pangocairo").output
            .split(whereSeparator: \.isWhitespace).map(String.init)
        let compiled = try OutsideTool.clang.run(["-std=c11", "-Werror", "-fsyntax-only"] + folders + [source])
        #expect(compiled.status == 0, "\(compiled.output)")
    }
}
