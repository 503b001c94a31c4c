package org.mmsys.smtp;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every cell of the table "Who may send what" (rules 16), said as a client would hear it: ann and bob live here, cid at
 * another server, of dan nobody knows for sure, joe@else.test is outside.
 */
final class WhoMaySendTests {
    private static final String LOGIN = "C: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: 235 *\n";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        # listener, check, relay, login, sender, to bob here, to cid there, to dan unsure, to nobody, to the outside
        mta, AUTHENTICATED, yes, no,  <>,                  250, 250, 450, 550 5.1.1, 550 5.7.1
        mta, AUTHENTICATED, yes, no,  <joe@else.test>,     250, 250, 450, 550 5.1.1, 550 5.7.1
        mta, USERNAME,      yes, no,  <>,                  250, 250, 450, 550 5.1.1, 550 5.7.1
        mta, USERNAME,      yes, no,  <joe@else.test>,     250, 250, 450, 550 5.1.1, 550 5.7.1
        mta, USERNAME,      yes, no,  <ann@here.test>,     250, 250, 250, 550 5.1.1, 550 5.7.1
        mta, USERNAME,      yes, no,  <cid@here.test>,     250, 250, 250, 550 5.1.1, 550 5.7.1
        mta, AUTHENTICATED, no,  ann, <ann@here.test>,     250, 250, 250, 550 5.1.1, 550 5.7.1
        mta, AUTHENTICATED, yes, ann, <ann@here.test>,     250, 250, 250, 550 5.1.1, 250
        mta, AUTHENTICATED, yes, ann, <joe@else.test>,     250, 250, 250, 550 5.1.1, 250
        mta, AUTHENTICATED, yes, ann, <>,                  250, 250, 250, 550 5.1.1, 250
        sub, AUTHENTICATED, no,  ann, <ann@here.test>,     250, 250, 250, 550 5.1.1, 550 5.7.1
        sub, AUTHENTICATED, yes, ann, <ann@here.test>,     250, 250, 250, 550 5.1.1, 250
        sub, USERNAME,      yes, ann, <>,                  250, 250, 250, 550 5.1.1, 250
        """)
    void mayWriteTo(
            String listener,
            SenderCheck check,
            String relay,
            String login,
            String sender,
            String bob,
            String cid,
            String dan,
            String nobody,
            String outside) {
        String recipients = "C: RCPT TO:<bob@here.test>\nS: " + bob + " *\nC: RCPT TO:<cid@here.test>\nS: " + cid
                + " *\nC: RSET\nS: 250 *\nC: MAIL FROM:" + sender + "\nS: 250 *\nC: RCPT TO:<dan@here.test>\nS: " + dan
                + " *\nC: RCPT TO:<nobody@here.test>\nS: " + nobody + " *\nC: RCPT TO:<joe@else.test>\nS: " + outside
                + " *\n";
        talk(listener, check, relay)
                .run(Greetings.HELO
                        + (login.equals("no") ? "" : LOGIN)
                        + "C: MAIL FROM:" + sender + "\nS: 250 2.1.0 *\n" + recipients);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        mta, AUTHENTICATED, no,  <ann@here.test>,    530 5.7.0
        mta, AUTHENTICATED, no,  <cid@here.test>,    530 5.7.0
        mta, AUTHENTICATED, no,  <dan@here.test>,    530 5.7.0
        mta, AUTHENTICATED, no,  <nobody@here.test>, 530 5.7.0
        mta, AUTHENTICATED, ann, <bob@here.test>,    553 5.7.1
        mta, AUTHENTICATED, ann, <cid@here.test>,    553 5.7.1
        mta, AUTHENTICATED, ann, <dan@here.test>,    553 5.7.1
        mta, AUTHENTICATED, ann, <nobody@here.test>, 553 5.7.1
        mta, USERNAME,      no,  <nobody@here.test>, 550 5.1.8
        mta, USERNAME,      no,  <dan@here.test>,    451 4.4.3
        mta, USERNAME,      ann, <bob@here.test>,    553 5.7.1
        sub, AUTHENTICATED, no,  <>,                 530 5.7.0
        sub, AUTHENTICATED, no,  <ann@here.test>,    530 5.7.0
        sub, USERNAME,      no,  <ann@here.test>,    530 5.7.0
        sub, USERNAME,      no,  <cid@here.test>,    530 5.7.0
        sub, AUTHENTICATED, no,  <joe@else.test>,    530 5.7.0
        sub, AUTHENTICATED, ann, <bob@here.test>,    553 5.7.1
        sub, AUTHENTICATED, ann, <cid@here.test>,    553 5.7.1
        sub, AUTHENTICATED, ann, <dan@here.test>,    553 5.7.1
        sub, AUTHENTICATED, ann, <nobody@here.test>, 553 5.7.1
        sub, AUTHENTICATED, ann, <joe@else.test>,    553 5.7.1
        """)
    void mayNotSendAs(String listener, SenderCheck check, String login, String sender, String refusal) {
        talk(listener, check, "yes")
                .run(Greetings.HELO
                        + (login.equals("no") ? "" : LOGIN)
                        + "C: MAIL FROM:" + sender + "\nS: " + refusal + " *\n");
    }

    private static MachineTalk talk(String listener, SenderCheck check, String relay) {
        return MachineTalk.answeringInTls(MachineTalk.policy(listener.equals("sub"), check, relay.equals("yes")));
    }
}
