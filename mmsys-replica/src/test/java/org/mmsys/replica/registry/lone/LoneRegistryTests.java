package org.mmsys.replica.registry.lone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmsys.replica.registry.lone.LoneHalves.KEY;
import static org.mmsys.replica.registry.lone.LoneHalves.cas;
import static org.mmsys.replica.registry.lone.LoneHalves.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Versioned;

/** One vote, two halves: crashes between the steps of its handover, lost answers, empty disks, orders. */
class LoneRegistryTests {
    private static final Change APPLIED = new Change.Applied();

    @TempDir
    Path directory = Path.of("");

    private LoneHalves halves = new LoneHalves(Path.of(""), value -> true);

    @BeforeEach
    void open() throws IOException {
        // a record that begins with b belongs to B
        halves = new LoneHalves(directory, value -> value.length == 0 || value[0] != 'b');
        halves.openBoth();
    }

    @AfterEach
    void atMostOneHasIt() {
        halves.close();
        assertThat(halves.a().holds(KEY) && halves.b().holds(KEY)).isFalse();
        assertThat(halves.failures()).isEmpty();
    }

    private static Reading found(long version, String value) {
        return new Reading.Found(new Versioned(version, value.getBytes(US_ASCII)));
    }

    private static Change conflict(long version, String value) {
        return new Change.Conflict(Optional.of(new Versioned(version, value.getBytes(US_ASCII))));
    }

    /** Founded at A, with the vote at B. */
    private void givenToB() {
        assertThat(cas(halves.a(), 0, "a alone")).isEqualTo(APPLIED);
        assertThat(cas(halves.a(), 1, "a both")).isEqualTo(APPLIED);
        assertThat(cas(halves.a(), 2, "b keeps")).isEqualTo(APPLIED);
        assertThat(halves.b().holds(KEY)).isTrue();
    }

    @Test
    void isFoundedOnlyWhenBothHaveNothing() {
        halves.cut(true);
        assertThat(cas(halves.a(), 0, "a alone")).isInstanceOf(Change.Unknown.class);
        assertThat(read(halves.a())).isInstanceOf(Reading.Unavailable.class);
        assertThat(read(halves.b())).isInstanceOf(Reading.Unavailable.class);
        halves.heal();
        assertThat(read(halves.b())).isEqualTo(new Reading.Absent());
        assertThat(cas(halves.a(), 0, "a alone")).isEqualTo(APPLIED);
        assertThat(halves.a().holds(KEY)).isTrue();
    }

    @Test
    void whoeverHasTheVoteGoesOnAloneAndTheOtherDoesNot() {
        givenToB();
        halves.cut(true);
        assertThat(read(halves.b())).isEqualTo(found(3, "b keeps"));
        assertThat(cas(halves.b(), 3, "b goes on")).isEqualTo(APPLIED);
        assertThat(read(halves.a())).isInstanceOf(Reading.Unavailable.class);
        assertThat(cas(halves.a(), 3, "a goes on")).isInstanceOf(Change.Unknown.class);
        halves.heal();
        assertThat(read(halves.a())).isEqualTo(found(4, "b goes on"));
        assertThat(cas(halves.a(), 3, "a goes on")).isEqualTo(conflict(4, "b goes on"));
    }

    @Test
    void theOneWithoutItMayHaveItChangedAndGetsTheVoteWithThat() {
        givenToB();
        assertThat(cas(halves.a(), 3, "a alone again")).isEqualTo(APPLIED);
        assertThat(halves.a().holds(KEY)).isTrue();
        halves.cut(true);
        assertThat(read(halves.a())).isEqualTo(found(4, "a alone again"));
        assertThat(cas(halves.b(), 4, "b")).isInstanceOf(Change.Unknown.class);
    }

    /** The giver dies after the first step: nobody has the vote until both meet, and then the heir. */
    @Test
    void giverDiesBetweenTheSteps() throws Exception {
        assertThat(cas(halves.a(), 0, "a alone")).isEqualTo(APPLIED);
        halves.cutAfter(1); // the disk of the heir is asked for, the gift does not arrive
        assertThat(cas(halves.a(), 1, "b keeps")).isInstanceOf(Change.Unknown.class);
        assertThat(read(halves.a())).isInstanceOf(Reading.Unavailable.class);
        halves.down(true);
        halves.open(true);
        assertThat(read(halves.a())).isInstanceOf(Reading.Unavailable.class);
        assertThat(read(halves.b())).isInstanceOf(Reading.Unavailable.class);
        assertThat(cas(halves.a(), 1, "a after all")).isInstanceOf(Change.Unknown.class);
        halves.heal();
        assertThat(read(halves.b())).isEqualTo(found(2, "b keeps"));
        assertThat(halves.b().holds(KEY)).isTrue();
    }

    @Test
    void giftArrivesWithAnyQuestionOrAnswer() {
        assertThat(cas(halves.a(), 0, "a alone")).isEqualTo(APPLIED);
        halves.cutAfter(1);
        assertThat(cas(halves.a(), 1, "b keeps")).isInstanceOf(Change.Unknown.class);
        halves.heal();
        assertThat(cas(halves.a(), 2, "b keeps it")).isEqualTo(APPLIED); // a question of the giver
        assertThat(halves.b().holds(KEY)).isTrue();

        halves.loseAnswers(true); // B gives, and A does not hear of it
        assertThat(cas(halves.a(), 3, "a alone")).isInstanceOf(Change.Unknown.class);
        halves.heal();
        assertThat(halves.a().holds(KEY) || halves.b().holds(KEY)).isFalse();
        assertThat(read(halves.b())).isEqualTo(found(4, "a alone")); // a question of the giver
        assertThat(halves.a().holds(KEY)).isTrue();
    }

    @Test
    void answerThatIsLostIsFoundOutByReading() {
        givenToB();
        halves.loseAnswers(true);
        assertThat(cas(halves.a(), 3, "b, for a")).isInstanceOf(Change.Unknown.class);
        halves.heal();
        assertThat(cas(halves.a(), 3, "b, for a")).isEqualTo(conflict(4, "b, for a"));
    }

    @Test
    void giftThatWasTakenIsNotTakenAgain() throws Exception {
        assertThat(cas(halves.a(), 0, "a alone")).isEqualTo(APPLIED);
        assertThat(cas(halves.a(), 1, "b keeps")).isEqualTo(APPLIED);
        Path old = directory.resolve("votes-a-when-given");
        Files.copy(halves.file(true), old);
        assertThat(cas(halves.b(), 2, "a alone")).isEqualTo(APPLIED);
        halves.down(true);
        Files.copy(old, halves.file(true), StandardCopyOption.REPLACE_EXISTING);
        halves.open(true);
        // A, from an old image, shows its gift of version 2 again; the newer one comes back to it
        assertThat(read(halves.b())).isEqualTo(found(3, "a alone"));
        assertThat(halves.b().holds(KEY)).isFalse();
        assertThat(halves.a().holds(KEY)).isTrue();
    }

    @Test
    void emptyDiskInheritsNothing() throws Exception {
        givenToB();
        halves.cut(true);
        assertThat(cas(halves.b(), 3, "b took over")).isEqualTo(APPLIED);
        halves.wipe(false);
        halves.heal();
        halves.open(false);
        assertThat(read(halves.a())).isEqualTo(new Reading.Unavailable(ReadTalk.LOST));
        assertThat(read(halves.b())).isEqualTo(new Reading.Unavailable(ReadTalk.LOST));
        assertThat(cas(halves.a(), 3, "a goes on")).isInstanceOf(Change.Unknown.class);
        assertThat(cas(halves.b(), 0, "b begins anew")).isInstanceOf(Change.Unknown.class);
        assertThat(halves.a().trouble()).contains("force-primary");
    }

    @Test
    void emptyDiskOfTheFounderFoundsNothing() throws Exception {
        givenToB();
        halves.wipe(true);
        halves.open(true);
        assertThat(read(halves.a())).isEqualTo(found(3, "b keeps"));
        assertThat(cas(halves.a(), 0, "a begins anew")).isEqualTo(conflict(3, "b keeps"));
        halves.cut(true);
        halves.wipe(true);
        halves.open(true);
        assertThat(cas(halves.a(), 0, "a begins anew")).isInstanceOf(Change.Unknown.class);
    }

    @Test
    void orderGivesTheVoteAndTheOtherYieldsWhenTheyMeet() throws Exception {
        givenToB();
        halves.down(false);
        assertThat(read(halves.a())).isInstanceOf(Reading.Unavailable.class);
        assertThat(halves.a().known(KEY)).contains(new Versioned(3, "b keeps".getBytes(US_ASCII)));
        halves.a().force(KEY, "a by order".getBytes(US_ASCII));
        Versioned forced = halves.a().known(KEY).orElseThrow();
        assertThat(read(halves.a())).isEqualTo(new Reading.Found(forced));

        halves.open(false); // it asks before it uses its old vote
        assertThat(read(halves.b())).isEqualTo(new Reading.Found(forced));
        assertThat(halves.b().holds(KEY)).isFalse();
        assertThat(cas(halves.b(), 3, "b goes on")).isEqualTo(new Change.Conflict(Optional.of(forced)));
        assertThat(cas(halves.a(), forced.version(), "b keeps")).isEqualTo(APPLIED);
        assertThat(halves.b().holds(KEY)).isTrue();
    }

    @Test
    void oldImageIsFoundOutWhenTheHalvesMeet() throws Exception {
        givenToB();
        Path old = directory.resolve("votes-b-old");
        Files.copy(halves.file(false), old);
        assertThat(cas(halves.b(), 3, "a alone")).isEqualTo(APPLIED);
        halves.down(false);
        Files.copy(old, halves.file(false), StandardCopyOption.REPLACE_EXISTING);
        halves.open(false);
        assertThat(halves.b().holds(KEY)).isTrue(); // it does not know better
        assertThat(cas(halves.b(), 3, "b took over")).isEqualTo(conflict(4, "a alone"));
        assertThat(halves.b().holds(KEY)).isFalse();
    }

    @Test
    void watchersOfBothHalvesAreTold() {
        int[] hints = new int[2];
        halves.a().watch(KEY, () -> hints[0]++);
        halves.b().watch(KEY, () -> hints[1]++);
        givenToB();
        assertThat(hints[1]).isPositive();
        hints[0] = 0;
        assertThat(cas(halves.b(), 3, "a alone")).isEqualTo(APPLIED);
        assertThat(hints[0]).isPositive();
    }

    @Test
    void oneDiskForBothHalvesIsRefused() throws Exception {
        givenToB();
        halves.down(false);
        Files.copy(halves.file(true), halves.file(false), StandardCopyOption.REPLACE_EXISTING);
        halves.open(false);
        assertThat(read(halves.b())).isInstanceOf(Reading.Unavailable.class);
        assertThat(read(halves.a())).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void damagedFileIsRefusedAndNotBegunAnew() throws Exception {
        givenToB();
        halves.down(false);
        byte[] octets = Files.readAllBytes(halves.file(false));
        for (int i = 0; i < octets.length; i++) {
            byte[] damaged = octets.clone();
            damaged[i] ^= 4;
            Files.write(halves.file(false), damaged);
            assertThatThrownBy(() -> halves.open(false)).isInstanceOf(IOException.class);
        }
        Files.write(halves.file(false), octets);
        halves.open(false);
    }

    @Test
    void strangeQuestionsAreRefused() {
        givenToB();
        for (byte[] strange : new byte[][] {{}, {1, 2, 3}, new byte[100], new byte[100_000]}) {
            assertThatThrownBy(() -> halves.b().answer(strange)).isInstanceOf(IOException.class);
        }
        assertThat(read(halves.a())).isEqualTo(found(3, "b keeps"));
    }
}
