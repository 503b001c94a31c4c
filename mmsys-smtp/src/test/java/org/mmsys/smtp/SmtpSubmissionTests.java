package org.mmsys.smtp;

import org.junit.jupiter.api.Test;

final class SmtpSubmissionTests {
    private static final String LOGIN = "C: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: 235 2.7.0 *\n";
    private static final String HELLO = Greetings.HELO;

    @Test
    void wantsTlsFirstAndThenALogin() {
        MachineTalk.answering(MachineTalk.submission())
                .run(HELLO
                        + "C: MAIL FROM:<ann@here.test>\nS: 530 5.7.0 Must issue a STARTTLS*\n"
                        + "C: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: 538 5.7.11 *\n"
                        + "C: STARTTLS\nS: 220 *\nt:\nU:\nC: HELO x\nS: 250 *\n"
                        + "C: MAIL FROM:<ann@here.test>\nS: 530 5.7.0 Auth*\n"
                        + LOGIN
                        + "C: MAIL FROM:<ann@here.test>\nS: 250 *\n");
    }

    @Test
    void takesOnlyTheLoginsOwnSender() {
        MachineTalk.answeringInTls(MachineTalk.submission())
                .run(HELLO
                        + LOGIN
                        + "C: MAIL FROM:<bob@here.test>\nS: 553 5.7.1 *\n"
                        + "C: MAIL FROM:<joe@else.test>\nS: 553 5.7.1 *\n"
                        + "C: MAIL FROM:<postmaster@here.test>\nS: 250 *\nC: RSET\nS: 250 *\n"
                        + "C: MAIL FROM:<ann@here.test>\nS: 250 *\n"
                        + "C: RCPT TO:<bob@here.test>\nS: 250 *\n");
    }

    @Test
    void refusesUnqualifiedAddressesButPostmaster() {
        MachineTalk.answeringInTls(MachineTalk.submission())
                .run(HELLO
                        + LOGIN
                        + "C: MAIL FROM:<ann>\nS: 553 5.1.7 *\n"
                        + "C: MAIL FROM:<ann@here.test>\nS: 250 *\n"
                        + "C: RCPT TO:<bob>\nS: 553 5.1.3 *\n"
                        + "C: RCPT TO:<Postmaster>\nS: 250 *\n");
    }

    @Test
    void doesNotRelayYet() {
        MachineTalk.answeringInTls(MachineTalk.submission())
                .run(HELLO + LOGIN
                        + "C: MAIL FROM:<ann@here.test>\nS: 250 *\nC: RCPT TO:<joe@else.test>\nS: 550 5.7.1 *\n");
    }

    @Test
    void letsClassicClientsUseNamesThatExist() {
        MachineTalk.answering(MachineTalk.policy(false, SenderCheck.USERNAME))
                .run(HELLO
                        + "C: MAIL FROM:<nobody@here.test>\nS: 550 5.1.8 *\n"
                        + "C: MAIL FROM:<ann@here.test>\nS: 250 *\n"
                        + "C: RCPT TO:<joe@else.test>\nS: 550 5.7.1 *\n"
                        + "C: RCPT TO:<bob@here.test>\nS: 250 *\n");
    }
}
