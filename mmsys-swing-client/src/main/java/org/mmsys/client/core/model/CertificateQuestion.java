package org.mmsys.client.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate to be judged by the user.
 *
 * @param fingerprint SHA-256, in hex with colons
 * @param pinned the fingerprint trusted until now; with it, this is an alarm and the default answer is no
 * @param reasons in words: why nothing vouches for it
 */
public record CertificateQuestion(
        Endpoint server,
        String subject,
        List<String> names,
        String issuer,
        Instant from,
        Instant until,
        String fingerprint,
        Optional<String> pinned,
        List<String> reasons) {
    public CertificateQuestion {
        names = List.copyOf(names);
        reasons = List.copyOf(reasons);
    }

    /** Whether another certificate was trusted before. */
    public boolean changed() {
        return pinned.isPresent();
    }
}
