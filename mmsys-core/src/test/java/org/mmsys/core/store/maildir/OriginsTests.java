package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;
import static org.mmsys.core.store.maildir.StoreFixture.BOB;
import static org.mmsys.core.store.maildir.StoreFixture.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.MailStore;
import org.mmsys.wire.address.AccountName;

/** Mail from the queue of another server is stored once for each recipient. */
final class OriginsTests {
    private static final Origin ORIGIN = origin(1);

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

    private static Origin origin(int number) {
        return new Origin("s2", Guid.of(2, 1, 0, 9, number, 0));
    }

    private StoreFixture.Delivered send(Origin origin, AccountName... to) {
        StoreFixture.Delivered delivered = new StoreFixture.Delivered();
        house.store.deliver(
                new MailStore.Delivery(
                        StoreFixture.body(mail("queued")),
                        List.of(to),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(origin)),
                delivered);
        return delivered;
    }

    @Test
    void repeatIsAnsweredWithTheEarlierIdAndNotStored() throws Exception {
        Guid first = send(ORIGIN, ANN).get();
        StoreFixture.Delivered again = send(ORIGIN, ANN);

        assertThat(again.get()).isEqualTo(first);
        assertThat(again.resent).isTrue();
        assertThat(house.inbox(ANN)).hasSize(1);
        assertThat(house.journal.entries).hasSize(1);
    }

    @Test
    void onlyThoseWhoDoNotHaveItGetIt() throws Exception {
        send(ORIGIN, ANN).get();
        StoreFixture.Delivered more = send(ORIGIN, ANN, BOB);

        assertThat(more.get()).isNotNull();
        assertThat(more.resent).isFalse();
        assertThat(house.inbox(ANN)).hasSize(1);
        assertThat(house.inbox(BOB)).hasSize(1);
    }

    private StoreFixture.Delivered sendOn(int number, Sha256 elsewhere) {
        StoreFixture.Delivered delivered = new StoreFixture.Delivered();
        house.store.deliver(
                new MailStore.Delivery(
                        StoreFixture.body(mail("queued")),
                        List.of(ANN),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(origin(number)),
                        Optional.of(elsewhere),
                        System.nanoTime()),
                delivered);
        return delivered;
    }

    @Test
    void whatAClientTriedHereFirstIsRecognisedUntilItHasHeard() throws Exception {
        Sha256 digest = Sha256.over("sender, recipients, octets".getBytes(StandardCharsets.US_ASCII));
        Guid first = house.deliver(StoreFixture.body(mail("tried here")), Optional.of(digest), ANN)
                .get();
        for (int i = 0; i < 2; i++) { // the transfer may come again, and a client may send through a third server
            StoreFixture.Delivered again = sendOn(1 + i, digest);
            assertThat(again.get()).isEqualTo(first);
            assertThat(again.resent).isTrue();
        }
        assertThat(house.inbox(ANN)).hasSize(1);
        house.store.confirm(digest);
        assertThat(sendOn(3, digest).get()).isNotEqualTo(first);
        assertThat(house.inbox(ANN)).hasSize(2);
    }

    @Test
    void whatCameByAnotherServerIsNoMarkForAThird() throws Exception {
        Sha256 digest = Sha256.over("sender, recipients, octets".getBytes(StandardCharsets.US_ASCII));
        sendOn(1, digest).get();
        sendOn(2, digest).get();
        assertThat(house.inbox(ANN)).hasSize(2);
    }

    @Test
    void otherMessagesServersAndClientsAreNoRepeats() throws Exception {
        send(ORIGIN, ANN).get();
        send(origin(2), ANN).get();
        send(new Origin("s3", ORIGIN.queueId()), ANN).get();
        house.deliver(mail("queued"), ANN);

        assertThat(house.inbox(ANN)).hasSize(4);
    }

    @Test
    void secondThatComesMeanwhileWaitsForTheFirst() throws Exception {
        house.journal.held = true;
        StoreFixture.Delivered first = send(ORIGIN, ANN);
        StoreFixture.Delivered second = send(ORIGIN, ANN);
        StoreFixture.Delivered third = send(ORIGIN, BOB, ANN);
        StoreFixture.Delivered other = send(origin(2), ANN);
        house.journal.release();

        assertThat(second.get()).isEqualTo(first.get());
        assertThat(second.resent).isTrue();
        assertThat(third.get()).isNotNull();
        assertThat(other.get()).isNotNull();
        assertThat(house.inbox(ANN)).hasSize(2);
        assertThat(house.inbox(BOB)).hasSize(1);
    }

    @Test
    void secondIsStoredWhenTheFirstWasRefused() throws Exception {
        house.journal.held = true;
        StoreFixture.Delivered first = send(ORIGIN, ANN);
        house.journal.full = true;
        house.journal.release();
        assertThat(first.id).isCompletedExceptionally();
        house.journal.full = false;

        assertThat(send(ORIGIN, ANN).get()).isNotNull();
        assertThat(house.inbox(ANN)).hasSize(1);
    }

    @Test
    void manyAtOnceFromManyThreadsAreStoredOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<StoreFixture.Delivered> answers = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < 10; j++) {
                    answers.add(send(origin(j), ANN, BOB));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        answers.forEach(answer -> assertThat(answer.get()).isNotNull());
        assertThat(answers).hasSize(80);
        assertThat(answers.stream().filter(answer -> !answer.resent)).hasSize(10);
        assertThat(house.inbox(ANN)).hasSize(10);
        assertThat(house.inbox(BOB)).hasSize(10);
    }

    @Test
    void isKnownAfterACrashAndFromASnapshot() throws Exception {
        Guid first = send(ORIGIN, ANN).get();
        house = house.crash();
        StoreFixture.Delivered again = send(ORIGIN, ANN);
        assertThat(again.get()).isEqualTo(first);
        assertThat(house.inbox(ANN)).hasSize(1);

        Origins copy = new Origins();
        ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
        house.origins.write(new DataOutputStream(snapshot));
        copy.read(new DataInputStream(new ByteArrayInputStream(snapshot.toByteArray())));
        assertThat(copy.find(ORIGIN, ANN)).contains(first);
        assertThat(copy.find(ORIGIN, BOB)).isEmpty();
    }

    @Test
    void oldOnesAndThoseBeyondTheLimitAreForgotten() {
        Origins few = new Origins(3);
        for (int i = 0; i < 5; i++) {
            few.apply(i, delivered(i, StoreFixture.NOW));
        }
        assertThat(few.size()).isEqualTo(3);
        assertThat(few.find(origin(1), ANN)).isEmpty();
        assertThat(few.find(origin(4), ANN)).isPresent();

        few.apply(9, delivered(9, StoreFixture.NOW.plus(Duration.ofDays(11))));
        assertThat(few.find(origin(3), ANN)).isEmpty();
        assertThat(few.find(origin(9), ANN)).isPresent();
    }

    private static JournalEntry delivered(int number, Instant time) {
        return JournalEntry.of(new Operation.Deliver(
                time,
                "n",
                StoreFixture.body("x"),
                List.of(new Operation.Copy(Guid.of(1, 1, 0, 1, number, 1), ANN, "", "")),
                Optional.empty(),
                Optional.of(origin(number))));
    }
}
