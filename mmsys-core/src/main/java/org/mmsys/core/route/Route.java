package org.mmsys.core.route;

import org.mmsys.wire.address.AccountName;

/** Where an address leads. */
public sealed interface Route {
    <R> R match(Cases<R> on);

    /** To an account whose home is this server. */
    record Local(AccountName account) implements Route {
        @Override
        public <R> R match(Cases<R> on) {
            return on.local(this);
        }
    }

    /** To no account, though the domain is ours. */
    record Unknown() implements Route {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unknown(this);
        }
    }

    /** Out of the system: another domain. */
    record External(String domain) implements Route {
        @Override
        public <R> R match(Cases<R> on) {
            return on.external(this);
        }
    }

    /** A case for every route. */
    interface Cases<R> {
        R local(Local route);

        R unknown(Unknown route);

        R external(External route);
    }
}
