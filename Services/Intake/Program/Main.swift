import Intake

@main
enum Main {
    static func main() { IntakeProgram.run() }
}
