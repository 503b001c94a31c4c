package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;
import org.mmsys.replica.pair.PairRole;

/** Long bodies that are on their way to the other half while they still come in. */
@Timeout(120)
class EarlyBodiesTests {
    private static final int MIB = 1024 * 1024;
    private static final int STEP = 60_000;
    private TestPair pair;

    @BeforeEach
    void begin(@TempDir Path directory) throws IOException, GeneralSecurityException {
        pair = new TestPair(directory);
        pair.start();
        pair.awaitDuo(pair.a());
    }

    @AfterEach
    void end() {
        pair.close();
    }

    /** A body that comes in, piece by piece. */
    private final class Incoming {
        private final String name;
        private final byte[] octets;
        private int written;

        Incoming(String name, int size) {
            this.name = name;
            octets = new byte[size];
            new SplittableRandom(name.hashCode()).nextBytes(octets);
        }

        Incoming grow(int upTo) throws IOException {
            Path file = pair.a().bodies().resolve(name);
            for (int next = Math.min(written + STEP, upTo); written < upTo; next = Math.min(written + STEP, upTo)) {
                Files.write(
                        file,
                        Arrays.copyOfRange(octets, written, next),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                written = next;
                pair.a().node().follower().tap().grown(name, written);
            }
            return this;
        }

        CompletableFuture<Boolean> deliver() throws IOException {
            grow(octets.length);
            return pair.a().mail(name, Optional.of(new Body.Spooled(name, octets.length, Sha256.over(octets), 0)));
        }

        void abandon() throws IOException {
            pair.a().node().follower().tap().abandoned(name);
            Files.delete(pair.a().bodies().resolve(name));
        }

        long early() throws IOException {
            Path file = pair.b().bodies().resolve(".early-" + name);
            return Files.exists(file) ? Files.size(file) : 0;
        }

        void assertThere() throws IOException {
            assertThat(Files.readAllBytes(pair.b().bodies().resolve(name)))
                    .as("%s", name)
                    .isEqualTo(octets);
        }
    }

    private static void acknowledged(CompletableFuture<Boolean> sent) {
        Await.until("acknowledged", sent::isDone);
        assertThat(sent.join()).isTrue();
    }

    private boolean nothingUnfinished() {
        try (Stream<Path> files = Files.list(pair.b().bodies())) {
            return files.noneMatch(file -> String.valueOf(file.getFileName()).startsWith("."));
        } catch (IOException changing) {
            return false;
        }
    }

    @Test
    void mostOfALongBodyIsThereBeforeItsEntry() throws Exception {
        Incoming body = new Incoming("long", 5 * MIB + 1).grow(4 * MIB);
        Await.until("most is there", () -> {
            try {
                return body.early() > 3 * MIB;
            } catch (IOException changing) {
                return false;
            }
        });
        acknowledged(body.deliver());
        body.assertThere();
        assertThat(nothingUnfinished()).isTrue();
        assertThat(pair.a().node().status().role()).isEqualTo(PairRole.PRIMARY_DUO);
    }

    @Test
    void sizesAroundAPieceArriveWhole() throws Exception {
        for (int size : new int[] {65_537, 256 * 1024, 256 * 1024 + 1, 512 * 1024, 512 * 1024 + 1, 768 * 1024}) {
            Incoming body = new Incoming("size" + size, size);
            acknowledged(body.deliver());
            body.assertThere();
        }
        assertThat(nothingUnfinished()).isTrue();
    }

    @Test
    void whatIsAbandonedLeavesNothing() throws Exception {
        new Incoming("aborted", 4 * MIB).grow(2 * MIB).abandon();
        acknowledged(pair.a().mail("behind it"));
        Await.until("nothing is left", this::nothingUnfinished);
    }

    @Test
    void moreAtATimeThanAreSentAheadArriveAllTheSame() throws Exception {
        List<Incoming> bodies = new ArrayList<>();
        for (int i = 0; i < EarlyBodies.FILES_MAX + 10; i++) {
            bodies.add(new Incoming("one" + i, MIB + i).grow(600 * 1024));
        }
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        for (Incoming body : bodies) {
            sent.add(body.deliver());
        }
        sent.forEach(EarlyBodiesTests::acknowledged);
        for (Incoming body : bodies) {
            body.assertThere();
        }
        assertThat(nothingUnfinished()).isTrue();
    }

    @Test
    void whatCameBeforeTheLinkWasLostCountsForNothing() throws Exception {
        Incoming body = new Incoming("cut", 3 * MIB).grow(2 * MIB);
        pair.b().kill();
        pair.awaitAlone(pair.a());
        body.grow(2 * MIB + 300 * 1024);
        pair.b().start();
        pair.awaitDuo(pair.a());
        acknowledged(body.deliver());
        body.assertThere();
        Incoming next = new Incoming("next", 2 * MIB);
        acknowledged(next.deliver());
        next.assertThere();
        Await.until("nothing is left", this::nothingUnfinished);
    }
}
