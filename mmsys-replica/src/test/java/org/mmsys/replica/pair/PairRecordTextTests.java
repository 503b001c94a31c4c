package org.mmsys.replica.pair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.replica.registry.Registry;

class PairRecordTextTests {
    private static PairRecord record(String reason) {
        return new PairRecord(
                1L << 40,
                Half.B,
                InSync.BOTH,
                Optional.of(new UUID(-1, 2)),
                Optional.empty(),
                new CasToken(Long.MIN_VALUE, 3),
                reason);
    }

    @Test
    void readsWhatItWrote() {
        assertThat(PairRecordText.read(PairRecordText.write(record("a = b")))).isEqualTo(record("a = b"));
    }

    @Test
    void reasonAddsNoLines() {
        PairRecord read = PairRecordText.read(PairRecordText.write(record("x\nepoch=9\r\n\u0085y")));
        assertThat(read).isEqualTo(record("x epoch=9   y"));
    }

    @Test
    void longReasonIsCutAndFitsTheRegistry() {
        byte[] octets = PairRecordText.write(record("\uD83D\uDE00".repeat(5000)));
        assertThat(octets.length).isLessThan(Registry.VALUE_MAX);
        assertThat(PairRecordText.read(octets).reason()).hasSize(512);
    }

    @Test
    void skipsWhatIsNotKnown() {
        String text = new String(PairRecordText.write(record("r")), UTF_8) + "colour=blue\n";
        assertThat(PairRecordText.read(text.getBytes(UTF_8))).isEqualTo(record("r"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "epoch", "primary", "in-sync", "store-a", "incarnation", "proposal", "reason"})
    void refusesARecordThatLacksSomething(String name) {
        String text = new String(PairRecordText.write(record("r")), UTF_8).replace(name + "=", "x" + name + "=");
        assertThatThrownBy(() -> PairRecordText.read(text.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format=2", "epoch=0", "epoch=many", "primary=C", "in-sync=ONLY_A", "store-a=7"})
    void refusesWhatMakesNoSense(String line) {
        String name = line.substring(0, line.indexOf('='));
        String text = new String(PairRecordText.write(record("r")), UTF_8).replaceFirst(name + "=.*", line);
        assertThatThrownBy(() -> PairRecordText.read(text.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
