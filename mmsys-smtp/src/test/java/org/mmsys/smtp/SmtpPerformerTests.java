package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.smtp.MailParameters;
import org.mmsys.wire.smtp.RcptParameters;

final class SmtpPerformerTests {
    private static final Client PLAIN = new Client("s1", "smtp", "192.0.2.7", 1, "127.0.0.1", Optional.empty());
    private static final Client SECURE =
            new Client("s1", "smtp", "192.0.2.7", 1, "127.0.0.1", Optional.of(new Tls("TLSv1.3", "X", "")));
    private static final String MESSAGE = "Message-ID: <1@else.test>\r\nSubject: x\r\n\r\nbody\r\n";

    private final SmallHouse house = new SmallHouse();
    private final List<SmtpAnswer> later = new ArrayList<>();
    private SmtpPerformer performer = performer(MachineTalk.mta());

    private SmtpPerformer performer(SmtpPolicy policy) {
        return new SmtpPerformer(house.context(), policy, new MailDates(), PLAIN);
    }

    @Test
    void answersRoutesFromMemory() {
        assertThat(now(new SmtpQuestion.Greet(SECURE)))
                .isEqualTo(new SmtpAnswer.Mechanisms(List.of("SCRAM-SHA-256", "PLAIN", "LOGIN")));
        assertThat(now(new SmtpQuestion.Greet(PLAIN))).isEqualTo(new SmtpAnswer.Mechanisms(List.of()));
        assertThat(now(new SmtpQuestion.Sender(Optional.of(new EmailAddress("joe", "else.test")), true)))
                .isEqualTo(new SmtpAnswer.SenderFound(Optional.of(new Route.External("else.test")), Optional.empty()));
        house.full = true;
        assertThat(now(new SmtpQuestion.Sender(Optional.empty(), true)))
                .isEqualTo(new SmtpAnswer.SenderFound(Optional.empty(), Optional.of(Refusal.NO_SPACE)));
        assertThat(now(new SmtpQuestion.Recipient(new EmailAddress("nobody", "here.test"), true)))
                .isEqualTo(new SmtpAnswer.RecipientFound(new Route.Unknown()));
        assertThat(now(new SmtpQuestion.Begin(envelope(false, "ann"))))
                .isEqualTo(new SmtpAnswer.NotNow(Refusal.NO_SPACE));
    }

    @Test
    void storesWhatCameBehindItsOwnTraceFields() {
        assertThat(take(envelope(false, "ann", "bob", "ann"), MESSAGE)).isEmpty();
        commit();
        assertThat(later).singleElement().isInstanceOf(SmtpAnswer.Committed.class);
        var delivery = house.deliveries.get(0);
        assertThat(delivery.recipients()).containsExactly(MachineTalk.ANN, MachineTalk.BOB);
        assertThat(SmallHouse.text(delivery.body()))
                .isEqualTo("Return-Path: <joe@else.test>\r\n"
                        + "Received: from client.test ([192.0.2.7])\r\n\tby mx.here.test with ESMTP\r\n\tid s1.1;\r\n"
                        + "\tSun, 22 Nov 2026 15:59:16 +0000\r\n" + MESSAGE);
        assertThat(delivery.body().prefixLength()).isEqualTo("Return-Path: <joe@else.test>\r\n".length());
    }

    @Test
    void recognisesTheSameSubmissionAndNoOther() {
        Optional<Sha256> first = submission(envelope(false, "ann", "bob"), MESSAGE);
        assertThat(first).isPresent();
        assertThat(submission(envelope(false, "bob", "ann"), MESSAGE)).isEqualTo(first);
        assertThat(submission(envelope(true, "ann", "bob"), MESSAGE)).isEqualTo(first);
        assertThat(submission(envelope(false, "ann"), MESSAGE)).isPresent().isNotEqualTo(first);
        assertThat(submission(envelope(false, "ann", "bob"), MESSAGE + "more\r\n"))
                .isNotEqualTo(first);
        assertThat(submission(envelope(false, "ann", "bob"), "Subject: no id\r\n\r\nx\r\n"))
                .isEmpty();
        Envelope other = new Envelope(
                new Client("s2", "smtp", "192.0.2.8", 1, "127.0.0.1", Optional.empty()),
                "client.test",
                true,
                Optional.empty(),
                Optional.of(new EmailAddress("joe", "else.test")),
                recipients("ann", "bob"),
                MailParameters.NONE,
                false);
        assertThat(submission(other, MESSAGE)).isPresent().isNotEqualTo(first);
        assertThat(first)
                .contains(((SmtpAnswer.Committed) later.get(0)).submission().orElseThrow());
        now(new SmtpQuestion.Confirm(List.of(first.orElseThrow())));
        assertThat(house.confirmed).containsExactly(first.orElseThrow());
    }

    @Test
    void judgesChunksAndClosesTheLastLine() {
        assertThat(now(new SmtpQuestion.Begin(envelope(true, "ann")))).isEqualTo(new SmtpAnswer.Ready());
        assertThat(chunk("Subject: x\r", false)).isEmpty();
        assertThat(chunk("\n\r\nno end", false)).isEmpty();
        assertThat(house.writers.get(0).finished).isFalse();
        assertThat(chunk("", true)).isEmpty();
        commit();
        assertThat(SmallHouse.text(house.deliveries.get(0).body())).endsWith("Subject: x\r\n\r\nno end\r\n");
        for (String bad : new String[] {"a\nb\r\n", "a\rb\r\n", "a\0\r\n", "a\r"}) {
            now(new SmtpQuestion.Begin(envelope(true, "ann")));
            assertThat(chunk(bad, true)).isNotEmpty();
            assertThat(now(new SmtpQuestion.Discard())).isEqualTo(new SmtpAnswer.Discarded(Optional.empty()));
        }
        assertThat(house.writers.subList(1, 5)).allMatch(writer -> writer.abandoned && !writer.finished);
    }

    @Test
    void swallowsRefusedChunksWithoutTouchingTheBody() {
        now(new SmtpQuestion.Begin(envelope(true, "ann")));
        assertThat(chunk("Subject: x\r\n", false)).isEmpty();
        long size = house.writers.get(0).size();
        BodySink drain = performer.sink(new CollectBody<>(new Framing.Exact(5, true), 0));
        drain.accept(octets("NOOP\r"));
        assertThat(drain.finish()).isEmpty();
        assertThat(house.writers.get(0).size()).isEqualTo(size);
    }

    @Test
    void refusesLoops() {
        String header = "Received: x\r\n".repeat(100);
        assertThat(take(envelope(false, "ann"), header + "\r\n")).isEmpty();
        assertThat(take(envelope(false, "ann"), header + "Received: y\r\n\r\n")).containsExactly(Defect.REFUSED);
        assertThat(now(new SmtpQuestion.Discard()))
                .isEqualTo(new SmtpAnswer.Discarded(Optional.of(SmtpAnswer.Trouble.LOOP)));
    }

    @Test
    void saysWhenTheDiskIsFullOrBroken() {
        house.spaceLeft = 500;
        assertThat(take(envelope(false, "ann"), MESSAGE + "x".repeat(1000))).containsExactly(Defect.NO_SPACE);
        assertThat(now(new SmtpQuestion.Discard())).isEqualTo(new SmtpAnswer.Discarded(Optional.empty()));
        house.broken = true;
        assertThat(take(envelope(false, "ann"), MESSAGE)).containsExactly(Defect.REFUSED);
        assertThat(now(new SmtpQuestion.Discard()))
                .isEqualTo(new SmtpAnswer.Discarded(Optional.of(SmtpAnswer.Trouble.FAILED)));
        assertThat(house.writers).allMatch(writer -> writer.abandoned);
    }

    @Test
    void throwsAwayABodyThatIsNotStored() {
        take(envelope(false, "ann"), MESSAGE);
        house.refusal = Optional.of(Refusal.TOO_BUSY);
        commit();
        assertThat(later).containsExactly(new SmtpAnswer.NotCommitted(Refusal.TOO_BUSY));
        assertThat(house.writers.get(0).abandoned).isTrue();
    }

    @Test
    void throwsAwayTheBodyOfAMessageSentAgain() {
        take(envelope(false, "ann"), MESSAGE);
        commit();
        house.resent = true;
        take(envelope(false, "ann"), MESSAGE);
        commit();
        assertThat(later).hasSize(2).allMatch(SmtpAnswer.Committed.class::isInstance);
        assertThat(house.writers).extracting(writer -> writer.abandoned).containsExactly(false, true);
    }

    @Test
    void keepsTheBodyOfACommitWhenTheSessionEndsAndDropsAnyOther() {
        take(envelope(false, "ann"), MESSAGE);
        commit();
        performer.closed();
        assertThat(house.writers.get(0).abandoned).isFalse();
        performer = performer(MachineTalk.mta());
        take(envelope(false, "ann"), MESSAGE);
        performer.closed();
        assertThat(house.writers.get(1).abandoned).isTrue();
    }

    @Test
    void completesSubmissionsOnly() {
        performer = performer(MachineTalk.submission());
        take(envelope(false, "ann"), "Subject: x\r\n\r\nbody\r\n");
        commit();
        assertThat(SmallHouse.text(house.deliveries.get(0).body()))
                .containsPattern("\r\nSubject: x\r\nDate: Sun, 22 Nov 2026 15:59:16 \\+0000\r\n"
                        + "Message-ID: <[a-z0-9]+\\.[a-z0-9]+\\.s1\\.1@mx\\.here\\.test>\r\n\r\nbody\r\n$");
        assertThat(house.deliveries.get(0).submission()).isEmpty();
        performer = performer(MachineTalk.mta());
        take(envelope(false, "ann"), "Subject: x\r\n\r\nbody\r\n");
        commit();
        assertThat(SmallHouse.text(house.deliveries.get(1).body())).endsWith("Subject: x\r\n\r\nbody\r\n");
    }

    @Test
    void saysBeforeItBlocks() {
        now(new SmtpQuestion.Begin(envelope(false, "ann")));
        BodySink sink = performer.sink(new CollectBody<>(new Framing.Dotted(), 1 << 20));
        assertThat(sink.mayBlock(1000)).isFalse();
        assertThat(sink.mayBlock(64 * 1024)).isTrue();
        house.broken = true;
        sink.accept(octets(MESSAGE));
        assertThat(sink.mayBlock(64 * 1024)).isFalse();
    }

    @Test
    void logsInOnAWorkerWhenItTakesHashing() throws Exception {
        assertThat(ask(new SmtpQuestion.Login(PLAIN, "PLAIN", Optional.empty())))
                .isEqualTo(new SmtpAnswer.NoMechanism());
        assertThat(ask(new SmtpQuestion.Login(SECURE, "PLAIN", plain("ann", "secret"))))
                .isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
        assertThat(ask(new SmtpQuestion.Login(SECURE, "PLAIN", plain("ann", "wrong"))))
                .isEqualTo(new SmtpAnswer.LoginDenied());
        assertThat(challenge(ask(new SmtpQuestion.Login(SECURE, "PLAIN", Optional.empty()))))
                .isEmpty();
        assertThat(ask(new SmtpQuestion.Respond(plain("ann", "secret").orElseThrow())))
                .isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
    }

    @Test
    void takesAnEarlyUserNameOfLogin() throws Exception {
        assertThat(challenge(ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.empty()))))
                .isEqualTo("Username:");
        assertThat(challenge(ask(new SmtpQuestion.Respond(bytes("ann"))))).isEqualTo("Password:");
        assertThat(ask(new SmtpQuestion.Respond(bytes("secret")))).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
        assertThat(challenge(ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.of(bytes("ann"))))))
                .isEqualTo("Password:");
        assertThat(ask(new SmtpQuestion.Respond(bytes("secret")))).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
    }

    // ---- helpers

    private SmtpAnswer now(SmtpQuestion question) {
        return ((Attempt.Now<SmtpAnswer>) performer.tryNow(question, later::add)).answer();
    }

    private SmtpAnswer ask(SmtpQuestion question) throws IOException, InterruptedException {
        Attempt<SmtpAnswer> attempt = performer.tryNow(question, later::add);
        return attempt instanceof Attempt.Now<SmtpAnswer> now ? now.answer() : performer.perform(question);
    }

    private Set<Defect> take(Envelope envelope, String message) {
        assertThat(now(new SmtpQuestion.Begin(envelope))).isEqualTo(new SmtpAnswer.Ready());
        BodySink sink = performer.sink(new CollectBody<>(
                envelope.counted() ? new Framing.Exact(message.length(), true) : new Framing.Dotted(), 1 << 20));
        sink.accept(octets(message));
        return sink.finish();
    }

    private Set<Defect> chunk(String octets, boolean last) {
        BodySink sink = performer.sink(new CollectBody<>(new Framing.Exact(octets.length(), last), 1 << 20));
        sink.accept(octets(octets));
        return sink.finish();
    }

    private void commit() {
        assertThat(performer.tryNow(new SmtpQuestion.Commit(), later::add)).isEqualTo(Attempt.pending());
    }

    private Optional<Sha256> submission(Envelope envelope, String message) {
        assertThat(take(envelope, message)).isEmpty();
        commit();
        return house.deliveries.get(house.deliveries.size() - 1).submission();
    }

    private static String challenge(SmtpAnswer answer) {
        return new String(((SmtpAnswer.Challenge) answer).octets(), StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> plain(String name, String password) {
        return Optional.of(bytes("\0" + name + "\0" + password));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<Envelope.Recipient> recipients(String... locals) {
        List<Envelope.Recipient> all = new ArrayList<>();
        for (String local : locals) {
            EmailAddress address = new EmailAddress(local, "here.test");
            all.add(new Envelope.Recipient(address, MachineTalk.route(address), RcptParameters.NONE));
        }
        return all;
    }

    private static Envelope envelope(boolean counted, String... locals) {
        return new Envelope(
                PLAIN,
                "client.test",
                true,
                Optional.empty(),
                Optional.of(new EmailAddress("joe", "else.test")),
                recipients(locals),
                MailParameters.NONE,
                counted);
    }
}
