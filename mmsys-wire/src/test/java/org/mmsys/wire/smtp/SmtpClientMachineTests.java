package org.mmsys.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.smtp.SmtpOutcome.Fate;

/** The mail of a client, as dialogues. */
final class SmtpClientMachineTests {
    private static final String ALL = """
            O:
            S: 220 mx.there.test ESMTP
            C: EHLO me.test
            S: 250-mx.there.test Hello
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250 CHUNKING
            Q: next
            """;
    private static final String BARE = """
            O:
            S: 220 mx.there.test
            C: EHLO me.test
            S: 250 mx.there.test
            Q: next
            """;

    @Test
    void sendsWithoutExtensionsOneCommandAtATime() {
        ClientDialog.plain()
                .sending(ClientDialog.mail("ann@here.test", "bob@there.test", "cy@there.test"))
                .run(BARE + """
                A: mail
                Q: body inspect
                A: body
                C: MAIL FROM:<ann@here.test>
                S: 250 ok
                C: RCPT TO:<bob@there.test>
                S: 250 ok
                C: RCPT TO:<cy@there.test>
                S: 550 5.1.1 nobody
                C: DATA
                S: 354 go
                b: dotted
                B:
                S: 250 taken
                Q: report [ok, 550 5.1.1]
                A: noted
                Q: next
                A: quit
                C: QUIT
                S: 221 bye
                x:
                """);
    }

    @Test
    void sendsASmallMessageInOneGo() {
        ClientDialog.plain().run(ALL + """
                A: mail
                Q: body
                A: body
                C: MAIL FROM:<ann@here.test> SIZE=100
                C: RCPT TO:<bob@there.test>
                C: BDAT 100 LAST
                b: raw
                B:
                S: 250 2.1.0 ok
                S: 250 2.1.5 ok
                S: 250-2.0.0 taken
                S: 250 2.0.0 as 17
                Q: report [ok] dsn
                """);
    }

    @Test
    void waitsWithALargeBodyForARecipient() {
        OutgoingMail large = new OutgoingMail(
                Optional.empty(),
                900,
                false,
                false,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                ClientDialog.mail("a@b.test", "bob@there.test").recipients());
        String withoutSize = ALL.replace("SIZE 1000", "SIZE 0");
        OutgoingMail huge = new OutgoingMail(
                large.sender(),
                ClientMail.PIPELINED_BODY_MAX + 1,
                false,
                false,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                large.recipients());
        ClientDialog.plain().sending(huge).run(withoutSize + """
                A: mail
                Q: body
                A: body
                C: MAIL FROM:<> SIZE=65537
                C: RCPT TO:<bob@there.test>
                S: 250 ok
                S: 250 ok
                C: BDAT 65537 LAST
                b: raw
                B:
                S: 250 ok
                Q: report [ok] dsn
                """);
    }

    @Test
    void takesTheRefusalOfTheBodyWhenEveryRecipientWasRefused() {
        ClientDialog.plain().run(ALL + """
                A: mail
                Q: body
                A: body
                C: MAIL *
                C: RCPT *
                C: BDAT *
                b: raw
                B:
                S: 250 2.1.0 ok
                S: 551 5.1.6 not here
                S: 554 5.5.1 no valid recipients
                C: RSET
                S: 250 2.0.0 ok
                Q: report [551 5.1.6] dsn
                A: noted
                Q: next
                """);
    }

    @Test
    void saysNoDataWithoutARecipient() {
        ClientDialog.plain().run(BARE + """
                A: mail
                Q: body inspect
                A: body
                C: MAIL *
                S: 250 ok
                C: RCPT *
                S: 450 4.2.1 later
                C: RSET
                S: 250 ok
                Q: report [450 4.2.1]
                """);
    }

    @Test
    void aRefusedSenderRefusesAll() {
        ClientDialog.plain()
                .sending(ClientDialog.mail("ann@here.test", "bob@there.test", "cy@there.test"))
                .run(ALL + """
                A: mail
                Q: body
                A: body
                C: MAIL *
                C: RCPT *
                C: RCPT *
                C: BDAT *
                b: raw
                B:
                S: 452 4.3.1 full
                S: 503 5.5.1 what
                S: 503 5.5.1 what
                S: 503 5.5.1 what
                C: RSET
                S: 250 ok
                Q: report [452 4.3.1, 452 4.3.1] dsn
                """);
    }

    @Test
    void keepsTheEnhancedCodeOfAReplyOnlyWhereItFitsTheReply() {
        ClientDialog.plain().run(BARE + """
                A: mail
                Q: body inspect
                A: body
                C: MAIL *
                S: 550 2.1.0 what
                C: RSET
                S: 500 what
                Q: report [550 5.0.0]
                """);
    }

    @Test
    void passesOnWhatTheServerOffersToUnderstand() {
        OutgoingMail mail = new OutgoingMail(
                EmailAddress.of("jürgen", "here.test"),
                100,
                true,
                true,
                "HDRS",
                "QQ314159",
                Optional.of("0123"),
                Optional.of("s9"),
                List.of(new OutgoingMail.Recipient(
                        EmailAddress.of("δοκιμή", "there.test").orElseThrow(),
                        "SUCCESS,FAILURE",
                        "rfc822;bob+40there.test")));
        ClientDialog.plain().sending(mail).run(ALL + """
                A: mail
                Q: body
                A: body
                C: MAIL FROM:<jÃ¼rgen@here.test> SIZE=100 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159
                C: RCPT TO:<Î´Î¿ÎºÎ¹Î¼Î®@there.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob+40there.test
                C: BDAT 100 LAST
                b: raw
                """);
    }

    @Test
    void parametersThatWouldEndTheCommandAreLeftOut() {
        OutgoingMail mail = new OutgoingMail(
                Optional.empty(),
                100,
                false,
                false,
                "FULL\r\nRCPT TO:<x@y>",
                "a b",
                Optional.empty(),
                Optional.empty(),
                List.of(new OutgoingMail.Recipient(new EmailAddress("b\" c", "there.test"), "NEVER SIZE", "x\r\ny")));
        ClientDialog.plain().sending(mail).run(ALL + """
                A: mail
                Q: body
                A: body
                C: MAIL FROM:<> SIZE=100
                C: RCPT TO:<"b\\" c"@there.test>
                C: BDAT 100 LAST
                b: raw
                """);
    }

    @Test
    void refusesAtOnceWhatIsTooLarge() {
        OutgoingMail mail = new OutgoingMail(
                Optional.empty(),
                1001,
                false,
                false,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                ClientDialog.mail("a@b.test", "bob@there.test").recipients());
        ClientDialog.plain().sending(mail).run(ALL + """
                A: mail
                Q: report [0 5.3.4] dsn
                A: noted
                Q: next
                """);
    }

    @Test
    void neverSendsEightBitMailToAServerThatTakesSevenOnly() {
        ClientDialog.plain().run(BARE + """
                A: mail
                Q: body inspect
                A: body 8bit
                Q: report [0 5.6.3]
                """);
    }

    @Test
    void refusesInternationalizedAddressesWithoutTheExtension() {
        ClientDialog.plain()
                .sending(ClientDialog.mail("ann@here.test", "δοκιμή@there.test", "bob@there.test"))
                .run(BARE + """
                A: mail
                Q: body inspect
                A: body
                C: MAIL FROM:<ann@here.test>
                S: 250 ok
                C: RCPT TO:<bob@there.test>
                S: 250 ok
                C: DATA
                S: 354 go
                b: dotted
                B:
                S: 250 ok
                Q: report [0 5.6.7, ok]
                """);
        ClientDialog.plain()
                .sending(ClientDialog.mail("jürgen@here.test", "bob@there.test"))
                .run(BARE + """
                A: mail
                Q: report [0 5.6.7]
                """);
    }

    @Test
    void aDeclaredUtf8MessageOfAsciiGoesOnWithoutTheExtensionAndAnotherDoesNot() {
        OutgoingMail declared = new OutgoingMail(
                Optional.empty(),
                100,
                true,
                true,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                ClientDialog.mail("a@b.test", "bob@there.test").recipients());
        ClientDialog.plain().sending(declared).run(BARE + """
                A: mail
                Q: body inspect
                A: body utf8 8bit
                Q: report [0 5.6.9]
                A: noted
                Q: next
                A: mail
                Q: body inspect
                A: body
                C: MAIL FROM:<>
                """);
    }

    @Test
    void aMissingBodyIsNotSaidToTheServer() {
        ClientDialog.plain().run(ALL + """
                A: mail
                Q: body
                A: no-body
                Q: report [0 4.3.0] dsn
                """);
    }

    @Test
    void peersHearTheQueueId() {
        OutgoingMail mail = new OutgoingMail(
                Optional.empty(),
                100,
                false,
                false,
                "",
                "",
                Optional.of("0123"),
                Optional.of("s9"),
                Optional.of("0a"),
                ClientDialog.mail("a@b.test", "bob@there.test").recipients());
        ClientDialog.peer().sending(mail).run("""
                O:
                S: 220 s2
                C: EHLO s1.test
                S: 250-s2
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                t:
                U:
                C: EHLO s1.test
                S: 250-s2
                S: 250-PIPELINING
                S: 250-SIZE 99
                S: 250-8BITMIME
                S: 250 CHUNKING
                C: XPEER v=1
                S: 250 2.0.0 Ok s2/primary
                Q: next
                A: mail
                Q: body
                A: body
                C: MAIL FROM:<> SIZE=100 XQID=0123 XSID=s9 XSUB=0a
                C: RCPT TO:<bob@there.test>
                C: BDAT 100 LAST
                b: raw
                """);
    }

    @Test
    void behindTheFinalDotTheOutcomeIsUnknown() {
        ClientDialog.plain().run(BARE + """
                A: mail
                Q: body inspect
                A: body
                C: MAIL *
                S: 250 ok
                C: RCPT *
                S: 250 ok
                C: DATA
                S: 354 go
                b: dotted
                B:
                P:
                Q: report [unknown] CLOSED 4.4.2
                A: noted
                x:
                """);
    }

    @Test
    void refusedRecipientsStayRefusedWhenTheConnectionBreaks() {
        ClientDialog.plain()
                .sending(ClientDialog.mail("ann@here.test", "bob@there.test", "cy@there.test"))
                .run(BARE + """
                A: mail
                Q: body inspect
                A: body
                C: MAIL *
                S: 250 ok
                C: RCPT *
                S: 550 5.1.1 nobody
                C: RCPT *
                S: 421 4.3.2 going down
                Q: report [550 5.1.1, lost] REFUSED 4.3.2
                A: noted
                x:
                """);
    }

    @Test
    void aConnectionFoundClosedLeavesTheErrandUntouched() {
        ClientDialog.plain().run(BARE + """
                P:
                A: mail
                Q: report CLOSED 4.4.2 untouched
                A: noted
                x:
                """);
        ClientDialog.plain().run(ALL + """
                A: mail
                Q: body
                A: body
                C: MAIL *
                C: RCPT *
                C: BDAT *
                b: raw
                P:
                Q: report [unknown] dsn CLOSED 4.4.2 untouched
                """);
        ClientDialog.plain().run(BARE + """
                A: mail
                Q: body inspect
                P:
                A: body
                Q: report CLOSED 4.4.2 untouched
                A: noted
                x:
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "O:",
                "O:\nS: 220-a",
                "O:\nS: 220 a\nC: *",
                "O:\nS: 220 a\nC: *\nS: 250-x",
                "O:\nS: 220 a\nC: *\nS: 502 what\nC: HELO me.test"
            })
    void whateverBreaksBeforeTheFirstErrandIsReportedOnce(String before) {
        ClientDialog closed = ClientDialog.plain();
        closed.run(before + "\nP:\nQ: report CLOSED 4.4.2\nA: noted\nx:");
        ClientDialog late = ClientDialog.plain();
        late.run(before + "\nZ:\nQ: report TIMED_OUT 4.4.2\nA: noted\nx:");
        ClientDialog garbage = ClientDialog.plain();
        garbage.run(before + "\nS: hello\nQ: report GARBAGE 4.5.0\nA: noted\nx:");
        ClientDialog tooLong = ClientDialog.plain();
        tooLong.run(before + "\nL: TOO_LONG\nQ: report GARBAGE 4.5.0\nA: noted\nx:");

        assertThat(List.of(closed, late, garbage, tooLong))
                .allSatisfy(dialog -> assertThat(dialog.outcomes()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 busy", "421 busy", "421"})
    void hearsGoodByeAtAnyPoint(String line) {
        ClientDialog.plain().run("O:\nS: " + line + "\nQ: report REFUSED 4.*\nA: noted\nx:");
        ClientDialog.plain().run("O:\nS: 220 a\nC: *\nS: " + line + "\nQ: report REFUSED 4.*\nA: noted\nx:");
        ClientDialog.plain()
                .run(BARE + "A: mail\nQ: *\nA: body\nC: *\nS: " + line
                        + "\nQ: report REFUSED 4.* untouched\nA: noted\nx:");
        ClientDialog.plain()
                .run(ALL + "A: mail\nQ: *\nA: body\nC: *\nC: *\nC: *\nb: raw\nB:\nS: 250 ok\nS: 250 ok\nS: " + line
                        + "\nQ: report [unknown] dsn REFUSED 4.*\nA: noted\nx:");
    }

    @Test
    void aGreetingThatRefusesEndsInGoodBye() {
        ClientDialog.plain().run("""
                O:
                S: 554 no mail here
                Q: report REFUSED 5.0.0
                A: noted
                C: QUIT
                P:
                x:
                """);
    }

    @Test
    void aReplyWithoutEndIsGarbage() {
        String lines = IntStream.range(0, ReplyCollector.LINES_MAX)
                .mapToObj(i -> "S: 220-line " + i + "\n")
                .collect(Collectors.joining());
        ClientDialog.plain().run("O:\n" + lines + "S: 220 end\nQ: report GARBAGE 4.5.0");
        String wide = "S: 220-" + "x".repeat(2000) + "\n";
        ClientDialog.plain().run("O:\n" + wide.repeat(8) + wide.strip() + "\nQ: report GARBAGE 4.5.0");
        ClientDialog.plain().run("O:\nS: 220-a\nS: 250 b\nQ: report GARBAGE 4.5.0");
    }

    @Test
    void waitsAsLongAsTheRfcAsks() {
        ClientDialog.withLimits().run("""
                O:
                i: 300
                S: 220 a
                C: EHLO me.test
                i: 300
                S: 250 a
                Q: next
                A: mail
                Q: body inspect
                A: body
                C: MAIL *
                i: 300
                S: 250 ok
                C: RCPT *
                S: 250 ok
                C: DATA
                i: 120
                S: 354 go
                b: dotted
                B:
                i: 540
                S: 250 ok
                Q: report [ok]
                A: noted
                Q: next
                A: quit
                C: QUIT
                i: 10
                Z:
                x:
                """);
    }

    @Test
    void aDrainedClientSaysGoodByeBehindItsErrand() {
        ClientDialog.plain().run(BARE + """
                A: verify bob
                C: VRFY bob
                D:
                S: 250 <bob@there.test>
                Q: report 250 2.0.0 <bob@there.test>
                A: noted
                C: QUIT
                """);
    }

    @Test
    void randomRepliesNeverBreakTheMachineOrLoseAnErrand() {
        String[] lines = {
            "220 a", "250 ok", "250-ok", "354 go", "421 bye", "450 4.1.1 x", "550 x", "334 ", "235 x", "", "2", "999 x"
        };
        for (int seed = 0; seed < 3000; seed++) {
            java.util.Random random = new java.util.Random(seed);
            new RandomServer(lines, random, seed).talk();
        }
    }

    @Test
    void fatesAreOnePerRecipient() {
        SmtpOutcome outcome = ClientDialog.plain().run(ALL + """
                A: mail
                Q: body
                A: body
                C: MAIL *
                C: RCPT *
                C: BDAT *
                b: raw
                B:
                S: 250 ok
                S: 250 ok
                S: 250 2.6.0 queued as x\u0007y
                Q: report *
                """);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SmtpOutcome.Mailed.class,
                        mailed -> assertThat(mailed.fates())
                                .containsExactly(new Fate.Accepted("250 2.6.0 queued as x\\x07y")));
    }
}
