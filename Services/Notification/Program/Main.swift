import Notification

@main
enum Main {
    static func main() { NotificationProgram.run() }
}
