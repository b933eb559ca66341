/// Millimetres as points, a PDF's unit.
func mm(_ millimetres: Double) -> Double { millimetres * 72 / 25.4 }

/// Paper sizes in points.
enum Paper {
    static let rollWidth = mm(80)
    static let a4 = (width: mm(210), height: mm(297))
    static let a5 = (width: mm(148), height: mm(210))
}
