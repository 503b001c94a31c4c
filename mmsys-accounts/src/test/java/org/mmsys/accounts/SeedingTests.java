package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.accounts.SeedFile.Seed;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.AuthOutcome;

class SeedingTests {
    private final AccountsFixture house = new AccountsFixture();
    private final Seeding seeding = house.module.seeding();

    @TempDir
    private Path directory = Path.of(".");

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void readsTheSampleFile() throws IOException, InterruptedException {
        Path file = directory.resolve("seeds");
        Files.writeString(file, """
                # the accounts of the course

                ta:CIS505
                instructor@here.test:CIS505:s1
                cis505:CIS505:s2
                spaces:  a b  :s1
                """, StandardCharsets.UTF_8);
        SeedFile seeds = SeedFile.read(file, house.settings);

        assertThat(seeds.mistakes()).isEmpty();
        assertThat(seeds.seeds().stream().map(seed -> seed.account().local()))
                .containsExactly("ta", "instructor", "spaces");
        assertThat(seeding.apply(seeds, 2)).isEqualTo(3);
        assertThat(house.module.authenticator().password("TA", "CIS505", AccountsFixture.loopback()))
                .isEqualTo(new AuthOutcome.Granted(AccountsFixture.name("ta")));
        assertThat(house.module.authenticator().password("spaces", "  a b  ", AccountsFixture.loopback()))
                .isInstanceOf(AuthOutcome.Granted.class);
    }

    @Test
    void tellsAllMistakesWithTheirLinesAndNoPassword() {
        SeedFile seeds = parse(
                "ta",
                "ta:hunter22:s1:x",
                "a b:hunter22",
                "ta:",
                "x@other.test:hunter22",
                "bob:p\u0007q",
                "ok:hunter22",
                "OK:hunter22",
                "ann:hunter22: ");

        assertThat(seeds.mistakes()).hasSize(8);
        assertThat(seeds.mistakes().get(0)).startsWith("seeds:1: must be name:password");
        assertThat(seeds.mistakes().get(6)).startsWith("seeds:8: ok@here.test stands twice");
        assertThat(String.join("", seeds.mistakes())).doesNotContain("hunter22");
        assertThat(seeds.toString()).doesNotContain("hunter22");
        assertThat(seeds.seeds()).hasSize(1);
    }

    @Test
    void eachSeedHappensOnce() throws InterruptedException {
        SeedFile seeds = parse("ta:CIS505", "bob:CIS505");

        assertThat(seeding.pending(seeds)).hasSize(2);
        assertThat(seeding.apply(seeds, 2)).isEqualTo(2);
        assertThat(seeding.pending(seeds)).isEmpty();
        assertThat(seeding.apply(seeds, 2)).isZero();
        assertThat(house.journal.entries()).hasSize(2);
    }

    @Test
    void neverAgainAfterADeletion() throws InterruptedException {
        seeding.apply(parse("ta:CIS505"), 2);
        house.module.administration().delete("ta");

        assertThat(seeding.apply(parse("ta:CIS505"), 2)).isZero();
        assertThat(seeding.apply(parse("ta:another"), 2)).isZero();
        house.clock.advance(java.time.Duration.ofDays(200));
        assertThat(seeding.apply(parse("ta:CIS505:s1"), 2)).isZero();
        assertThat(house.store.size()).isZero();
    }

    @Test
    void accountsThatExistKeepTheirPassword() throws InterruptedException {
        house.account("ta", "mine alone");

        assertThat(seeding.apply(parse("ta:CIS505"), 2)).isZero();
        assertThat(house.module.authenticator().password("ta", "mine alone", AccountsFixture.loopback()))
                .isInstanceOf(AuthOutcome.Granted.class);
        house.module.administration().delete("ta");
        assertThat(seeding.pending(parse("ta:CIS505"))).isEmpty();
    }

    @Test
    void accountAndMarkStandInOneEntry() throws InterruptedException {
        seeding.apply(parse("ta:CIS505"), 1);

        List<Operation> operations = house.journal.entries().get(0).operations();
        assertThat(operations).hasSize(2);
        assertThat(operations.get(0)).isInstanceOf(Operation.CreateAccount.class);
        assertThat(operations.get(1)).isInstanceOf(Operation.Seeded.class);
    }

    @Test
    void keepsTheOrderOfTheFile() throws InterruptedException {
        List<String> lines =
                IntStream.range(0, 50).mapToObj(i -> "user" + i + ":secret").toList();
        SeedFile seeds = SeedFile.parse(lines, "seeds", house.settings);

        assertThat(seeding.apply(seeds, 3)).isEqualTo(50);
        assertThat(house.journal.entries().stream()
                        .map(entry ->
                                ((Operation.CreateAccount) entry.operations().get(0)).account()))
                .containsExactlyElementsOf(
                        seeds.seeds().stream().map(Seed::account).toList());
    }

    @Test
    void whatTheJournalRefusesStaysPending() throws InterruptedException {
        house.journal.refuse(Optional.of(Refusal.NO_SPACE));
        assertThat(seeding.apply(parse("ta:CIS505"), 1)).isZero();
        house.journal.refuse(Optional.empty());

        assertThat(seeding.apply(parse("ta:CIS505"), 1)).isEqualTo(1);
    }

    private SeedFile parse(String... lines) {
        return SeedFile.parse(List.of(lines), "seeds", house.settings);
    }
}
