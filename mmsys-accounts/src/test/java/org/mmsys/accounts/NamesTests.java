package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation;
import org.mmsys.wire.address.AccountName;

/** Digests, arbiters, reservations: the small parts of a system of several servers. */
class NamesTests {
    @Test
    void digestsCarryAndBorrow() {
        NameKey big = new NameKey(-1, -1);
        NameKey one = new NameKey(0, 1);
        NameDigest both = NameDigest.EMPTY.plus(big).plus(one);

        assertThat(both).isEqualTo(new NameDigest(2, 0, 0));
        assertThat(both.minus(big)).isEqualTo(NameDigest.EMPTY.plus(one));
        assertThat(both.minus(one)).isEqualTo(NameDigest.EMPTY.plus(big));
        assertThat(NameDigest.parse(NameDigest.EMPTY.plus(big).text())).contains(NameDigest.EMPTY.plus(big));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1 ",
                "1 xyz",
                "-1 00000000000000000000000000000000",
                "1 0000000000000000000000000000000+"
            })
    void whatIsNoDigestIsNotTakenForOne(String text) {
        assertThat(NameDigest.parse(text)).isEmpty();
    }

    @Test
    void localNamesFollowTheirAccounts() {
        LocalNames names = new LocalNames();
        AccountName ann = TestSystem.name("ann");
        names.add(ann);
        names.add(TestSystem.name("bob"));
        names.remove(TestSystem.name("bob"));
        names.remove(TestSystem.name("eve"));

        NameKey key = NameKey.of(ann);
        assertThat(names.digest()).isEqualTo(NameDigest.EMPTY.plus(key));
        assertThat(names.digests().get(NameDigest.bucket(key))).isEqualTo(names.digest());
        assertThat(names.bucket(NameDigest.bucket(key))).containsExactly(ann);
    }

    @Test
    void everyServerIsArbiterOfItsShareAndANewOneTakesOnlyItsOwn() {
        Rendezvous three = new Rendezvous(List.of("s1", "s2", "s3"));
        Rendezvous four = new Rendezvous(List.of("s4", "s3", "s2", "s1"));
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            AccountName name = TestSystem.name("user" + i);
            shares.merge(three.of(name), 1, Integer::sum);
            if (!four.of(name).equals("s4")) {
                assertThat(four.of(name)).isEqualTo(three.of(name));
            }
        }

        assertThat(shares.values()).allMatch(share -> share > 850 && share < 1_150);
    }

    @Test
    void reservationsEndOnlyByTheirServerAndSurviveACheckpoint() throws IOException {
        AtomicLong nanos = new AtomicLong(5);
        Reservations reservations = new Reservations(nanos::get);
        AccountName ann = TestSystem.name("ann");
        reservations.apply(
                1, JournalEntry.of(new Operation.Reserve(Instant.EPOCH, ann, "s2", "token", Duration.ofSeconds(10))));
        reservations.apply(2, JournalEntry.of(new Operation.Confirm(ann, "s3", true)));
        nanos.addAndGet(Duration.ofSeconds(8).toNanos());
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        reservations.write(new DataOutputStream(octets));
        Reservations again = new Reservations(nanos::get);
        again.read(new DataInputStream(new ByteArrayInputStream(octets.toByteArray())));

        assertThat(again.find(ann).orElseThrow().token()).isEqualTo("token");
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(reservations.find(ann).orElseThrow().ranOutBefore(nanos.get()))
                .isTrue();
        assertThat(again.find(ann).orElseThrow().ranOutBefore(nanos.get()))
                .as("its full length once more")
                .isFalse();
        again.apply(3, JournalEntry.of(new Operation.Confirm(ann, "s2", false)));
        assertThat(again.size()).isZero();
    }
}
