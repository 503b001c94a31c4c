package org.mmsys.replica.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Registry} does. An adapter's tests extend it. */
public abstract class RegistryContract {
    private static final String KEY = "pair/s1";
    private static final int SECONDS = 30;

    private List<Registry> opened = new ArrayList<>();

    /** A client of the engine, which is empty at the first call of a test. */
    protected abstract Registry open() throws IOException;

    /** Whether several clients can be open at once. */
    protected abstract boolean isShared();

    private Registry registry() {
        return opened.get(0);
    }

    @BeforeEach
    protected void openOne() throws IOException {
        opened = new ArrayList<>();
        opened.add(open());
    }

    @AfterEach
    protected void closeAll() throws IOException {
        for (Registry each : opened) {
            each.close();
        }
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(SECONDS, TimeUnit.SECONDS);
    }

    private static byte[] octets(String text) {
        return text.getBytes(US_ASCII);
    }

    private static Versioned record(long version, String text) {
        return new Versioned(version, octets(text));
    }

    @Test
    void isEmptyAtFirst() throws Exception {
        assertThat(get(registry().read(KEY))).isEqualTo(new Reading.Absent());
    }

    @Test
    void makesARecordOnce() throws Exception {
        assertThat(get(registry().cas(KEY, 0, octets("one")))).isEqualTo(new Change.Applied());
        assertThat(get(registry().cas(KEY, 0, octets("two"))))
                .isEqualTo(new Change.Conflict(Optional.of(record(1, "one"))));
        assertThat(get(registry().read(KEY))).isEqualTo(new Reading.Found(record(1, "one")));
    }

    @Test
    void changesTheVersionThatIsExpectedAndNoOther() throws Exception {
        get(registry().cas(KEY, 0, octets("one")));
        assertThat(get(registry().cas(KEY, 2, octets("x")))).isInstanceOf(Change.Conflict.class);
        assertThat(get(registry().cas(KEY, 1, octets("two")))).isEqualTo(new Change.Applied());
        assertThat(get(registry().cas(KEY, 1, octets("three"))))
                .isEqualTo(new Change.Conflict(Optional.of(record(2, "two"))));
    }

    @Test
    void refusesAChangeOfWhatIsNotThere() throws Exception {
        assertThat(get(registry().cas(KEY, 1, octets("x")))).isEqualTo(new Change.Conflict(Optional.empty()));
    }

    @Test
    void sameValueIsANewVersion() throws Exception {
        get(registry().cas(KEY, 0, octets("one")));
        get(registry().cas(KEY, 1, octets("one")));
        assertThat(get(registry().read(KEY))).isEqualTo(new Reading.Found(record(2, "one")));
    }

    @Test
    void keysAreApart() throws Exception {
        get(registry().cas(KEY, 0, octets("one")));
        assertThat(get(registry().read("pair/s2"))).isEqualTo(new Reading.Absent());
        assertThat(get(registry().cas("pair/s2", 0, octets("other")))).isEqualTo(new Change.Applied());
        assertThat(get(registry().read(KEY))).isEqualTo(new Reading.Found(record(1, "one")));
    }

    @Test
    void oneOfManyWins() throws Exception {
        int threads = 8;
        int rounds = 20;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                work.add(() -> wins(rounds));
            }
            int applied = 0;
            for (Future<Integer> wins : pool.invokeAll(work)) {
                applied += wins.get();
            }
            assertThat(applied).isEqualTo(rounds);
            assertThat(get(registry().read(KEY))).isEqualTo(new Reading.Found(record(rounds, "round " + rounds)));
        } finally {
            pool.shutdownNow();
        }
    }

    /** Tries to make each version; counts the changes that were this caller's. */
    private int wins(int rounds) throws Exception {
        int wins = 0;
        for (int version = 0; version < rounds; version++) {
            Change change = get(registry().cas(KEY, version, octets("round " + (version + 1))));
            assertThat(change).isNotInstanceOf(Change.Unknown.class);
            wins += change instanceof Change.Applied ? 1 : 0;
        }
        return wins;
    }

    @Test
    void watcherIsToldOfAChange() throws Exception {
        Semaphore hints = new Semaphore(0);
        try (Registry.Watch watch = registry().watch(KEY, hints::release)) {
            get(registry().cas(KEY, 0, octets("one")));
            assertThat(hints.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void recordOutlivesItsClients() throws Exception {
        get(registry().cas(KEY, 0, octets("one")));
        get(registry().cas(KEY, 1, octets("two")));
        if (!isShared()) {
            registry().close();
        }
        Registry again = open();
        opened.add(again);
        assertThat(get(again.read(KEY))).isEqualTo(new Reading.Found(record(2, "two")));
    }

    @Test
    void closedRegistryKnowsNothing() throws Exception {
        registry().close();
        assertThat(get(registry().read(KEY))).isInstanceOf(Reading.Unavailable.class);
        assertThat(get(registry().cas(KEY, 0, octets("one")))).isInstanceOf(Change.Unknown.class);
    }

    @Test
    void takesTheLongestValueAndRefusesALongerOne() throws Exception {
        byte[] longest = new byte[Registry.VALUE_MAX];
        assertThat(get(registry().cas(KEY, 0, longest))).isEqualTo(new Change.Applied());
        assertThatThrownBy(() -> registry().cas(KEY, 1, new byte[Registry.VALUE_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesStrangeKeys() {
        for (String key : List.of("", "a b", "a\nb", "ä", "x".repeat(Registry.KEY_MAX + 1))) {
            assertThatThrownBy(() -> registry().read(key)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
