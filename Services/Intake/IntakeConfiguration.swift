import ServiceRuntime

/// What can be set about intake alone.
struct IntakeConfiguration {
    /// `LOKET_REPORT_EVERY`: how often the district is told how the offices stand, in seconds, 1–3600. Defaults to 30.
    var reportEvery: Duration

    init(environment: [String: String]) throws(BadConfiguration) {
        reportEvery = .seconds(
            try ServiceConfiguration.number("LOKET_REPORT_EVERY", environment, in: 1...3600, standard: 30))
    }
}
