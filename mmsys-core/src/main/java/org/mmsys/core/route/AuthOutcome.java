package org.mmsys.core.route;

import org.mmsys.wire.address.AccountName;

/** How a login ended. */
public sealed interface AuthOutcome {
    <R> R match(Cases<R> on);

    /** The client is the owner of this account. */
    record Granted(AccountName account) implements AuthOutcome {
        @Override
        public <R> R match(Cases<R> on) {
            return on.granted(this);
        }
    }

    /** Name or password wrong, account unknown or the exchange malformed: all alike to the client. */
    record Denied() implements AuthOutcome {
        @Override
        public <R> R match(Cases<R> on) {
            return on.denied(this);
        }
    }

    /** Could not be checked now: throttled, too busy hashing. Says nothing about the password. */
    record TryLater(String reason) implements AuthOutcome {
        @Override
        public <R> R match(Cases<R> on) {
            return on.tryLater(this);
        }
    }

    /** A case for every outcome. */
    interface Cases<R> {
        R granted(Granted outcome);

        R denied(Denied outcome);

        R tryLater(TryLater outcome);
    }
}
