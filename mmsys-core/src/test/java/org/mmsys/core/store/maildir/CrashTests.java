package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mmsys.core.store.maildir.CrashHouse.ANN;
import static org.mmsys.core.store.maildir.CrashHouse.BOB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Operation;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.wire.address.AccountName;

/**
 * Journal and store together: the machine goes down at a file operation, and what was acknowledged must be there after it.
 *
 * <p>Every so many operations in the suite; {@code -Dmmsys.crash.step=1} takes each.
 */
final class CrashTests {
    private static final int STEP = Integer.getInteger("mmsys.crash.step", 23);

    @TempDir
    Path scratch;

    /** One thing a client does; the next begins when it is acknowledged. */
    private record Act(Does does, CrashModel.Change change) {}

    private interface Does {
        void in(CrashHouse house) throws Exception;
    }

    private static List<Act> script() {
        List<Act> acts = new ArrayList<>();
        acts.add(new Act(house -> house.apply(created(ANN)), model -> {}));
        acts.add(new Act(house -> house.apply(created(BOB)), model -> {}));
        for (String text : List.of("a", "b", "c")) {
            acts.add(deliver(text));
        }
        acts.add(new Act(house -> house.deliver("d", ANN, BOB), model -> {
            model.put(ANN, "INBOX", "d", "");
            model.put(BOB, "INBOX", "d", "");
        }));
        acts.add(new Act(house -> house.deliverLarge("e", ANN), model -> model.put(ANN, "INBOX", "e", "")));
        acts.add(make("Work"));
        acts.add(new Act(
                house -> house.update(ANN, "INBOX", List.of("a"), List.of("b"), "Work", List.of("c")), model -> {
                    model.remove(ANN, "INBOX", "a");
                    model.remove(ANN, "INBOX", "b");
                    model.put(ANN, "Work", "b", "");
                    model.put(ANN, "INBOX", "c", "S");
                }));
        acts.add(checkpoint());
        acts.add(deliver("f"));
        acts.add(make("Old"));
        acts.add(move("INBOX", "f", "Old"));
        acts.add(rename("Work", "Archive"));
        acts.add(new Act(
                house -> house.putForeign(ANN, "1600000000.M1.mutt", "g\n"),
                model -> model.put(ANN, "INBOX", "g", "")));
        acts.add(checkpoint());
        acts.add(rename("Archive", "Third"));
        acts.add(rename("Old", "Archive"));
        acts.add(rename("Third", "Old"));
        acts.add(move("Archive", "f", "INBOX"));
        acts.add(new Act(house -> house.dropFolder(ANN, "Archive"), model -> model.drop(ANN, "Archive")));
        acts.add(make("Archive"));
        acts.add(delete("INBOX", "e"));
        acts.add(delete("INBOX", "d"));
        acts.add(move("Old", "b", "Archive"));
        acts.add(new Act(house -> house.deliverLarge("h", ANN, BOB), model -> {
            model.put(ANN, "INBOX", "h", "");
            model.put(BOB, "INBOX", "h", "");
        }));
        acts.add(checkpoint());
        acts.add(deliver("i"));
        acts.add(delete("INBOX", "i"));
        acts.add(new Act(
                house -> house.apply(new Operation.DeleteAccount(CrashHouse.NOW, BOB, "bob-1")),
                model -> model.forget(BOB)));
        acts.add(new Act(house -> house.apply(created(BOB)), model -> {}));
        acts.add(new Act(house -> house.deliver("j", BOB), model -> model.put(BOB, "INBOX", "j", "")));
        acts.add(new Act(CrashHouse::close, model -> {}));
        return acts;
    }

    private static Operation created(AccountName account) {
        return new Operation.CreateAccount(CrashHouse.NOW, account, "v", "");
    }

    private static Act deliver(String text) {
        return new Act(house -> house.deliver(text, ANN), model -> model.put(ANN, "INBOX", text, ""));
    }

    private static Act make(String folder) {
        return new Act(house -> house.makeFolder(ANN, folder), model -> model.make(ANN, folder));
    }

    private static Act rename(String from, String to) {
        return new Act(house -> house.renameFolder(ANN, from, to), model -> model.rename(ANN, from, to));
    }

    private static Act move(String from, String text, String to) {
        return new Act(house -> house.update(ANN, from, List.of(), List.of(text), to, List.of()), model -> {
            model.put(ANN, to, text, model.flags(ANN, from, text));
            model.remove(ANN, from, text);
        });
    }

    private static Act delete(String folder, String text) {
        return new Act(
                house -> house.update(ANN, folder, List.of(text), List.of(), "INBOX", List.of()),
                model -> model.remove(ANN, folder, text));
    }

    private static Act checkpoint() {
        return new Act(CrashHouse::checkpoint, model -> {});
    }

    @Test
    void scriptEndsAsItShouldWithoutAnyCrash() throws Exception {
        CrashModel model = new CrashModel();
        CrashHouse house = CrashHouse.open(Files.createDirectory(scratch.resolve("data")));
        for (Act act : script()) {
            act.does().in(house);
            act.change().apply(model);
        }
        assertThat(reopened(scratch.resolve("data"))).isEqualTo(model);
    }

    /** A peer whose message got no 250 sends it again after the crash: it is there once then, whatever had happened. */
    @ParameterizedTest
    @EnumSource(CrashMode.class)
    void mailOfAPeerIsStoredOnceWhereverTheMachineGoesDown(CrashMode mode) throws Exception {
        Guid queueId = Guid.of(2, 1, 0, 9, 1, 0);
        boolean crashed = true;
        for (long point = 1; crashed; point += 3) {
            Path real = Files.createDirectory(scratch.resolve("peer-" + point));
            FaultyFileSystem disk = FaultyFileSystem.over(real);
            disk.crashAt(point, point % 3 / 2.0);
            try {
                CrashHouse house = CrashHouse.open(disk.root());
                for (Does does : fromPeer(queueId)) {
                    if (!CrashHouse.done(does::in, house)) {
                        break;
                    }
                }
                house.abandon();
            } catch (IOException whileOpening) {
                assertThat(disk.crashed()).isTrue();
            }
            crashed = disk.crashed();
            Path left = Files.createDirectory(scratch.resolve("peer-left-" + point));
            if (crashed) {
                disk.crashState(mode, point, left);
                storesOnce(left, queueId, mode + " at operation " + point);
            }
        }
    }

    private static List<Does> fromPeer(Guid queueId) {
        return List.of(
                house -> house.deliverFromPeer(queueId, "p", ANN),
                CrashHouse::checkpoint,
                house -> house.deliverFromPeer(queueId, "p", ANN, BOB),
                CrashHouse::checkpoint,
                house -> house.deliverFromPeer(queueId, "p", BOB),
                CrashHouse::checkpoint,
                CrashHouse::close);
    }

    private static void storesOnce(Path data, Guid queueId, String what) throws Exception {
        CrashHouse house = CrashHouse.open(data);
        try {
            house.deliverFromPeer(queueId, "p", ANN, BOB);
            CrashModel found = house.look();
            assertThat(found.guids().keySet()).as(what).containsExactlyInAnyOrder(ANN + " p", BOB + " p");
        } finally {
            house.close();
        }
    }

    @ParameterizedTest
    @EnumSource(CrashMode.class)
    void everythingAcknowledgedSurvivesACrashAtAnyOperation(CrashMode mode) throws Exception {
        long point = mode == CrashMode.PROCESS_KILL ? 1 : mode == CrashMode.POWER_LOSS ? 8 : 16;
        while (survives(mode, point)) {
            point += STEP;
        }
        assertThat(point).as("operations in the script").isGreaterThan(300);
    }

    private boolean survives(CrashMode mode, long point) throws Exception {
        try {
            return crashed(mode, point);
        } catch (AssertionError failed) {
            throw new AssertionError(mode + " at operation " + point, failed);
        }
    }

    /** Runs the script until it crashes at that operation; false if it came to its end before. */
    private boolean crashed(CrashMode mode, long point) throws Exception {
        Path real = Files.createDirectory(scratch.resolve("real-" + point));
        FaultyFileSystem disk = FaultyFileSystem.over(real);
        disk.crashAt(point, point % 3 / 2.0);
        CrashModel before = new CrashModel();
        CrashModel after = new CrashModel();
        boolean crashed = false;
        try {
            CrashHouse house = CrashHouse.open(disk.root());
            for (Act act : script()) {
                act.change().apply(after);
                if (!CrashHouse.done(act.does()::in, house)) {
                    crashed = true;
                    break;
                }
                act.change().apply(before);
            }
            house.abandon();
            before.guids().putAll(house.guids());
        } catch (IOException whileOpening) {
            crashed = true;
        }
        if (!crashed) {
            assertThat(disk.crashed()).isFalse();
            return false;
        }
        assertThat(disk.crashed()).as("point %s", point).isTrue();
        Path left = scratch.resolve("left-" + point);
        disk.crashState(mode, point, Files.createDirectory(left));
        CrashModel found = reopened(left);
        assertThat(found).as("%s at operation %s", mode, point).isIn(before, after);
        before.guids().forEach((text, guid) -> {
            if (found.guids().containsKey(text)) {
                assertThat(found.guids()).as("%s at operation %s", mode, point).containsEntry(text, guid);
            }
        });
        CrashModel again = reopened(left);
        assertThat(again).as("reopened again, %s at operation %s", mode, point).isEqualTo(found);
        assertThat(again.guids()).isEqualTo(found.guids());
        return true;
    }

    private static CrashModel reopened(Path data) throws Exception {
        CrashHouse house = CrashHouse.open(data);
        try {
            assertThat(house.journal().health().damages()).isEmpty();
            return house.look();
        } finally {
            house.close();
        }
    }
}
