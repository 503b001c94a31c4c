package org.mmsys.accounts.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mmsys.accounts.AccountsFixture;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.testkit.DialogScript;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;

/**
 * Dialogues: {@code C} a line of the client, {@code D} a defective one, {@code E} an event, {@code A} an answer; {@code S}
 * a line of the server, {@code Q} a question, {@code X} another output.
 */
class AccountsServerMachineTests {
    private static final Client PLAIN = AccountsFixture.loopback();
    private static final Client SECURE = new Client(
            "sid1",
            "accounts",
            "127.0.0.1",
            40000,
            "127.0.0.1",
            Optional.of(new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "")));

    private final AccountsServerMachine machine =
            new AccountsServerMachine(PLAIN, "mail.here.test", Duration.ofMinutes(5), 4);

    private static final String GREETING = """
            E: opened
            Q: Offers*
            A: offers open trusted
            S: +OK mail.here.test MMSys accounts ready
            """;

    private static final String LOGGED_IN = GREETING + """
            C: AUTH PLAIN AGFubgBwdw==
            Q: BeginSasl[mechanism=PLAIN, initial=Optional[***]]
            A: granted ann
            S: +OK ann@here.test logged in
            """;

    @Test
    void listsWhatCanBeDone() {
        run(GREETING + """
                C: capa
                S: +OK capabilities follow
                S: STLS
                S: SASL SCRAM-SHA-256 PLAIN
                S: AVAIL
                S: CREATE
                S: PASSWD
                S: DELETE
                S: WHERE
                S: IMPLEMENTATION MMSys
                S: .
                C: NOOP
                S: +OK *
                C: QUIT
                S: +OK bye
                X: Close
                """);
    }

    @Test
    void listsLessWhenThereIsLess() {
        run("""
                E: opened
                Q: Offers*
                A: offers closed exposed
                S: +OK *
                C: CAPA
                S: +OK capabilities follow
                S: STLS
                S: SASL SCRAM-SHA-256
                S: WHERE
                S: IMPLEMENTATION MMSys
                S: .
                C: CREATE ann 0123456789
                S: -ERR [CLOSED] *
                C: AUTH PLAIN AGFubgBwdw==
                S: -ERR [TLS] *
                """);
    }

    @Test
    void noPasswordIsAskedForInClearText() {
        run("""
                E: opened
                Q: Offers*
                A: offers open exposed
                S: +OK *
                C: CREATE ann 0123456789
                S: -ERR [TLS] *
                """);
    }

    @Test
    void createsAnAccount() {
        run(GREETING + """
                C: AVAIL ann
                Q: Available[name=ann]
                A: ok
                S: +OK this name is free
                C: CREATE ann 0123456789
                S: +
                C: Y29ycmVjdCBob3JzZQ==
                Q: Create[name=ann, requestId=0123456789, password=***]
                A: ok
                S: +OK account created
                C: AVAIL ann
                Q: Available*
                A: taken
                S: -ERR [TAKEN] *
                """);
    }

    @Test
    void everyResultHasItsReply() {
        run(GREETING + """
                C: AVAIL a
                Q: *
                A: bad_name
                S: -ERR [BADNAME] *
                C: AVAIL a
                Q: *
                A: weak_password
                S: -ERR [WEAKPASSWORD] *
                C: AVAIL a
                Q: *
                A: closed
                S: -ERR [CLOSED] *
                C: AVAIL a
                Q: *
                A: rate
                S: -ERR [RATE] *
                C: AVAIL a
                Q: *
                A: try_later
                S: -ERR [SYS/TEMP] *
                C: AVAIL a
                Q: *
                A: denied
                S: -ERR [AUTH] *
                """);
    }

    @Test
    void aStarCancelsAndRubbishIsNoPassword() {
        run(GREETING + """
                C: CREATE ann 0123456789
                S: +
                C: *
                S: -ERR cancelled
                C: CREATE ann 0123456789
                S: +
                C: NOOP now
                S: -ERR not base64 *
                C: CREATE ann 0123456789
                S: +
                C:
                S: -ERR not base64 *
                C: CREATE ann 0123456789
                S: +
                D: too_long Y29ycmVj
                S: -ERR line too long *
                C: NOOP
                S: +OK *
                """);
    }

    @Test
    void changesThePassword() {
        run(LOGGED_IN + """
                C: PASSWD
                S: +
                C: cHc= bmV3IG9uZQ==
                Q: ChangePassword[account=ann@here.test, present=***, next=***]
                A: ok
                S: +OK password changed
                C: PASSWD
                S: +
                C: cHc=
                S: -ERR not base64 *
                C: PASSWD
                S: +
                C: cHc= bmV3 bmV3
                S: -ERR not base64 *
                C: PASSWD
                S: +
                C: cHc= bmV3IG9uZQ==
                Q: ChangePassword*
                A: denied
                S: -ERR [AUTH] *
                C: WHERE
                Q: Home[account=ann@here.test]
                A: home s1
                S: +OK s1
                """);
    }

    @Test
    void deletesAndIsLoggedOut() {
        run(LOGGED_IN + """
                C: DELETE
                S: +
                C: cHc=
                Q: Delete[account=ann@here.test, present=***]
                A: ok
                S: +OK account deleted
                C: WHERE
                S: -ERR not before AUTH
                """);
    }

    @Test
    void aFailedDeletionStaysLoggedIn() {
        run(LOGGED_IN + """
                C: DELETE
                S: +
                C: cHc=
                Q: Delete*
                A: try_later
                S: -ERR [SYS/TEMP] *
                C: WHERE
                Q: Home*
                A: home s1
                S: +OK s1
                """);
    }

    @Test
    void runsASaslExchange() {
        run(GREETING + """
                C: AUTH scram-sha-256
                Q: BeginSasl[mechanism=SCRAM-SHA-256, initial=Optional.empty]
                A: challenge
                S: +
                C: bixh
                Q: ContinueSasl[response=***]
                A: challenge r=x
                S: + cj14
                C: *
                S: -ERR cancelled
                C: AUTH SCRAM-SHA-256 =
                Q: BeginSasl[mechanism=SCRAM-SHA-256, initial=Optional[***]]
                A: challenge v=x
                S: + dj14
                C:
                Q: ContinueSasl[response=***]
                A: granted ann
                S: +OK ann@here.test logged in
                C: AUTH PLAIN
                S: -ERR not after AUTH
                C: STLS
                S: -ERR not after AUTH
                """);
    }

    @Test
    void loginsFailAlikeAndNotForEver() {
        run(GREETING + """
                C: AUTH PLAIN AGFubgBwdw==
                Q: BeginSasl*
                A: denied_login
                S: -ERR [AUTH] wrong name or password
                C: AUTH PLAIN AGFubgBwdw==
                Q: BeginSasl*
                A: later
                S: -ERR [SYS/TEMP] *
                C: AUTH PLAIN AGFubgBwdw=
                S: -ERR not base64 *
                C: AUTH CRAM-MD5
                S: -ERR mechanism not offered here; see CAPA
                C: AUTH PLAIN AGFubgBwdw==
                Q: BeginSasl*
                A: denied_login
                S: -ERR [AUTH] wrong name or password
                S: -ERR too many errors
                X: Close
                """);
    }

    @Test
    void tlsForgetsEverything() {
        run(GREETING + """
                C: STLS
                S: +OK begin TLS now
                X: StartTls
                E: tls
                Q: Offers*
                A: offers closed trusted
                C: STLS
                S: -ERR TLS is on already
                C: CREATE ann 0123456789
                S: -ERR [CLOSED] *
                C: WHERE
                S: -ERR not before AUTH
                C: CAPA
                S: +OK *
                S: SASL SCRAM-SHA-256 PLAIN
                S: PASSWD
                S: DELETE
                S: WHERE
                S: IMPLEMENTATION MMSys
                S: .
                """);
    }

    @Test
    void badLinesAreCountedAndOneTooManyEndsTheSession() {
        run(GREETING + """
                D: nul AVAIL ann
                S: -ERR line too long *
                D: bare_cr_or_lf QUIT
                S: -ERR line too long *
                C: AVAIL
                S: -ERR syntax: AVAIL name
                C: GET / HTTP/1.1
                S: -ERR unknown command
                S: -ERR too many errors
                X: Close
                """);
    }

    @Test
    void saysGoodbyeWhenIdleOrDraining() {
        run(GREETING + """
                E: timeout
                S: -ERR [SYS/TEMP] idle for too long
                X: Close
                """);
    }

    @Test
    void drainsAtOnceWhenNothingRuns() {
        run(GREETING + """
                C: CREATE ann 0123456789
                S: +
                E: drain
                S: -ERR [SYS/TEMP] the server is going down
                X: Close
                """);
    }

    @Test
    void drainsAfterTheRunningRequest() {
        run(GREETING + """
                C: CREATE ann 0123456789
                S: +
                C: Y29ycmVjdCBob3JzZQ==
                Q: Create*
                E: drain
                A: ok
                S: +OK account created
                S: -ERR [SYS/TEMP] the server is going down
                X: Close
                """);
    }

    @Test
    void aPeerThatGoesAwayIsNotAnswered() {
        run(GREETING + """
                C: CREATE ann 0123456789
                S: +
                E: closed
                """);
    }

    private void run(String script) {
        DialogScript.run(Set.of('C', 'D', 'E', 'A'), script, this::feed);
    }

    private List<String> feed(char kind, String text) {
        Input<AccountAnswer> input = switch (kind) {
            case 'C' -> new Input.Line<>(text, LineDefect.NONE);
            case 'D' ->
                new Input.Line<>(
                        text.substring(text.indexOf(' ') + 1),
                        LineDefect.valueOf(text.substring(0, text.indexOf(' ')).toUpperCase(Locale.ROOT)));
            case 'A' -> new Input.Answered<>(answer(text));
            default -> event(text);
        };
        List<String> said = new ArrayList<>();
        for (Output<AccountQuestion> output : machine.on(input).outputs()) {
            if (output instanceof Output.Reply<AccountQuestion> reply) {
                reply.octets().lines().forEach(line -> said.add(("S: " + line).strip()));
            } else if (output instanceof Output.Ask<AccountQuestion> ask) {
                said.add("Q: " + ask.question());
            } else if (!(output instanceof Output.IdleLimit)) {
                said.add("X: " + output.getClass().getSimpleName());
            }
        }
        return said;
    }

    private static Input<AccountAnswer> event(String text) {
        return switch (text) {
            case "opened" -> new Input.Opened<>(PLAIN);
            case "tls" -> new Input.TlsReady<>(SECURE);
            case "timeout" -> new Input.TimedOut<>();
            case "drain" -> new Input.Draining<>();
            case "closed" -> new Input.PeerClosed<>();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static AccountAnswer answer(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "offers" ->
                new AccountAnswer.Offers(
                        words[2].equals("trusted") ? List.of("SCRAM-SHA-256", "PLAIN") : List.of("SCRAM-SHA-256"),
                        words[2].equals("trusted"),
                        words[1].equals("open"));
            case "granted" ->
                new AccountAnswer.LoggedIn(new AuthOutcome.Granted(new AccountName(words[1], "here.test")));
            case "denied_login" -> new AccountAnswer.LoggedIn(new AuthOutcome.Denied());
            case "later" -> new AccountAnswer.LoggedIn(new AuthOutcome.TryLater("throttled"));
            case "challenge" ->
                new AccountAnswer.Challenge(words.length > 1 ? words[1].getBytes(US_ASCII) : new byte[0]);
            case "home" -> new AccountAnswer.Home(words[1]);
            default -> new AccountAnswer.Outcome(Result.valueOf(text.toUpperCase(Locale.ROOT)));
        };
    }
}
