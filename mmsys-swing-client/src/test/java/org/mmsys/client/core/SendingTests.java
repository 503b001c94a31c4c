package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyServer;
import org.mmsys.client.ToySmtp;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.OutboxEntry;

/** Sending: on the disk first, three outcomes, and fail-over only before the message was handed over. */
final class SendingTests {
    @TempDir
    private Path profile;

    private final ToySmtp first = new ToySmtp();
    private final ToySmtp second = new ToySmtp();
    private ToyServer primary;
    private ToyServer backup;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        primary = new ToyServer(first::play);
        backup = new ToyServer(second::play);
        bench = new Bench(profile.resolve("p"));
        bench.account(
                Endpoints.of(primary.endpoint()),
                Bench.both(primary.endpoint(), backup.endpoint()),
                Leave.UNTIL_DELETED);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        primary.close();
        backup.close();
    }

    private Draft draft(String to) {
        return bench.service().newDraft("ada").with(to, "", "hidden@example.org", "Grüße", "Text\n.dot\nü", List.of());
    }

    private OutboxEntry queue(String to) throws InterruptedException {
        return Bench.done(bench.service().send(draft(to), Duration.ZERO));
    }

    private List<OutboxEntry> flush() throws InterruptedException {
        return Bench.done(bench.service().flush("ada"));
    }

    @Test
    void sendsAndFilesACopyAndForgetsTheEntry() throws Exception {
        queue("grace@example.org");
        assertThat(bench.service().outbox()).hasSize(1);
        assertThat(flush()).isEmpty();
        assertThat(first.received()).hasSize(1);
        assertThat(first.received().get(0))
                .contains("Subject: =?UTF-8?", "To: grace@example.org", "Message-ID: <", "From: Ada <ada@example.org>")
                .doesNotContain("hidden", "Bcc");
        assertThat(first.heard()).anyMatch(line -> line.equals("RCPT TO:<hidden@example.org>"));
        assertThat(bench.rows(Folder.SENT)).hasSize(1);
        assertThat(bench.service().complete("gr", 3)).hasSize(1);
    }

    @Test
    void aServerOfOldIsSpokenToAsOfOld() throws Exception {
        first.ehlo("500 what?\r\n");
        queue("grace@example.org");
        assertThat(flush()).isEmpty();
        assertThat(first.heard()).anyMatch(line -> line.startsWith("HELO"));
        assertThat(first.heard()).noneMatch(line -> line.startsWith("AUTH"));
        Bench.until(() -> !less().isEmpty());
        assertThat(less()).singleElement().asString().contains("HELO", "password", "how large");
        queue("grace@example.org");
        flush();
        assertThat(less()).hasSize(1);
    }

    @Test
    void aServerThatAsksNobodyForAPasswordIsNamed() throws Exception {
        queue("grace@example.org");
        flush();
        Bench.until(() -> !less().isEmpty());
        assertThat(less())
                .singleElement()
                .asString()
                .contains(primary.endpoint().toString(), "AUTH");
    }

    private List<String> less() {
        return bench.notices.stream()
                .filter(notice -> notice.kind() == Events.Notice.Kind.LESS)
                .map(Events.Notice::text)
                .toList();
    }

    @Test
    void withBothServersDownItWaitsOnTheDiskAndLeavesLater() throws Exception {
        first.fault(ToySmtp.Fault.GREETING_421);
        second.fault(ToySmtp.Fault.GREETING_421);
        queue("grace@example.org");
        OutboxEntry waiting = flush().get(0);
        assertThat(waiting.status()).isEqualTo(OutboxEntry.Status.WAITING);
        assertThat(waiting.lastProblem()).isPresent();
        assertThat(waiting.dueAt()).isAfter(bench.clock.instant());
        bench.reopen();
        assertThat(bench.service().outbox()).hasSize(1);
        first.fault(ToySmtp.Fault.NONE);
        bench.clock.forward(Duration.ofMinutes(1));
        assertThat(flush()).isEmpty();
        assertThat(first.received().size() + second.received().size()).isEqualTo(1);
    }

    @Test
    void beforeTheMessageIsHandedOverTheBackupTakesIt() throws Exception {
        first.fault(ToySmtp.Fault.AT_MAIL);
        queue("grace@example.org");
        flush();
        bench.clock.forward(Duration.ofMinutes(1));
        assertThat(flush()).isEmpty();
        assertThat(second.received()).hasSize(1);
    }

    @Test
    void brokenInTheMiddleOfTheBodyItIsSentElsewhere() throws Exception {
        first.fault(ToySmtp.Fault.IN_BODY);
        Path large = Files.write(profile.resolve("large.bin"), new byte[3_000_000]);
        Draft draft = draft("grace@example.org");
        Draft whole = draft.with(
                draft.to(),
                "",
                "",
                "large",
                "x",
                List.of(new Draft.Attachment(large, "large.bin", "application/octet-stream", 3_000_000)));
        Bench.done(bench.service().send(whole, Duration.ZERO));
        for (int i = 0; i < 3 && !flush().isEmpty(); i++) {
            bench.clock.forward(Duration.ofMinutes(1));
        }
        assertThat(bench.service().outbox()).isEmpty();
        assertThat(second.received()).hasSize(1);
        assertThat(first.received()).isEmpty();
    }

    @Test
    void whatWasHandedOverWithoutAnAnswerIsUnknownAndNotSentAgain() throws Exception {
        first.fault(ToySmtp.Fault.AFTER_DOT);
        queue("grace@example.org");
        OutboxEntry entry = flush().get(0);
        assertThat(entry.status()).isEqualTo(OutboxEntry.Status.UNKNOWN);
        bench.clock.forward(Duration.ofHours(1));
        assertThat(flush()).hasSize(1);
        assertThat(first.received()).hasSize(1);
        assertThat(second.received()).isEmpty();
        first.fault(ToySmtp.Fault.NONE);
        Bench.done(bench.service().retry(entry.id()));
        assertThat(bench.service().outbox()).isEmpty();
    }

    @Test
    void onlyAServerThatRecognisesItGetsAnUnknownAgainByItself() throws Exception {
        first.ehlo("250-toy\r\n250-XMMSYS\r\n250 8BITMIME\r\n");
        second.ehlo("250-toy\r\n250-XMMSYS\r\n250 8BITMIME\r\n");
        first.fault(ToySmtp.Fault.AFTER_DOT);
        queue("grace@example.org");
        assertThat(flush().get(0).status()).isEqualTo(OutboxEntry.Status.UNKNOWN);
        assertThat(flush()).hasSize(1);
        first.fault(ToySmtp.Fault.NONE);
        bench.clock.forward(Duration.ofSeconds(61));
        assertThat(flush()).isEmpty();
        List<String> all = first.received().isEmpty() ? second.received() : first.received();
        assertThat(all.stream().map(SendingTests::messageId).distinct()).hasSize(1);
    }

    private static String messageId(String message) {
        return message.lines()
                .filter(line -> line.startsWith("Message-ID"))
                .findFirst()
                .orElse("");
    }

    @Test
    void aRefusedRecipientIsNamedAndTheOthersHaveIt() throws Exception {
        first.refuse("nobody@");
        queue("grace@example.org, nobody@example.org");
        OutboxEntry left = flush().get(0);
        assertThat(left.status()).isEqualTo(OutboxEntry.Status.REFUSED);
        assertThat(left.recipients()).containsExactly("nobody@example.org");
        Problem problem = left.lastProblem().orElseThrow();
        assertThat(problem.happened()).contains("nobody@example.org");
        assertThat(problem.detail()).contains("no such user here");
        assertThat(first.received()).hasSize(1);
        assertThat(bench.rows(Folder.SENT)).hasSize(1);
        Draft again = Bench.done(bench.service().takeBack(left.id()));
        assertThat(again.body()).contains("Text");
        assertThat(bench.service().outbox()).isEmpty();
    }

    @Test
    void undoWithinTheHoldSendsTheEditedTextOnce() throws Exception {
        OutboxEntry held = Bench.done(bench.service().send(draft("grace@example.org"), Duration.ofSeconds(8)));
        assertThat(held.status()).isEqualTo(OutboxEntry.Status.HELD);
        assertThat(flush()).hasSize(1);
        assertThat(first.received()).isEmpty();
        Draft back = Bench.done(bench.service().takeBack(held.id()));
        Draft edited = back.with(back.to(), back.cc(), "", back.subject(), "edited", List.of());
        Bench.done(bench.service().send(edited, Duration.ZERO));
        bench.clock.forward(Duration.ofSeconds(10));
        assertThat(flush()).isEmpty();
        assertThat(first.received()).hasSize(1);
        assertThat(first.received().get(0)).contains("edited").doesNotContain("Text");
        assertThat(bench.rows(Folder.DRAFTS)).isEmpty();
    }

    @Test
    void anUnfinishedDraftIsOfferedAgain() throws Exception {
        Draft draft = draft("grace@example.org");
        Bench.done(bench.service().saveDraft(draft));
        bench.reopen();
        assertThat(bench.service().unfinished()).extracting(Draft::body).containsExactly(draft.body());
        assertThat(bench.rows(Folder.DRAFTS)).hasSize(1);
        Draft same = Bench.done(
                bench.service().draft(bench.rows(Folder.DRAFTS).get(0).key()));
        assertThat(same.to()).isEqualTo("grace@example.org");
        Bench.done(bench.service().closeDraft(same, true));
        assertThat(bench.service().unfinished()).isEmpty();
        assertThat(bench.rows(Folder.DRAFTS)).hasSize(1);
        Bench.done(bench.service().closeDraft(same, false));
        assertThat(bench.rows(Folder.DRAFTS)).isEmpty();
    }

    @Test
    void whatCannotBeSentIsToldBefore() throws Exception {
        assertThat(bench.service().objections(draft("grace@example.org"))).isEmpty();
        assertThat(bench.service().objections(draft("no address at all"))).isNotEmpty();
        Call<OutboxEntry> call = bench.service().send(draft("x@y@"), Duration.ZERO);
        assertThat(Bench.problem(call).cause()).isEqualTo(Problem.Cause.USAGE);
        assertThat(bench.service().outbox()).isEmpty();
    }
}
