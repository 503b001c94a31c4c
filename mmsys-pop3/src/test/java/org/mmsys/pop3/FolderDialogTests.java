package org.mmsys.pop3;

import org.junit.jupiter.api.Test;

/** Dialogues of XFOLDERS. */
final class FolderDialogTests {
    @Test
    void listsFolders() {
        MachineScript.inTransaction("""
                C: XFLIST
                Q: folders
                A: folders INBOX,3,1,600 Old/2024,0,0,0 Entwürfe,1,0,5
                S: +OK *
                S: 3 1 600 INBOX
                S: 0 0 0 Old/2024
                S: 1 0 5 Entw\u00c3\u00bcrfe
                S: .
                """);
    }

    @Test
    void makesRenamesAndDropsFolders() {
        MachineScript.inTransaction("""
                C: XFMAKE Old mail/2024
                Q: make Old mail/2024
                A: done
                S: +OK
                C: XFMAKE Old mail
                Q: make Old mail
                A: forbidden EXISTS
                S: -ERR [X-EXISTS] *
                C: XFRENAME a\tb
                Q: rename a>b
                A: done
                S: +OK
                C: XFRENAME a\tb
                Q: rename a>b
                A: forbidden MISSING
                S: -ERR [X-MISSING] *
                C: XFDROP b
                Q: drop b
                A: forbidden NOT_EMPTY
                S: -ERR [X-NOTEMPTY] *
                C: XFDROP b
                Q: drop b
                A: refused NO_SPACE
                S: -ERR [SYS/TEMP] no space left
                """);
    }

    @Test
    void theInboxIsNeitherMadeNorRenamedNorDropped() {
        MachineScript.inTransaction("""
                C: XFMAKE inbox
                S: -ERR [X-EXISTS] *
                C: XFRENAME INBOX\tOld
                S: -ERR [X-CANNOT] *
                C: XFRENAME Old\tInbox
                S: -ERR [X-EXISTS] *
                C: XFDROP InBox
                S: -ERR [X-CANNOT] *
                """);
    }

    @Test
    void namesThatNoFolderCanHave() {
        for (String name : new String[] {"a.b", "a//b", "/a", "a/", " a", "a/ b", "a\u007fb", "a\u202eb", "INBOX/x"}) {
            MachineScript.inTransaction("C: XFMAKE " + name + "\nS: -ERR [X-CANNOT] *\n");
            MachineScript.inTransaction("C: XFRENAME a\t" + name + "\nS: -ERR [X-CANNOT] *\n");
            MachineScript.inTransaction("C: XFOPEN " + name + "\nS: -ERR [X-MISSING] *\n");
            MachineScript.inTransaction("C: XMOVE 1 " + name + "\nS: -ERR [X-MISSING] *\n");
        }
        MachineScript.inTransaction("C: XFRENAME a\ta/b\nS: -ERR [X-CANNOT] *\n");
        MachineScript.inTransaction("C: XFRENAME a\ta\nS: -ERR [X-CANNOT] *\n");
    }

    @Test
    void opensAnotherFolderInPlaceOfTheInbox() {
        MachineScript.inTransaction("""
                C: XFOPEN Sent
                Q: open Sent
                A: opened 7 8
                S: +OK 2 15
                C: LIST
                S: +OK *
                S: 1 7
                S: 2 8
                S: .
                C: XFDROP Sent
                S: -ERR [X-CANNOT] *
                C: XFOPEN Gone
                Q: open Gone
                A: forbidden MISSING
                S: -ERR [X-MISSING] *
                C: STAT
                S: +OK 2 15
                C: XFOPEN inbox
                Q: open INBOX
                A: opened 100 200 300 400
                S: +OK 4 1000
                """);
    }

    @Test
    void doesNotOpenAFolderOverPendingMarks() {
        MachineScript.inTransaction("""
                C: DELE 1
                S: +OK *
                C: XFOPEN Sent
                S: -ERR [X-PENDING] *
                C: RSET
                S: +OK 3 600
                C: XFLAG 1 +F
                S: +OK F
                C: XFOPEN Sent
                S: -ERR [X-PENDING] *
                C: XCOMMIT
                Q: commit dele=[] move=[] flag=[1+F-]
                A: done
                S: +OK 3 600
                C: XFOPEN Sent
                Q: open Sent
                A: opened
                S: +OK 0 0
                """);
    }

    @Test
    void whatWasFetchedIsMarkedSeenBeforeAnotherFolderOpens() {
        MachineScript.inTransaction("""
                M: fetch 2 200
                C: XFOPEN Sent
                Q: commit dele=[] move=[] flag=[2+S-]
                A: done
                Q: open Sent
                A: opened
                S: +OK 0 0
                """);
        MachineScript.inTransaction("""
                M: fetch 2 200
                C: XFOPEN Sent
                Q: commit dele=[] move=[] flag=[2+S-]
                A: refused TOO_BUSY
                S: -ERR [SYS/TEMP] *
                C: LIST 2
                S: +OK 2 200
                """);
    }

    @Test
    void movesAtTheUpdateAndNotBefore() {
        MachineScript.inTransaction("""
                C: XMOVE 1 Old
                Q: find Old
                A: found Old
                S: +OK *
                C: XMOVE 3 Old
                S: +OK *
                C: XMOVE 2 Gone
                Q: find Gone
                A: forbidden MISSING
                S: -ERR [X-MISSING] *
                C: XMOVE 2 INBOX
                S: -ERR [X-CANNOT] *
                C: RETR 1
                S: -ERR message is deleted or moved
                C: STAT
                S: +OK 1 200
                C: XFDROP Old
                S: -ERR [X-PENDING] *
                C: XFRENAME Old\tNew
                S: -ERR [X-PENDING] *
                M: quit after dele=[] move=[1>Old, 3>Old] flag=[]
                """);
    }

    @Test
    void resetTakesMovesAndFlagsBack() {
        MachineScript.inTransaction("""
                C: XMOVE 1 Old
                Q: find Old
                A: found Old
                S: +OK *
                C: XFLAG 2 +F
                S: +OK F
                C: RSET
                S: +OK 3 600
                C: XFLAG 2
                S: +OK
                C: XFDROP Old
                Q: drop Old
                A: done
                S: +OK
                M: quit after dele=[] move=[] flag=[]
                """);
    }

    @Test
    void commitsAndStaysWithTheRestRenumbered() {
        MachineScript.inTransaction("""
                C: DELE 1
                S: +OK *
                C: XFLAG 2 +R
                S: +OK R
                C: XCOMMIT
                Q: commit dele=[1] move=[] flag=[2+R-]
                A: done
                S: +OK 2 500
                C: LIST
                S: +OK *
                S: 1 200
                S: 2 300
                S: .
                C: XFLAG 1
                S: +OK R
                C: RETR 1
                Q: retrieve 2
                A: ready
                S: +OK 200 octets
                O: send
                X: sent
                C: XFLAG 1
                S: +OK RS
                C: DELE 3
                S: -ERR no such message
                C: XCOMMIT
                Q: commit dele=[] move=[] flag=[2+S-]
                A: refused TOO_BUSY
                S: -ERR [SYS/TEMP] nothing was changed
                M: quit after dele=[] move=[] flag=[2+S-]
                """);
    }

    @Test
    void flagsAreShownAsTheyWillBe() {
        MachineScript.run("""
                M: login to 100/FS 200
                C: XFLAG 1
                S: +OK FS
                C: XFLAG 1 -SF
                S: +OK
                C: XFLAG 1 +D
                S: +OK D
                C: XFLAG 2 +S
                S: +OK S
                C: XFLAG 2 -S
                S: +OK
                M: fetch 1 100
                C: XFLAG 1
                S: +OK DS
                C: DELE 2
                S: +OK *
                M: quit after dele=[2] move=[] flag=[1+D-F]
                """);
    }

    @Test
    void unseenAfterFetchingStaysUnseen() {
        MachineScript.inTransaction("""
                M: fetch 1 100
                C: XFLAG 1 -S
                S: +OK
                M: quit after dele=[] move=[] flag=[]
                """);
    }

    @Test
    void storesAMessage() {
        MachineScript.inTransaction("""
                C: XAPPEND 1234
                S: + *
                O: collect 1234 last of at most 2000
                B: 1234
                Q: append
                A: appended 9
                S: +OK %s
                C: STAT
                S: +OK 3 600
                """.formatted(FakeMailStore.guid(9)));
    }

    @Test
    void swallowsAMessageItCannotTake() {
        String[][] cases = {
            {"TOO_LARGE", "[X-TOOLARGE]"},
            {"BARE_CR_OR_LF", "[X-BADOCTETS]"},
            {"NUL", "[X-BADOCTETS]"},
            {"NO_SPACE", "[SYS/TEMP]"},
            {"REFUSED", "[SYS/TEMP]"}
        };
        for (String[] each : cases) {
            MachineScript.inTransaction("""
                    C: XAPPEND 3999
                    S: + *
                    O: collect 3999 last of at most 2000
                    B: 3999 %s
                    Q: drop-body
                    A: done
                    S: -ERR %s *
                    C: NOOP
                    S: +OK
                    """.formatted(each[0], each[1]));
        }
    }

    @Test
    void endsTheSessionBeyondTwiceTheLimit() {
        MachineScript.inTransaction("""
                C: XAPPEND 4000
                S: -ERR [X-TOOLARGE] *
                O: close
                """);
        MachineScript.inTransaction("""
                C: XAPPEND 999999999999999
                S: -ERR [X-TOOLARGE] *
                O: close
                """);
    }

    @Test
    void anEmptyMessageIsNone() {
        MachineScript.inTransaction("""
                C: XAPPEND 0
                S: -ERR wrong arguments
                """);
    }

    @Test
    void theStoreMayRefuseAMessage() {
        MachineScript.inTransaction("""
                C: XAPPEND 10
                S: + *
                O: collect 10 last of at most 2000
                B: 10
                Q: append
                A: refused NO_SPACE
                S: -ERR [SYS/TEMP] no space left
                """);
    }
}
