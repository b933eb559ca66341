import Printing

@main
enum Main {
    static func main() { PrintingProgram.run() }
}
