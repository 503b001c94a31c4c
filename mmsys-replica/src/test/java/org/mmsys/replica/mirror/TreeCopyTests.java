package org.mmsys.replica.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmsys.replica.mirror.MirrorHouse.account;
import static org.mmsys.replica.mirror.MirrorHouse.assertEqual;
import static org.mmsys.replica.mirror.MirrorHouse.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.maildir.CopyMarker;
import org.mmsys.replica.node.TreeFill;
import org.mmsys.wire.address.AccountName;

/** An empty, old or damaged disk becomes what the other half's is, while that one goes on. */
final class TreeCopyTests {
    @TempDir
    Path place;

    private MirrorHouse source;
    private MirrorHouse sink;
    private Loopback wire;

    @BeforeEach
    void open() throws IOException {
        source = new MirrorHouse(place.resolve("source"), 1);
        sink = new MirrorHouse(place.resolve("sink"), 9);
        wire = new Loopback(new MirrorService(source.applier, source.data, source, 0));
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        source.close();
        sink.close();
    }

    private LogMark copy() throws Exception {
        try (TreeCopy copy = new TreeCopy(() -> sink.applier, sink.data, wire, sink)) {
            return copy.once(() -> true);
        }
    }

    private static byte[] large(String text) {
        return mail(text + "x".repeat(200_000));
    }

    private void someMail() throws Exception {
        for (int i = 0; i < 30; i++) {
            source.deliver(i % 10 == 0 ? large("m" + i) : mail("m" + i), account("u" + i % 5), account("ann"));
        }
        source.append(new Operation.MakeFolder(account("ann"), ".Work"));
        source.append(new Operation.MakeFolder(account("ann"), ".Work.Deep"));
        List<Guid> inbox = source.inbox(account("ann"));
        source.append(new Operation.Move(account("ann"), "", ".Work", inbox.subList(0, 5)));
        source.append(new Operation.Move(account("ann"), "", ".Work.Deep", inbox.subList(5, 8)));
        source.append(new Operation.Flag(account("ann"), "", inbox.subList(8, 12), "S", ""));
        source.append(new Operation.Flag(account("ann"), ".Work", inbox.subList(0, 2), "FS", ""));
        Files.createDirectories(source.data.resolve("queue"));
        Files.write(
                source.data.resolve("queue").resolve(source.guids().next().at(0).text()), large("queued"));
    }

    @Test
    void fillsAnEmptyDisk() throws Exception {
        someMail();
        LogMark mark = copy();

        assertThat(mark.sequence()).isEqualTo(source.sequence());
        assertEqual(source, sink);
        assertThat(CopyMarker.present(sink.data)).isFalse();
        assertThat(sink.inbox(account("ann"))).isEqualTo(source.inbox(account("ann")));
        try (Maildrop maildrop = sink.maildrop(account("ann"))) {
            assertThat(maildrop.openFolder(FolderName.ofPath("Work").orElseThrow()))
                    .isTrue();
            assertThat(maildrop.messages()).hasSize(5);
        }
        source.deliver(mail("later"), account("ann"));
        sink.follow(source);
        assertEqual(source, sink);
        assertSameDigests();
    }

    private void assertSameDigests() throws Exception {
        source.append(new Operation.ScrubMark(1));
        sink.follow(source);
        assertThat(sink.applier.marks().await(1, 0).orElseThrow().digests().root())
                .isEqualTo(source.applier
                        .marks()
                        .await(1, 0)
                        .orElseThrow()
                        .digests()
                        .root())
                .matches(sum -> sum.known() && sum.messages() > 0);
    }

    @Test
    void keepsWhatIsThereAndPutsAwayWhatIsNot() throws Exception {
        someMail();
        copy();
        AccountName ann = account("ann");
        List<Path> files = sink.files(ann);
        Files.writeString(files.get(0), "damaged", StandardCharsets.US_ASCII);
        Files.delete(files.get(1));
        Files.move(
                files.get(2),
                sink.maildir(ann).resolve("cur").resolve(files.get(2).getFileName() + ":2,T"));
        Files.writeString(
                sink.maildir(ann).resolve("new").resolve("12345.foreign"), "foreign", StandardCharsets.US_ASCII);
        Path kept = files.get(5);
        Object inode = Files.getAttribute(kept, "unix:ino");
        sink.deliver(mail("never acknowledged"), account("lost"), ann);
        source.append(new Operation.Expunge(ann, "", source.inbox(ann).subList(0, 1)));

        copy();

        assertEqual(source, sink);
        assertThat(Files.getAttribute(kept, "unix:ino")).isEqualTo(inode);
        Path quarantine = sink.data.resolve("quarantine/here.test");
        assertThat(quarantine.resolve("ann/12345.foreign")).hasContent("foreign");
        assertThat(quarantine.resolve("lost/lost/Maildir/new")).isNotEmptyDirectory();
        assertSameDigests();
    }

    @Test
    void theLogFromTheMarkOnBringsBothToTheSameWhateverHappensMeanwhile() throws Exception {
        for (int i = 0; i < 8; i++) {
            source.append(new Operation.MakeFolder(account("u" + i), ".A"));
        }
        SplittableRandom random = new SplittableRandom(4711);
        for (int i = 0; i < 400; i++) {
            change(random);
        }
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> {
            int done = 0;
            while (!stop.get() || done < 50) {
                change(random);
                done++;
            }
            return done;
        });
        for (int round = 0; round < 6; round++) {
            copy();
            sink.follow(source);
        }
        stop.set(true);
        load.get(60, TimeUnit.SECONDS);
        copy();
        load(random, 100);
        sink.follow(source);

        assertEqual(source, sink);
        assertSameDigests();
    }

    private void load(SplittableRandom random, int changes) {
        for (int i = 0; i < changes; i++) {
            change(random);
        }
    }

    private void change(SplittableRandom random) {
        try {
            AccountName account = account("u" + random.nextInt(8));
            int what = random.nextInt(20);
            String from = random.nextBoolean() ? "" : ".A";
            if (what < 10) {
                source.deliver(what == 0 ? large("r") : mail("r" + random.nextInt()), account, account("u0"));
                return;
            }
            List<Guid> all = source.inbox(account);
            List<Guid> one = all.isEmpty() ? List.of() : List.of(all.get(random.nextInt(all.size())));
            switch (what) {
                case 10, 11, 12 -> source.append(new Operation.Expunge(account, from, one));
                case 13, 14, 15 -> source.append(new Operation.Move(account, "", ".A", one));
                case 16 -> {
                    source.append(new Operation.RenameFolder(account, ".A", ".B"));
                    source.append(new Operation.MakeFolder(account, ".A"));
                    source.append(new Operation.RenameFolder(account, ".B", ".C"));
                    source.append(new Operation.DropFolder(account, ".C"));
                }
                default -> source.append(new Operation.Flag(account, from, one, "S", "F"));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isMarkedUntilAllIsInPlaceAndGoesOnWhereItWasCut() throws Exception {
        someMail();
        sink.failsToReplace = true;
        assertThatThrownBy(this::copy).isInstanceOf(IOException.class);
        assertThat(CopyMarker.present(sink.data)).isTrue();
        Path kept = sink.files(account("ann")).get(3);
        Object inode = Files.getAttribute(kept, "unix:ino");
        Path segment = Files.writeString(sink.data.resolve("journal/0000000000000001.log"), "old");
        assertThat(CopyMarker.abandonHalfCopy(sink.data)).isTrue();
        assertThat(segment).doesNotExist();

        sink.failsToReplace = false;
        copy();

        assertThat(CopyMarker.present(sink.data)).isFalse();
        assertThat(CopyMarker.abandonHalfCopy(sink.data)).isFalse();
        assertThat(Files.getAttribute(kept, "unix:ino")).isEqualTo(inode);
        assertEqual(source, sink);
    }

    private record Order(BooleanSupplier wish, Consumer<LogMark> told) implements TreeFill.Order {
        @Override
        public boolean stands() {
            return wish.getAsBoolean();
        }

        @Override
        public void installed(LogMark base) {
            told.accept(base);
        }
    }

    @Test
    void goesOnAfterTheConnectionIsCutAndEndsWithItsRound() throws Exception {
        someMail();
        sink.failsToReplace = true;
        AtomicBoolean stands = new AtomicBoolean(true);
        CompletableFuture<LogMark> installed = new CompletableFuture<>();
        try (TreeCopy copy = new TreeCopy(() -> sink.applier, sink.data, wire, sink)) {
            copy.wanted(new Order(stands::get, mark -> {
                throw new IllegalStateException("an old round was installed");
            }));
            wire.cut();
            stands.set(false);
            sink.failsToReplace = false;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!installed.isDone() && System.nanoTime() - end < 0) {
                copy.wanted(new Order(() -> true, installed::complete)); // as the pair does, every now and then
                Thread.onSpinWait();
            }
            assertThat(installed.get(1, TimeUnit.SECONDS).sequence()).isEqualTo(source.sequence());
        }
        assertEqual(source, sink);
    }

    @Test
    void twentyThousandSmallMessages(TestReporter reporter) throws Exception {
        for (int i = 0; i < 20_000; i++) {
            source.deliver(mail("m" + i), account("u" + i % 100));
        }
        long begun = System.nanoTime();
        copy();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        reporter.publishEntry("messages copied a second", String.valueOf(20_000_000L / Math.max(1, millis)));
        assertEqual(source, sink);
    }
}
