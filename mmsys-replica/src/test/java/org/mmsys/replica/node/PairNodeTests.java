package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairRole;

/** Two nodes over loopback, with real connections, disks for the promises, and one registry. */
@Timeout(120)
class PairNodeTests {
    private TestPair pair;

    @BeforeEach
    void begin(@TempDir Path directory) throws IOException, GeneralSecurityException {
        pair = new TestPair(directory);
    }

    @AfterEach
    void end() {
        pair.close();
    }

    @Test
    void foundsJoinsAndAcknowledgesWhatBothHave() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());

        List<String> sent = pair.send(pair.a(), "m", 200);

        assertThat(pair.a().disk().mail()).isEqualTo(sent);
        assertThat(pair.b().disk().last().sequence())
                .isEqualTo(pair.a().disk().last().sequence());
        Await.until("the backup applies", () -> pair.b().disk().mail().equals(sent));
        assertThat(pair.a().node().copies()).isEqualTo(2);
        assertThat(pair.b().node().copies()).isZero();
        assertThat(pair.b().node().servingHalf()).contains(Half.A);
        Await.until("shows", () -> pair.a().node().mayShow());
        assertThat(pair.b().node().mayShow()).isFalse();
        assertThat(pair.a().node().explanations()).isNotEmpty();
    }

    @Test
    void backupTakesOverWhenThePrimaryIsKilledAndTheOtherComesBack() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        List<String> sent = new ArrayList<>(pair.send(pair.a(), "m", 50));

        long killed = System.nanoTime();
        pair.a().kill();
        pair.awaitAlone(pair.b());
        long took = (System.nanoTime() - killed) / 1_000_000;

        assertThat(took).isLessThan(2000);
        sent.addAll(pair.send(pair.b(), "n", 50));
        assertThat(pair.b().disk().mail()).isEqualTo(sent);
        assertThat(pair.b().node().copies()).isEqualTo(1);

        pair.a().start();
        pair.awaitDuo(pair.b());
        sent.addAll(pair.send(pair.b(), "o", 10));
        Await.until("caught up", () -> pair.a().disk().mail().equals(sent));
    }

    @Test
    void primaryGoesOnAloneWhenTheBackupIsKilled() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());

        pair.b().kill();
        pair.awaitAlone(pair.a());
        List<String> sent = pair.send(pair.a(), "m", 50);

        pair.b().start();
        pair.awaitDuo(pair.a());
        Await.until("caught up", () -> pair.b().disk().mail().equals(sent));
    }

    @Test
    void switchoverMovesTheOfficeAndBack() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        List<String> sent = new ArrayList<>(pair.send(pair.a(), "m", 10));

        CompletableFuture<PairNode.Switched> there = pair.a().node().switchover();
        Await.until("switched", there::isDone);
        assertThat(there.join().moved()).as(there.join().sentence()).isTrue();
        pair.awaitDuo(pair.b());
        sent.addAll(pair.send(pair.b(), "n", 10));

        CompletableFuture<PairNode.Switched> no = pair.a().node().switchover();
        Await.until("answered", no::isDone);
        assertThat(no.join().moved()).isFalse();

        CompletableFuture<PairNode.Switched> back = pair.b().node().switchover();
        Await.until("switched", back::isDone);
        assertThat(back.join().moved()).as(back.join().sentence()).isTrue();
        pair.awaitDuo(pair.a());
        Await.until("both have all", () -> pair.b().disk().mail().equals(sent));
        assertThat(pair.a().disk().mail()).isEqualTo(sent);
        assertThat(pair.b().node().status().role()).isEqualTo(PairRole.BACKUP);
    }
}
