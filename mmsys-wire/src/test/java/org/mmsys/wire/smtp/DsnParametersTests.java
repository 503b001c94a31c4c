package org.mmsys.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3461 §4, and the parameters of our own. */
final class DsnParametersTests {
    private static final String MAIL = "MAIL FROM:<ann@here.test> ";
    private static final String RCPT = "RCPT TO:<ann@here.test> ";

    @ParameterizedTest
    @CsvSource({"RET=FULL, FULL", "ret=hdrs, HDRS"})
    void readsWhatIsToBeReturned(String parameter, String expected) {
        assertThat(mail(parameter).ret()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QQ314159", "a+2Bb+3Dc", "+20x", "<>@,;:[]", "!~"})
    void passesEnvelopeIdsUnchanged(String id) {
        assertThat(mail("ENVID=" + id).envelopeId()).isEqualTo(id);
        assertThat(mail("RET=HDRS ENVID=" + id + " SIZE=5").envelopeId()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NOTIFY=NEVER                      | NEVER
        notify=never                      | NEVER
        NOTIFY=SUCCESS                    | SUCCESS
        NOTIFY=success,Failure,DELAY      | SUCCESS,FAILURE,DELAY
        """)
    void readsOccasions(String parameter, String expected) {
        assertThat(rcpt(parameter).notifyWhen()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc822;Bob@Example.COM", "x-o+2;a+2Bb", "utf-8;J+5Cx+7BFC+7D@x", "rfc822;"})
    void passesOriginalRecipientsUnchanged(String address) {
        assertThat(rcpt("ORCPT=" + address + " NOTIFY=DELAY").originalRecipient())
                .isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MAIL + "RET",
                MAIL + "RET=",
                MAIL + "RET=BODY",
                MAIL + "RET=FULL RET=FULL",
                MAIL + "RET=FULL,HDRS",
                MAIL + "ENVID",
                MAIL + "ENVID=",
                MAIL + "ENVID=a+",
                MAIL + "ENVID=a+2",
                MAIL + "ENVID=a+2b",
                MAIL + "ENVID=a+0D+0A",
                MAIL + "ENVID=a+FF",
                MAIL + "ENVID=a=b",
                MAIL + "ENVID=a\u00e9",
                MAIL + "ENVID=a ENVID=b",
                RCPT + "NOTIFY",
                RCPT + "NOTIFY=",
                RCPT + "NOTIFY=ALWAYS",
                RCPT + "NOTIFY=NEVER,SUCCESS",
                RCPT + "NOTIFY=SUCCESS,NEVER",
                RCPT + "NOTIFY=SUCCESS,SUCCESS",
                RCPT + "NOTIFY=SUCCESS,",
                RCPT + "NOTIFY=,SUCCESS",
                RCPT + "NOTIFY=SUCCESS NOTIFY=DELAY",
                RCPT + "ORCPT",
                RCPT + "ORCPT=",
                RCPT + "ORCPT=bob@x",
                RCPT + "ORCPT=;bob@x",
                RCPT + "ORCPT=rfc(822;bob@x",
                RCPT + "ORCPT=rfc822;bob+0A@x",
                RCPT + "ORCPT=rfc822;bob+zz@x",
                RCPT + "ORCPT=rfc822;a ORCPT=rfc822;b",
                RCPT + "=x",
                "RCPT TO:<ann@here.test>NOTIFY=NEVER"
            })
    void refusesWhatIsNotWrittenRight(String line) {
        SmtpCommand.Malformed malformed = (SmtpCommand.Malformed) SmtpCommandParser.parse(line);
        assertThat(malformed.why()).isEqualTo(SmtpReplies.R501_ARGUMENTS);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(mail("ENVID=" + "x".repeat(100)).envelopeId()).hasSize(100);
        assertThat(SmtpCommandParser.parse(MAIL + "ENVID=" + "x".repeat(101)))
                .isInstanceOf(SmtpCommand.Malformed.class);
        assertThat(rcpt("ORCPT=rfc822;" + "x".repeat(493)).originalRecipient()).hasSize(500);
        assertThat(SmtpCommandParser.parse(RCPT + "ORCPT=rfc822;" + "x".repeat(494)))
                .isInstanceOf(SmtpCommand.Malformed.class);
    }

    @Test
    void takesUtf8InOriginalRecipientsOnlyOfThatType() {
        String address = new String("jürgen@köln.test".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        SmtpCommand.Rcpt rcpt = (SmtpCommand.Rcpt) SmtpCommandParser.parse(RCPT + "ORCPT=utf-8;" + address);
        assertThat(rcpt.utf8()).isTrue();
        assertThat(rcpt.parameters().originalRecipient()).isEqualTo("utf-8;" + address);
        for (String bad : new String[] {"ORCPT=rfc822;" + address, "ORCPT=utf-8;\u00fc", "NOTIFY=" + address}) {
            assertThat(SmtpCommandParser.parse(RCPT + bad)).isInstanceOf(SmtpCommand.Malformed.class);
        }
    }

    /** Whoever may not say them must not learn from a 501 that they exist: they are judged later. */
    @Test
    void readsOurOwnWithoutJudgingThem() {
        assertThat(mail("XQID=abc XSID=f9").queueId()).contains("abc");
        assertThat(mail("XQID=abc XSID=f9").originSession()).contains("f9");
        assertThat(mail("XQID").queueId()).contains("");
        assertThat(mail("XQID").peersOnly()).isTrue();
        assertThat(mail("SIZE=1").peersOnly()).isFalse();
        assertThat(SmtpCommandParser.parse("xpeer v=1 hop=1")).isEqualTo(new SmtpCommand.Peer("v=1 hop=1"));
        assertThat(SmtpCommandParser.parse("XPEER")).isEqualTo(new SmtpCommand.Peer(""));
        assertThat(SmtpCommandParser.parse("VRFY <ann@here.test>"))
                .isEqualTo(new SmtpCommand.Verify("<ann@here.test>"));
    }

    private static MailParameters mail(String parameters) {
        return ((SmtpCommand.Mail) SmtpCommandParser.parse(MAIL + parameters)).parameters();
    }

    private static RcptParameters rcpt(String parameters) {
        return ((SmtpCommand.Rcpt) SmtpCommandParser.parse(RCPT + parameters)).parameters();
    }
}
