package org.mmsys.replica.union;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/** Random histories of two halves that parted: what each has when they are one again. */
final class UnionTests {
    private static final int ROUNDS = 150;
    private static final Sha256 DIGEST = Sha256.over("once".getBytes(StandardCharsets.US_ASCII));

    private final ModelHalf common = new ModelHalf(0);

    private static Touched touched(List<JournalEntry> tail) throws IOException {
        Touched touched = new Touched();
        for (JournalEntry entry : tail) {
            touched.add(entry);
        }
        return touched;
    }

    /** Hands the tail of one half to the other, but ends after so many entries. */
    private static void unite(ModelHalf from, ModelHalf into, int parted, int ends) throws IOException {
        List<JournalEntry> tail = List.copyOf(from.log.subList(parted, from.log.size()));
        Touched own = touched(List.copyOf(into.log.subList(parted, into.log.size())));
        Union union = new Union(own, touched(tail), into);
        for (JournalEntry entry : tail.subList(0, Math.min(ends, tail.size()))) {
            union.entry(entry).ifPresent(into::append);
        }
        assertThat(union.left()).isZero();
    }

    private static ModelHalf acted(ModelHalf half, Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            half.act(random);
        }
        return half;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 60})
    void unionOfDeliveriesMinusUnionOfDeletionsWhoeverYields(int steps) throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed * 31L + steps);
            ModelHalf before = acted(new ModelHalf(0), random, 20);
            int parted = before.log.size();
            ModelHalf a = acted(before.copy(1), random, steps);
            ModelHalf b = acted(before.copy(2), random, steps);
            Set<Guid> expected = new HashSet<>(a.deliveries.keySet());
            expected.addAll(b.deliveries.keySet());
            expected.removeAll(a.expunged);
            expected.removeAll(b.expunged);

            ModelHalf aTakesIn = replayed(a, 1);
            unite(b, aTakesIn, parted, Integer.MAX_VALUE);
            ModelHalf bTakesIn = replayed(b, 2);
            for (int dies = random.nextInt(3); dies > 0; dies--) { // it is begun anew
                unite(a, bTakesIn, parted, random.nextInt(steps + 1));
            }
            unite(a, bTakesIn, parted, Integer.MAX_VALUE);

            assertThat(aTakesIn.messages.keySet()).as("seed %s", seed).isEqualTo(expected);
            assertThat(bTakesIn.messages.keySet()).as("seed %s", seed).isEqualTo(expected);
            assertThat(bTakesIn.deliveries.values()).as("seed %s", seed).containsOnly(1);
            assertThat(bTakesIn.queued.keySet()).isEqualTo(aTakesIn.queued.keySet());
            assertThat(bTakesIn.queued.values()).as("seed %s", seed).allMatch(times -> times == 1);
            expected.stream()
                    .filter(guid -> b.messages.containsKey(guid))
                    .filter(guid -> touchedMove(b, parted, guid))
                    .forEach(guid -> assertThat(bTakesIn.messages).containsEntry(guid, b.messages.get(guid)));
        }
    }

    private static ModelHalf replayed(ModelHalf half, int node) {
        return half.copy(node);
    }

    private static boolean touchedMove(ModelHalf half, int parted, Guid guid) {
        return half.log.subList(parted, half.log.size()).stream()
                .flatMap(entry -> entry.operations().stream())
                .anyMatch(operation ->
                        operation instanceof Operation.Move move && move.guids().contains(guid));
    }

    /** The reader of the half that takes in has deleted what it was given before the union was done. */
    @Test
    void whatWasDeletedAfterAFirstTryDoesNotComeBack() throws IOException {
        ModelHalf a = common.copy(1);
        ModelHalf b = common.copy(2);
        a.append(JournalEntry.of(a.delivery(Optional.empty())));
        Guid guid = a.messages.keySet().iterator().next();
        unite(a, b, 0, 1);
        assertThat(b.messages).containsKey(guid);
        b.append(JournalEntry.of(new Operation.Expunge(ModelHalf.ACCOUNT, "", List.of(guid))));
        unite(a, b, 0, 1);
        assertThat(b.messages).isEmpty();
    }

    /** Its sender never heard the first answer, and came to the other half. */
    @Test
    void whatWasSubmittedOnBothSidesIsThereOnce() throws IOException {
        ModelHalf a = common.copy(1);
        ModelHalf b = common.copy(2);
        a.append(JournalEntry.of(a.delivery(Optional.of(DIGEST)), a.enqueue()));
        b.append(JournalEntry.of(b.delivery(Optional.of(DIGEST)), b.enqueue()));
        unite(a, b, 0, 1);
        assertThat(b.messages).hasSize(1);
        assertThat(b.queued).hasSize(1);
    }

    /** It has heard the first answer: this was meant twice. */
    @Test
    void whatWasMeantTwiceIsThereTwice() throws IOException {
        ModelHalf a = common.copy(1);
        ModelHalf b = common.copy(2);
        a.append(JournalEntry.of(a.delivery(Optional.of(DIGEST))));
        a.append(JournalEntry.of(new Operation.Confirmed(List.of(DIGEST))));
        b.append(JournalEntry.of(b.delivery(Optional.of(DIGEST))));
        unite(a, b, 0, 2);
        assertThat(b.messages).hasSize(2);
    }

    @Test
    void whatTheOtherHalfHasHandedOverIsNotQueuedAgain() throws IOException {
        ModelHalf a = common.copy(1);
        ModelHalf b = common.copy(2);
        Operation.Enqueue queued = a.enqueue();
        a.append(JournalEntry.of(queued));
        a.append(JournalEntry.of(new Operation.Done(queued.time(), queued.id(), List.of(0), "250")));
        unite(a, b, 0, 2);
        assertThat(b.queued).isEmpty();
    }

    @Test
    void mailForAnAccountThatIsNoMoreIsCountedAndLeft() throws IOException {
        ModelHalf b = common.copy(2);
        Operation.Deliver op = b.delivery(Optional.empty());
        AccountName gone = new AccountName("gone", "union.test");
        Guid guid = op.copies().get(0).guid();
        JournalEntry entry = JournalEntry.of(new Operation.Deliver(
                op.time(), op.node(), op.body(), List.of(new Operation.Copy(guid, gone, "", "")), Optional.empty()));
        Union union = new Union(new Touched(), touched(List.of(entry)), b);
        assertThat(union.entry(entry)).isEmpty();
        assertThat(union.left()).isEqualTo(1);
    }

    /** A folder that was removed here comes back with the mail that was put into it there. */
    @Test
    void mailComesWithItsFolder() throws IOException {
        ModelHalf a = common.copy(1);
        ModelHalf b = common.copy(2);
        a.append(JournalEntry.of(a.delivery(Optional.empty())));
        Guid guid = a.messages.keySet().iterator().next();
        a.append(JournalEntry.of(
                new Operation.MakeFolder(ModelHalf.ACCOUNT, ".new"),
                new Operation.Move(ModelHalf.ACCOUNT, "", ".new", List.of(guid))));
        unite(a, b, 0, 2);
        assertThat(b.messages).containsEntry(guid, ".new");
        assertThat(b.folders).contains(".new");
    }

    @Test
    void tooMuchIsRefused() throws IOException {
        Touched touched = new Touched(2);
        ModelHalf a = common.copy(1);
        touched.add(JournalEntry.of(a.enqueue()));
        touched.add(JournalEntry.of(a.enqueue()));
        assertThatThrownBy(() -> touched.add(JournalEntry.of(a.enqueue()))).isInstanceOf(IOException.class);
    }
}
