package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.ToySmtp;
import org.mmsys.client.core.Events.Notice;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.ConnectionState.Status;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.OutboxEntry;

/** What an engine does by itself: waits, counts what waits, sends when it may, and goes back to the primary. */
final class WaitingTests {
    @TempDir
    private Path profile;

    private final ToyPop3 mailbox = new ToyPop3("CAPA");
    private final ToySmtp first = new ToySmtp();
    private final ToySmtp second = new ToySmtp();
    private ToyServer pop3;
    private ToyServer pop3Backup;
    private ToyServer smtp;
    private ToyServer smtpBackup;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        mailbox.put("id1", ToyPop3.message("m1", "one"));
        pop3 = new ToyServer(mailbox::play);
        pop3Backup = new ToyServer(mailbox::play);
        smtp = new ToyServer(first::play);
        smtpBackup = new ToyServer(second::play);
        bench = new Bench(profile.resolve("p"), true);
        bench.account(
                Bench.both(pop3.endpoint(), pop3Backup.endpoint()),
                Bench.both(smtp.endpoint(), smtpBackup.endpoint()),
                Leave.UNTIL_DELETED);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        for (ToyServer server : List.of(pop3, pop3Backup, smtp, smtpBackup)) {
            server.close();
        }
    }

    /** Time goes by, and the engine's alarm rings. */
    private void later(Duration by) {
        bench.clock.forward(by);
        bench.service().workOffline(false);
    }

    private OutboxEntry queue(Duration hold) throws InterruptedException {
        Draft draft = bench.service().newDraft("ada").with("grace@example.org", "", "", "x", "text", List.of());
        return Bench.done(bench.service().send(draft, hold));
    }

    private int shownInTheTree() {
        return bench.service().folders("ada").stream()
                .filter(folder -> folder.kind() == Folder.Kind.OUTBOX)
                .mapToInt(Folder::total)
                .sum();
    }

    @Test
    void theTreeCountsWhatWaitsWhileItWaits() throws Exception {
        List<Integer> told = new CopyOnWriteArrayList<>();
        bench.service().addListener(new Events() {
            @Override
            public void foldersChanged(String account, List<Folder> folders) {
                folders.stream()
                        .filter(folder -> folder.kind() == Folder.Kind.OUTBOX)
                        .forEach(folder -> told.add(folder.total()));
            }
        });
        OutboxEntry held = queue(Duration.ofSeconds(8));
        assertThat(held.status()).isEqualTo(OutboxEntry.Status.HELD);
        assertThat(shownInTheTree()).isEqualTo(1);
        Bench.until(() -> told.contains(1));
        queue(MailService.UNTIL_TOLD);
        assertThat(shownInTheTree()).isEqualTo(2);
        Bench.done(bench.service().takeBack(held.id()));
        assertThat(shownInTheTree()).isEqualTo(1);
        Bench.done(bench.service().sendHeld("ada"));
        assertThat(shownInTheTree()).isZero();
        Bench.until(() -> !told.isEmpty() && told.get(told.size() - 1) == 0);
    }

    @Test
    void laterIsWhenTheUserSaysSo() throws Exception {
        OutboxEntry later = queue(MailService.UNTIL_TOLD);
        bench.clock.forward(Duration.ofDays(30));
        assertThat(Bench.done(bench.service().flush("ada"))).hasSize(1);
        assertThat(first.received()).isEmpty();
        Bench.done(bench.service().retry(later.id()));
        assertThat(first.received()).hasSize(1);
        assertThat(bench.service().outbox()).isEmpty();
    }

    @Test
    void laterIsTheNextStartAtTheLatest() throws Exception {
        queue(MailService.UNTIL_TOLD);
        bench.reopen();
        Bench.until(() -> bench.service().outbox().isEmpty());
        assertThat(first.received()).hasSize(1);
    }

    @Test
    void withBothServersDownItLeavesByItselfOnceOneIsBack() throws Exception {
        first.fault(ToySmtp.Fault.GREETING_421);
        second.fault(ToySmtp.Fault.GREETING_421);
        queue(Duration.ZERO);
        Bench.until(() -> bench.service().outbox().get(0).lastProblem().isPresent());
        second.fault(ToySmtp.Fault.NONE);
        later(Duration.ofMinutes(1));
        Bench.until(() -> second.received().size() == 1);
        Bench.until(() -> bench.service().outbox().isEmpty());
        Bench.until(() -> bench.told(Notice.Kind.ON_BACKUP));
    }

    @Test
    void thePrimaryThatIsBackIsReturnedToBetweenSessionsAndThatIsTold() throws Exception {
        pop3.script(ToyServer.Talk::cut);
        assertThat(Bench.done(bench.service().check("ada"))).isEqualTo(1);
        assertThat(bench.service().connection("ada").status()).isEqualTo(Status.ON_BACKUP);
        assertThat(bench.service().connection("ada").problem()).isPresent();
        Bench.until(() -> bench.told(Notice.Kind.ON_BACKUP));
        pop3.script(mailbox::play);
        int before = pop3.connections();
        later(Duration.ofSeconds(29));
        assertThat(pop3.connections()).isEqualTo(before);
        later(Duration.ofSeconds(2));
        Bench.until(() -> pop3.connections() > before);
        // The second probe is 2 s after the end of the first, which the server sees the beginning of.
        Bench.until(() -> {
            later(Duration.ofSeconds(1));
            return bench.service().connection("ada").status() == Status.CONNECTED;
        });
        Bench.until(() -> bench.told(Notice.Kind.BACK_ON_PRIMARY));
        assertThat(bench.rows(Folder.INBOX)).hasSize(1);
    }

    @Test
    void aPrimaryThatBreaksInTheMiddleIsNamedWithItsReason() throws Exception {
        pop3.script(talk -> {
            talk.dropAfter(40);
            talk.say("+OK");
            talk.line();
            talk.say("-ERR no CAPA");
            talk.raw("+OK ".repeat(20));
        });
        assertThat(Bench.done(bench.service().check("ada"))).isEqualTo(1);
        Problem why = bench.service().connection("ada").problem().orElseThrow();
        assertThat(why.happened()).contains(pop3.endpoint().toString());
        assertThat(bench.service().connection("ada").history()).isNotEmpty();
    }
}
