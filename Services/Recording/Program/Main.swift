import Recording

@main
enum Main {
    static func main() { RecordingProgram.run() }
}
