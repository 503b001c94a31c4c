package org.mmsys.accounts.protocol;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.accounts.AccountsFixture;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/** What nodes may say that others may not. */
class PeerDialogTests {
    private static final String SELF_INTRODUCTION = "XPEER v=1 hop=1 client=- tls=- sid=abc binding=-";

    @Test
    void aNodeIntroducesItselfAndAsks() {
        dialog("s2/primary").run("""
                E: opened
                Q: Offers*
                A: offers open trusted
                S: +OK mail.test MMSys accounts ready
                E: tls
                Q: Offers*
                A: offers open trusted
                C: %s
                Q: Offers*via=Optional[Via[node=s2/primary*
                A: offers open trusted
                S: +OK s1/primary
                C: XDIGEST
                Q: FromPeer[command=Digest[], server=s2]
                A: peer +OK 0 00000000000000000000000000000000
                S: +OK 0 00000000000000000000000000000000
                C: xbucket 0A
                Q: FromPeer[command=Bucket[number=10], server=s2]
                A: peer +OK none
                S: +OK none
                C: XBUCKET 100
                S: -ERR unknown command
                C: XRESERVE ann@here.test token 120 over
                Q: FromPeer[command=Reserve[name=ann@here.test, token=token, seconds=120, overGrave=true], server=s2]
                A: peer +OK reserved
                S: +OK reserved
                C: XRESERVE ann token 120
                S: -ERR unknown command
                C: XASKED ann@here.test id-1
                S: +
                C: c2VjcmV0
                Q: Asked[account=ann@here.test, requestId=id-1, password=***]
                A: taken
                S: -ERR [TAKEN] this name is taken
                C: WHERE ann@here.test
                Q: FromPeer[command=Where[name=ann@here.test], server=s2]
                A: peer +OK s3
                S: +OK s3
                C: %s
                S: -ERR unknown command
                """.formatted(SELF_INTRODUCTION, SELF_INTRODUCTION));
    }

    @Test
    void aNodeThatSpeaksForAClientIsNoPeerItself() {
        dialog("s2/primary").run("""
                E: opened
                Q: Offers*
                A: offers open trusted
                S: +OK mail.test MMSys accounts ready
                E: tls
                Q: Offers*
                A: offers open trusted
                C: XPEER v=1 hop=1 client=192.0.2.7 tls=TLSv1.3:AES sid=abc binding=-
                Q: Offers*address=192.0.2.7*
                A: offers open trusted
                S: +OK s1/primary
                C: XDIGEST
                S: -ERR unknown command
                C: XHOMED ann@here.test
                S: -ERR unknown command
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                Q: BeginSasl*
                A: not_here
                S: -ERR [X-NOT-HERE] not at home here
                """);
    }

    @Test
    void nodesThatAreNoServersOfTheSystemAreNotHeard() {
        dialog("s9/primary").run("""
                E: opened
                Q: Offers*
                A: offers open trusted
                S: +OK mail.test MMSys accounts ready
                E: tls
                Q: Offers*
                A: offers open trusted
                C: %s
                Q: Offers*
                A: offers open trusted
                S: +OK s1/primary
                C: XRESERVE ann@here.test token 120
                S: -ERR unknown command
                """.formatted(SELF_INTRODUCTION));
    }

    /** It votes and does nothing else (rules 23): it must not say that a client comes from where it likes. */
    @Test
    void aWitnessIntroducesNobody() {
        dialog("w1/witness").run("""
                E: opened
                Q: Offers*
                A: offers open trusted
                S: +OK mail.test MMSys accounts ready
                E: tls
                Q: Offers*
                A: offers open trusted
                C: XPEER v=1 hop=1 client=127.0.0.1 tls=- sid=abc binding=-
                S: -ERR unknown command
                C: %s
                S: -ERR unknown command
                """.formatted(SELF_INTRODUCTION));
    }

    @Test
    void introductionsComeFirstAndOnlyUnderTheCertificateOfANode() {
        dialog("s2/primary").run("""
                E: opened
                Q: Offers*
                A: offers open trusted
                S: +OK mail.test MMSys accounts ready
                C: %1$s
                S: -ERR unknown command
                E: tls
                Q: Offers*
                A: offers open trusted
                C: XPEER v=2 hop=1
                S: -ERR introduction not understood or too late
                C: NOOP
                S: +OK nothing done
                C: %1$s
                S: -ERR introduction not understood or too late
                """.formatted(SELF_INTRODUCTION));
    }

    @Test
    void aSessionGoesOverToTheHomeOfItsAccount() {
        dialog("").run("""
                E: opened
                Q: Offers*
                A: offers open trusted
                S: +OK mail.test MMSys accounts ready
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                Q: BeginSasl*
                A: joined ann
                S: +OK ann@here.test logged in
                X: Splice
                """);
    }

    private static AccountDialog dialog(String node) {
        Client plain = AccountsFixture.loopback();
        Client secure = new Client(
                "sid1",
                "accounts",
                "127.0.0.1",
                40000,
                "127.0.0.1",
                Optional.of(new Tls("TLSv1.3", "AES", "", Optional.of(node).filter(name -> !name.isEmpty()))));
        AccountPeers peers = new AccountPeers() {
            @Override
            public String self() {
                return "s1/primary";
            }

            @Override
            public Optional<String> server(String of) {
                return of.equals("s2/primary") ? Optional.of("s2") : Optional.empty();
            }
        };
        return new AccountDialog(
                new AccountsServerMachine(plain, "mail.test", Duration.ofMinutes(5), 10, Optional.of(peers)),
                plain,
                secure);
    }
}
