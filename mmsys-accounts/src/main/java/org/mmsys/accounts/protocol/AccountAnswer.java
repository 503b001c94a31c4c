package org.mmsys.accounts.protocol;

import java.util.List;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.wire.address.AccountName;

/** What the performer of the account protocol answers. */
sealed interface AccountAnswer {
    <R> R match(Cases<R> on);

    /** What this client may do now. */
    record Offers(List<String> mechanisms, boolean passwordAllowed, boolean registrationOpen) implements AccountAnswer {
        public Offers {
            mechanisms = List.copyOf(mechanisms);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.offers(this);
        }
    }

    /** What became of the request. */
    record Outcome(Result result) implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.outcome(this);
        }
    }

    /** The server that is the account's home. */
    record Home(String server) implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.home(this);
        }
    }

    /** The SASL exchange goes on with this challenge. */
    record Challenge(byte[] octets) implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.challenge(this);
        }
    }

    /** The SASL exchange is over. */
    record LoggedIn(AuthOutcome outcome) implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.loggedIn(this);
        }
    }

    /** The mechanism is not offered to this client now. */
    record NotOffered() implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.notOffered(this);
        }
    }

    /** The answer to another server, as it goes over the wire. */
    record ToPeer(String octets) implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.toPeer(this);
        }
    }

    /** The account is not at home here, and the client comes through a server that can ask again. */
    record NotHere() implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.notHere(this);
        }
    }

    /** The account's home has let the client in; the link to it is ready to be joined with the client's connection. */
    record Joined(AccountName account) implements AccountAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.joined(this);
        }
    }

    /** A case for every answer. */
    interface Cases<R> {
        R offers(Offers answer);

        R outcome(Outcome answer);

        R home(Home answer);

        R challenge(Challenge answer);

        R loggedIn(LoggedIn answer);

        R notOffered(NotOffered answer);

        R toPeer(ToPeer answer);

        R notHere(NotHere answer);

        R joined(Joined answer);
    }
}
