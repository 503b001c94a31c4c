package org.mmsys.pop3;

import org.junit.jupiter.api.Test;

/** Dialogues about the messages of the inbox. */
final class TransactionDialogTests {
    @Test
    void countsAndLists() {
        MachineScript.inTransaction(
                """
                C: STAT
                S: +OK 3 600
                C: LIST
                S: +OK *
                S: 1 100
                S: 2 200
                S: 3 300
                S: .
                C: LIST 2
                S: +OK 2 200
                C: UIDL
                S: +OK *
                S: 1 0400000400000000000002000
                S: 2 *
                S: 3 *
                S: .
                """.replace("S: 1 0400000400000000000002000\n", "S: 1 " + FakeMailStore.guid(1) + "\n"));
    }

    @Test
    void aDeletedMessageIsGoneButKeepsItsNumber() {
        MachineScript.inTransaction("""
                C: DELE 2
                S: +OK *
                C: STAT
                S: +OK 2 400
                C: LIST
                S: +OK *
                S: 1 100
                S: 3 300
                S: .
                C: UIDL
                S: +OK *
                S: 1 *
                S: 3 *
                S: .
                C: LIST 2
                S: -ERR message is deleted*
                C: UIDL 2
                S: -ERR message is deleted*
                C: RETR 2
                S: -ERR message is deleted*
                C: TOP 2 0
                S: -ERR message is deleted*
                C: DELE 2
                S: -ERR message is deleted*
                C: XMOVE 2 Sent
                S: -ERR message is deleted*
                C: XFLAG 2 +F
                S: -ERR message is deleted*
                C: RSET
                S: +OK 3 600
                C: LIST 2
                S: +OK 2 200
                M: quit after dele=[] move=[] flag=[]
                """);
    }

    @Test
    void numbersOutsideAreRefused() {
        for (String number : new String[] {"0", "4", "2147483647", "99999999999999"}) {
            for (String verb : new String[] {"LIST", "UIDL", "RETR", "DELE", "XFLAG"}) {
                MachineScript.inTransaction("C: " + verb + " " + number + "\nS: -ERR no such message\n");
            }
            MachineScript.inTransaction("C: TOP " + number + " 1\nS: -ERR no such message\n");
            MachineScript.inTransaction("C: XMOVE " + number + " Sent\nS: -ERR no such message\n");
        }
    }

    @Test
    void wrongNumbersAreNoErrorsThatEndTheSession() {
        MachineScript.inTransaction("C: RETR 9\nS: -ERR no such message\n".repeat(50));
    }

    @Test
    void makesAllChangesInOneCommitAtQuit() {
        MachineScript.inTransaction("""
                M: fetch 1 100
                M: fetch 2 200
                C: DELE 2
                S: +OK *
                C: DELE 3
                S: +OK *
                M: quit after dele=[2, 3] move=[] flag=[1+S-]
                """);
    }

    @Test
    void saysErrAndDeletesNothingWhenTheUpdateIsRefused() {
        MachineScript.inTransaction("""
                C: DELE 1
                S: +OK *
                C: QUIT
                Q: commit dele=[1] move=[] flag=[] last
                A: refused TOO_BUSY
                S: -ERR [SYS/TEMP] nothing was changed
                O: close
                """);
    }

    @Test
    void aLostConnectionOrATimeoutUpdatesNothing() {
        MachineScript.inTransaction("""
                C: DELE 1
                S: +OK *
                X: timeout
                O: close
                X: gone
                """);
        MachineScript.inTransaction("""
                C: DELE 1
                S: +OK *
                X: gone
                C: QUIT
                """);
    }

    @Test
    void topMarksNothingAsSeen() {
        MachineScript.inTransaction("""
                C: TOP 1 0
                Q: top 1 0
                A: ready
                S: +OK *
                O: send
                X: sent
                M: quit after dele=[] move=[] flag=[]
                """);
    }

    @Test
    void halfAMessageIsNotSeen() {
        MachineScript.inTransaction("""
                C: RETR 1
                Q: retrieve 1
                A: ready
                S: +OK 100 octets
                O: send
                X: gone
                """);
    }

    @Test
    void whatWasSeenBeforeIsNotMarkedAgain() {
        MachineScript.run("""
                M: login to 100/S
                M: fetch 1 100
                M: quit after dele=[] move=[] flag=[]
                """);
    }

    @Test
    void aDamagedMessageIsRefusedAndTheRestServed() {
        MachineScript.inTransaction("""
                C: RETR 1
                Q: retrieve 1
                A: unreadable
                S: -ERR [SYS/TEMP] message cannot be read*
                C: TOP 1 5
                Q: top 1 5
                A: unreadable
                S: -ERR [SYS/TEMP] message cannot be read*
                M: fetch 2 200
                """);
    }

    @Test
    void aLongListingIsNotHeldInMemory() {
        MachineScript.run("""
                C: USER ann
                S: +OK *
                C: PASS pw
                Q: login ann pw
                A: many 2001
                S: +OK 2001 *
                C: DELE 7
                S: +OK *
                C: UIDL
                Q: table UID 2001 without {6}
                A: ready
                S: +OK *
                O: send raw
                X: sent
                C: LIST
                Q: table SIZE 2001 without {6}
                A: ready
                S: +OK *
                O: send raw
                X: sent
                M: quit after dele=[7] move=[] flag=[]
                """);
    }

    @Test
    void loginCommandsAreOverAfterLogin() {
        for (String command : new String[] {"USER ann", "PASS pw", "AUTH PLAIN", "AUTH", "STLS", "UTF8"}) {
            MachineScript.inTransaction("C: " + command + "\nS: -ERR only before login\n");
        }
    }

    @Test
    void capabilitiesAfterLoginHaveNoStls() {
        MachineScript.inTransaction("""
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
                """);
    }

    @Test
    void badLinesAreRefusedOneByOne() {
        MachineScript.inTransaction("""
                C: NOOP
                S: +OK
                L: TOO_LONG NOOP xxxxxxx
                S: -ERR line too long
                L: NUL DELE 1
                S: -ERR NUL*
                L: BARE_CR_OR_LF DELE 1
                S: -ERR NUL*
                C: STAT
                S: +OK 3 600
                """);
        String longest = "x".repeat(510 - "NOOP ".length());
        MachineScript.inTransaction("C: NOOP " + longest + "\nS: -ERR wrong arguments\n");
        MachineScript.inTransaction("C: NOOP " + longest + "x\nS: -ERR line too long\n");
        MachineScript.inTransaction("C: XFMAKE " + "a".repeat(1023) + "\nS: -ERR line too long\n");
        MachineScript.inTransaction("C: XFMAKE " + "a".repeat(900) + "\nS: -ERR [X-CANNOT] *\n");
    }

    @Test
    void goesDownBetweenCommandsButLetsMarksBeCarriedOut() {
        MachineScript.inTransaction("""
                C: RETR 1
                Q: retrieve 1
                X: drain
                A: ready
                S: +OK 100 octets
                O: send
                X: sent
                S: -ERR [SYS/TEMP] *
                O: close
                """);
        MachineScript.inTransaction("""
                C: DELE 1
                S: +OK *
                X: drain
                C: DELE 2
                S: +OK *
                M: quit after dele=[1, 2] move=[] flag=[]
                """);
        MachineScript.inTransaction("""
                C: DELE 1
                S: +OK *
                X: drain
                C: RSET
                S: +OK 3 600
                S: -ERR [SYS/TEMP] *
                O: close
                """);
    }
}
