/// Divides a run of blocks over pages of one size.
struct Pages {
    let width: Double
    let height: Double
    let marginTop: Double
    let marginBottom: Double
    let marginLeft: Double
    /// A block for the foot of each page, given its number and the number of pages; nil draws none.
    var footer: ((_ page: Int, _ of: Int) -> Block?) = { _, _ in nil }
    /// What stands above the run on each page.
    var header: ((_ page: Int) -> [Block]) = { _ in [] }

    /// Sets the blocks in order, each whole on one page; a heading goes with what follows it.
    ///
    /// Throws `.tooLongForPage` when a block (or a heading with its block) can't fit any page.
    func sheet(of blocks: [Block], _ imprint: Imprint) throws(PressError) -> Sheet {
        let pages = try divided(blocks)
        let sheet = try Sheet(width: width, height: height, imprint)
        for (index, page) in pages.enumerated() {
            var top = marginTop
            for block in page {
                block.draw(sheet.canvas, marginLeft, top)
                top += block.height
            }
            if let footer = footer(index + 1, pages.count) {
                footer.draw(sheet.canvas, marginLeft, height - marginBottom + mm(4))
            }
            sheet.endPage()
        }
        return sheet
    }

    private func divided(_ blocks: [Block]) throws(PressError) -> [[Block]] {
        let room = height - marginTop - marginBottom
        var pages: [[Block]] = []
        var page = header(1)
        var used = total(page)
        var carriesContent = false
        var position = 0
        while position < blocks.count {
            var end = position
            while end < blocks.count - 1, blocks[end].staysWithNext { end += 1 }
            let group = Array(blocks[position...end])
            if used + total(group) > room + 0.01 {
                guard carriesContent else { throw .tooLongForPage }
                pages.append(page)
                page = header(pages.count + 1)
                used = total(page)
                carriesContent = false
                continue
            }
            page += group
            used += total(group)
            carriesContent = true
            position = end + 1
        }
        pages.append(page)
        return pages
    }

    private func total(_ blocks: [Block]) -> Double { blocks.map(\.height).reduce(0, +) }
}
