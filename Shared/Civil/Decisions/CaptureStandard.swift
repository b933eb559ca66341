/// How good a capture has to be before it is sent to the national data centre.
///
/// A bad capture that is let through comes back weeks later as `ENROLL_FAILURE_AT_CENTRAL`, and the citizen has to
/// come again; so it is refused while the citizen still stands there.
public struct CaptureStandard: Hashable, Sendable {
    /// The least unified quality score of the photo, ISO/IEC 29794-5, as for the portrait of ICAO Doc 9303.
    public var photo: Int
    /// The least NFIQ 2 score of the fingerprints, ISO/IEC 29794-4; the worst finger counts.
    public var fingerprints: Int
    /// The least overall quality of the iris images, ISO/IEC 29794-6; the worse eye counts.
    public var iris: Int

    public init(photo: Int, fingerprints: Int, iris: Int) {
        self.photo = photo
        self.fingerprints = fingerprints
        self.iris = iris
    }

    /// What Loket asks for. The standards define scales from 0 to 100 and no limits:
    ///
    /// - photo and iris 51: where the bands of ISO/IEC 19784-1 (BioAPI) go from *marginal* (26–50) to *adequate*;
    /// - fingerprints 41: NFIQ 2 scores up to 40 predict matching below the average. Hands that work in fields
    ///   seldom reach what an office worker's do, so this is lower than the two others.
    public static let usual = CaptureStandard(photo: 51, fingerprints: 41, iris: 51)

    /// Everything that is wrong with a capture, so that one more attempt can mend it all; empty = good.
    public func faults(of capture: Capture) -> [String] {
        var faults: [String] = []
        if capture.photo < photo {
            faults.append("photo quality \(capture.photo), needs \(photo): light, background and pose as ICAO asks")
        }
        if capture.fingerprints < fingerprints {
            faults.append(
                "fingerprint quality \(capture.fingerprints), needs \(fingerprints): clean the glass, "
                    + "moisten or dry the fingers, press flat")
        }
        if capture.iris < iris {
            faults.append("iris quality \(capture.iris), needs \(iris): eyes wide open, no glasses, hold still")
        }
        if !capture.signature { faults.append("no signature: sign again on the pad") }
        return faults
    }
}
