package org.mmsys.client.ui.account;

import java.util.Optional;
import org.mmsys.client.core.model.Endpoints;

/** What the fields of the account dialog begin with: the mission's arguments of the command line. Immutable. */
public record Prefill(
        Optional<Endpoints> accounts, Optional<Endpoints> smtp, Optional<Endpoints> pop3, Optional<String> user) {
    /** Empty fields. */
    public static final Prefill NONE =
            new Prefill(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether there is anything. */
    public boolean isEmpty() {
        return equals(NONE);
    }
}
