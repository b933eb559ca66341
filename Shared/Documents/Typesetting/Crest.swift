import CCairo

/// A PNG image that is drawn in a letterhead.
final class Crest {
    private let image: OpaquePointer

    /// Reads the image. Throws `.crestNotReadable` for anything that is no whole PNG.
    init(_ png: [UInt8]) throws(PressError) {
        final class Source {
            var rest: ArraySlice<UInt8>
            init(_ bytes: [UInt8]) { rest = bytes[...] }
        }
        let source = Source(png)
        let read: cairo_read_func_t = { context, target, count in
            guard let context, let target else { return CAIRO_STATUS_READ_ERROR }
            let source = Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
            guard source.rest.count >= Int(count) else { return CAIRO_STATUS_READ_ERROR }
            for (offset, byte) in source.rest.prefix(Int(count)).enumerated() { target[offset] = byte }
            source.rest = source.rest.dropFirst(Int(count))
            return CAIRO_STATUS_SUCCESS
        }
        let made = withExtendedLifetime(source) {
            cairo_image_surface_create_from_png_stream(read, Unmanaged.passUnretained(source).toOpaque())
        }
        guard let image = made else { throw .outOfMemory }
        guard cairo_surface_status(image) == CAIRO_STATUS_SUCCESS else {
            cairo_surface_destroy(image)
            throw .crestNotReadable
        }
        self.image = image
    }

    deinit {
        cairo_surface_destroy(image)
    }

    /// The image as large as fits the box, in its own proportions.
    func block(width: Double, height: Double) -> Block {
        let pixelsWide = Double(cairo_image_surface_get_width(image))
        let pixelsHigh = Double(cairo_image_surface_get_height(image))
        let scale = min(width / pixelsWide, height / pixelsHigh)
        return Block(width: pixelsWide * scale, height: pixelsHigh * scale) { [self] canvas, x, y in
            cairo_save(canvas.cairo)
            cairo_translate(canvas.cairo, x, y)
            cairo_scale(canvas.cairo, scale, scale)
            cairo_set_source_surface(canvas.cairo, image, 0, 0)
            cairo_paint(canvas.cairo)
            cairo_restore(canvas.cairo)
        }
    }
}
