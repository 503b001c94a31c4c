package org.mmsys.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpCommandParserTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        MAIL FROM:<ann@here.test>                            | ann@here.test
        mail from:<ann@here.test>                            | ann@here.test
        MAIL FROM: <ann@here.test>                           | ann@here.test
        MAIL FROM:<Ann@HERE.Test>                            | Ann@here.test
        MAIL FROM:<ann+tag@a-b.here.test>                    | ann+tag@a-b.here.test
        MAIL FROM:<"ann b"@here.test>                        | "ann b"@here.test
        MAIL FROM:<"a\\"b"@here.test>                        | "a\\"b"@here.test
        MAIL FROM:<"ann"@here.test>                          | ann@here.test
        MAIL FROM:<"a@b"@here.test>                          | "a@b"@here.test
        MAIL FROM:<"a>b"@here.test>                          | "a>b"@here.test
        MAIL FROM:<@relay.test,@two.test:ann@here.test>      | ann@here.test
        MAIL FROM:<ann@[127.0.0.1]>                          | ann@[127.0.0.1]
        MAIL FROM:<ann@[IPv6:2001:db8::1]>                   | ann@[ipv6:2001:db8::1]
        MAIL FROM:<!#$%&'*+-/=?^_`{}@x.test>                 | !#$%&'*+-/=?^_`{}@x.test
        MAIL FROM:<>                                         | none
        MAIL FROM: <>                                        | none
        """)
    void readsSenders(String line, String expected) {
        SmtpCommand.Mail mail = (SmtpCommand.Mail) SmtpCommandParser.parse(line);
        assertThat(mail.sender().map(MailboxText::of).orElse("none")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL",
                "MAIL ",
                "MAIL FROM",
                "MAIL FROM:",
                "MAIL FROM :<ann@here.test>",
                "MAIL  FROM:<ann@here.test>",
                "MAIL FROM:ann@here.test",
                "MAIL FROM:  <ann@here.test>",
                "MAIL FROM:<ann@here.test",
                "MAIL FROM:ann@here.test>",
                "MAIL FROM:<<ann@here.test>>",
                "MAIL FROM:<ann@here.test>>",
                "MAIL FROM:<ann@here.test>x",
                "MAIL FROM:< ann@here.test>",
                "MAIL FROM:<ann @here.test>",
                "MAIL FROM:<ann@>",
                "MAIL FROM:<@here.test>",
                "MAIL FROM:<@>",
                "MAIL FROM:<ann@@here.test>",
                "MAIL FROM:<ann@here..test>",
                "MAIL FROM:<ann@.test>",
                "MAIL FROM:<ann@here.test.>",
                "MAIL FROM:<ann@-here.test>",
                "MAIL FROM:<ann@here-.test>",
                "MAIL FROM:<ann@he_re.test>",
                "MAIL FROM:<.ann@here.test>",
                "MAIL FROM:<ann.@here.test>",
                "MAIL FROM:<a..b@here.test>",
                "MAIL FROM:<\"ann@here.test>",
                "MAIL FROM:<\"ann\\\"@here.test>",
                "MAIL FROM:<\"\"@here.test>",
                "MAIL FROM:<\"a\"b@here.test>",
                "MAIL FROM:<ann@[]>",
                "MAIL FROM:<ann@[127.0.0.1>",
                "MAIL FROM:<ann@[127.0.0.1]x>",
                "MAIL FROM:<@relay.test ann@here.test>",
                "MAIL FROM:<@relay.test:>",
                "MAIL FROM:<ann@here.test> SIZE",
                "MAIL FROM:<ann@here.test> SIZE=",
                "MAIL FROM:<ann@here.test> SIZE=-1",
                "MAIL FROM:<ann@here.test> SIZE=1 SIZE=1",
                "MAIL FROM:<ann@here.test> SIZE=123456789012345678901",
                "MAIL FROM:<ann@here.test> SIZE=1x",
                "MAIL FROM:<ann@here.test> BODY=BINARYMIME",
                "MAIL FROM:<ann@here.test> BODY",
                "MAIL FROM:<ann@here.test> SMTPUTF8=yes",
                "MAIL FROM:<ann@here.test> AUTH=a+2",
                "MAIL FROM:<ann@here.test> AUTH=a+zz",
                "MAIL FROM:<ann@here.test> AUTH",
                "MAIL FROM:<ann@here.test> =1",
                "MAIL FROM:<ann@here.test> -X=1",
                "MAIL FROM:<ann@here.test> A=b=c",
                "MAIL FROM:<ann\u0007@here.test>",
                "MAIL FROM:<ann\u0080@here.test> SMTPUTF8",
                "RCPT",
                "RCPT TO:",
                "RCPT TO:<>",
                "RCPT TO:<ann@here.test>x",
                "RCPT TO:ann@here.test",
                "DATA now",
                "RSET now",
                "QUIT now",
                "STARTTLS now",
                "EHLO",
                "EHLO ",
                "EHLO a b",
                "EHLO caf\u00e9",
                "HELO",
                "VRFY",
                "AUTH",
                "AUTH ",
                "AUTH PL@IN",
                "AUTH AVERYLONGMECHANISMNAME",
                "BDAT"
            })
    void refusesWhatIsNotWrittenRightWith501(String line) {
        SmtpCommand.Malformed malformed = (SmtpCommand.Malformed) SmtpCommandParser.parse(line);
        assertThat(malformed.why().reply().code()).isEqualTo(501);
        assertThat(malformed.closing()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        MAIL FROM:<ann>                        | R553_SENDER_UNQUALIFIED
        MAIL FROM:<postmaster>                 | R553_SENDER_UNQUALIFIED
        RCPT TO:<ann>                          | R553_RECIPIENT_UNQUALIFIED
        MAIL FROM:<ann@here.test> FOO=bar      | R555_UNKNOWN_PARAMETER
        MAIL FROM:<ann@here.test> NOTIFY=NEVER | R555_UNKNOWN_PARAMETER
        RCPT TO:<ann@here.test> FOO            | R555_UNKNOWN_PARAMETER
        RCPT TO:<ann@here.test> RET=FULL       | R555_UNKNOWN_PARAMETER
        RCPT TO:<ann@here.test> XQID=1         | R555_UNKNOWN_PARAMETER
        """)
    void saysExactlyWhy(String line, SmtpReplies expected) {
        assertThat(((SmtpCommand.Malformed) SmtpCommandParser.parse(line)).why())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BDAT x", "BDAT -1", "BDAT 5 FIRST", "BDAT 5 LAST x", "BDAT 123456789012345678901", "BDAT 5x"})
    void endsTheSessionWhenNobodyKnowsHowManyOctetsFollow(String line) {
        assertThat(((SmtpCommand.Malformed) SmtpCommandParser.parse(line)).closing())
                .isTrue();
    }

    @Test
    void readsChunks() {
        assertThat(SmtpCommandParser.parse("BDAT 86")).isEqualTo(new SmtpCommand.Bdat(86, false));
        assertThat(SmtpCommandParser.parse("bdat 0 last")).isEqualTo(new SmtpCommand.Bdat(0, true));
        assertThat(SmtpCommandParser.parse("BDAT 99999999999999999999"))
                .isEqualTo(new SmtpCommand.Bdat(Long.MAX_VALUE, false));
    }

    @Test
    void readsParameters() {
        SmtpCommand.Mail mail = (SmtpCommand.Mail) SmtpCommandParser.parse(
                "MAIL FROM:<ann@here.test> size=1000 BODY=8bitmime SMTPUTF8 AUTH=e+3Dmc2@a.test");
        assertThat(mail.parameters().size()).hasValue(1000);
        assertThat(mail.parameters().eightBit()).isTrue();
        assertThat(mail.parameters().smtpUtf8()).isTrue();
        mail = (SmtpCommand.Mail) SmtpCommandParser.parse("MAIL FROM:<> AUTH=<> SIZE=99999999999999999999 ");
        assertThat(mail.parameters().size()).hasValue(Long.MAX_VALUE);
        assertThat(mail.parameters().smtpUtf8()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCPT TO:<Postmaster>", "rcpt to:<postmaster>", "RCPT TO: <POSTMASTER>"})
    void takesPostmasterWithoutDomain(String line) {
        assertThat(((SmtpCommand.Rcpt) SmtpCommandParser.parse(line)).recipient())
                .isEmpty();
    }

    @Test
    void takesUnicodeAddressesOnlyWithSmtpUtf8() {
        String path = octets("<jürgen@köln.test>");
        SmtpCommand.Mail mail = (SmtpCommand.Mail) SmtpCommandParser.parse("MAIL FROM:" + path + " SMTPUTF8");
        assertThat(mail.sender().orElseThrow()).hasToString("jürgen@xn--kln-sna.test");
        SmtpCommand.Malformed without = (SmtpCommand.Malformed) SmtpCommandParser.parse("MAIL FROM:" + path);
        assertThat(without.why()).isEqualTo(SmtpReplies.R553_NEEDS_SMTPUTF8);
        SmtpCommand.Rcpt rcpt = (SmtpCommand.Rcpt) SmtpCommandParser.parse("RCPT TO:" + path);
        assertThat(rcpt.utf8()).isTrue();
        SmtpCommand.Rcpt domainOnly =
                (SmtpCommand.Rcpt) SmtpCommandParser.parse("RCPT TO:" + octets("<ann@köln.test>"));
        assertThat(domainOnly.utf8()).isTrue();
    }

    @Test
    void readsAuth() {
        assertThat(SmtpCommandParser.parse("auth plain AGE="))
                .isEqualTo(new SmtpCommand.Auth("PLAIN", java.util.Optional.of("AGE=")));
        assertThat(SmtpCommandParser.parse("AUTH LOGIN"))
                .isEqualTo(new SmtpCommand.Auth("LOGIN", java.util.Optional.empty()));
        assertThat(SmtpCommandParser.parse("AUTH PLAIN AGE=").toString()).doesNotContain("AGE=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DATA", "data", "DATA  ", "RSET", "NOOP", "NOOP x y", "QUIT", "HELP me", "VRFY ann", "EXPN all"})
    void readsTheSimpleOnes(String line) {
        assertThat(SmtpCommandParser.parse(line))
                .isNotInstanceOfAny(SmtpCommand.Malformed.class, SmtpCommand.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "X",
                "MAILFROM:<a@b>",
                "DATAX",
                " DATA",
                "\tDATA",
                "D\u00c4TA",
                "ETRN x",
                "TURN",
                "XPEERS v=1",
                "GET / HTTP/1.1",
                "\u0131",
                "STARTTLSX",
                "mail\tFROM:<ann@here.test>"
            })
    void knowsWhatItDoesNotKnow(String line) {
        assertThat(SmtpCommandParser.parse(line)).isEqualTo(new SmtpCommand.Unknown());
    }

    @Test
    void takesVeryLongAddressesApartWithoutHarm() {
        String local = "a".repeat(300);
        assertThat(SmtpCommandParser.parse("MAIL FROM:<" + local + "@here.test>"))
                .isInstanceOf(SmtpCommand.Malformed.class);
        assertThat(SmtpCommandParser.parse("MAIL FROM:<ann@" + "a.".repeat(2000) + "test>"))
                .isInstanceOf(SmtpCommand.Malformed.class);
        assertThat(SmtpCommandParser.parse("MAIL FROM:<ann@" + "a".repeat(70) + "\u00c3\u00bc.test> SMTPUTF8"))
                .isInstanceOf(SmtpCommand.Malformed.class);
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
