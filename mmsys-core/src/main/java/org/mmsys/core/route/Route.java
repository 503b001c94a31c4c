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

    /** To an account whose home is another server of the system. */
    record Peer(String server, AccountName account) implements Route {
        @Override
        public <R> R match(Cases<R> on) {
            return on.peer(this);
        }
    }

    /** To no account we know of, but not every server could be asked (rules 16). */
    record Unsure(AccountName account) implements Route {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unsure(this);
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

        R peer(Peer route);

        R unsure(Unsure route);

        R unknown(Unknown route);

        R external(External route);
    }
}
