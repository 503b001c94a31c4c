package org.mmsys.wire.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.wire.pop3.Pop3ClientPlan.StartTls;
import org.mmsys.wire.sasl.Secret;

/** Dialogues of a client until it is logged in, and everything that a server may do to it. */
final class Pop3ClientMachineTests {
    private static final Pop3Login PASSWORD = new Pop3Login.Password("ann", Secret.of("two  words"));
    private static final String XPEER = "XPEER v=1 hop=1 client=192.0.2.7 tls=- sid=a binding=-";

    @Test
    void aPeerSaysAllAtOnceBehindTls() {
        ClientScript.run(peer(PASSWORD), """
                X: opened
                O: idle PT20S
                S: +OK s1 ready
                C: STLS
                S: +OK
                O: StartTls
                X: tls
                C: %s
                C: UTF8
                C: USER ann
                C: PASS two  words
                S: +OK s1/primary
                S: +OK
                S: +OK
                S: +OK 3 600
                O: idle PT20S
                Q: next after login ok<|3 600> []
                A: hand-over
                O: HandOver
                S: +OK anything
                X: gone
                """.formatted(XPEER));
    }

    @Test
    void aPeerWithoutUtf8IsAPeerAllTheSame() {
        ClientScript.run(peer(PASSWORD), toLogin() + """
                S: +OK s1/primary
                S: -ERR what
                S: +OK
                S: +OK 3 600
                O: idle PT20S
                Q: next after login ok<|3 600> []
                """);
    }

    @Test
    void nothingIsSaidWithoutTlsWhereItIsWanted() {
        ClientScript.run(peer(PASSWORD), """
                X: opened
                O: idle PT20S
                S: +OK s1 ready
                C: STLS
                S: -ERR no
                Q: failed NO_TLS [] no
                A: noted
                O: Close
                """);
    }

    @Test
    void aStrangerIsAskedWhatItCanDoBeforeAndBehindTls() {
        ClientScript.run(mail(StartTls.IF_OFFERED, PASSWORD), """
                X: opened
                O: idle PT30S
                S: +OK ready
                C: CAPA
                S: +OK
                S: STLS
                S: SASL LOGIN
                S: .
                C: STLS
                S: +OK
                O: StartTls
                X: tls
                C: CAPA
                S: +OK
                S: utf8 user
                S: SASL PLAIN scram-sha-256
                S: XFOLDERS 1
                S: .
                C: UTF8
                S: +OK
                C: USER ann
                S: +OK
                C: PASS two  words
                S: +OK hello
                O: idle PT1M
                Q: next after login ok<|hello> [SASL, UTF8, XFOLDERS]
                """);
    }

    @Test
    void aServerOfThe1990sWillDo() {
        ClientScript.run(mail(StartTls.IF_OFFERED, PASSWORD), """
                X: opened
                O: idle PT30S
                S: +OK
                C: CAPA
                S: -ERR unknown command
                C: USER ann
                S: +OK
                C: PASS two  words
                S: +OK
                O: idle PT1M
                Q: next after login ok<|> []
                """);
    }

    @Test
    void implicitTlsNeedsNoStls() {
        ClientScript.run(mail(StartTls.ALWAYS, PASSWORD), """
                X: opened-tls
                O: idle PT30S
                S: +OK
                C: CAPA
                S: -ERR
                C: USER ann
                """);
    }

    @Test
    void tlsThatIsWantedIsBegunWithoutAnOffer() {
        ClientScript.run(mail(StartTls.ALWAYS, PASSWORD), """
                X: opened
                O: idle PT30S
                S: +OK
                C: CAPA
                S: -ERR
                C: STLS
                S: -ERR unknown command
                Q: failed NO_TLS [] unknown command
                """);
        ClientScript.run(mail(StartTls.NEVER, PASSWORD), """
                X: opened
                O: idle PT30S
                S: +OK
                C: CAPA
                S: +OK
                S: STLS
                S: .
                C: USER ann
                """);
    }

    @Test
    void refusalsAreToldWithTheirCode() {
        ClientScript.run(peer(PASSWORD), toLogin() + """
                S: +OK s1/primary
                S: +OK
                S: -ERR [sys/perm] TLS first
                Q: failed REFUSED [SYS/PERM] TLS first
                S: -ERR USER first
                A: noted
                O: Close
                """);
        ClientScript.run(peer(PASSWORD), toLogin() + """
                S: -ERR unknown command
                Q: failed NOT_INTRODUCED [] unknown command
                A: noted
                O: Close
                """);
        ClientScript.run(peer(PASSWORD), """
                X: opened
                O: idle PT20S
                S: -ERR [SYS/TEMP] \u0001too many
                Q: failed NOT_WELCOME [SYS/TEMP] \\x01too many
                """);
    }

    @Test
    void challengesGoToThePerformer() {
        ClientScript.run(peer(sasl("n,,n=ann,r=x")), toSasl("AUTH SCRAM-SHA-256 biwsbj1hbm4scj14") + """
                S: +OK s1/primary
                S: +OK
                S: + d2hvPw==
                Q: challenge <who?>
                A: respond me
                C: bWU=
                S: +
                Q: challenge <>
                A: respond
                C:
                S: +OK 3 600
                O: idle PT20S
                Q: next after login ok<|3 600> []
                """);
    }

    @Test
    void anExchangeCanBeGivenUp() {
        ClientScript.run(peer(sasl("")), toSasl("AUTH SCRAM-SHA-256 =") + """
                S: +OK s1/primary
                S: +OK
                S: + d2hvPw==
                Q: challenge <who?>
                A: cancel
                C: *
                Q: failed CANCELLED
                S: -ERR cancelled
                A: noted
                O: Close
                """);
    }

    @Test
    void aLongInitialResponseWaitsForTheChallengeOfAStranger() {
        Pop3Login login = sasl("x".repeat(300));
        ClientScript.run(mail(StartTls.NEVER, login), """
                X: opened
                O: idle PT30S
                S: +OK
                C: CAPA
                S: -ERR
                C: AUTH SCRAM-SHA-256
                S: +
                C: %s
                S: + d2hvPw==
                Q: challenge <who?>
                """.formatted("eHh4".repeat(100)));
    }

    @Test
    void whatIsNoPop3EndsIt() {
        String opened = "X: opened\nO: idle PT20S\n";
        for (String line : new String[] {"S: 220 mail ESMTP", "S: +OKAY", "S: ", "L: TOO_LONG", "L: NUL"}) {
            ClientScript.run(peer(PASSWORD), opened + line + "\nQ: failed GARBAGE\nA: noted\nO: Close\n");
        }
        ClientScript.run(peer(PASSWORD), opened + "S: + aGk=\nQ: failed GARBAGE\n");
        ClientScript.run(peer(sasl("a")), toSasl("AUTH SCRAM-SHA-256 YQ==") + """
                S: +OK s1/primary
                S: +OK
                S: + ???
                Q: failed GARBAGE
                """);
    }

    @Test
    void capabilitiesHaveAnEnd() {
        ClientScript.run(mail(StartTls.NEVER, PASSWORD), """
                X: opened
                O: idle PT30S
                S: +OK
                C: CAPA
                S: +OK
                """ + "S: X\n".repeat(101) + "Q: failed TOO_MUCH\n");
    }

    @Test
    void anEndAtAnyPointIsToldOnce() {
        String[] dialogue = """
                X: opened
                O: idle PT20S
                S: +OK s1 ready
                C: STLS
                S: +OK
                O: StartTls
                X: tls
                C: %s
                C: UTF8
                C: USER ann
                C: PASS two  words
                S: +OK s1/primary
                S: +OK
                S: +OK
                """.formatted(XPEER).split("(?=\n[XS]:)", -1);
        for (int cut = 1; cut <= dialogue.length; cut++) {
            String before = String.join("", Arrays.asList(dialogue).subList(0, cut)) + "\n";
            ClientScript.run(peer(PASSWORD), before + "X: gone\nQ: failed CUT_OFF\nX: gone\nA: noted\nO: Close\n");
            ClientScript.run(peer(PASSWORD), before + "X: timeout\nQ: failed TIMED_OUT\nX: gone\nA: noted\nO: Close\n");
            ClientScript.run(peer(PASSWORD), before + "X: drain\nQ: failed GOING_DOWN\nA: noted\nO: Close\nX: gone\n");
        }
    }

    @Test
    void anEndWhileThePerformerThinksIsToldAfterwards() {
        ClientScript.run(peer(sasl("")), toSasl("AUTH SCRAM-SHA-256 =") + """
                S: +OK s1/primary
                S: +OK
                S: + d2hvPw==
                Q: challenge <who?>
                X: gone
                A: respond me
                Q: failed CUT_OFF
                """);
    }

    @Test
    void secretsAreNeverPrintedAndNeverMoreThanALine() {
        assertThat(PASSWORD.toString() + sasl("secret")).doesNotContain("two").doesNotContain("secret");
        assertThatThrownBy(() -> new Pop3Login.Password("ann", Secret.of("a\r\nDELE 1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("DELE");
        assertThatThrownBy(() -> new Pop3Login.Password("ann\n", Secret.of("a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pop3Login.Sasl("PLAIN\r\n", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pop3ClientAnswer.Single("STAT\r\nQUIT"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAndPasswordsAreUtf8() {
        Pop3Login login = new Pop3Login.Password("j\u00fcrgen", Secret.of("\u00f6l"));
        ClientScript.run(mail(StartTls.NEVER, login), """
                X: opened
                O: idle PT30S
                S: +OK
                C: CAPA
                S: -ERR
                C: USER j\u00c3\u00bcrgen
                S: +OK
                C: PASS \u00c3\u00b6l
                """);
    }

    private static String toLogin() {
        return toTls() + "C: USER ann\nC: PASS two  words\n";
    }

    private static String toSasl(String auth) {
        return toTls() + "C: " + auth + "\n";
    }

    private static String toTls() {
        return """
                X: opened
                O: idle PT20S
                S: +OK s1 ready
                C: STLS
                S: +OK
                O: StartTls
                X: tls
                C: %s
                C: UTF8
                """.formatted(XPEER);
    }

    private static Pop3ClientPlan peer(Pop3Login login) {
        return Pop3ClientPlan.ofPeer(XPEER + "\r\n", true, login);
    }

    private static Pop3ClientPlan mail(StartTls tls, Pop3Login login) {
        return new Pop3ClientPlan(tls, Optional.empty(), true, login, Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    private static Pop3Login sasl(String initial) {
        return new Pop3Login.Sasl("SCRAM-SHA-256", Optional.of(initial.getBytes(StandardCharsets.UTF_8)));
    }
}
