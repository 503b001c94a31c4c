package org.mmsys.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Logs of pairs as they should be, and as they should not. */
class LogMonitorTests {
    /** Of pair 1, epoch 1 and epoch 2. */
    private static final String FIRST = "040000800000000000000000a0";

    private static final String SECOND = "040000g00000000000000000a0";

    private final LogMonitor monitor = new LogMonitor();

    private static String at(int second, String rest) {
        return "2026-11-22T20:10:%02d.100Z INFO  %s logger=X".formatted(second, rest);
    }

    private static String role(int second, String role, int epoch) {
        return at(second, "pair epoch=" + epoch + " role=" + role + " why=\"epoch=9 is \\\"won\\\"\"");
    }

    private static String serves(int second, int epoch, int from) {
        return at(second, "serves epoch=" + epoch + " from=" + from + " role=PRIMARY_DUO");
    }

    private static String accepted(int second, String id, int sequence) {
        return at(second, "mail accepted copies=2 qid=" + id + " resent=false seq=" + sequence + " sid=x-1");
    }

    private void primaryIsKilledAndReplaced(int secondReignBeginsWith) {
        monitor.read(
                "primary",
                List.of(
                        at(1, "journal recovered seq=0"),
                        role(2, "PRIMARY_DUO", 1),
                        serves(2, 1, 1),
                        accepted(3, FIRST, 2)));
        monitor.read(
                "backup",
                List.of(
                        at(1, "journal recovered seq=0"),
                        role(2, "BACKUP", 1),
                        role(5, "PRIMARY_SOLO", 2),
                        serves(5, 2, secondReignBeginsWith),
                        accepted(6, SECOND, 9),
                        role(7, "PRIMARY_DUO", 2)));
    }

    @Test
    void takesATakeover() {
        primaryIsKilledAndReplaced(3);
        assertThat(monitor.violations()).isEmpty();
        assertThat(monitor.acknowledged()).containsExactly(FIRST, SECOND);
        assertThat(monitor.compared()).isEqualTo(1);
    }

    @Test
    void findsAnAcknowledgedMessageThatALaterEpochLacks() {
        primaryIsKilledAndReplaced(2);
        assertThat(monitor.violations()).singleElement().asString().startsWith("SPEC: " + FIRST);
    }

    @Test
    void takesAnIdThatWasDrawnBeforeANewEpochOfTheSameNode() {
        monitor.read("primary", List.of(serves(2, 1, 1), serves(3, 2, 5), accepted(4, FIRST, 7)));
        assertThat(monitor.violations()).isEmpty();
    }

    @Test
    void findsTwoThatAreAlone() {
        monitor.read("primary", List.of(role(2, "PRIMARY_SOLO", 1), at(9, "mail stored")));
        monitor.read("backup", List.of(role(5, "PRIMARY_SOLO", 2), role(6, "FENCED", 2)));
        assertThat(monitor.violations()).singleElement().asString().startsWith("ALONE");
    }

    @Test
    void countsADeadNodeAsAloneNoLongerThanItSpoke() {
        monitor.read(
                "primary", List.of(role(2, "PRIMARY_SOLO", 1), at(3, "mail stored"), at(9, "journal recovered seq=7")));
        monitor.read("backup", List.of(role(5, "PRIMARY_SOLO", 2), role(6, "FENCED", 2)));
        assertThat(monitor.violations()).isEmpty();
    }

    @Test
    void findsOneEpochOfTwoNodes() {
        monitor.read("primary", List.of(serves(2, 4, 1)));
        monitor.read("backup", List.of(serves(3, 4, 1)));
        assertThat(monitor.violations()).containsExactly("REG: epoch 4 is of primary and of backup");
    }

    @Test
    void findsAnEpochThatFalls() {
        monitor.read("primary", List.of(serves(2, 4, 1), serves(3, 3, 9)));
        assertThat(monitor.violations()).containsExactly("REG: primary reigns in epoch 3 after 4");
    }

    @Test
    void findsAnAcknowledgementInTheReignOfTheOther() {
        monitor.read("primary", List.of(serves(2, 1, 1)));
        monitor.read("backup", List.of(accepted(3, FIRST, 2)));
        assertThat(monitor.violations()).singleElement().asString().startsWith("NODE: backup accepted " + FIRST);
    }

    @Test
    void readsNoFieldOutOfAQuotedValue() {
        LogLine line = LogLine.of(role(2, "BACKUP", 1)).orElseThrow();
        assertThat(line.message()).isEqualTo("pair");
        assertThat(line.number("epoch")).hasValue(1);
        assertThat(line.field("why")).contains("epoch=9 is \"won\"");
    }

    @Test
    void leavesOutWhatIsNoLine() {
        assertThat(LogLine.of("\tat org.mmsys.X(X.java:1)")).isEmpty();
        assertThat(LogLine.of("yesterday INFO pair role=BACKUP")).isEmpty();
        assertThat(LogLine.of(at(2, "x epoch=many")).orElseThrow().number("epoch"))
                .isEmpty();
    }
}
