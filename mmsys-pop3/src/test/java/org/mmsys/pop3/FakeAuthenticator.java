package org.mmsys.pop3;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;

/** Knows some passwords. Hashes nothing, but pretends that only passwords seen before are known without a worker. */
final class FakeAuthenticator implements Authenticator {
    private final Map<String, String> passwords = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private boolean overloaded;
    private List<String> offered = List.of("RIDDLE", "PLAIN");
    int hashes;

    FakeAuthenticator with(String name, String password) {
        passwords.put(name, password);
        return this;
    }

    /** Offers one more mechanism, which it cannot check itself. */
    void offer(String mechanism) {
        offered = List.of("RIDDLE", "PLAIN", mechanism);
    }

    void overloaded(boolean now) {
        overloaded = now;
    }

    @Override
    public List<String> mechanisms(Client client) {
        return passwordAllowed(client) ? offered : List.of();
    }

    @Override
    public boolean passwordAllowed(Client client) {
        return client.loopback() || client.tls().isPresent();
    }

    @Override
    public Optional<AuthOutcome> tryPassword(String login, String password, Client client) {
        if (overloaded) {
            return Optional.of(new AuthOutcome.TryLater("too busy"));
        }
        return seen.contains(login + " " + password) ? Optional.of(check(login, password)) : Optional.empty();
    }

    @Override
    public AuthOutcome password(String login, String password, Client client) {
        hashes++;
        return check(login, password);
    }

    private AuthOutcome check(String login, String password) {
        if (!password.equals(passwords.get(login))) {
            return new AuthOutcome.Denied();
        }
        seen.add(login + " " + password);
        return new AuthOutcome.Granted(AccountName.ofLogin(login, "here.test").orElseThrow());
    }

    @Override
    public Optional<SaslSession> begin(String mechanism, Client client) {
        if (!mechanisms(client).contains(mechanism)) {
            return Optional.empty();
        }
        return Optional.of(mechanism.equals("RIDDLE") ? new Riddle() : new Plain());
    }

    /** RFC 4616, on a worker. */
    private final class Plain implements SaslSession {
        @Override
        public boolean clientFirst() {
            return true;
        }

        @Override
        public Optional<SaslStep> tryRespond(byte[] response) {
            return Optional.empty();
        }

        @Override
        public SaslStep respond(byte[] response) {
            String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
            hashes++;
            return new SaslStep.Done(parts.length == 3 ? check(parts[1], parts[2]) : new AuthOutcome.Denied());
        }
    }

    /** The server asks, the client answers with name and password, then hears a word and says nothing to it. */
    private final class Riddle implements SaslSession {
        private Optional<AuthOutcome> outcome = Optional.empty();
        private boolean asked;

        @Override
        public boolean clientFirst() {
            return false;
        }

        @Override
        public Optional<SaslStep> tryRespond(byte[] response) {
            if (!asked) {
                asked = true;
                return Optional.of(new SaslStep.Challenge("who?".getBytes(StandardCharsets.UTF_8)));
            }
            if (outcome.isPresent()) {
                return Optional.of(new SaslStep.Done(outcome.get()));
            }
            String[] parts = new String(response, StandardCharsets.UTF_8).split(":", -1);
            outcome = Optional.of(parts.length == 2 ? check(parts[0], parts[1]) : new AuthOutcome.Denied());
            return Optional.of(new SaslStep.Challenge("well".getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public SaslStep respond(byte[] response) {
            throw new IllegalStateException("needs no worker");
        }
    }
}
