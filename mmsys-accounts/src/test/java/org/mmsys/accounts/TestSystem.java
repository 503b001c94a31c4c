package org.mmsys.accounts;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.mmsys.accounts.AccountKeys.PlaintextPolicy;
import org.mmsys.accounts.AccountKeys.Registration;
import org.mmsys.accounts.protocol.Marriage;
import org.mmsys.accounts.protocol.TestDoors;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.core.route.RemoteVerify;
import org.mmsys.core.route.Service;
import org.mmsys.testkit.VirtualClock;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input.Client;

/** Several servers in memory, with a network that the test cuts, and a monotonic clock that it moves. */
final class TestSystem implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final VirtualClock clock = new VirtualClock();
    final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "system");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private volatile Filter filter = (from, to, octets) -> true;

    /** Whether octets from one server to another arrive. */
    interface Filter {
        boolean passes(String from, String to, String octets);
    }

    private record Connection(String from, String to, Marriage marriage) {}

    TestSystem(String... names) {
        for (String name : names) {
            servers.put(name, new Server(name, List.of(names)));
        }
        servers.values().forEach(server -> server.start(List.of()));
    }

    Server server(String name) {
        return Optional.ofNullable(servers.get(name)).orElseThrow();
    }

    void filter(Filter wanted) {
        filter = wanted;
    }

    /** Nothing passes between these two from now on. */
    void partition(String one, String other) {
        cut.add(one + other);
        cut.add(other + one);
        end(each -> cut.contains(each.from() + each.to()));
    }

    private void end(Predicate<Connection> which) {
        List<Connection> ending = connections.stream().filter(which).toList();
        connections.removeAll(ending);
        ending.forEach(each -> each.marriage().cut());
    }

    void isolate(String name) {
        servers.keySet().stream().filter(other -> !other.equals(name)).forEach(other -> partition(name, other));
    }

    void heal() {
        cut.clear();
    }

    /** Connections that this server has made and not ended. */
    long callsOf(String name) {
        return connections.stream()
                .filter(each -> each.from().equals(name) && !each.marriage().over())
                .count();
    }

    /** Lets time pass and looks at what is due, until this is so. */
    void until(BooleanSupplier reached) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not reached in time");
            }
            pass(STEP);
            LockSupport.parkNanos(500_000);
        }
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        clock.advance(time);
        servers.values().forEach(server -> server.module.tick());
    }

    /** Until every server knows all others. */
    void settle() {
        until(() -> servers.values().stream()
                .allMatch(server -> servers.keySet().stream().allMatch(server.module::known)));
    }

    static AccountName name(String local) {
        return AccountsFixture.name(local);
    }

    /** A name of which this server is the arbiter. */
    AccountName nameOf(String arbiter, String stem) {
        Rendezvous rendezvous = new Rendezvous(List.copyOf(servers.keySet()));
        for (int i = 0; ; i++) {
            AccountName name = name(stem + i);
            if (rendezvous.of(name).equals(arbiter)) {
                return name;
            }
        }
    }

    @Override
    public void close() {
        servers.values().forEach(Server::stop);
        threads.shutdownNow();
    }

    /** One server; its data survive a restart. */
    final class Server {
        final String name;
        final Members members;
        final AccountSettings settings;
        AccountStore store = new AccountStore(clock);
        HomeMap homes = new HomeMap(clock);
        Reservations reservations = new Reservations(nanos::get);
        FakeJournal journal = new FakeJournal(store);
        AccountsModule module;
        private Protocol<?, ?> port;
        private volatile boolean up;

        Server(String name, List<String> all) {
            this.name = name;
            this.members = new Members(
                    new NodeName(name, Half.PRIMARY),
                    all.stream()
                            .map(each -> new Member(new NodeName(each, Half.PRIMARY), "localhost", Map.of()))
                            .toList());
            this.settings = new AccountSettings(
                    name,
                    List.of(AccountsFixture.DOMAIN),
                    4096,
                    PlaintextPolicy.LOOPBACK,
                    Registration.OPEN,
                    Optional.of(TestSystem.name("boss")));
            this.module = module();
            this.port = TestDoors.open(module);
        }

        private AccountsModule module() {
            return new AccountsModule(
                    settings,
                    store,
                    journal,
                    AccountsFixture.SYSTEM_KEY,
                    clock,
                    new Random(name.hashCode()),
                    more -> {},
                    Optional.of(new Neighbours(
                            members, new TestPeers(), new TestVerify(), homes, reservations, nanos::get)));
        }

        void start(List<JournalEntry> history) {
            journal.close();
            store = new AccountStore(clock);
            homes = new HomeMap(clock);
            reservations = new Reservations(nanos::get);
            journal = new FakeJournal(new All(List.of(store, homes, reservations)), history);
            module = module();
            port = TestDoors.open(module);
            up = true;
        }

        void stop() {
            up = false;
            module.close();
            journal.close();
            end(each -> each.from().equals(name) || each.to().equals(name));
        }

        /** Crashes and comes back with what was committed. */
        void restart() {
            stop();
            start(journal.entries());
        }

        /** Loses its disk. */
        void wipe() {
            stop();
            start(List.of());
        }

        Result create(AccountName account, String requestId) throws InterruptedException {
            return module.registry().create(account.toString(), "correct horse", requestId, AccountsFixture.loopback());
        }

        Home find(AccountName account) {
            return module.directory().find(account);
        }

        TestDoors.Person person() throws InterruptedException {
            return new TestDoors.Person(port, threads);
        }

        private boolean reaches(String other) {
            return !cut.contains(name + other) && server(other).up && up;
        }

        private final class TestPeers implements Peers {
            @Override
            public String introduction(Optional<Client> client) {
                return Introduction.of(client, "own").line();
            }

            @Override
            public void call(
                    String other, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
                if (!reaches(other)) {
                    threads.execute(() -> unreachable.accept("unreachable"));
                    return;
                }
                Marriage marriage = TestDoors.marry(
                        dialogue.get(),
                        server(other).port,
                        name + "/primary",
                        other + "/primary",
                        threads,
                        (fromCaller, octets) ->
                                filter.passes(fromCaller ? name : other, fromCaller ? other : name, octets));
                connections.add(new Connection(name, other, marriage));
            }

            @Override
            public void failed(String other, Service service, String why) {
                // nothing to remember
            }
        }

        private final class TestVerify implements RemoteVerify {
            @Override
            public void verify(String other, AccountName account, Consumer<Answer> answer) {
                threads.execute(() -> answer.accept(
                        !reaches(other)
                                ? Answer.NO_ANSWER
                                : server(other).store.exists(account) ? Answer.YES : Answer.NO));
            }
        }
    }

    /** Several states as one. */
    private record All(List<AppliedState> states) implements AppliedState {
        @Override
        public String name() {
            return "all";
        }

        @Override
        public void apply(long sequence, JournalEntry entry) throws IOException {
            for (AppliedState state : new ArrayList<>(states)) {
                state.apply(sequence, entry);
            }
        }

        @Override
        public void write(DataOutput snapshot) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void read(DataInput snapshot) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sync() {}

        @Override
        public void recovered() {}
    }
}
