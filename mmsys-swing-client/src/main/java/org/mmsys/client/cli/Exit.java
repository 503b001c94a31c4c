package org.mmsys.client.cli;

import org.mmsys.client.core.Problem;

/** Exit codes: a promise to scripts ({@code docs/client.md}). */
final class Exit {
    static final int OK = 0;
    static final int USAGE = 1;
    static final int REFUSED = 2;
    static final int OFFLINE = 3;
    static final int PARTLY = 4;

    private Exit() {}

    static int of(Problem.Cause cause) {
        return switch (cause) {
            case USAGE -> USAGE;
            case UNREACHABLE, TEMPORARY, BUSY -> OFFLINE;
            case UNKNOWN_OUTCOME -> PARTLY;
            case AUTHENTICATION,
                    CERTIFICATE,
                    NO_TLS,
                    REFUSED,
                    GONE,
                    DISK,
                    PROFILE_HELD,
                    NO_PASSWORD,
                    PROTOCOL,
                    INTERNAL -> REFUSED;
        };
    }
}
