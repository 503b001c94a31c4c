package org.mmsys.wire.smtp;

import org.junit.jupiter.api.Test;
import org.mmsys.wire.smtp.SmtpClientPlan.StartTls;

/** How a client makes its connection ready, and logins of its own and of others. */
final class SmtpClientSetUpTests {
    private static final String TLS = """
            O:
            S: 220 a
            C: EHLO me.test
            S: 250-a
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            t:
            """;

    @Test
    void fallsBackToHelo() {
        ClientDialog.plain().run("""
                O:
                S: 220-welcome
                S: 220 a
                C: EHLO me.test
                S: 502 unknown
                C: HELO me.test
                S: 250 a
                Q: next
                """);
    }

    @Test
    void startsTlsWhenOfferedAndForgetsWhatItHeardBefore() {
        ClientDialog.tls(StartTls.IF_OFFERED).run("""
                O:
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250-CHUNKING
                S: 250-PIPELINING
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                t:
                U:
                C: EHLO me.test
                S: 250 a
                Q: next
                A: mail
                Q: body inspect
                A: body
                C: MAIL FROM:<ann@here.test>
                """);
    }

    @Test
    void goesOnInClearTextOnlyWhereTlsIsNotRequired() {
        ClientDialog.tls(StartTls.IF_OFFERED).run("""
                O:
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250 STARTTLS
                C: STARTTLS
                S: 454 4.7.0 not now
                Q: next
                """);
        ClientDialog.tls(StartTls.REQUIRED).run("""
                O:
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250 STARTTLS
                C: STARTTLS
                S: 454 4.7.0 not now
                Q: report NO_TLS 4.7.10
                A: noted
                C: QUIT
                """);
    }

    @Test
    void aStrippedStarttlsIsNoticed() {
        ClientDialog.tls(StartTls.REQUIRED).run("""
                O:
                S: 220 a
                C: EHLO me.test
                S: 250 a
                Q: report NO_TLS 4.7.10
                """);
        ClientDialog.login().run("""
                O:
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250 AUTH PLAIN
                Q: report NO_TLS 4.7.10
                A: noted
                C: QUIT
                """);
    }

    @Test
    void aFailedHandshakeIsToldFromALostConnection() {
        ClientDialog.tls(StartTls.REQUIRED).run(TLS + "P:\nQ: report TLS_FAILED 4.7.5\nA: noted\nx:");
        ClientDialog.tls(StartTls.IF_OFFERED).run(TLS + "Z:\nQ: report TLS_FAILED 4.7.5\nA: noted\nx:");
    }

    @Test
    void saysNoStarttlsInsideTls() {
        ClientDialog.tls(StartTls.REQUIRED).run("""
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250 STARTTLS
                Q: next
                """);
    }

    @Test
    void aPeerThatDoesNotKnowUsGetsNothing() {
        ClientDialog.peer().run("""
                O: tls
                S: 220 a
                C: EHLO s1.test
                S: 250 a
                C: XPEER v=1
                S: 500 5.5.1 unknown
                Q: report NOT_INTRODUCED 4.7.0
                A: noted
                C: QUIT
                """);
    }

    @Test
    void logsInWithPlain() {
        ClientDialog.login().run("""
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250 AUTH LOGIN PLAIN
                C: AUTH PLAIN AHVzZXIAcGVuY2ls
                S: 235 2.7.0 ok
                Q: next
                """);
    }

    @Test
    void logsInWithLogin() {
        ClientDialog.login().run("""
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250 AUTH=LOGIN
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: dXNlcg==
                S: 334 UGFzc3dvcmQ6
                C: cGVuY2ls
                S: 535 5.7.8 no
                Q: report LOGIN_FAILED 4.7.8
                """);
    }

    /** The exchange of RFC 7677 §3. */
    @Test
    void logsInWithScramAndBelievesOnlyAServerThatKnowsThePassword() {
        String begin = """
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250-a
                S: 250 AUTH PLAIN SCRAM-SHA-256
                C: AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=
                S: 334 cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJbGopaE5sRiRrMCxzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=
                Q: prove
                A: proof
                C: Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ0FmdXhGSWxqKWhObEYkazAscD1kSHpiWmFwV0lrNGpVaE4rVXRlOXl0YWc5empmTUhnc3FtbWl6N0FuZFZRPQ==
                """;
        ClientDialog.login().run(begin + """
                S: 334 dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ==
                C: *
                S: 235 2.7.0 ok
                Q: next
                """);
        ClientDialog.login().run(begin + "S: 235 2.7.0 ok\nQ: report LOGIN_FAILED 4.7.8");
        ClientDialog.login().run(begin + "S: 334 dj14\nQ: report LOGIN_FAILED 4.7.8");
    }

    @Test
    void passesASaslExchangeThrough() {
        ClientDialog.plain().run("""
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250 a
                Q: next
                A: login SCRAM-SHA-256 first
                C: AUTH SCRAM-SHA-256 Zmlyc3Q=
                S: 334 c2VydmVy
                Q: challenge c2VydmVy
                A: response final
                C: ZmluYWw=
                S: 235 2.7.0 ok
                Q: report 235 2.7.0 ok
                A: noted
                C: QUIT
                """);
    }

    @Test
    void tellsAGivenUpExchangeToTheServer() {
        ClientDialog.plain().run("""
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250 a
                Q: next
                A: login LOGIN
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                Q: challenge VXNlcm5hbWU6
                A: cancel
                C: *
                S: 501 5.7.0 cancelled
                Q: report 501 5.7.0 cancelled
                """);
        ClientDialog.plain().run("""
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250 a
                Q: next
                A: login PLAIN x
                C: AUTH PLAIN eA==
                S: 334 %%%
                Q: report GARBAGE 4.5.0
                """);
    }

    @Test
    void sendsALongInitialResponseBehindTheCommand() {
        String longText = "x".repeat(600);
        ClientDialog.plain().run("""
                O: tls
                S: 220 a
                C: EHLO me.test
                S: 250 a
                Q: next
                A: login PLAIN %s
                C: AUTH PLAIN
                S: 334
                C: *
                S: 535 5.7.8 no
                Q: report 535 5.7.8 no
                """.formatted(longText));
    }
}
