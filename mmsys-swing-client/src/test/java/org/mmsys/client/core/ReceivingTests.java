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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;

/** Receiving from bare, broken, busy and lying servers: nothing lost, nothing twice. */
final class ReceivingTests {
    private static final Leave REMOVE = new Leave(Leave.Policy.NEVER, 0);

    @TempDir
    private Path profile;

    private ToyPop3 mailbox = new ToyPop3("CAPA");
    private ToyServer primary;
    private ToyServer backup;
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        primary = new ToyServer(talk -> mailbox.play(talk));
        backup = new ToyServer(talk -> mailbox.play(talk));
        bench = new Bench(profile.resolve("p"));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        primary.close();
        backup.close();
    }

    private void account(Leave leave) throws InterruptedException {
        bench.account(Bench.both(primary.endpoint(), backup.endpoint()), Endpoints.of(primary.endpoint()), leave);
    }

    private void fill(int count) {
        for (int i = 1; i <= count; i++) {
            mailbox.put("id" + i, ToyPop3.message("m" + i, "subject " + i));
        }
    }

    private int check() throws InterruptedException {
        return Bench.done(bench.service().check("ada"));
    }

    @Test
    void fetchesOnceAndLeavesOnTheServer() throws Exception {
        fill(3);
        account(Leave.UNTIL_DELETED);
        assertThat(check()).isEqualTo(3);
        assertThat(check()).isZero();
        assertThat(bench.rows(Folder.INBOX))
                .extracting(MessageRow::subject)
                .containsExactly("subject 1", "subject 2", "subject 3");
        assertThat(mailbox.ids()).hasSize(3);
        Path source = Bench.done(
                bench.service().source(bench.rows(Folder.INBOX).get(0).key()));
        assertThat(Files.readString(source)).isEqualTo(ToyPop3.message("m1", "subject 1"));
    }

    @Test
    void removesFromTheServerWhatIsSafeHere() throws Exception {
        fill(3);
        account(REMOVE);
        assertThat(check()).isEqualTo(3);
        assertThat(mailbox.ids()).isEmpty();
        bench.reopen();
        assertThat(bench.rows(Folder.INBOX)).hasSize(3);
    }

    @Test
    void aLostAnswerToQuitNeitherLosesNorDoubles() throws Exception {
        fill(3);
        mailbox.loseQuit();
        account(REMOVE);
        Bench.end(bench.service().check("ada"));
        Bench.end(bench.service().check("ada"));
        assertThat(bench.rows(Folder.INBOX)).hasSize(3);
        assertThat(mailbox.ids()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 30, 90, 150, 400, 700, 1100, 1500, 2200})
    void whereverAServerBreaksOffTheNextOneGoesOn(long octets) throws Exception {
        fill(14);
        account(REMOVE);
        primary.script(talk -> mailbox.play(talk, octets));
        Bench.end(bench.service().check("ada"));
        Bench.end(bench.service().check("ada"));
        assertThat(bench.rows(Folder.INBOX))
                .extracting(r -> r.key().id())
                .doesNotHaveDuplicates()
                .hasSize(14);
        assertThat(bench.service().connection("ada").status()).isEqualTo(ConnectionState.Status.ON_BACKUP);
        assertThat(mailbox.ids()).isEmpty();
    }

    @Test
    void withoutUidlMessagesAreToldApartByTheirHeaders() throws Exception {
        mailbox = new ToyPop3("CAPA", "UIDL");
        fill(3);
        mailbox.put("id4", ToyPop3.message("m3", "subject 3"));
        account(Leave.UNTIL_DELETED);
        assertThat(check()).isEqualTo(4);
        assertThat(check()).isZero();
        mailbox.put("id5", ToyPop3.message("m5", "subject 5"));
        assertThat(check()).isEqualTo(1);
        assertThat(bench.rows(Folder.INBOX)).hasSize(5);
        Bench.until(() -> bench.told(Events.Notice.Kind.LESS));
        bench.close(); // what happened until now is told by then
        assertThat(bench.notices).extracting(Events.Notice::kind).containsOnlyOnce(Events.Notice.Kind.LESS);
    }

    @Test
    void withoutUidlAndTopItStillWorks() throws Exception {
        mailbox = new ToyPop3("CAPA", "UIDL", "TOP");
        fill(2);
        account(Leave.UNTIL_DELETED);
        assertThat(check()).isEqualTo(2);
        assertThat(check()).isZero();
        mailbox.put("id3", ToyPop3.message("m3", "subject 3"));
        assertThat(check()).isEqualTo(1);
        assertThat(bench.service().connection("ada").foldersOnServer()).contains(false);
    }

    @Test
    void sizesThatAreLiesHarmNobody() throws Exception {
        mailbox.lie();
        fill(2);
        account(REMOVE);
        assertThat(check()).isEqualTo(2);
        assertThat(bench.rows(Folder.INBOX))
                .allSatisfy(row -> assertThat(row.sizeBytes()).isLessThan(1000));
    }

    @Test
    void aBusyMailboxIsNoReasonToAskTheBackup() throws Exception {
        mailbox.login("-ERR [IN-USE] maildrop is open elsewhere");
        account(REMOVE);
        Problem problem = Bench.problem(bench.service().check("ada"));
        assertThat(problem.cause()).isEqualTo(Problem.Cause.BUSY);
        assertThat(problem.doing()).isNotEmpty();
        assertThat(backup.connections()).isZero();
    }

    @Test
    void aWrongPasswordIsNoReasonToAskTheBackup() throws Exception {
        mailbox.login("-ERR [AUTH] no");
        account(REMOVE);
        assertThat(Bench.problem(bench.service().check("ada")).cause())
                .isIn(Problem.Cause.AUTHENTICATION, Problem.Cause.NO_PASSWORD);
        assertThat(backup.connections()).isZero();
        assertThat(bench.service().connection("ada").status()).isEqualTo(ConnectionState.Status.NEEDS_YOU);
        assertThat(bench.service().transcript("ada").toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ERR [SYS/TEMP] not now", "what?", "-ERR", ""})
    void aPrimaryThatDoesNotServeIsPassedOver(String greeting) throws Exception {
        fill(1);
        primary.script(talk -> talk.say(greeting));
        account(REMOVE);
        assertThat(check()).isEqualTo(1);
        ConnectionState state = bench.service().connection("ada");
        assertThat(state.status()).isEqualTo(ConnectionState.Status.ON_BACKUP);
        assertThat(state.history()).isNotEmpty();
    }

    @Test
    void cancelEndsWithinASecondWhateverItWaitsFor() throws Exception {
        primary.script(ToyServer.Talk::stall);
        account(REMOVE);
        Call<Integer> call = bench.service().check("ada");
        call.cancel();
        assertThat(call.await(Duration.ofSeconds(1)).orElseThrow()).isInstanceOf(Outcome.Cancelled.class);
        fill(1);
        primary.script(talk -> mailbox.play(talk));
        assertThat(check()).isEqualTo(1);
    }

    @Test
    void deletingHereDeletesThereLater() throws Exception {
        fill(3);
        account(Leave.UNTIL_DELETED);
        check();
        MessageRow.Key second = bench.rows(Folder.INBOX).get(1).key();
        Bench.done(bench.service().delete(List.of(second), false));
        check();
        assertThat(mailbox.ids()).hasSize(3);
        assertThat(bench.rows(Folder.TRASH)).hasSize(1);
        bench.reopen();
        Bench.done(bench.service().delete(List.of(second.in(Folder.TRASH)), true));
        check();
        assertThat(mailbox.ids()).containsExactly("id1", "id3");
        assertThat(bench.rows(Folder.INBOX)).hasSize(2);
    }

    @Test
    void whatVanishesThereStaysHere() throws Exception {
        fill(2);
        account(Leave.UNTIL_DELETED);
        check();
        mailbox = new ToyPop3("CAPA");
        check();
        assertThat(bench.rows(Folder.INBOX)).hasSize(2);
    }

    @Test
    void undoBringsBackMovesAndMarks() throws Exception {
        fill(2);
        account(Leave.UNTIL_DELETED);
        check();
        Folder made = Bench.done(bench.service().createFolder("ada", "Projects/MMSys"));
        assertThat(made.place()).isEqualTo(Folder.Place.HERE);
        MessageRow.Key first = bench.rows(Folder.INBOX).get(0).key();
        Bench.done(bench.service().move(List.of(first), made.id()));
        assertThat(bench.rows("Projects/MMSys")).hasSize(1);
        bench.service().check("ada");
        assertThat(Bench.done(bench.service().undo())).isPresent();
        assertThat(bench.rows(Folder.INBOX)).hasSize(2);
        assertThat(Bench.done(bench.service().redo())).isPresent();
        assertThat(bench.rows(Folder.INBOX)).hasSize(1);
        OpenedMessage opened = Bench.done(bench.service().open(first.in("Projects/MMSys")));
        assertThat(opened.plain()).contains("Text of subject 1").contains("\n.dot");
    }

    @Test
    void theIndexCanBeMadeAnewWithoutFetchingAgain() throws Exception {
        fill(3);
        account(Leave.UNTIL_DELETED);
        check();
        bench.service().close();
        Files.writeString(profile.resolve("p/index.mv"), "damaged ".repeat(5000));
        bench.reopen();
        assertThat(bench.rows(Folder.INBOX)).hasSize(3);
        assertThat(check()).isZero();
        assertThat(bench.rows(Folder.INBOX)).hasSize(3);
    }

    @Test
    void twoEnginesOnOneProfileAreOneTooMany() throws Exception {
        Outcome<MailService> second = MailEngine.open(EngineSettings.command(profile.resolve("p"), Asks.nobody()));
        assertThat(second.trouble().orElseThrow().cause()).isEqualTo(Problem.Cause.PROFILE_HELD);
    }
}
