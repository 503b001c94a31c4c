package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.ToySmtp;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.ConnectionState.Status;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.OutboxEntry;

/** Cancel ends a call within a second in every phase, frees its thread, and leaves the truth behind. */
final class CancellingTests {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path profile;

    private final ToyPop3 mailbox = new ToyPop3("CAPA");
    private final ToySmtp smtp = new ToySmtp();
    private ToyServer pop3Server;
    private ToyServer smtpServer;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        for (int i = 1; i <= 3; i++) {
            mailbox.put("id" + i, ToyPop3.message("m" + i, "subject " + i));
        }
        pop3Server = new ToyServer(mailbox::play);
        smtpServer = new ToyServer(smtp::play);
        bench = new Bench(profile.resolve("p"));
        account(Endpoints.of(pop3Server.endpoint()), Security.REQUIRED);
    }

    private void account(Endpoints pop3, Security security) throws InterruptedException {
        bench.account(pop3, Endpoints.of(smtpServer.endpoint()), Leave.UNTIL_DELETED, security);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        pop3Server.close();
        smtpServer.close();
    }

    private static void cancelled(Call<?> call) throws InterruptedException {
        call.cancel();
        assertThat(call.await(SECOND)).hasValueSatisfying(end -> assertThat(end).isInstanceOf(Outcome.Cancelled.class));
    }

    /** The thread of the mailbox is free again, and nothing is missing or there twice. */
    private void goesOnAtOnce() throws InterruptedException {
        mailbox.stallAt("");
        Call<Integer> next = bench.service().check("ada");
        assertThat(next.await(Duration.ofSeconds(4)))
                .hasValueSatisfying(end -> assertThat(end).isInstanceOf(Outcome.Done.class));
        assertThat(bench.rows(Folder.INBOX)).hasSize(3);
        assertThat(bench.service().connection("ada").status()).isEqualTo(Status.CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAPA", "USER", "PASS", "UIDL", "LIST", "RETR", "QUIT"})
    void aServerThatFallsSilentIsLeft(String verb) throws Exception {
        mailbox.stallAt(verb);
        Call<Integer> call = bench.service().check("ada");
        Bench.until(() -> mailbox.heard().stream().anyMatch(line -> line.startsWith(verb)));
        cancelled(call);
        assertThat(bench.service().connection("ada").status()).isNotIn(Status.CHECKING, Status.OFFLINE);
        goesOnAtOnce();
    }

    @Test
    void whileConnecting() throws Exception {
        try (Unreachable nowhere = new Unreachable()) {
            account(Endpoints.of(nowhere.endpoint()), Security.REQUIRED);
            Call<Integer> call = bench.service().check("ada");
            assertThat(call.await(Duration.ofMillis(300))).isEmpty();
            cancelled(call);
            account(Endpoints.of(pop3Server.endpoint()), Security.REQUIRED);
            goesOnAtOnce();
        }
    }

    @Test
    void whileTheBackupIsTriedTheStateIsNotLeftTrying() throws Exception {
        try (Unreachable nowhere = new Unreachable();
                ToyServer dead = new ToyServer(ToyServer.Talk::cut)) {
            account(Bench.both(dead.endpoint(), nowhere.endpoint()), Security.REQUIRED);
            Call<Integer> call = bench.service().check("ada");
            Bench.until(() -> bench.service().connection("ada").status() == Status.CHECKING);
            cancelled(call);
            Bench.until(() -> bench.service().connection("ada").status() != Status.CHECKING);
        }
    }

    @Test
    void inTheHandshakeOfTls() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        pop3Server.script(talk -> {
            talk.octets(1);
            begun.countDown();
            talk.stall();
        });
        account(Endpoints.of(pop3Server.endpoint()), Security.IMPLICIT);
        Call<Integer> call = bench.service().check("ada");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        cancelled(call);
        pop3Server.script(mailbox::play);
        account(Endpoints.of(pop3Server.endpoint()), Security.REQUIRED);
        goesOnAtOnce();
    }

    @Test
    void inTheMiddleOfSendingTheMessageIsHeldAndLeavesOnceWhenToldTo() throws Exception {
        smtp.fault(ToySmtp.Fault.STALL_IN_BODY);
        Call<List<OutboxEntry>> call = sending();
        OutboxEntry held = bench.service().outbox().get(0);
        Bench.until(() -> bench.service().outbox().get(0).status() == OutboxEntry.Status.HELD);
        assertThat(call.outcome()).isPresent();
        smtp.fault(ToySmtp.Fault.NONE);
        assertThat(Bench.done(bench.service().flush("ada"))).hasSize(1);
        Bench.done(bench.service().retry(held.id()));
        assertThat(bench.service().outbox()).isEmpty();
        assertThat(smtp.received()).hasSize(1);
    }

    @Test
    void behindTheFinalDotNobodyPretendsToKnow() throws Exception {
        smtp.fault(ToySmtp.Fault.STALL_AFTER_DOT);
        sending();
        Bench.until(() -> bench.service().outbox().get(0).status() == OutboxEntry.Status.UNKNOWN);
        assertThat(smtp.received()).hasSize(1);
    }

    /** Begins to send something large, and cancels once it is on its way. */
    private Call<List<OutboxEntry>> sending() throws IOException, InterruptedException {
        Path large = Files.write(profile.resolve("large.bin"), new byte[8_000_000]);
        Draft draft = bench.service()
                .newDraft("ada")
                .with(
                        "grace@example.org",
                        "",
                        "",
                        "large",
                        "x",
                        List.of(new Draft.Attachment(large, "large.bin", "application/octet-stream", 8_000_000)));
        Bench.done(bench.service().send(draft, Duration.ZERO));
        Call<List<OutboxEntry>> call = bench.service().flush("ada");
        boolean all = !smtp.stallsInBody();
        Bench.until(() -> all ? !smtp.received().isEmpty() : smtp.heard().contains("DATA"));
        cancelled(call);
        return call;
    }

    /** A listener that answers no more attempts to connect: its queue is full. */
    private static final class Unreachable implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> waiting = new ArrayList<>();

        Unreachable() throws IOException {
            boolean full = false;
            while (!full) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 150);
                } catch (IOException noAnswer) {
                    full = true;
                }
            }
        }

        Endpoint endpoint() {
            return new Endpoint("127.0.0.1", listener.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : waiting) {
                socket.close();
            }
            listener.close();
        }
    }
}
