package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop.FolderChange.Why;
import org.mmsys.core.store.Maildrop.Update;
import org.mmsys.core.store.MessageRef;
import org.mmsys.pop3.Pop3Question.Column;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing;

/** What the performer holds, and that it always gives it back. */
final class Pop3PerformerTests {
    private static final Client ANNS_CLIENT =
            new Client("sid1", "pop3", "127.0.0.1", 40_000, "127.0.0.1", Optional.empty());

    private static final FolderName SENT = FolderName.ofPath("Sent").orElseThrow();

    private final FakeMailStore store = new FakeMailStore();
    private final FakeAuthenticator authenticator = new FakeAuthenticator().with("ann", "secret");
    private final Pop3Performer performer = new Pop3Performer(
            authenticator,
            store,
            new FakeDirectory(),
            Peers.none(),
            new KeptHomes(new Random(1)),
            TestSession.client("127.0.0.1"),
            true);
    private final List<Pop3Answer> late = new ArrayList<>();

    @BeforeEach
    void someMail() {
        store.put("ann", FolderName.INBOX, "A: 1\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII));
        store.put("ann", FolderName.INBOX, new byte[100_000]);
    }

    @Test
    void hashesAndOpensOnAWorker() throws Exception {
        Pop3Question.Login login = new Pop3Question.Login("ann", "secret", ANNS_CLIENT, false);

        assertThat(performer.tryNow(login, late::add)).isEqualTo(Attempt.needsWorker());
        assertThat(performer.perform(login)).isInstanceOf(Pop3Answer.LoggedIn.class);

        assertThat(store.isLocked("ann")).isTrue();
        performer.closed();
        assertThat(store.isLocked("ann")).isFalse();
    }

    @Test
    void readsAtOnceWhatIsNear() throws Exception {
        List<MessageRef> messages = logIn();
        store.fast = true;

        assertThat(performer.tryNow(new Pop3Question.Retrieve(messages.get(0), false), late::add))
                .isEqualTo(Attempt.now(new Pop3Answer.Ready()));

        ByteBuffer octets = ByteBuffer.allocate(100);
        assertThat(performer.source().read(octets)).isEqualTo(14);
        assertThatThrownBy(performer::source).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsTheRestOnAWorker() throws Exception {
        List<MessageRef> messages = logIn();
        Pop3Question.Retrieve retrieve = new Pop3Question.Retrieve(messages.get(1), false);

        assertThat(performer.tryNow(retrieve, late::add)).isEqualTo(Attempt.needsWorker());
        assertThat(performer.perform(retrieve)).isEqualTo(new Pop3Answer.Ready());
        assertThat(performer.source().mayBlock()).isTrue();
    }

    @Test
    void aSourceNobodyTookIsClosed() throws Exception {
        List<MessageRef> messages = logIn();
        performer.perform(new Pop3Question.Retrieve(messages.get(1), false));
        assertThat(store.openSources).isEqualTo(1);

        performer.closed();

        assertThat(store.openSources).isZero();
    }

    @Test
    void listingsNeedNoDisk() throws Exception {
        List<MessageRef> messages = logIn();

        assertThat(performer.tryNow(new Pop3Question.Table(Column.SIZE, messages, new BitSet()), late::add))
                .isEqualTo(Attempt.now(new Pop3Answer.Ready()));

        assertThat(performer.source().mayBlock()).isFalse();
    }

    @Test
    void theLastCommitGivesTheLockBackBeforeItIsToldOf() throws Exception {
        List<MessageRef> messages = logIn();
        store.held = new ArrayList<>();
        List<Boolean> lockedWhenTold = new ArrayList<>();

        Attempt<Pop3Answer> attempt =
                performer.tryNow(delete(messages.get(0)), answer -> lockedWhenTold.add(store.isLocked("ann")));

        assertThat(attempt).isEqualTo(Attempt.pending());
        assertThat(lockedWhenTold).isEmpty();
        assertThat(store.isLocked("ann")).isTrue();
        store.held.remove(0).run();
        assertThat(lockedWhenTold).containsExactly(false);
        performer.closed();
    }

    @Test
    void aRefusedCommitChangesNothingAndIsTold() throws Exception {
        List<MessageRef> messages = logIn();
        store.refusal = Refusal.CLOSED;

        performer.tryNow(delete(messages.get(0)), late::add);

        assertThat(late).containsExactly(new Pop3Answer.Refused(Refusal.CLOSED));
        performer.closed();
        assertThat(store.isLocked("ann")).isFalse();
    }

    @Test
    void nothingToChangeNeedsNoCommit() throws Exception {
        logIn();
        Update nothing = new Update(List.of(), List.of(), List.of());

        assertThat(performer.tryNow(new Pop3Question.Commit(nothing, false), late::add))
                .isEqualTo(Attempt.now(new Pop3Answer.Done()));
        assertThat(store.isLocked("ann")).isTrue();
        assertThat(performer.tryNow(new Pop3Question.Commit(nothing, true), late::add))
                .isEqualTo(Attempt.now(new Pop3Answer.Done()));
        assertThat(store.isLocked("ann")).isFalse();
        assertThat(store.commits).isZero();
    }

    @Test
    void folderQuestionsGoToWorkers() throws Exception {
        logIn();

        assertThat(onWorker(new Pop3Question.FindFolder(SENT))).isEqualTo(new Pop3Answer.Forbidden(Why.MISSING));
        assertThat(onWorker(new Pop3Question.MakeFolder(SENT))).isEqualTo(new Pop3Answer.Done());
        assertThat(onWorker(new Pop3Question.MakeFolder(SENT))).isEqualTo(new Pop3Answer.Forbidden(Why.EXISTS));
        assertThat(onWorker(new Pop3Question.FindFolder(SENT))).isEqualTo(new Pop3Answer.Found(SENT));
        assertThat(onWorker(new Pop3Question.OpenFolder(SENT))).isEqualTo(new Pop3Answer.FolderOpened(List.of()));
        store.refusal = Refusal.NO_SPACE;
        assertThat(onWorker(new Pop3Question.DropFolder(SENT))).isEqualTo(new Pop3Answer.Refused(Refusal.NO_SPACE));
    }

    @Test
    void aBodyIsStoredOrThrownAway() throws Exception {
        logIn();
        collect("stored\r\n");
        assertThat(performer.tryNow(new Pop3Question.Append(), late::add)).isEqualTo(Attempt.pending());
        assertThat(late).hasSize(1).allMatch(answer -> answer instanceof Pop3Answer.Appended);

        collect("dropped\r\n");
        assertThat(performer.tryNow(new Pop3Question.DropBody(), late::add))
                .isEqualTo(Attempt.now(new Pop3Answer.Done()));

        performer.sink(wanted()).accept(ByteBuffer.wrap(new byte[] {'h', 'a', 'l', 'f'}));
        performer.closed();

        assertThat(store.openWriters).isZero();
        assertThat(store.account("ann").folders.getOrDefault(FolderName.INBOX, List.of()))
                .hasSize(3);
    }

    @Test
    void aSinkRemembersTroubleAndSwallowsTheRest() throws Exception {
        logIn();
        store.space = 4;
        BodySink sink = performer.sink(wanted());
        assertThat(sink.mayBlock(10)).isTrue();
        ByteBuffer octets = ByteBuffer.wrap("too much\r\n".getBytes(StandardCharsets.US_ASCII));

        sink.accept(octets);
        sink.accept(ByteBuffer.wrap("x".getBytes(StandardCharsets.US_ASCII)));

        assertThat(octets.hasRemaining()).isFalse();
        assertThat(sink.mayBlock(10)).isFalse();
        assertThat(sink.finish()).containsExactly(Defect.NO_SPACE);
        assertThat(store.openWriters).isZero();
    }

    @Test
    void secretsAreNotPrinted() {
        byte[] response = "\0ann\0secret".getBytes(StandardCharsets.UTF_8);

        assertThat(new Pop3Question.Login("ann", "secret", ANNS_CLIENT, false).toString())
                .doesNotContain("secret");
        assertThat(new Pop3Question.SaslBegin("PLAIN", Optional.of(response), ANNS_CLIENT, false).toString())
                .isEqualTo("SaslBegin[***]");
        assertThat(new Pop3Question.SaslRespond(response).toString()).isEqualTo("SaslRespond[***]");
    }

    private List<MessageRef> logIn() throws IOException, InterruptedException {
        return ((Pop3Answer.LoggedIn) performer.perform(new Pop3Question.Login("ann", "secret", ANNS_CLIENT, false)))
                .messages();
    }

    private Pop3Answer onWorker(Pop3Question question) throws IOException, InterruptedException {
        assertThat(performer.tryNow(question, late::add)).isEqualTo(Attempt.needsWorker());
        return performer.perform(question);
    }

    private void collect(String body) {
        BodySink sink = performer.sink(wanted());
        sink.accept(ByteBuffer.wrap(body.getBytes(StandardCharsets.US_ASCII)));
        assertThat(sink.finish()).isEmpty();
    }

    private static CollectBody<Pop3Question> wanted() {
        return new CollectBody<>(new Framing.Exact(10, true), 100);
    }

    private static Pop3Question delete(MessageRef message) {
        return new Pop3Question.Commit(new Update(List.of(message), List.of(), List.of()), true);
    }
}
