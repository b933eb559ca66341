/// What a PDF says about itself in its metadata.
struct Imprint {
    let title: String
    let createdAt: PrintedMoment
}
