package org.mmsys.replica.registry.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.mmsys.replica.registry.Versioned;
import org.mmsys.replica.registry.ratis.TableAnswer.Outcome;

class RecordTableTests {
    private static final UUID FIRST = new UUID(1, 1);

    private static CasCommand command(UUID token, long expected, String value) {
        return new CasCommand(token, "pair/s1", expected, value.getBytes(US_ASCII));
    }

    private static CasCommand command(long token, long expected, String value) {
        return command(new UUID(7, token), expected, value);
    }

    @Test
    void sameRequestIsCarriedOutOnceAndAnsweredAlike() {
        RecordTable table = new RecordTable();
        assertThat(table.apply(command(FIRST, 0, "one")).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(table.apply(command(FIRST, 0, "one")).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(table.read("pair/s1").record().map(Versioned::version)).contains(1L);
    }

    @Test
    void sameRequestIsAnsweredAlikeWhenOthersCameBetween() {
        RecordTable table = new RecordTable();
        table.apply(command(FIRST, 0, "one"));
        table.apply(command(2, 1, "two"));
        assertThat(table.apply(command(FIRST, 0, "one")).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(table.read("pair/s1").record().map(Versioned::version)).contains(2L);
    }

    /** A conflict was answered: it must stay one, even when the expected version comes about. */
    @Test
    void refusedRequestIsNotCarriedOutLater() {
        RecordTable table = new RecordTable();
        assertThat(table.apply(command(FIRST, 1, "early")).outcome()).isEqualTo(Outcome.CONFLICT);
        table.apply(command(2, 0, "one"));
        assertThat(table.apply(command(FIRST, 1, "early")))
                .isEqualTo(new TableAnswer(Outcome.CONFLICT, Optional.of(new Versioned(1, "one".getBytes(US_ASCII)))));
    }

    @Test
    void snapshotHoldsRecordsAndDecisions() throws Exception {
        RecordTable table = new RecordTable();
        table.apply(command(FIRST, 0, "one"));
        table.apply(command(2, 1, "two"));
        RecordTable copy = new RecordTable();
        copy.load(table.toBytes());
        assertThat(copy.read("pair/s1")).isEqualTo(table.read("pair/s1"));
        assertThat(copy.apply(command(FIRST, 0, "one")).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(copy.toBytes()).isEqualTo(table.toBytes());
    }

    @Test
    void damagedSnapshotIsRefusedAndChangesNothing() {
        RecordTable table = new RecordTable();
        table.apply(command(FIRST, 0, "one"));
        byte[] octets = table.toBytes();
        RecordTable other = new RecordTable();
        for (int i = 0; i < octets.length; i++) {
            byte[] damaged = octets.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> other.load(damaged)).isInstanceOf(IOException.class);
        }
        assertThat(other.size()).isZero();
    }

    @Test
    void oldDecisionsAreForgottenAlikeEverywhere() {
        RecordTable one = new RecordTable();
        RecordTable two = new RecordTable();
        for (int i = 0; i < 3000; i++) {
            one.apply(command(i, i, "v"));
            two.apply(command(i, i, "v"));
        }
        assertThat(one.toBytes()).isEqualTo(two.toBytes()).hasSizeLessThan(40_000);
    }

    @Test
    void tableThatIsFullRefusesNewKeysOnly() {
        RecordTable table = new RecordTable();
        for (int i = 0; i < 1000; i++) {
            table.apply(new CasCommand(new UUID(3, i), "key/" + i, 0, new byte[1]));
        }
        assertThat(table.apply(command(FIRST, 0, "one")).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(table.apply(new CasCommand(new UUID(4, 0), "key/0", 1, new byte[1]))
                        .outcome())
                .isEqualTo(Outcome.APPLIED);
    }

    @Test
    void commandsAndAnswersSurviveTheWire() throws Exception {
        CasCommand command = command(FIRST, 41, "value");
        CasCommand parsed = CasCommand.parse(command.toBytes());
        assertThat(parsed.toBytes()).isEqualTo(command.toBytes());
        TableAnswer answer = new TableAnswer(Outcome.CONFLICT, Optional.of(new Versioned(5, new byte[4096])));
        assertThat(TableAnswer.parse(answer.toBytes())).isEqualTo(answer);
        assertThatThrownBy(() -> CasCommand.parse(new byte[] {9})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> CasCommand.parse(new byte[0])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TableAnswer.parse(new byte[] {77})).isInstanceOf(IOException.class);
    }
}
