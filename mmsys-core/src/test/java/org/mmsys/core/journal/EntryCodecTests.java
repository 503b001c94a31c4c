package org.mmsys.core.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmsys.wire.address.AccountName;

class EntryCodecTests {
    private static final AccountName ANN = Entries.ANN;
    private static final Sha256 DIGEST = Sha256.over(new byte[] {1});
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789012345Z");

    static Stream<Operation> operations() {
        return Stream.of(
                new Operation.Epoch(7, "s1/primary", -5),
                new Operation.Deliver(
                        TIME,
                        "s1/primary",
                        new Body.Inline("From: a\r\n\r\nb\r\n".getBytes(US_ASCII), DIGEST, 3),
                        List.of(
                                new Operation.Copy(Entries.guid(0), ANN, "", ""),
                                new Operation.Copy(
                                        Entries.guid(65_535), new AccountName("bob", "x.test"), ".A&AOQ-", "FS")),
                        Optional.of(DIGEST)),
                new Operation.Deliver(
                        Instant.EPOCH,
                        "",
                        new Body.Spooled("b-1.eml", 1L << 40, DIGEST, 100),
                        List.of(),
                        Optional.empty()),
                new Operation.Adopt(
                        TIME, "s1/primary", Entries.guid(9), ANN, ".Sent", "RS", 12_345, DIGEST, "1.M2.h\u00e4:2,S"),
                new Operation.Expunge(ANN, "", List.of(Entries.guid(1), Entries.guid(2))),
                new Operation.Move(ANN, ".a", ".b", List.of(Entries.guid(3))),
                new Operation.Flag(ANN, ".a", List.of(), "S", "F"),
                new Operation.MakeFolder(ANN, ".a"),
                new Operation.RenameFolder(ANN, ".a", ".b"),
                new Operation.DropFolder(ANN, ".a"),
                new Operation.CreateAccount(TIME, ANN, "SCRAM-SHA-256$210000:x", "request"),
                new Operation.ChangePassword(TIME, ANN, "verifier"),
                new Operation.DeleteAccount(Instant.MIN, ANN, "grave"),
                new Operation.Seeded(DIGEST),
                new Operation.Confirmed(List.of(DIGEST, Sha256.over(new byte[0]))),
                new Operation.Deliver(
                        TIME,
                        "s1/primary",
                        new Body.Spooled("b-2", 5, DIGEST, 0),
                        List.of(new Operation.Copy(Entries.guid(2), ANN, "", "")),
                        Optional.empty(),
                        Optional.of(new Origin("s2", Entries.guid(8)))),
                Entries.enqueue(new Body.Spooled("b-3", 70_000, DIGEST, 60)),
                new Operation.Enqueue(
                        Instant.EPOCH,
                        Entries.guid(11),
                        new Body.Inline("From: b\r\n\r\n".getBytes(US_ASCII), DIGEST, 0),
                        Optional.empty(),
                        false,
                        false,
                        true,
                        Operation.DsnWish.NONE,
                        new Operation.Provenance("", ""),
                        List.of(),
                        Optional.of(DIGEST)),
                new Operation.Claim(TIME, Entries.guid(12), List.of(0, 3, 1000)),
                new Operation.Done(TIME, Entries.guid(13), List.of(), "250 2.0.0 \u00fcbernommen"),
                new Operation.Warned(Entries.guid(14)),
                new Operation.Hold(Entries.guid(15), true),
                new Operation.Reserve(TIME, ANN, "s3", "request", Duration.ofSeconds(30)),
                new Operation.Confirm(ANN, "s3", false),
                new Operation.Homes("s2", List.of(NameKey.of(ANN), new NameKey(-1, 0)), List.of(), true),
                new Operation.ScrubMark(1L << 40));
    }

    private static JournalEntry all() {
        return new JournalEntry(operations().toList());
    }

    /** Records with arrays have no equality of their own. */
    private static String shown(JournalEntry entry) {
        StringBuilder text = new StringBuilder();
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver deliver && deliver.body() instanceof Body.Inline inline) {
                text.append(Arrays.toString(inline.octets()))
                        .append(inline.prefixLength())
                        .append(inline.sha256())
                        .append(deliver.time())
                        .append(deliver.node())
                        .append(deliver.copies())
                        .append(deliver.submission())
                        .append(deliver.origin());
            } else if (operation instanceof Operation.Enqueue queued && queued.body() instanceof Body.Inline inline) {
                text.append(Arrays.toString(inline.octets()))
                        .append(inline.prefixLength())
                        .append(inline.sha256())
                        .append(queued.id())
                        .append(queued.sender())
                        .append(queued.recipients())
                        .append(queued.submission());
            } else {
                text.append(operation);
            }
            text.append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void comesBackAsItWas(Operation operation) throws CorruptEntryException {
        JournalEntry entry = JournalEntry.of(operation);
        assertThat(shown(EntryCodec.fromBytes(EntryCodec.toBytes(entry)))).isEqualTo(shown(entry));
    }

    @Test
    void everyKindIsTested() {
        assertThat(operations().map(Object::getClass).distinct().count())
                .isEqualTo(Operation.class.getPermittedSubclasses().length);
    }

    @Test
    void manyOperationsComeBack() throws CorruptEntryException {
        assertThat(shown(EntryCodec.fromBytes(EntryCodec.toBytes(all())))).isEqualTo(shown(all()));
    }

    @Test
    void whatIsCutOffIsRefused() {
        byte[] whole = EntryCodec.toBytes(all());
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> EntryCodec.fromBytes(part)).isInstanceOf(CorruptEntryException.class);
        }
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> EntryCodec.fromBytes(more)).isInstanceOf(CorruptEntryException.class);
    }

    @Test
    void damageGivesAnEntryOrAClearException() {
        byte[] whole = EntryCodec.toBytes(all());
        SplittableRandom random = new SplittableRandom(42);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            refused += decodes(damaged) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void noiseIsRefused() {
        SplittableRandom random = new SplittableRandom(43);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[4 + random.nextInt(60)];
            random.nextBytes(noise);
            Arrays.fill(noise, 0, 3, (byte) 0);
            noise[3] = (byte) random.nextInt(noise.length);
            noise[4 % noise.length] = EntryCodec.VERSION;
            decodes(noise);
        }
    }

    private static boolean decodes(byte[] octets) {
        try {
            EntryCodec.fromBytes(octets);
            return true;
        } catch (CorruptEntryException expected) {
            return false;
        }
    }

    @Test
    void bodyFilesStayInTheirDirectory() {
        for (String name : List.of("../x", "a/b", "", ".", "..", ".hidden", "x".repeat(300))) {
            JournalEntry entry = JournalEntry.of(Entries.deliver(new Body.Spooled(name, 1, DIGEST, 0)));
            assertThatIllegalArgumentException().isThrownBy(() -> EntryCodec.toBytes(entry));
        }
        byte[] good = EntryCodec.toBytes(JournalEntry.of(Entries.deliver(new Body.Spooled("aa_b", 1, DIGEST, 0))));
        String text = new String(good, java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] bad = text.replace("aa_b", "../b").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> EntryCodec.fromBytes(bad)).isInstanceOf(CorruptEntryException.class);
    }

    @Test
    void tooLargeAnEntryIsRefused() {
        byte[] half = new byte[EntryCodec.ENTRY_MAX / 2];
        Operation one = Entries.deliver(new Body.Inline(half, DIGEST, 0));
        Operation other = Entries.deliver(new Body.Inline(half, DIGEST, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> EntryCodec.encode(JournalEntry.of(one, other)));
    }

    @Test
    void bodyOfTwoOperationsStandsThereOnce() throws CorruptEntryException {
        Body body = new Body.Inline(new byte[1000], DIGEST, 10);
        JournalEntry entry = JournalEntry.of(Entries.deliver(body), Entries.enqueue(body));
        byte[] octets = EntryCodec.toBytes(entry);
        assertThat(octets.length).isLessThan(1500);
        assertThat(shown(EntryCodec.fromBytes(octets))).isEqualTo(shown(entry));
    }
}
