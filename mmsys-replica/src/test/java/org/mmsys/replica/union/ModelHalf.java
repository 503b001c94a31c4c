package org.mmsys.replica.union;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** One account of a half, as a set of messages in folders; what happens to it goes through its log. */
final class ModelHalf implements Whereabouts {
    static final AccountName ACCOUNT = new AccountName("ann", "union.test");
    private static final Instant TIME = Instant.ofEpochSecond(1_800_000_000);

    final List<JournalEntry> log = new ArrayList<>();
    final Map<Guid, String> messages = new TreeMap<>();
    final Map<Guid, Integer> deliveries = new HashMap<>();
    final Map<Guid, Integer> queued = new HashMap<>();
    final Set<Guid> expunged = new HashSet<>();
    final Set<String> folders = new HashSet<>(Set.of("", ".a", ".b"));
    private final int node;
    private int drawn;

    ModelHalf(int node) {
        this.node = node;
    }

    /** A half with the same history. */
    ModelHalf copy(int other) {
        ModelHalf copy = new ModelHalf(other);
        log.forEach(copy::append);
        return copy;
    }

    void append(JournalEntry entry) {
        log.add(entry);
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver op) {
                for (Operation.Copy copy : op.copies()) {
                    if (!folders.contains(copy.folder())) {
                        throw new AssertionError("no folder " + copy.folder());
                    }
                    deliveries.merge(copy.guid(), 1, Integer::sum);
                    messages.put(copy.guid(), copy.folder());
                }
            } else if (operation instanceof Operation.Expunge op) {
                op.guids().forEach(this::expunge);
            } else if (operation instanceof Operation.Move op) {
                op.guids().forEach(guid -> messages.computeIfPresent(guid, (any, from) -> op.to()));
            } else if (operation instanceof Operation.MakeFolder op) {
                folders.add(op.folder());
            } else if (operation instanceof Operation.Enqueue op) {
                queued.merge(op.id(), 1, Integer::sum);
            }
        }
    }

    private void expunge(Guid guid) {
        messages.remove(guid);
        expunged.add(guid);
    }

    /** Does something. */
    void act(Random random) {
        switch (random.nextInt(7)) {
            case 0, 1 -> append(JournalEntry.of(delivery(Optional.empty())));
            case 2 ->
                some(random)
                        .ifPresent(guid -> append(JournalEntry.of(
                                new Operation.Expunge(ACCOUNT, messages.getOrDefault(guid, ""), List.of(guid)))));
            case 3 ->
                some(random)
                        .ifPresent(guid -> append(JournalEntry.of(new Operation.Move(
                                ACCOUNT,
                                messages.getOrDefault(guid, ""),
                                random.nextBoolean() ? ".a" : ".b",
                                List.of(guid)))));
            case 4 ->
                some(random)
                        .ifPresent(guid -> append(JournalEntry.of(
                                new Operation.Flag(ACCOUNT, messages.getOrDefault(guid, ""), List.of(guid), "S", ""))));
            case 5 -> append(JournalEntry.of(delivery(Optional.empty()), enqueue()));
            default -> append(JournalEntry.of(enqueue()));
        }
    }

    private Optional<Guid> some(Random random) {
        List<Guid> all = List.copyOf(messages.keySet());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private Guid guid() {
        return Guid.of(1, 1, node, 7, ++drawn, 0);
    }

    Operation.Deliver delivery(Optional<Sha256> submission) {
        return new Operation.Deliver(
                TIME, "s1/x", body(), List.of(new Operation.Copy(guid(), ACCOUNT, "", "")), submission);
    }

    Operation.Enqueue enqueue() {
        return new Operation.Enqueue(
                TIME,
                guid(),
                body(),
                Optional.empty(),
                true,
                false,
                false,
                Operation.DsnWish.NONE,
                new Operation.Provenance("", ""),
                List.of(new Operation.QueuedRecipient(new EmailAddress("bob", "elsewhere.test"), "", "")),
                Optional.empty());
    }

    private static Body body() {
        byte[] octets = "text".getBytes(StandardCharsets.US_ASCII);
        return new Body.Inline(Arrays.copyOf(octets, octets.length), Sha256.over(octets), 0);
    }

    @Override
    public boolean exists(AccountName account) {
        return account.equals(ACCOUNT);
    }

    @Override
    public Optional<String> folder(AccountName account, Guid guid) {
        return Optional.ofNullable(messages.get(guid));
    }

    @Override
    public boolean hasFolder(AccountName account, String folder) {
        return folders.contains(folder);
    }

    @Override
    public void appended(JournalEntry entry) {
        append(entry);
    }
}
