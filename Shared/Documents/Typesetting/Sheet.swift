import CCairo

/// A PDF file in the making: pages in memory, then its bytes.
final class Sheet {
    let canvas: Canvas
    private let surface: OpaquePointer
    private let sink: Sink

    /// Where cairo writes to.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    /// Opens a file whose pages have this size in points.
    ///
    /// Title, creator and the time of creation are the only metadata. With the time given by the caller
    /// the same document is the same bytes, whenever and wherever it is rendered.
    init(width: Double, height: Double, _ imprint: Imprint) throws(PressError) {
        let sink = Sink()
        sink.bytes.reserveCapacity(32 * 1024)
        let write: cairo_write_func_t = { context, bytes, count in
            guard let context, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
            Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes
                .append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
            return CAIRO_STATUS_SUCCESS
        }
        let context = Unmanaged.passUnretained(sink).toOpaque()
        guard let surface = cairo_pdf_surface_create_for_stream(write, context, width, height) else {
            throw .outOfMemory
        }
        guard let cairo = cairo_create(surface) else {
            cairo_surface_destroy(surface)
            throw .outOfMemory
        }
        self.sink = sink
        self.surface = surface
        canvas = Canvas(cairo: cairo)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, imprint.title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Loket")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, imprint.createdAt.iso8601)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, imprint.createdAt.iso8601)
    }

    deinit {
        cairo_destroy(canvas.cairo)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
    }

    /// Ends the page and starts the next.
    func endPage() {
        cairo_show_page(canvas.cairo)
    }

    /// Closes the file and gives its bytes.
    func finish() throws(PressError) -> [UInt8] {
        let drawing = cairo_status(canvas.cairo)
        cairo_surface_finish(surface)
        for status in [drawing, cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            throw status == CAIRO_STATUS_NO_MEMORY
                ? .outOfMemory : .drawing(String(cString: cairo_status_to_string(status)))
        }
        return sink.bytes
    }
}
