package org.mmsys.accounts.protocol;

import java.util.Optional;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;

/** What the account machine asks its performer. */
sealed interface AccountQuestion {
    <R> R match(Cases<R> on);

    /** What may this client do now? Asked first, and again after TLS began: the questions that follow are this client's. */
    record Offers(Client client) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.offers(this);
        }
    }

    record Available(String name) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.available(this);
        }
    }

    record Create(String name, String requestId, Secret password) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.create(this);
        }
    }

    /** Begins a SASL exchange; the response is decoded already. */
    record BeginSasl(String mechanism, Optional<Response> initial) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.beginSasl(this);
        }
    }

    /** The client's next response in the exchange. */
    record ContinueSasl(Response response) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.continueSasl(this);
        }
    }

    record ChangePassword(AccountName account, Secret present, Secret next) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.changePassword(this);
        }
    }

    record Delete(AccountName account, Secret present) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.delete(this);
        }
    }

    record Home(AccountName account) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.home(this);
        }
    }

    /** Another server, which speaks for itself, asks or tells something. */
    record FromPeer(PeerCommand command, String server) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.fromPeer(this);
        }
    }

    /** Another server asks whether this request made this account here. */
    record Asked(AccountName account, String requestId, Secret password) implements AccountQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.asked(this);
        }
    }

    /** Octets of a SASL response; may hold a password, so they print as stars. */
    record Response(byte[] octets) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** A case for every question. */
    interface Cases<R> {
        R offers(Offers question);

        R available(Available question);

        R create(Create question);

        R beginSasl(BeginSasl question);

        R continueSasl(ContinueSasl question);

        R changePassword(ChangePassword question);

        R delete(Delete question);

        R home(Home question);

        R fromPeer(FromPeer question);

        R asked(Asked question);
    }
}
