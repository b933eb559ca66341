import Postgres

/// The SQL of a device's runner.
package enum EffectRows {
    /// The first, in the order in which the device is asked, that is to be begun or to be inquired about. What
    /// failed comes again after a pause that doubles with each attempt; one that ends later than any can was written before
    /// the machine's clock was set back.
    package static let next = Statement(
        """
        SELECT effect_id, subject_id, office, kind, number, state, attempt, position, request, instance, reference,
            reason
        FROM casework.effect
        WHERE service = $1::text AND state IN ('planned', 'started', 'failed') AND office = ANY ($2::text[])
            AND casework.counter_is_open() AND NOT effect_id = ANY ($3::uuid[])
            AND CASE state
                WHEN 'planned' THEN true
                WHEN 'started' THEN lease_until < clock_timestamp()
                ELSE NOT changed_at + least($4::text::interval * 2 ^ least(attempt - 1, 20), $5::text::interval)
                    BETWEEN clock_timestamp() AND clock_timestamp() + 2 * $5::text::interval
                END
        ORDER BY position LIMIT 1
        """, name: "next_effect")

    /// Nobody takes a lease that long: it was written before the machine's clock was set back. Its owner, where he lives,
    /// renews it in time.
    static let cutFarLeases = Statement(
        """
        UPDATE casework.effect SET lease_until = clock_timestamp() + $3::text::interval
        WHERE service = $1::text AND state = 'started' AND office = ANY ($2::text[])
            AND lease_until > clock_timestamp() + 2 * $3::text::interval
        """, name: "cut_far_leases")

    /// What a restored site's devices may have done before it died, where their own logs outlived it: they are asked.
    package static let doubted = Statement(
        """
        SELECT effect_id, subject_id, office, kind, number, state, attempt, position, request, instance, reference,
            reason
        FROM casework.effect
        WHERE service = $1::text AND office = ANY ($2::text[]) AND state = 'unknown' AND instance = $3::text
            AND $1::text = ANY (SELECT unnest(kept_devices) FROM casework.site)
        ORDER BY position
        """, name: "doubted_effects")

    package static let renewLease = Statement(
        """
        UPDATE casework.effect SET lease_until = clock_timestamp() + $3::text::interval
        WHERE effect_id = $1::uuid AND instance = $2::text AND state = 'started'
        """, name: "renew_effect_lease")

    static let unknown = Statement(
        """
        SELECT effect_id, subject_id, office, kind, number, state, attempt, position, request, instance, reference,
            reason, changed_at
        FROM casework.effect WHERE service = $1::text AND office = $2::text AND state = 'unknown'
        ORDER BY changed_at, effect_id
        """, name: "unknown_effects")
}
