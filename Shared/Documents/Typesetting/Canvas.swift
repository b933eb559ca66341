import CCairo

/// The page being drawn: the few strokes that the documents need, in points from the top left.
struct Canvas {
    let cairo: OpaquePointer

    func setGrey(_ grey: Double) {
        cairo_set_source_rgb(cairo, grey, grey, grey)
    }

    func setPaleRed() {
        cairo_set_source_rgb(cairo, 0.97, 0.83, 0.83)
    }

    /// Draws with the origin in the middle of a page, turned to run from its lower left to its upper right.
    func alongDiagonal(width: Double, height: Double, scale: Double, draw: (Canvas) -> Void) {
        cairo_save(cairo)
        cairo_translate(cairo, width / 2, height / 2)
        let diagonal = (width * width + height * height).squareRoot()
        var turn = cairo_matrix_t(
            xx: width / diagonal, yx: -height / diagonal, xy: height / diagonal, yy: width / diagonal, x0: 0, y0: 0)
        cairo_transform(cairo, &turn)
        cairo_scale(cairo, scale, scale)
        draw(self)
        cairo_restore(cairo)
    }

    func line(fromX x1: Double, y y1: Double, toX x2: Double, y y2: Double, thickness: Double, dash: [Double] = []) {
        cairo_set_dash(cairo, dash, Int32(dash.count), 0)
        cairo_set_line_width(cairo, thickness)
        cairo_move_to(cairo, x1, y1)
        cairo_line_to(cairo, x2, y2)
        cairo_stroke(cairo)
    }

    func frame(x: Double, y: Double, width: Double, height: Double, radius: Double = 0, thickness: Double) {
        outline(x: x, y: y, width: width, height: height, radius: radius)
        cairo_set_dash(cairo, nil, 0, 0)
        cairo_set_line_width(cairo, thickness)
        cairo_stroke(cairo)
    }

    func fill(x: Double, y: Double, width: Double, height: Double, radius: Double = 0) {
        outline(x: x, y: y, width: width, height: height, radius: radius)
        cairo_fill(cairo)
    }

    /// Adds a rectangle to the path that `fillPath` fills.
    func addRectangle(x: Double, y: Double, width: Double, height: Double) {
        cairo_rectangle(cairo, x, y, width, height)
    }

    func fillPath() {
        cairo_fill(cairo)
    }

    /// A tick inside the square of side `side` at (x, y).
    func tick(x: Double, y: Double, side: Double) {
        cairo_set_dash(cairo, nil, 0, 0)
        cairo_set_line_width(cairo, side * 0.14)
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
        cairo_move_to(cairo, x + side * 0.2, y + side * 0.54)
        cairo_line_to(cairo, x + side * 0.42, y + side * 0.76)
        cairo_line_to(cairo, x + side * 0.82, y + side * 0.24)
        cairo_stroke(cairo)
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER)
    }

    private func outline(x: Double, y: Double, width: Double, height: Double, radius: Double) {
        guard radius > 0 else {
            cairo_rectangle(cairo, x, y, width, height)
            return
        }
        let right = x + width
        let bottom = y + height
        cairo_new_sub_path(cairo)
        cairo_arc(cairo, right - radius, y + radius, radius, -.pi / 2, 0)
        cairo_arc(cairo, right - radius, bottom - radius, radius, 0, .pi / 2)
        cairo_arc(cairo, x + radius, bottom - radius, radius, .pi / 2, .pi)
        cairo_arc(cairo, x + radius, y + radius, radius, .pi, .pi * 1.5)
        cairo_close_path(cairo)
    }
}
