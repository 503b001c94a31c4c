package org.mmsys.server.metrics;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.session.Input.Client;

/** An authenticator that counts how logins end, by listener. Thread-safe. */
public final class MeasuredAuthenticator implements Authenticator {
    private final Authenticator authenticator;
    private final Metrics metrics;

    public MeasuredAuthenticator(Authenticator authenticator, Metrics metrics) {
        this.authenticator = authenticator;
        this.metrics = metrics;
    }

    @Override
    public List<String> mechanisms(Client client) {
        return authenticator.mechanisms(client);
    }

    @Override
    public boolean passwordAllowed(Client client) {
        return authenticator.passwordAllowed(client);
    }

    @Override
    public Optional<AuthOutcome> tryPassword(String login, String password, Client client) {
        Optional<AuthOutcome> outcome = authenticator.tryPassword(login, password, client);
        outcome.ifPresent(known -> count(known, client));
        return outcome;
    }

    @Override
    public AuthOutcome password(String login, String password, Client client) throws InterruptedException {
        AuthOutcome outcome = authenticator.password(login, password, client);
        count(outcome, client);
        return outcome;
    }

    @Override
    public Optional<SaslSession> begin(String mechanism, Client client) {
        return authenticator.begin(mechanism, client).map(session -> new MeasuredSession(session, client));
    }

    private void count(AuthOutcome outcome, Client client) {
        Metrics.Label listener = new Metrics.Label("listener", client.listener());
        outcome.match(new AuthOutcome.Cases<Metrics.Counter>() {
                    @Override
                    public Metrics.Counter granted(AuthOutcome.Granted granted) {
                        return metrics.counter("logins.granted", "Logins that succeeded.", listener);
                    }

                    @Override
                    public Metrics.Counter denied(AuthOutcome.Denied denied) {
                        return metrics.counter("logins.denied", "Logins with a wrong name or password.", listener);
                    }

                    @Override
                    public Metrics.Counter tryLater(AuthOutcome.TryLater later) {
                        return metrics.counter("logins.put.off", "Logins that could not be checked then.", listener);
                    }
                })
                .increment();
    }

    private final class MeasuredSession implements SaslSession {
        private final SaslSession session;
        private final Client client;

        MeasuredSession(SaslSession session, Client client) {
            this.session = session;
            this.client = client;
        }

        @Override
        public boolean clientFirst() {
            return session.clientFirst();
        }

        @Override
        public Optional<SaslStep> tryRespond(byte[] response) {
            return session.tryRespond(response).map(this::counted);
        }

        @Override
        public SaslStep respond(byte[] response) throws InterruptedException {
            return counted(session.respond(response));
        }

        private SaslStep counted(SaslStep step) {
            if (step instanceof SaslStep.Done done) {
                count(done.outcome(), client);
            }
            return step;
        }
    }
}
