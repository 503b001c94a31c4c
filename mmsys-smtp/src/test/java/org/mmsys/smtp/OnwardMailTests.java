package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.Route;
import org.mmsys.core.store.MailStore.Delivery;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Via;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.smtp.MailParameters;
import org.mmsys.wire.smtp.RcptParameters;

/** Mail that goes on to other servers or came from one. */
final class OnwardMailTests {
    private static final Client CLIENT = new Client("s1", "smtp", "192.0.2.7", 1, "127.0.0.1", Optional.empty());
    private static final Client PEER = new Client(
            "s1", "smtp", "192.0.2.3", 0, "127.0.0.1", Optional.empty(), Optional.of(new Via("s3/backup", 1, "q1")));
    private static final String MESSAGE = "Message-ID: <1@else.test>\r\n\r\nbody\r\n";

    private final SmallHouse house = new SmallHouse();
    private final List<SmtpAnswer> later = new ArrayList<>();
    private final SmtpPerformer performer =
            new SmtpPerformer(house.context(), MachineTalk.mta(), new MailDates(), CLIENT);

    @Test
    void asksTheOtherServersAboutThoseItIsUnsureOf() {
        EmailAddress dan = new EmailAddress("dan", "here.test");
        house.answers.add(new Home.There("s3"));
        assertThat(performer.tryNow(new SmtpQuestion.Recipient(dan, true), later::add))
                .isEqualTo(Attempt.pending());
        house.answers.add(new Home.Nobody());
        assertThat(performer.tryNow(new SmtpQuestion.Sender(Optional.of(dan), true), later::add))
                .isEqualTo(Attempt.pending());
        assertThat(performer.tryNow(new SmtpQuestion.Recipient(dan, true), later::add))
                .isEqualTo(Attempt.pending());
        assertThat(later)
                .containsExactly(
                        new SmtpAnswer.RecipientFound(new Route.Peer("s3", MachineTalk.DAN)),
                        new SmtpAnswer.SenderFound(Optional.of(new Route.Unknown()), Optional.empty()),
                        new SmtpAnswer.RecipientFound(new Route.Unsure(MachineTalk.DAN)));
        assertThat(performer.tryNow(new SmtpQuestion.Recipient(dan, false), later::add))
                .isEqualTo(Attempt.now(new SmtpAnswer.RecipientFound(new Route.Unsure(MachineTalk.DAN))));
        assertThat(performer.tryNow(new SmtpQuestion.Sender(Optional.of(dan), false), later::add))
                .isInstanceOf(Attempt.Now.class);
        assertThat(house.asked).containsExactly("route dan", "route dan", "route dan");
    }

    @ParameterizedTest
    @CsvSource({
        "ann, true, ann@here.test",
        "<ann@HERE.test>, true, ann@here.test",
        "cid, false, cid@here.test",
        "dan, false, dan@here.test",
        "nobody@here.test, false, nobody@here.test"
    })
    void verifiesOnlyWhatItKnowsOfItself(String argument, boolean here, String account) {
        SmtpAnswer.Verified answer = (SmtpAnswer.Verified) now(new SmtpQuestion.Verify(argument));
        assertThat(answer.here()).isEqualTo(here);
        assertThat(answer.account().map(AccountName::toString)).contains(account);
        assertThat(house.asked).isEmpty();
    }

    @Test
    void knowsMailOfAPeerByItsQueueIdAndNotByItsOctets() {
        String id = MachineTalk.guid(7).toString();
        Delivery delivery = deliver(envelope(PEER, false, parameters(false, Optional.of(id)), to("ann", "")), MESSAGE);
        assertThat(delivery.origin()).contains(new Origin("s3", MachineTalk.guid(7)));
        assertThat(delivery.submission()).isEmpty();
        assertThat(delivery.onward()).isEmpty();
        assertThat(SmallHouse.text(delivery.body()))
                .contains("Received: from mx3.here.test (s3/backup [192.0.2.3])\r\n");
        Delivery report = deliver(envelope(PEER, false, parameters(false, Optional.empty()), to("ann", "")), MESSAGE);
        assertThat(report.origin()).isEmpty();
        assertThat(report.submission()).isEmpty();
    }

    @Test
    void queuesMailForOthersOnlyWithItsSubmission() {
        Delivery delivery =
                deliver(envelope(CLIENT, true, parameters(false, Optional.empty()), to("cid", "")), MESSAGE);
        assertThat(delivery.recipients()).isEmpty();
        assertThat(delivery.submission()).isPresent();
        assertThat(delivery.onward().orElseThrow().trusted()).isTrue();
    }

    @Test
    void saysWhetherTheBodyNeedsEightBits() {
        Envelope outward = envelope(CLIENT, true, parameters(false, Optional.empty()), to("joe", ""));
        assertThat(eightBit(outward, "Subject: x\r\n\r\n" + "a".repeat(99) + "\r\n"))
                .isFalse();
        for (int at = 0; at < 20; at++) {
            assertThat(eightBit(outward, "Subject: x\r\n\r\n" + "a".repeat(at) + "\u00e9\r\n"))
                    .isTrue();
        }
        assertThat(eightBit(envelope(CLIENT, true, parameters(true, Optional.empty()), to("joe", "")), MESSAGE))
                .isTrue();
    }

    @Test
    void tellsOfDeliveriesThatAreToBeReported() {
        MailParameters wish = new MailParameters(
                OptionalLong.empty(), false, false, "HDRS", "e1", Optional.empty(), Optional.empty());
        deliver(
                envelope(CLIENT, true, wish, to("ann", "SUCCESS,DELAY"), to("bob", "FAILURE"), to("cid", "SUCCESS")),
                MESSAGE);
        assertThat(house.reported)
                .singleElement()
                .asString()
                .startsWith("ann@here.test e1 ")
                .contains("ann@here.test")
                .doesNotContain("bob", "cid");
        house.resent = true;
        deliver(envelope(CLIENT, true, wish, to("ann", "SUCCESS")), MESSAGE);
        assertThat(house.reported).hasSize(1);
    }

    // ---- helpers

    private boolean eightBit(Envelope envelope, String message) {
        return deliver(envelope, message).onward().orElseThrow().eightBit();
    }

    private Delivery deliver(Envelope envelope, String message) {
        assertThat(now(new SmtpQuestion.Begin(envelope))).isEqualTo(new SmtpAnswer.Ready());
        BodySink sink = performer.sink(new CollectBody<>(new Framing.Dotted(), 1 << 20));
        sink.accept(ByteBuffer.wrap(message.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(sink.finish()).isEmpty();
        assertThat(performer.tryNow(new SmtpQuestion.Commit(), later::add)).isEqualTo(Attempt.pending());
        return house.deliveries.get(house.deliveries.size() - 1);
    }

    private SmtpAnswer now(SmtpQuestion question) {
        return ((Attempt.Now<SmtpAnswer>) performer.tryNow(question, later::add)).answer();
    }

    private static MailParameters parameters(boolean eightBit, Optional<String> queueId) {
        return new MailParameters(OptionalLong.empty(), eightBit, false, "", "", queueId, Optional.empty());
    }

    private static Envelope.Recipient to(String local, String notifyWhen) {
        EmailAddress address = new EmailAddress(local, local.equals("joe") ? "else.test" : "here.test");
        return new Envelope.Recipient(address, MachineTalk.route(address), new RcptParameters(notifyWhen, ""));
    }

    private static Envelope envelope(
            Client client, boolean login, MailParameters parameters, Envelope.Recipient... recipients) {
        return new Envelope(
                client,
                "mx3.here.test",
                true,
                login ? Optional.of(MachineTalk.ANN) : Optional.empty(),
                Optional.of(new EmailAddress("ann", "here.test")),
                List.of(recipients),
                parameters,
                false);
    }
}
