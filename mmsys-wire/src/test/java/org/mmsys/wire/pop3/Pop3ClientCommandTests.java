package org.mmsys.wire.pop3;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.wire.pop3.Pop3ClientPlan.StartTls;
import org.mmsys.wire.sasl.Secret;

/** Dialogues of a client that is logged in. */
final class Pop3ClientCommandTests {
    private static final Pop3ClientPlan PLAN = new Pop3ClientPlan(
            StartTls.NEVER,
            Optional.empty(),
            false,
            new Pop3Login.Password("ann", Secret.of("pw")),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1));

    @Test
    void oneCommandAfterTheOther() {
        run("""
                A: single STAT
                C: STAT
                S: +OK 2 300
                Q: next after ok<|2 300>
                A: single DELE 9
                C: DELE 9
                S: -ERR no such message
                Q: next after err<|no such message>
                A: quit
                C: QUIT
                S: +OK bye
                Q: ended ok<|bye>
                A: noted
                O: Close
                """);
    }

    @Test
    void listings() {
        run("""
                A: listing UIDL
                C: UIDL
                S: +OK
                S: 1 a
                S: ..b
                S: .
                Q: next after ok<|> [1 a, .b]
                A: listing UIDL
                C: UIDL
                S: +OK
                S: .
                Q: next after ok<|> []
                A: listing UIDL
                C: UIDL
                S: -ERR [SYS/TEMP] no
                Q: next after err<SYS/TEMP|no>
                """);
    }

    @Test
    void aListingBeyondItsLimitEndsTheSession() {
        run("""
                A: listing UIDL
                C: UIDL
                S: +OK
                S: 1
                S: 2
                S: 3
                S: 4
                Q: failed TOO_MUCH
                S: 5
                A: noted
                O: Close
                """);
    }

    @Test
    void messages() {
        run("""
                A: fetch RETR 1
                C: RETR 1
                S: +OK 7 octets
                O: collect of at most 1000
                X: body
                Q: next after ok<|7 octets> body of 7
                A: fetch RETR 2
                C: RETR 2
                S: -ERR [UTF8] no
                Q: next after err<UTF8|no>
                """);
    }

    @Test
    void uploads() {
        run("""
                A: upload 12
                C: XAPPEND 12
                S: + send the octets
                O: SendBody
                X: sent
                S: +OK guid
                Q: next after ok<|guid>
                A: upload 12
                C: XAPPEND 12
                S: -ERR [X-TOOLARGE] no
                Q: next after err<X-TOOLARGE|no>
                A: upload 12
                C: XAPPEND 12
                S: +OK
                Q: failed GARBAGE
                """);
    }

    @Test
    void whatNobodyAskedForIsGarbage() {
        run("""
                A: single STAT
                C: STAT
                S: + more
                Q: failed GARBAGE
                """);
    }

    @Test
    void anEndAtAnyPoint() {
        String[] commands = {
            "A: single STAT\nC: STAT\n",
            "A: listing LIST\nC: LIST\nS: +OK\nS: 1\n",
            "A: fetch RETR 1\nC: RETR 1\nS: +OK\nO: collect of at most 1000\n",
            "A: upload 3\nC: XAPPEND 3\nS: +\nO: SendBody\n",
            "A: quit\nC: QUIT\n",
        };
        for (String command : commands) {
            run(command + "X: gone\nQ: failed CUT_OFF\nA: noted\nO: Close\n");
            run(command + "X: timeout\nQ: failed TIMED_OUT\nX: gone\nA: noted\nO: Close\n");
        }
    }

    private static void run(String script) {
        ClientScript.run(PLAN, """
                X: opened
                O: idle PT30S
                S: +OK
                C: CAPA
                S: -ERR
                C: USER ann
                S: +OK
                C: PASS pw
                S: +OK
                O: idle PT1M
                Q: next after login ok<|> []
                """ + script);
    }
}
