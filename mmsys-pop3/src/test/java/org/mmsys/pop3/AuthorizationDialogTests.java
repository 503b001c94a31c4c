package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dialogues before login. */
final class AuthorizationDialogTests {
    @Test
    void greetsWithoutATimestamp() {
        MachineScript.run("""
                X: opened
                O: idle PT10M
                S: +OK mail.here.test POP3 ready
                C: QUIT
                S: +OK bye
                O: close
                """);
    }

    @Test
    void logsInWithUserAndPass() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: PASS two  words
                Q: login ann two  words
                A: in 100 200
                S: +OK 2 300
                C: STAT
                S: +OK 2 300
                """);
    }

    @Test
    void decodesNameAndPasswordAsUtf8() {
        MachineScript.run("""
                C: USER jürgen
                S: +OK *
                C: PASS ölfaß
                Q: login jürgen ölfaß
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                """);
    }

    @Test
    void aPasswordThatIsNotUtf8IsWrong() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                """);
        assertThat(new TestSession(new FakeMailStore(), new FakeAuthenticator()).send("USER ann\r\nPASS \u00e9\r\n"))
                .contains("-ERR [AUTH] ");
    }

    @Test
    void passNeedsUserEachTime() {
        MachineScript.run("""
                C: PASS pw
                S: -ERR USER first
                C: USER ann
                S: +OK *
                C: PASS wrong
                Q: login ann wrong
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                C: PASS pw
                S: -ERR USER first
                """);
    }

    @Test
    void closesAfterTooManyFailures() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: PASS a
                Q: login ann a
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                C: AUTH PLAIN AGFubgBi
                Q: begin PLAIN <\0ann\0b>
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                C: USER ann
                S: +OK *
                C: PASS c
                Q: login ann c
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                O: close
                C: USER ann
                """);
    }

    @Test
    void staysBeforeLoginWhenTheMaildropIsInUse() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                A: in-use
                S: -ERR [IN-USE] *
                C: STAT
                S: -ERR log in first
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                A: in
                S: +OK 0 0
                """);
    }

    @Test
    void doesNotBlameThePasswordForOurTroubles() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                A: later
                S: -ERR [SYS/TEMP] *
                """);
    }

    @Test
    void takesASaslExchange() {
        MachineScript.run("""
                C: AUTH riddle
                Q: begin RIDDLE
                A: challenge who?
                S: + d2hvPw==
                C: YW5uOnB3
                Q: respond <ann:pw>
                A: challenge well
                S: + d2VsbA==
                C:
                Q: respond <>
                A: in 5
                S: +OK 1 5
                """);
    }

    @Test
    void takesAnInitialResponseAlsoAnEmptyOne() {
        MachineScript.run("""
                C: AUTH PLAIN AGFubgBwdw==
                Q: begin PLAIN <\0ann\0pw>
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                C: AUTH PLAIN =
                Q: begin PLAIN <>
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                """);
    }

    @Test
    void anExchangeCanBeCancelled() {
        MachineScript.run("""
                C: AUTH PLAIN
                Q: begin PLAIN
                A: challenge
                S: +*
                C: *
                S: -ERR cancelled
                C: CAPA
                S: +OK *
                S: TOP
                S: UIDL
                S: RESP-CODES
                S: AUTH-RESP-CODE
                S: PIPELINING
                S: EXPIRE NEVER
                S: UTF8 USER
                S: XFOLDERS 1
                S: IMPLEMENTATION MMSys
                S: USER
                S: SASL RIDDLE PLAIN
                S: STLS
                S: .
                """.replace("S: +\n", "S: + \n"));
    }

    @Test
    void whatIsNotBase64EndsTheExchange() {
        MachineScript.run("""
                C: AUTH RIDDLE
                Q: begin RIDDLE
                A: challenge who?
                S: + *
                C: ???
                S: -ERR not base64
                C: AUTH PLAIN a
                S: -ERR not base64
                C: AUTH RIDDLE
                Q: begin RIDDLE
                A: challenge who?
                S: + *
                L: NUL YW5uOnB3
                S: -ERR NUL*
                C: YW5uOnB3
                S: -ERR unknown command
                """);
    }

    @Test
    void aLongResponseIsTakenWhereALongCommandIsNot() {
        String response = "QUJD".repeat(3000);
        MachineScript.run("""
                C: AUTH RIDDLE
                Q: begin RIDDLE
                A: challenge who?
                S: + *
                C: %s
                Q: respond <*>
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                C: USER %s
                S: -ERR line too long
                """.formatted(response, response));
    }

    @Test
    void bareAuthListsMechanisms() {
        MachineScript.run("""
                C: AUTH
                S: +OK *
                S: RIDDLE
                S: PLAIN
                S: .
                C: AUTH CRAM-MD5
                S: -ERR mechanism not offered
                """);
    }

    @Test
    void wantsTlsBeforeAPasswordAndForgetsWhatCameBefore() {
        MachineScript.run("192.0.2.1", """
                C: USER ann
                S: -ERR [SYS/PERM] *
                C: AUTH PLAIN
                S: -ERR [SYS/PERM] *
                C: AUTH
                S: +OK *
                S: .
                C: CAPA
                S: +OK *
                S: TOP
                S: UIDL
                S: RESP-CODES
                S: AUTH-RESP-CODE
                S: PIPELINING
                S: EXPIRE NEVER
                S: UTF8 USER
                S: XFOLDERS 1
                S: IMPLEMENTATION MMSys
                S: STLS
                S: .
                C: UTF8
                S: +OK *
                C: STLS
                S: +OK *
                O: tls
                X: tls
                C: STLS
                S: -ERR TLS is on already
                C: CAPA
                S: +OK *
                S: TOP
                S: UIDL
                S: RESP-CODES
                S: AUTH-RESP-CODE
                S: PIPELINING
                S: EXPIRE NEVER
                S: UTF8 USER
                S: XFOLDERS 1
                S: IMPLEMENTATION MMSys
                S: USER
                S: SASL RIDDLE PLAIN
                S: .
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                A: in 10
                S: +OK 1 10
                C: RETR 1
                Q: retrieve 1
                A: needs-utf8
                S: -ERR [UTF8] *
                """);
    }

    @Test
    void stlsForgetsTheUser() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: STLS
                S: +OK *
                O: tls
                X: tls
                C: PASS pw
                S: -ERR USER first
                """);
    }

    @Test
    void utf8IsForTheTimeBeforeLogin() {
        MachineScript.run("""
                C: UTF8
                S: +OK *
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                A: in 10
                S: +OK 1 10
                C: UTF8
                S: -ERR only before login
                C: RETR 1
                Q: retrieve 1 utf8
                A: ready
                S: +OK 10 octets
                O: send
                X: sent
                C: TOP 1 3
                Q: top 1 3 utf8
                A: ready
                S: +OK *
                O: send
                X: sent
                """);
    }

    @Test
    void nothingButLoginBeforeLogin() {
        Stream.of("STAT", "LIST", "LIST 1", "UIDL", "RETR 1", "TOP 1 0", "DELE 1", "RSET", "NOOP", "XFLIST", "XCOMMIT")
                .forEach(command -> MachineScript.run("C: " + command + "\nS: -ERR log in first\n"));
    }

    @Test
    void octetsThatNobodyAskedForAreNotTakenForCommands() {
        MachineScript.run("""
                C: XAPPEND 20
                S: -ERR log in first
                O: close
                """);
        MachineScript.run("""
                C: XAPPEND many
                S: -ERR log in first
                O: close
                """);
        MachineScript.inTransaction("""
                C: XAPPEND many
                S: -ERR wrong arguments
                O: close
                """);
        MachineScript.inTransaction("C: XAPPEND " + "1".repeat(2_000) + "\nS: -ERR line too long\nO: close\n");
        MachineScript.run("""
                L: NUL XAPPEND 20
                S: -ERR NUL*
                O: close
                """);
    }

    @Test
    void closesAfterTooManyErrors() {
        StringBuilder script = new StringBuilder();
        for (int i = 1; i < 20; i++) {
            script.append("C: HELO\nS: -ERR unknown command\n");
        }
        MachineScript.run(script + "L: BARE_CR_OR_LF STAT\nS: -ERR too many errors\nO: close\nC: QUIT\n");
    }

    @Test
    void doesNotListenForEverBeforeLogin() {
        assertThat(new TestSession(new FakeMailStore(), new FakeAuthenticator()).send("UTF8\r\n".repeat(101)))
                .endsWith("-ERR too many commands before login\r\n");
    }

    @Test
    void goesDownAtOnceWhenNobodyIsLoggedIn() {
        MachineScript.run("""
                X: drain
                S: -ERR [SYS/TEMP] *
                O: close
                C: USER ann
                """);
    }

    @Test
    void waitsForAnOpenLoginBeforeItGoesDown() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                X: drain
                A: in 10
                S: +OK 1 10
                S: -ERR [SYS/TEMP] *
                O: close
                """);
    }

    @Test
    void aTimeoutIsSilent() {
        MachineScript.run("""
                X: timeout
                O: close
                """);
    }

    @Test
    void anAnswerForSomebodyWhoLeftIsDropped() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                X: gone
                A: in 10
                """);
    }
}
