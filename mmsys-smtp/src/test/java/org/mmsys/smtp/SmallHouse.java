package org.mmsys.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.config.ConfigLoader;
import org.mmsys.core.config.Settings;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.mmsys.core.route.SaslStep;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.NoSpaceException;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input.Client;

/** A house in memory: ann, bob and postmaster at here.test; ann's password is secret; a store whose disk may be full. */
final class SmallHouse implements MailStore, Router, Authenticator, AccountRegistry, Directory {
    final List<Delivery> deliveries = new ArrayList<>();
    final List<Sha256> confirmed = new ArrayList<>();
    final List<MemoryWriter> writers = new ArrayList<>();
    boolean full;
    long spaceLeft = Long.MAX_VALUE;
    boolean broken;
    boolean resent;
    Optional<Refusal> refusal = Optional.empty();
    final List<String> asked = new ArrayList<>();
    final List<String> reported = new ArrayList<>();
    final FakeRemoteLogin remoteLogin = new FakeRemoteLogin();

    /** What the other servers say of dan when they are asked; each answer once, then they do not know. */
    final Deque<Home> answers = new ArrayDeque<>();

    /** Homes that differ from what the routes say. */
    final Map<AccountName, Home> homes = new HashMap<>();

    HouseContext context(String... settings) {
        return new HouseContext(
                settings(settings),
                "mx.here.test",
                "here.test",
                InstantSource.fixed(Instant.parse("2026-11-22T15:59:16Z")),
                new Random(1),
                this,
                this,
                this,
                this,
                this,
                Peers.none(),
                new NodeName("s1", NodeName.Half.PRIMARY),
                remoteLogin,
                (body, about, id) -> reported.add(
                        about.sender().orElseThrow() + " " + about.dsn().envelopeId() + " " + about.recipients()));
    }

    static Settings settings(String... keysAndValues) {
        Map<String, String> written = new java.util.HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            written.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new ConfigLoader(SmtpKeys.all(), List.of())
                .load(Optional.empty(), written)
                .settings()
                .orElseThrow();
    }

    /** What was stored, as octets. */
    static String text(Body body) {
        return new String(((Body.Inline) body).octets(), StandardCharsets.ISO_8859_1);
    }

    // ---- directory

    @Override
    public Home find(AccountName account) {
        Home moved = homes.get(account);
        return moved != null ? moved : home(route(new EmailAddress(account.local(), account.domain())));
    }

    private static Home home(Route route) {
        if (route instanceof Route.Local) {
            return new Home.Here();
        }
        if (route instanceof Route.Peer peer) {
            return new Home.There(peer.server());
        }
        return route instanceof Route.Unsure ? new Home.Unsure() : new Home.Nobody();
    }

    @Override
    public void resolve(AccountName account, Consumer<Home> answer) {
        asked.add("home " + account.local());
        answer.accept(answers.isEmpty() ? new Home.Unsure() : answers.remove());
    }

    @Override
    public void resolve(EmailAddress address, Consumer<Route> answer) {
        asked.add("route " + address.local());
        AccountName account = new AccountName(address.local(), address.domain());
        Home home = answers.isEmpty() ? new Home.Unsure() : answers.remove();
        if (home instanceof Home.Here) {
            answer.accept(new Route.Local(account));
        } else if (home instanceof Home.There there) {
            answer.accept(new Route.Peer(there.server(), account));
        } else {
            answer.accept(home instanceof Home.Nobody ? new Route.Unknown() : new Route.Unsure(account));
        }
    }

    @Override
    public void denied(AccountName account, String server) {
        asked.add("denied " + account.local() + " " + server);
    }

    @Override
    public Optional<AccountName> account(String login) {
        return AccountName.ofLogin(login, "here.test");
    }

    // ---- store

    @Override
    public BodyWriter newBody() {
        MemoryWriter writer = new MemoryWriter();
        writers.add(writer);
        return writer;
    }

    @Override
    public boolean shortOfSpace() {
        return full;
    }

    @Override
    public void deliver(Delivery delivery, DeliveryListener listener) {
        if (refusal.isPresent()) {
            listener.refused(refusal.get());
            return;
        }
        deliveries.add(delivery);
        listener.committed(MachineTalk.guid(deliveries.size()), resent);
    }

    @Override
    public Optional<Opening> tryOpen(AccountName account) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Opening open(AccountName account) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void confirm(Sha256 submission) {
        confirmed.add(submission);
    }

    /** Up to 64 octets without blocking. */
    final class MemoryWriter implements BodyWriter {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private int prefixLength;
        boolean abandoned;
        boolean finished;

        @Override
        public boolean mayBlock(int more) {
            return octets.size() + more > 64 * 1024;
        }

        @Override
        public void prefix(byte[] prefix) throws IOException {
            prefixLength = prefix.length;
            write(ByteBuffer.wrap(prefix));
        }

        @Override
        public void write(ByteBuffer more) throws IOException {
            if (broken) {
                throw new IOException("the disk lies");
            }
            if (octets.size() + more.remaining() > spaceLeft) {
                throw new NoSpaceException("full");
            }
            while (more.hasRemaining()) {
                octets.write(more.get());
            }
        }

        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public Body finish() {
            finished = true;
            return new Body.Inline(octets.toByteArray(), Sha256.over(octets.toByteArray()), prefixLength);
        }

        @Override
        public void abandon() {
            abandoned = true;
        }
    }

    // ---- router

    @Override
    public Route route(EmailAddress address) {
        return MachineTalk.route(address);
    }

    @Override
    public boolean ownDomain(String domain) {
        return domain.equals("here.test");
    }

    // ---- authenticator: LOGIN and PLAIN, PLAIN needs hashing

    @Override
    public List<String> mechanisms(Client client) {
        return client.tls().isPresent() ? List.of("SCRAM-SHA-256", "PLAIN", "LOGIN") : List.of();
    }

    @Override
    public boolean passwordAllowed(Client client) {
        return client.tls().isPresent();
    }

    @Override
    public Optional<AuthOutcome> tryPassword(String login, String password, Client client) {
        return Optional.empty();
    }

    @Override
    public AuthOutcome password(String login, String password, Client client) {
        return login.equals("ann") && password.equals("secret")
                ? new AuthOutcome.Granted(MachineTalk.ANN)
                : new AuthOutcome.Denied();
    }

    @Override
    public Optional<SaslSession> begin(String mechanism, Client client) {
        return mechanisms(client).contains(mechanism)
                ? Optional.of(mechanism.equals("LOGIN") ? new LoginMechanism(client) : new Plain(client))
                : Optional.empty();
    }

    private final class Plain implements SaslSession {
        private final Client client;

        Plain(Client client) {
            this.client = client;
        }

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
            if (parts.length != 3) {
                return new SaslStep.Done(new AuthOutcome.Denied());
            }
            return new SaslStep.Done(password(parts[1], parts[2], client));
        }
    }

    private final class LoginMechanism implements SaslSession {
        private final Client client;
        private @Nullable String user;
        private boolean begun;

        LoginMechanism(Client client) {
            this.client = client;
        }

        @Override
        public boolean clientFirst() {
            return false;
        }

        @Override
        public Optional<SaslStep> tryRespond(byte[] response) {
            return user == null ? Optional.of(respond(response)) : Optional.empty();
        }

        @Override
        public SaslStep respond(byte[] response) {
            String text = new String(response, StandardCharsets.UTF_8);
            if (!begun) {
                begun = true;
                return challenge("Username:");
            }
            String name = user;
            if (name == null) {
                user = text;
                return challenge("Password:");
            }
            return new SaslStep.Done(password(name, text, client));
        }

        private SaslStep challenge(String text) {
            return new SaslStep.Challenge(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    // ---- accounts: nobody asks

    @Override
    public Result available(String name, Client client) {
        return Result.CLOSED;
    }

    @Override
    public Result create(String name, String password, String requestId, Client client) {
        return Result.CLOSED;
    }

    @Override
    public Result changePassword(AccountName account, String present, String next, Client client) {
        return Result.CLOSED;
    }

    @Override
    public Result delete(AccountName account, String present, Client client) {
        return Result.CLOSED;
    }

    @Override
    public String home(AccountName account) {
        return "s1";
    }
}
