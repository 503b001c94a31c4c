package org.mmsys.replica.registry.lone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mmsys.replica.registry.Versioned;

/** Both halves may hold, until they meet: who yields, when, and what a half that dies meanwhile has on its disk. */
final class SplitVotesTests {
    private static final String KEY = "pair/s1";
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);

    private final Map<String, Vote> diskOfA = new HashMap<>();
    private final Map<String, Vote> diskOfB = new HashMap<>();
    private VoteBook a;
    private VoteBook b;

    SplitVotesTests() {
        a = open(A);
        b = open(B);
    }

    private VoteBook open(UUID disk) {
        boolean isA = disk.equals(A);
        Map<String, Vote> kept = isA ? diskOfA : diskOfB;
        return new VoteBook(
                disk,
                isA,
                value -> text(value).startsWith("a") == isA,
                kept,
                all -> keep(kept, all),
                Optional.of(new Epochs()));
    }

    /** A record is a half, what it does, and the number of its reign at the end, 1 where there is none. */
    private static final class Epochs implements Freedom {
        @Override
        public Optional<byte[]> claim(String key, Versioned known) {
            return Optional.empty();
        }

        @Override
        public boolean permits(String key, Optional<Versioned> known, byte[] value) {
            return true;
        }

        @Override
        public long epoch(byte[] value) {
            String digits = text(value).replaceAll("\\D", "");
            return digits.isEmpty() ? 1 : Long.parseLong(digits);
        }

        @Override
        public byte[] above(byte[] value, long epoch) {
            return octets(text(value).replaceAll("[ \\d]*$", "") + " " + (epoch + 1));
        }
    }

    private static void keep(Map<String, Vote> kept, Map<String, Vote> all) {
        kept.clear();
        kept.putAll(all);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.US_ASCII);
    }

    private static byte[] octets(String value) {
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    /** A has founded the pair, and B, its backup, has the vote. */
    @BeforeEach
    void found() throws IOException {
        a.change(KEY, new VoteRequest.Proposal(0, octets("b duo")), Optional.of(B));
        meet();
        assertThat(b.vote(KEY).holds()).isTrue();
    }

    private void meet() throws IOException {
        b.meet(KEY, A, a.vote(KEY));
        a.meet(KEY, B, b.vote(KEY));
        b.meet(KEY, A, a.vote(KEY));
    }

    private void split() throws IOException {
        b.change(KEY, new VoteRequest.Proposal(1, octets("b alone")), Optional.empty());
        a.force(KEY, octets("a alone"));
        assertThat(a.vote(KEY).holds() && b.vote(KEY).holds()).isTrue();
    }

    @Test
    void theHigherVersionCountsAndTheOtherYields() throws IOException {
        split();
        meet();
        assertThat(a.vote(KEY).holds()).isTrue();
        assertThat(a.overruled(KEY)).isFalse();
        assertThat(b.vote(KEY).holds()).isFalse();
        assertThat(b.overruled(KEY)).isTrue();
        assertThat(text(b.vote(KEY).record().orElseThrow().value())).isEqualTo("a alone");
    }

    @Test
    void whoDiesBeforeItHasHandedOverIsWhereItWas() throws IOException {
        split();
        meet();
        b = open(B);
        assertThat(b.vote(KEY).holds()).isTrue();
        assertThat(text(b.vote(KEY).record().orElseThrow().value())).isEqualTo("b alone");
        meet();
        assertThat(b.overruled(KEY)).isTrue();
    }

    @Test
    void anotherRecordThatIsWrittenDoesNotMakeItForget() throws IOException {
        split();
        meet();
        b.force("pair/s2", octets("b"));
        b = open(B);
        assertThat(b.vote(KEY).holds()).isTrue();
    }

    @Test
    void whoHasHandedOverFollowsForGood() throws IOException {
        split();
        meet();
        b.united(KEY);
        b.united(KEY);
        b = open(B);
        assertThat(b.vote(KEY).holds()).isFalse();
        assertThat(b.overruled(KEY)).isFalse();
        a.change(KEY, new VoteRequest.Proposal(a.vote(KEY).version(), octets("b duo")), Optional.of(B));
        meet();
        assertThat(b.vote(KEY).holds()).isTrue();
        assertThat(a.vote(KEY).holds()).isFalse();
    }

    /** It has promised a later reign when it met the other half, and died: what both see may only grow. */
    @Test
    void theRecordThatCountsIsRaisedAboveTheOther() throws IOException {
        b.change(KEY, new VoteRequest.Proposal(1, octets("b alone 7")), Optional.empty());
        a.force(KEY, octets("a alone 5"));
        long before = a.vote(KEY).version();
        b.meet(KEY, A, a.vote(KEY));
        assertThat(b.overruled(KEY)).isFalse();
        a.meet(KEY, B, b.vote(KEY));
        assertThat(text(a.vote(KEY).record().orElseThrow().value())).isEqualTo("a alone 8");
        assertThat(a.vote(KEY).version()).isEqualTo(before + 1);
        b.meet(KEY, A, a.vote(KEY));
        assertThat(b.overruled(KEY)).isTrue();
    }

    /** Both went as far by chance: it must not stay so. */
    @Test
    void ofEqualVersionsTheFoundersCounts() throws IOException {
        split();
        b.force(KEY, octets("b alone"));
        long further = b.vote(KEY).version() - a.vote(KEY).version();
        for (long i = 0; i < further; i++) {
            a.change(KEY, new VoteRequest.Proposal(a.vote(KEY).version(), octets("a alone")), Optional.empty());
        }
        assertThat(a.vote(KEY).version()).isEqualTo(b.vote(KEY).version());
        meet();
        assertThat(a.vote(KEY).holds()).isTrue();
        assertThat(b.overruled(KEY)).isTrue();
    }

    /** A half that has seen the other go on alone knows that it is not in sync, when it comes back cut off. */
    @Test
    void whatTheOtherHoldsIsRemembered() throws IOException {
        a.force(KEY, octets("a alone"));
        b = open(B);
        meet();
        b.united(KEY);
        a.change(KEY, new VoteRequest.Proposal(a.vote(KEY).version(), octets("a goes on")), Optional.empty());
        meet();
        b = open(B);
        assertThat(text(b.vote(KEY).record().orElseThrow().value())).isEqualTo("a goes on");
        assertThat(b.vote(KEY).holds()).isFalse();
    }
}
