package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.journal.Operation.DsnWish;
import org.mmsys.core.journal.Operation.Provenance;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.store.MailStore;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input;

/** Octets of a client against machine, performer, framer and decoder together. */
final class SmtpWireTests {
    private static final String TO_ANN = "EHLO client.test\r\nMAIL FROM:<joe@else.test>\r\nRCPT TO:<ann@here.test>\r\n";
    private static final String MESSAGE = "Subject: x\r\n\r\n..dot\r\nbody\r\n";

    private final SmallHouse house = new SmallHouse();

    @Test
    void servesThreeMessagesInOneSegmentInOrder() {
        String one = "MAIL FROM:<joe@else.test>\r\nRCPT TO:<ann@here.test>\r\nRCPT TO:<no@here.test>\r\nDATA\r\n"
                + MESSAGE + ".\r\n";
        String answers = converse("EHLO client.test\r\n" + one.repeat(3) + "QUIT\r\n");
        String codes = "250 2.1.0|250 2.1.5|550 5.1.1|354 Send|250 2.0.0|".repeat(3) + "221 2.0.0|";
        assertThat(codes(answers)).isEqualTo("220 mx.here.test|250 XMMSYS|" + codes);
        assertThat(house.deliveries).hasSize(3);
        assertThat(SmallHouse.text(house.deliveries.get(2).body())).endsWith("Subject: x\r\n\r\n.dot\r\nbody\r\n");
    }

    @Test
    void understandsTheSameWhereverTheSegmentsAreCut() {
        String dialogue = TO_ANN + "DATA\r\n" + MESSAGE + ".\r\n" + "MAIL FROM:<>\r\nRCPT TO:<bob@here.test>\r\n"
                + "BDAT 14\r\nSubject: y\r\n\r\nBDAT 7 LAST\r\nchunk\r\nNOOP\r\nQUIT\r\n";
        String whole = codes(converse(dialogue));
        assertThat(whole).endsWith("354 Send|250 2.0.0|250 2.1.0|250 2.1.5|250 2.0.0|250 2.0.0|250 2.0.0|221 2.0.0|");
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int segment = round == 0 ? 1 : 1 + random.nextInt(40);
            SmtpWire wire = new SmtpWire(house);
            for (int at = 0; at < dialogue.length(); at += segment) {
                wire.send(dialogue.substring(at, Math.min(dialogue.length(), at + segment)));
            }
            assertThat(codes(wire.answers.toString())).isEqualTo(whole);
        }
        assertThat(house.deliveries)
                .hasSize(402)
                .allMatch(delivery -> SmallHouse.text(delivery.body()).endsWith("dot\r\nbody\r\n")
                        || SmallHouse.text(delivery.body()).endsWith("Subject: y\r\n\r\nchunk\r\n"));
    }

    /** Others take some of these for the end of a message and the rest for commands: no second message may come of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\r\r\n.\r\r\n",
                "\r\n.\0\r\n",
                "\r\n\0.\r\n",
                "\n\n.\r\n",
                "\r\n.\r\r\n"
            })
    void takesNothingButCrlfDotCrlfForTheEnd(String end) {
        String smuggled =
                "MAIL FROM:<ann@here.test>\r\nRCPT TO:<bob@here.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n";
        String answers = converse(TO_ANN + "DATA\r\nSubject: x\r\n\r\nbody" + end + smuggled);
        assertThat(codes(answers)).endsWith("354 Send|550 5.6.0|");
        assertThat(house.deliveries).isEmpty();
    }

    @Test
    void passesStuffedDotsAndLongLinesUnchanged() {
        String body = "Subject: x\r\n\r\n" + ".\r\n..\r\n" + "y".repeat(5000) + "\r\n\u00e9\u00ff\r\n";
        assertThat(codes(converse(TO_ANN + "DATA\r\n" + body.replace("\r\n.", "\r\n..") + ".\r\n")))
                .endsWith("250 2.0.0|");
        assertThat(SmallHouse.text(house.deliveries.get(0).body())).endsWith(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\nNOOP\r\n", "NOOP\rNOOP\r\n", "NO\0OP\r\n", "NOOP\r\r\n", "\nNOOP\r\n"})
    void refusesBadLineEndsInCommands(String line) {
        assertThat(codes(converse("HELO x\r\n" + line + "NOOP\r\n")))
                .isEqualTo("220 mx.here.test|250 mx.here.test|500 5.5.2|250 2.0.0|");
    }

    @Test
    void refusesEndlessLinesAndGoesOn() {
        assertThat(codes(converse("HELO x\r\nNOOP " + "x".repeat(100_000) + "\r\nNOOP\r\n")))
                .endsWith("500 5.5.2|250 2.0.0|");
    }

    @Test
    void answersThousandsOfPipelinedCommands() {
        StringBuilder commands = new StringBuilder("HELO x\r\n");
        for (int i = 0; i < 2_000; i++) {
            commands.append(i % 2 == 0 ? "NOOP\r\n" : "VRFY ann\r\n");
        }
        String answers = converse(commands.toString());
        assertThat(codes(answers)).endsWith("250 2.0.0|252 2.0.0|").contains("250 2.0.0|252 2.0.0|".repeat(1_000));
    }

    /** RFC 5321 §4.5.3.1.8, and in one transaction whatever servers they live at. */
    @Test
    void takesAThousandRecipientsOfSeveralServersInOneMessage() {
        StringBuilder commands = new StringBuilder("EHLO x\r\nMAIL FROM:<joe@else.test>\r\n");
        for (int i = 0; i < 1_000; i++) {
            commands.append("RCPT TO:<u").append(i).append("@here.test>\r\n");
        }
        commands.append("RCPT TO:<u1000@here.test>\r\nDATA\r\n").append(MESSAGE).append(".\r\n");
        String answers = codes(converse(commands.toString()));
        assertThat(answers).contains("250 2.1.5|".repeat(1_000) + "452 4.5.3|354 Send|250 2.0.0|");
        assertThat(house.deliveries).hasSize(1);
        MailStore.Delivery delivery = house.deliveries.get(0);
        assertThat(delivery.recipients()).hasSize(334);
        assertThat(delivery.onward().orElseThrow().recipients())
                .hasSize(666)
                .extracting(recipient -> recipient.address().local())
                .startsWith("u1", "u2", "u4")
                .endsWith("u998");
    }

    /** The unknown ones are refused at RCPT, and hear nothing more of it. */
    @Test
    void takesOneMessageForHereAndElsewhereAndRefusesTheUnknownAtOnce() {
        String answers = converse("EHLO x\r\nMAIL FROM:<joe@else.test> RET=HDRS ENVID=e1\r\nRCPT TO:<ann@here.test>\r\n"
                + "RCPT TO:<nobody@here.test>\r\nRCPT TO:<cid@here.test> NOTIFY=success,delay ORCPT=rfc822;c+2Bd@x\r\n"
                + "RCPT TO:<dan@here.test>\r\nRCPT TO:<joe@else.test>\r\nRCPT TO:<cid@here.test>\r\nDATA\r\n"
                + "Message-ID: <1@else.test>\r\n" + MESSAGE + ".\r\n");
        assertThat(codes(answers))
                .endsWith("250 2.1.0|250 2.1.5|550 5.1.1|250 2.1.5|450 4.4.3|550 5.7.1|250 2.1.5|354 Send|250 2.0.0|");
        MailStore.Delivery delivery = house.deliveries.get(0);
        assertThat(delivery.recipients()).containsExactly(MachineTalk.ANN);
        MailStore.Onward onward = delivery.onward().orElseThrow();
        assertThat(onward.recipients())
                .containsExactly(
                        new QueuedRecipient(new EmailAddress("cid", "here.test"), "SUCCESS,DELAY", "rfc822;c+2Bd@x"));
        assertThat(onward.dsn()).isEqualTo(new DsnWish("HDRS", "e1"));
        assertThat(onward.trusted()).isFalse();
        assertThat(onward.provenance()).isEqualTo(new Provenance("127.0.0.1", "s1"));
        assertThat(delivery.origin()).isEmpty();
        assertThat(delivery.submission()).isPresent();
    }

    @Test
    void takesAnIntroductionAndTheMailBehindItInOnePacket() {
        String id = MachineTalk.guid(9).toString();
        SmtpWire wire = new SmtpWire(house, Optional.of(new Input.Tls("TLSv1.3", "X", "", Optional.of("s3/primary"))));
        wire.send(
                "XPEER v=1 hop=1 client=- tls=- sid=q1 binding=-\r\nMAIL FROM:<joe@else.test> XQID=" + id
                        + "\r\nRCPT TO:<ann@here.test>\r\nRCPT TO:<cid@here.test>\r\nBDAT 14 LAST\r\nSubject: y\r\n\r\nQUIT\r\n");
        assertThat(codes(wire.answers.toString()))
                .isEqualTo("220 mx.here.test|250 2.0.0|250 2.1.0|250 2.1.5|551 5.1.6|250 2.0.0|221 2.0.0|");
        MailStore.Delivery delivery = house.deliveries.get(0);
        assertThat(delivery.origin()).contains(new Origin("s3", MachineTalk.guid(9)));
        assertThat(delivery.recipients()).containsExactly(MachineTalk.ANN);
        assertThat(delivery.onward()).isEmpty();
    }

    /** The same octets from a stranger: nothing of it is believed. */
    @Test
    void takesNothingOfItFromAStranger() {
        SmtpWire wire = new SmtpWire(house, Optional.of(new Input.Tls("TLSv1.3", "X", "", Optional.empty())));
        wire.send("EHLO x\r\nXPEER v=1 hop=1 client=- tls=- sid=q1 binding=-\r\nMAIL FROM:<ann@here.test> XQID="
                + MachineTalk.guid(9)
                + "\r\nRCPT TO:<ann@here.test>\r\nBDAT 14 LAST\r\nSubject: y\r\n\r\nVRFY ann\r\n");
        assertThat(codes(wire.answers.toString()))
                .endsWith("250 XMMSYS|500 5.5.1|555 5.5.4|503 5.5.1|503 5.5.1|252 2.0.0|");
        assertThat(house.deliveries).isEmpty();
    }

    @Test
    void executesNothingThatStandsBehindStartTls() {
        SmtpWire wire = new SmtpWire(house);
        wire.send("EHLO x\r\nSTARTTLS\r\nMAIL FROM:<joe@else.test>\r\n");
        assertThat(codes(wire.answers.toString())).endsWith("220 2.0.0|");
    }

    private String converse(String octets) {
        SmtpWire wire = new SmtpWire(house);
        wire.send(octets);
        return wire.answers.toString();
    }

    /** The last line of each reply, code and first word. */
    private static String codes(String answers) {
        StringBuilder codes = new StringBuilder();
        answers.lines().filter(line -> line.charAt(3) == ' ').forEach(line -> {
            int end = line.indexOf(' ', 4);
            codes.append(line, 0, end < 0 ? line.length() : end).append('|');
        });
        return codes.toString();
    }
}
