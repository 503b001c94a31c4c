package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Input.Via;
import org.mmsys.wire.smtp.MailParameters;
import org.mmsys.wire.smtp.RcptParameters;

final class TraceHeaderTests {
    private static final String DATE = "Sun, 22 Nov 2026 15:59:16 +0000";

    @Test
    void tellsWhereTheMessageCameFrom() {
        assertThat(received(envelope("client.test", "192.0.2.7", true, true, true, false, 1)))
                .isEqualTo("Received: from client.test ([192.0.2.7])\r\n\tby mx.here.test with ESMTPSA\r\n"
                        + "\t(TLSv1.3 TLS_AES_128_GCM_SHA256)\r\n\tid s1.1\r\n\tfor <u0@here.test>;\r\n\t" + DATE
                        + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, false, SMTP",
        "true, false, false, false, ESMTP",
        "true, true, false, false, ESMTPS",
        "true, false, true, false, ESMTPA",
        "true, true, true, false, ESMTPSA",
        "true, false, false, true, UTF8SMTP",
        "true, true, true, true, UTF8SMTPSA"
    })
    void namesTheProtocol(boolean extended, boolean tls, boolean login, boolean utf8, String expected) {
        assertThat(received(envelope("c.test", "192.0.2.7", extended, tls, login, utf8, 1)))
                .contains(" with " + expected + "\r\n");
    }

    @Test
    void namesARecipientOnlyWhenThereIsOne() {
        assertThat(received(envelope("c.test", "192.0.2.7", true, false, false, false, 2)))
                .doesNotContain("for <")
                .contains("id s1.1;\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "c.test, 2001:db8::1, from c.test ([IPv6:2001:db8::1])",
        "c.test, fe80::1%eth0, from c.test ([IPv6:fe80::1])",
        "[192.0.2.9], 192.0.2.7, from [192.0.2.9] ([192.0.2.7])",
        "evil(by, 192.0.2.7, from [192.0.2.7] ([192.0.2.7])",
        "a;b, 192.0.2.7, from [192.0.2.7] ([192.0.2.7])",
        "[], 192.0.2.7, from [192.0.2.7] ([192.0.2.7])"
    })
    void takesNothingFromTheClaimedNameThatIsNoHost(String hello, String address, String expected) {
        assertThat(received(envelope(hello, address, true, false, false, false, 1)))
                .startsWith("Received: " + expected + "\r\n");
    }

    @Test
    void namesTheNodeThatBroughtIt() {
        Envelope byPeer = new Envelope(
                new Client(
                        "s1",
                        "smtp",
                        "192.0.2.7",
                        0,
                        "127.0.0.1",
                        Optional.empty(),
                        Optional.of(new Via("s1/primary", 1, "x"))),
                "mx1.here.test",
                true,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                MailParameters.NONE,
                false);
        assertThat(received(byPeer)).startsWith("Received: from mx1.here.test (s1/primary [192.0.2.7])\r\n\tby mx.");
    }

    @Test
    void foldsLongLines() {
        String hello = "a-rather-long-name-of-a-client.in-some-department.example.test";
        assertThat(received(envelope(hello, "2001:db8:1111:2222:3333:4444:5555:6666", true, true, true, true, 1))
                        .split("\r\n", -1))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
    }

    @Test
    void writesTheReturnPath() {
        assertThat(TraceHeader.returnPath(envelope("c", "192.0.2.7", true, false, false, false, 1)))
                .isEqualTo("Return-Path: <\"a b\"@else.test>\r\n");
        Envelope bounce = new Envelope(
                client("192.0.2.7", false),
                "c",
                true,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                MailParameters.NONE,
                false);
        assertThat(TraceHeader.returnPath(bounce)).isEqualTo("Return-Path: <>\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T15:59:16Z, 'Sun, 22 Nov 2026 15:59:16 +0000'",
        "2026-03-01T00:00:09.999Z, 'Sun, 1 Mar 2026 00:00:09 +0000'",
        "2028-02-29T23:59:59Z, 'Tue, 29 Feb 2028 23:59:59 +0000'",
        "1970-01-01T00:00:00Z, 'Thu, 1 Jan 1970 00:00:00 +0000'"
    })
    void writesDates(Instant time, String expected) {
        MailDates dates = new MailDates();
        assertThat(dates.at(0)).startsWith("Thu, 1 Jan 1970");
        assertThat(dates.at(time.toEpochMilli())).isEqualTo(expected);
        assertThat(dates.at(time.toEpochMilli())).isEqualTo(expected);
    }

    private static String received(Envelope envelope) {
        return TraceHeader.received(envelope, "mx.here.test", "s1.1", DATE);
    }

    private static Client client(String address, boolean tls) {
        return new Client(
                "s1",
                "smtp",
                address,
                1,
                "127.0.0.1",
                tls ? Optional.of(new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "")) : Optional.empty());
    }

    private static Envelope envelope(
            String hello, String address, boolean extended, boolean tls, boolean login, boolean utf8, int recipients) {
        return new Envelope(
                client(address, tls),
                hello,
                extended,
                login ? Optional.of(new AccountName("ann", "here.test")) : Optional.empty(),
                Optional.of(new EmailAddress("a b", "else.test")),
                IntStream.range(0, recipients)
                        .mapToObj(i -> new Envelope.Recipient(
                                new EmailAddress("u" + i, "here.test"),
                                new Route.Local(new AccountName("u" + i, "here.test")),
                                RcptParameters.NONE))
                        .toList(),
                new MailParameters(OptionalLong.empty(), false, utf8, "", "", Optional.empty(), Optional.empty()),
                false);
    }
}
