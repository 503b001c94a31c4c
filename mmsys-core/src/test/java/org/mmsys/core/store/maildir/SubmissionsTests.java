package org.mmsys.core.store.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;
import static org.mmsys.core.store.maildir.StoreFixture.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.MailStore;

final class SubmissionsTests {
    private static final Sha256 SUBMISSION = digest("submission");

    @TempDir
    Path data;

    private StoreFixture house;

    @BeforeEach
    void open() throws IOException {
        house = StoreFixture.open(data);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void resentMessageIsAnsweredWithTheFirstIdAndNotStored() throws Exception {
        StoreFixture.Delivered first = send(SUBMISSION);
        StoreFixture.Delivered again = send(SUBMISSION);
        StoreFixture.Delivered third = send(SUBMISSION);

        assertThat(first.resent).isFalse();
        assertThat(again.get()).isEqualTo(first.get());
        assertThat(again.resent).isTrue();
        assertThat(third.get()).isEqualTo(first.get());
        assertThat(house.inbox(ANN)).hasSize(1);
    }

    @Test
    void resendIsRecognisedAfterACrashAndAfterARestart() throws Exception {
        Guid first = send(SUBMISSION).get();
        house = house.crash();
        assertThat(send(SUBMISSION).get()).isEqualTo(first);

        InDoubt restored = new InDoubt(() -> StoreFixture.NOW);
        ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
        house.inDoubt.write(new DataOutputStream(snapshot));
        restored.read(new DataInputStream(new ByteArrayInputStream(snapshot.toByteArray())));

        assertThat(restored.find(SUBMISSION)).contains(first);
    }

    @Test
    void sameMessageIsStoredAgainOnceTheClientHasHeard() throws Exception {
        Guid first = send(SUBMISSION).get();
        house.store.confirm(SUBMISSION);

        Guid second = send(SUBMISSION).get();

        assertThat(second).isNotEqualTo(first);
        assertThat(house.inbox(ANN)).containsOnlyKeys(first, second);
        assertThat(house.journal.entries.get(1).operations().get(0))
                .isEqualTo(new Operation.Confirmed(List.of(SUBMISSION)));
        assertThat(send(SUBMISSION).get()).isEqualTo(second);
        house = house.crash();
        assertThat(send(SUBMISSION).get()).isEqualTo(second);
    }

    /** Its client had given it up in a connection that stood still, and had sent it by another one. */
    @Test
    void aCopyThatBeganBeforeAnotherWasHeardOfIsNotStoredWhenItArrivesAtLast() throws Exception {
        long begun = System.nanoTime();
        Guid sentAgain = send(SUBMISSION).get();
        house.store.confirm(SUBMISSION);
        house.store.flushConfirmations();

        StoreFixture.Delivered late = send(SUBMISSION, begun);

        assertThat(late.get()).isEqualTo(sentAgain);
        assertThat(late.resent).isTrue();
        assertThat(house.inbox(ANN)).hasSize(1);
        assertThat(send(SUBMISSION).get()).isNotEqualTo(sentAgain);
    }

    @Test
    void confirmationIsWrittenWithTheNextDeliveryOrWhenFlushed() throws Exception {
        send(SUBMISSION).get();
        house.store.confirm(SUBMISSION);
        house.store.confirm(digest("never seen"));
        house.store.flushConfirmations();
        house.store.flushConfirmations();

        assertThat(house.journal.entries)
                .hasSize(2)
                .last()
                .isEqualTo(JournalEntry.of(new Operation.Confirmed(List.of(SUBMISSION))));
        assertThat(house.inDoubt.size()).isZero();
    }

    @Test
    void secondCopyWaitsForTheFirstThatIsOnItsWay() throws Exception {
        house.journal.held = true;
        StoreFixture.Delivered first = send(SUBMISSION);
        StoreFixture.Delivered again = send(SUBMISSION);
        assertThat(again.id).isNotDone();

        house.journal.release();

        assertThat(again.get()).isEqualTo(first.get());
        assertThat(again.resent).isTrue();
        assertThat(house.journal.entries).hasSize(1);
    }

    @Test
    void secondCopyIsRefusedWithTheFirstAndMayComeAgain() throws Exception {
        house.journal.held = true;
        StoreFixture.Delivered first = send(SUBMISSION);
        StoreFixture.Delivered again = send(SUBMISSION);
        house.journal.full = true;
        house.journal.release();
        assertThat(first.id).isCompletedExceptionally();
        assertThat(again.id).isCompletedExceptionally();
        house.journal.full = false;

        assertThat(send(SUBMISSION).get()).isNotNull();
        assertThat(house.inbox(ANN)).hasSize(1);
    }

    @Test
    void refusedConfirmationIsWrittenLater() throws Exception {
        send(SUBMISSION).get();
        house.store.confirm(SUBMISSION);
        house.journal.full = true;
        house.store.flushConfirmations();
        house.journal.full = false;
        Guid second = send(SUBMISSION).get();

        assertThat(house.inbox(ANN)).containsKey(second).hasSize(2);
        assertThat(house.journal.entries.get(1).operations()).hasSize(2);
    }

    @Test
    void doubtEndsAfterADay() throws Exception {
        Guid first = send(SUBMISSION).get();
        house.now = house.now.plus(Duration.ofHours(23));
        assertThat(send(SUBMISSION).get()).isEqualTo(first);
        house.now = house.now.plus(Duration.ofHours(2));
        assertThat(send(SUBMISSION).get()).isNotEqualTo(first);
    }

    @Test
    void messagesWithoutASubmissionAreNeverSuppressed() throws Exception {
        house.deliver(mail("same"), ANN);
        house.deliver(mail("same"), ANN);

        assertThat(house.inbox(ANN)).hasSize(2);
        assertThat(house.inDoubt.size()).isZero();
    }

    @Test
    void forgetsTheOldestWhenThereAreTooMany() throws Exception {
        InDoubt small = new InDoubt(() -> StoreFixture.NOW, 3);
        for (int i = 0; i < 5; i++) {
            small.apply(i, delivery(digest("s" + i)));
        }
        assertThat(small.size()).isEqualTo(3);
        assertThat(small.find(digest("s1"))).isEmpty();
        assertThat(small.find(digest("s2"))).isPresent();
        assertThat(small.find(digest("s4"))).isPresent();
    }

    private static JournalEntry delivery(Sha256 submission) {
        return JournalEntry.of(new Operation.Deliver(
                StoreFixture.NOW,
                "n",
                StoreFixture.body("x"),
                List.of(new Operation.Copy(Guid.of(1, 1, 0, 1, 1, 1), ANN, "", "")),
                Optional.of(submission)));
    }

    private StoreFixture.Delivered send(Sha256 submission) {
        return house.deliver(StoreFixture.body(mail("same")), Optional.of(submission), ANN);
    }

    private StoreFixture.Delivered send(Sha256 submission, long begun) {
        StoreFixture.Delivered delivered = new StoreFixture.Delivered();
        house.store.deliver(
                new MailStore.Delivery(
                        StoreFixture.body(mail("same")),
                        List.of(ANN),
                        Optional.of(submission),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        begun),
                delivered);
        return delivered;
    }

    private static Sha256 digest(String text) {
        return Sha256.over(text.getBytes(US_ASCII));
    }
}
