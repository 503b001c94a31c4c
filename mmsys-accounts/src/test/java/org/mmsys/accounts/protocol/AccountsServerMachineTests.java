package org.mmsys.accounts.protocol;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.accounts.AccountsFixture;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/** The dialogues of {@code docs/protocols/accounts.md}, and those of clients that have not read it. */
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
                S: WHERE
                S: IMPLEMENTATION MMSys
                S: .
                C: CREATE ann 0123456789
                S: -ERR [CLOSED] *
                C: AUTH PLAIN AGFubgBwdw==
                S: -ERR [TLS] *
                C: AUTH SCRAM-SHA-256
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
        new AccountDialog(machine, PLAIN, SECURE).run(script);
    }
}
