package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.ProxyHeader;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;
import org.mmsys.testkit.WireClient;

/** A node that begins and ends to serve while it runs, with a store, a journal and sockets of its own. */
@Timeout(60)
final class RoleSwitchTests {
    private static final int WAIT_MS = 20_000;

    @TempDir
    Path dir;

    private ServerSocket other;
    private HalfFixture node;

    @BeforeEach
    void open() throws Exception {
        other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        node = HalfFixture.open(dir.resolve("node"), dir.resolve("cluster"), other.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        other.close();
    }

    @Test
    void servesThenRelaysThenServesTheSameMailAgain() throws Exception {
        serve(1);
        deliver("first");
        List<Pop3TestClient.Scan> before = scan();
        assertThat(before).hasSize(1);

        stop();
        node.servingHalf.set(Optional.of(HalfFixture.PRIMARY));
        relayedToTheOther();

        node.servingHalf.set(Optional.empty());
        serve(2);
        deliver("second");
        assertThat(scan()).hasSize(2).startsWith(before.get(0));
    }

    @Test
    void sessionsAreCutAtOnceWhenTheyMust() throws Exception {
        serve(1);
        try (SmtpTestClient smtp = SmtpTestClient.open(node.port("smtp"), WAIT_MS);
                Pop3TestClient pop3 = login()) {
            smtp.envelope("ann@pair.test", List.of("ann@pair.test"));
            node.roles.dropSessions();

            assertThat(smtp.wire().rest()).isEmpty();
            assertThat(pop3.wire().rest()).isEmpty();
        }
        HalfFixture.await("sessions gone", () -> node.base.net().sessions() == 0);
    }

    @Test
    void whoIsServedMayFinishWhenTheOfficeIsHandedOverAndThenGoes() throws Exception {
        serve(1);
        try (SmtpTestClient idle = SmtpTestClient.open(node.port("smtp"), WAIT_MS);
                SmtpTestClient busy = SmtpTestClient.open(node.port("smtp"), WAIT_MS)) {
            busy.envelope("ann@pair.test", List.of("ann@pair.test"));
            node.roles.stopServing("switchover");

            assertThat(idle.reply().code()).isEqualTo(421);
            busy.wire().send("Subject: late\r\n\r\nlate\r\n.\r\n");
            assertThat(busy.reply().code()).isEqualTo(421);
        }
        node.servingHalf.set(Optional.of(HalfFixture.PRIMARY));
        relayedToTheOther();
        HalfFixture.await("sessions gone", () -> node.base.net().sessions() == 0);
    }

    @Test
    void whoComesWhileNobodyServesIsServedHereAfterTheTakeover() throws Exception {
        try (WireClient smtp = WireClient.connect(node.port("smtp"), WAIT_MS);
                WireClient pop3 = WireClient.connect(node.port("pop3"), WAIT_MS)) {
            HalfFixture.await("they wait", () -> node.base.net().sessions() == 2);
            serve(1);

            assertThat(smtp.line()).startsWith("220 ");
            assertThat(pop3.line()).startsWith("+OK ");
            pop3.send("QUIT\r\n");
            assertThat(pop3.line()).startsWith("+OK ");
        }
        try (WireClient tls = WireClient.connectTls(node.port("pop3s"), WAIT_MS)) {
            assertThat(tls.line()).startsWith("+OK ");
        }
    }

    @Test
    void whoWaitedWithImplicitTlsIsServedToo() throws Exception {
        Thread[] serving = {new Thread(() -> node.roles.serve(PairRole.PRIMARY_SOLO, 1))};
        try (WireClient waiting = WireClient.connect(node.port("pop3s"), WAIT_MS)) {
            HalfFixture.await("it waits", () -> node.base.net().sessions() == 1);
            serving[0].start();
            waiting.startTls();

            assertThat(waiting.line()).startsWith("+OK ");
        }
    }

    @Test
    void whatTheOtherHalfPassesOnDoesNotGoRound() throws Exception {
        node.servingHalf.set(Optional.of(HalfFixture.PRIMARY));
        try (HalfFixture second = HalfFixture.open(dir.resolve("second"), dir.resolve("cluster"), node.port("smtp"))) {
            second.servingHalf.set(Optional.of(HalfFixture.PRIMARY));
            try (WireClient smtp = WireClient.connect(second.port("smtp"), WAIT_MS)) {
                HalfFixture.await("it is passed on", () -> node.base.net().sessions() == 1);
                other.setSoTimeout(500);
                assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);

                serve(1);
                assertThat(smtp.line()).startsWith("220 ");
            }
        }
    }

    @Test
    void aHeaderThatComesTooLateIsNotPassedOnAsIfTheClientSaidIt() throws Exception {
        node.servingHalf.set(Optional.of(HalfFixture.PRIMARY));
        other.setSoTimeout(WAIT_MS);
        InetSocketAddress somebody = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 1);
        try (WireClient late = WireClient.connect(node.port("smtp"), WAIT_MS);
                Socket there = other.accept()) {
            there.setSoTimeout(WAIT_MS);
            late.send(
                    ProxyHeader.relayed(somebody, somebody, node.pairKey, InstantSource.system(), new SecureRandom()));

            assertThat(late.rest()).isEmpty();
            String passed = new String(there.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(passed).containsOnlyOnce("QUIT\n");
        }
    }

    @Test
    void newMailIsRefusedBeforeItsDataWhileNothingCanBeAcknowledged() throws Exception {
        serve(1);
        try (SmtpTestClient smtp = SmtpTestClient.open(node.port("smtp"), WAIT_MS)) {
            smtp.command("MAIL FROM:<ann@pair.test>", 250);
            smtp.command("RCPT TO:<ann@pair.test>", 250);
            node.roles.holdReplies(true, "test");
            assertThat(smtp.command("DATA", 451).lines().get(0)).contains("4.3.2");
            assertThat(smtp.command("MAIL FROM:<ann@pair.test>", 451).lines().get(0))
                    .contains("4.3.2");

            node.roles.holdReplies(false, "test");
            smtp.command("MAIL FROM:<ann@pair.test>", 250);
        }
    }

    @Test
    void nothingIsShownWithoutTheLease() throws Exception {
        serve(1);
        deliver("shown");
        try (Pop3TestClient open = login()) {
            node.mayShow.set(false);
            assertThat(open.command("RETR 1")).startsWith("-ERR [SYS/TEMP]");
            try (Pop3TestClient late = Pop3TestClient.open(node.port("pop3"), WAIT_MS)) {
                late.ok("USER bob");
                assertThat(late.command("PASS secret")).startsWith("-ERR [SYS/TEMP]");
            }
            node.mayShow.set(true);
            assertThat(new String(open.retrieve(1), StandardCharsets.ISO_8859_1))
                    .contains("shown");
        }
    }

    @Test
    void leavesNoThreadsBehindHoweverOftenItServes() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet(); // of tests before this one
        for (int epoch = 1; epoch < 6; epoch++) {
            serve(epoch);
            deliver("threads" + epoch);
            assertThat(scan()).hasSize(epoch);
            stop();
        }
        HalfFixture.await(
                "its threads end",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .noneMatch(Set.of("mmsys-queue", "scrubber", "seeding", "seed-hash")::contains));
    }

    @Test
    void aServeThatIsTakenBackBeforeItBeganServesNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            node.roles.serve(PairRole.PRIMARY_DUO, i);
            node.roles.dropSessions();
        }
        assertThat(node.roles.serving()).isEmpty();
        serve(100);
        deliver("after all");
    }

    @Test
    void theEndOfTheProcessHasACodeAndAReason() throws Exception {
        node.roles.exit(2, "no record");
        HalfFixture.await("told", () -> node.ended.equals(List.of("2 no record")));
    }

    private void serve(long epoch) throws Exception {
        node.roles.serve(PairRole.PRIMARY_DUO, epoch);
        HalfFixture.await("serves", () -> node.roles.serving().isPresent());
    }

    private void stop() throws Exception {
        node.roles.stopServing("test");
        node.roles.dropSessions();
        assertThat(node.roles.serving()).isEmpty();
    }

    private void deliver(String token) throws IOException {
        try (SmtpTestClient smtp = SmtpTestClient.open(node.port("smtp"), WAIT_MS)) {
            byte[] message = ("Message-ID: <" + token + "@client.test>\r\nSubject: " + token + "\r\n\r\n" + token
                            + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(smtp.deliver("ann@pair.test", List.of("ann@pair.test"), message)
                            .code())
                    .isEqualTo(250);
        }
    }

    private Pop3TestClient login() throws IOException {
        return Pop3TestClient.open(node.port("pop3"), WAIT_MS).login("ann", "secret");
    }

    private List<Pop3TestClient.Scan> scan() throws IOException {
        try (Pop3TestClient pop3 = login()) {
            List<Pop3TestClient.Scan> scan = pop3.scan();
            pop3.ok("QUIT");
            return scan;
        }
    }

    /** A connection is joined with the other half's socket, header first. */
    private void relayedToTheOther() throws IOException {
        other.setSoTimeout(WAIT_MS);
        try (WireClient client = WireClient.connect(node.port("smtp"), WAIT_MS);
                Socket there = other.accept()) {
            there.setSoTimeout(WAIT_MS);
            assertThat(there.getInputStream().readNBytes(12)).startsWith(13, 10, 13, 10, 0);
            there.getOutputStream().write("220 the other half\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.line()).isEqualTo("220 the other half");
        }
    }
}
