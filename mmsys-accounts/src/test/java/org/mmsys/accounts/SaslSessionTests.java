package org.mmsys.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramClient;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;

/** The exchanges as a session drives them. */
class SaslSessionTests {
    private static final Client HERE = AccountsFixture.loopback();
    private static final byte[] END_POINT = {1, 2, 3, 4};
    private static final Client BINDABLE =
            AccountsFixture.remoteTls("192.0.2.1", Base64.getEncoder().encodeToString(END_POINT));
    private final AccountsFixture house = new AccountsFixture();
    private final Authenticator authenticator = house.module.authenticator();
    private AccountName ann = AccountsFixture.name("ann");

    @BeforeEach
    void account() throws InterruptedException {
        ann = house.account("ann", "correct horse");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "|ann|correct horse;true",
                "ann|ann|correct horse;true",
                "ANN@here.test|ann|correct horse;true",
                "bob|ann|correct horse;false",
                "ann@also.test|ann|correct horse;false",
                "|ann|wrong;false",
                "|nobody|correct horse;false",
                "nobody@x.test|nobody@x.test|x;false",
                "ann|correct horse;false",
                "'';false"
            })
    void plain(String message, boolean granted) throws InterruptedException {
        SaslSession session = authenticator.begin("PLAIN", HERE).orElseThrow();
        byte[] octets = message.replace('|', '\0').getBytes(UTF_8);

        assertThat(session.clientFirst()).isTrue();
        assertThat(outcome(session.respond(octets)))
                .isEqualTo(granted ? new AuthOutcome.Granted(ann) : new AuthOutcome.Denied());
        assertThat(outcome(session.respond(octets))).as("once is enough").isEqualTo(new AuthOutcome.Denied());
    }

    @Test
    void plainIsAnsweredAtOnceFromTheCache() throws InterruptedException {
        byte[] octets = "\0ann\0correct horse".getBytes(UTF_8);
        assertThat(authenticator.begin("PLAIN", HERE).orElseThrow().tryRespond(octets))
                .isEmpty();
        authenticator.begin("PLAIN", HERE).orElseThrow().respond(octets);

        assertThat(authenticator.begin("PLAIN", HERE).orElseThrow().tryRespond(octets))
                .map(SaslSessionTests::outcome)
                .contains(new AuthOutcome.Granted(ann));
    }

    @Test
    void loginAsksForNameAndPassword() throws InterruptedException {
        SaslSession session = authenticator.begin("login", HERE).orElseThrow();

        assertThat(session.clientFirst()).isFalse();
        assertThat(challenge(session.tryRespond(new byte[0]).orElseThrow())).isEqualTo("Username:");
        assertThat(challenge(session.tryRespond("ann".getBytes(UTF_8)).orElseThrow()))
                .isEqualTo("Password:");
        assertThat(session.tryRespond("correct horse".getBytes(UTF_8))).isEmpty();
        assertThat(outcome(session.respond("correct horse".getBytes(UTF_8)))).isEqualTo(new AuthOutcome.Granted(ann));
    }

    @Test
    void loginTakesTheNameAsInitialResponse() throws InterruptedException {
        SaslSession session = authenticator.begin("LOGIN", HERE).orElseThrow();

        assertThat(challenge(session.respond("ann".getBytes(UTF_8)))).isEqualTo("Password:");
        assertThat(outcome(session.respond("wrong".getBytes(UTF_8)))).isEqualTo(new AuthOutcome.Denied());
    }

    @Test
    void loginRefusesEmptyNamesAndRubbish() throws InterruptedException {
        SaslSession empty = authenticator.begin("LOGIN", HERE).orElseThrow();
        empty.respond(new byte[0]);
        SaslSession rubbish = authenticator.begin("LOGIN", HERE).orElseThrow();

        assertThat(outcome(empty.respond(new byte[0]))).isEqualTo(new AuthOutcome.Denied());
        assertThat(outcome(rubbish.respond(new byte[] {(byte) 0xff}))).isEqualTo(new AuthOutcome.Denied());
    }

    @Test
    void scramLogsIn() throws InterruptedException {
        ScramClient client = ScramClient.unbound("ann", Secret.of("correct horse"), "abcdef", false);

        assertThat(scram("SCRAM-SHA-256", client, HERE)).isEqualTo(new AuthOutcome.Granted(ann));
    }

    @Test
    void scramPlusLogsInOverItsOwnTls() throws InterruptedException {
        ScramClient good = ScramClient.bound("ann", Secret.of("correct horse"), "abcdef", END_POINT);
        ScramClient relayed = ScramClient.bound("ann", Secret.of("correct horse"), "abcdef", new byte[] {9});

        assertThat(scram("SCRAM-SHA-256-PLUS", good, BINDABLE)).isEqualTo(new AuthOutcome.Granted(ann));
        assertThat(scram("SCRAM-SHA-256-PLUS", relayed, BINDABLE)).isEqualTo(new AuthOutcome.Denied());
        assertThat(authenticator.begin("SCRAM-SHA-256-PLUS", HERE)).isEmpty();
    }

    @Test
    void scramNoticesAHiddenPlus() throws InterruptedException {
        ScramClient deceived = ScramClient.unbound("ann", Secret.of("correct horse"), "abcdef", true);
        ScramClient simple = ScramClient.unbound("ann", Secret.of("correct horse"), "abcdef", false);

        assertThat(scram("SCRAM-SHA-256", deceived, BINDABLE)).isEqualTo(new AuthOutcome.Denied());
        assertThat(scram("SCRAM-SHA-256", simple, BINDABLE)).isEqualTo(new AuthOutcome.Granted(ann));
    }

    @Test
    void scramAnswersForUnknownNamesAsForKnownOnes() {
        String once = serverFirst("nobody");
        String again = serverFirst("NOBODY@here.test");
        String other = serverFirst("nobody2");
        String known = serverFirst("ann");

        assertThat(salt(once)).isEqualTo(salt(again)).isNotEqualTo(salt(other)).hasSameSizeAs(salt(known));
        assertThat(once.substring(once.lastIndexOf(",i="))).isEqualTo(known.substring(known.lastIndexOf(",i=")));
        assertThat(once).isNotEqualTo(again);
    }

    @Test
    void scramDeniesUnknownNamesAndWrongPasswords() throws InterruptedException {
        assertThat(scram("SCRAM-SHA-256", ScramClient.unbound("nobody", Secret.of("x"), "abc", false), HERE))
                .isEqualTo(new AuthOutcome.Denied());
        assertThat(scram("SCRAM-SHA-256", ScramClient.unbound("ann", Secret.of("x"), "abc", false), HERE))
                .isEqualTo(new AuthOutcome.Denied());
    }

    @Test
    void scramRefusesToActForAnother() throws InterruptedException {
        SaslSession forOther = authenticator.begin("SCRAM-SHA-256", HERE).orElseThrow();
        SaslSession forItself = authenticator.begin("SCRAM-SHA-256", HERE).orElseThrow();

        assertThat(outcome(forOther.respond("n,a=bob,n=ann,r=abc".getBytes(UTF_8))))
                .isEqualTo(new AuthOutcome.Denied());
        assertThat(forItself.respond("n,a=ann@here.test,n=ann,r=abc".getBytes(UTF_8)))
                .isInstanceOf(SaslStep.Challenge.class);
    }

    @Test
    void scramDoesNotLogInWhoseAccountGoesMeanwhile() throws InterruptedException {
        ScramClient client = ScramClient.unbound("ann", Secret.of("correct horse"), "abcdef", false);
        SaslSession session = authenticator.begin("SCRAM-SHA-256", HERE).orElseThrow();
        byte[] proof = client.last(octets(session.respond(client.first()))).orElseThrow();
        octets(session.respond(proof));
        house.module.administration().changePassword("ann", Secret.of("another"));

        assertThat(outcome(session.respond(new byte[0]))).isEqualTo(new AuthOutcome.Denied());
    }

    @Test
    void scramWantsAnEmptyConfirmation() throws InterruptedException {
        ScramClient client = ScramClient.unbound("ann", Secret.of("correct horse"), "abcdef", false);
        SaslSession session = authenticator.begin("SCRAM-SHA-256", HERE).orElseThrow();
        session.respond(client.last(octets(session.respond(client.first()))).orElseThrow());

        assertThat(outcome(session.respond(new byte[] {1}))).isEqualTo(new AuthOutcome.Denied());
        assertThat(outcome(session.respond(new byte[0]))).isEqualTo(new AuthOutcome.Denied());
    }

    @Test
    void manyExchangesBegunBeforeTheFirstFailedAreNoWayAroundTheThrottle() throws InterruptedException {
        int many = LoginGuard.ACCOUNT_BURST + 20;
        SaslSession[] sessions = new SaslSession[many];
        byte[][] proofs = new byte[many][];
        for (int i = 0; i < many; i++) {
            ScramClient client = ScramClient.unbound("ann", Secret.of("guess" + i), "abcdef", false);
            sessions[i] = authenticator.begin("SCRAM-SHA-256", HERE).orElseThrow();
            proofs[i] = client.last(octets(sessions[i].respond(client.first()))).orElseThrow();
        }
        int checked = 0;
        for (int i = 0; i < many; i++) {
            checked += outcome(sessions[i].respond(proofs[i])) instanceof AuthOutcome.Denied ? 1 : 0;
        }

        assertThat(checked).isEqualTo(LoginGuard.ACCOUNT_BURST);
    }

    private AuthOutcome scram(String mechanism, ScramClient client, Client connection) throws InterruptedException {
        SaslSession session = authenticator.begin(mechanism, connection).orElseThrow();
        SaslStep first = session.tryRespond(client.first()).orElseThrow();
        if (first instanceof SaslStep.Done) {
            return outcome(first);
        }
        byte[] proof = client.last(octets(first)).orElseThrow();
        SaslStep second = session.tryRespond(proof).orElseThrow();
        if (second instanceof SaslStep.Done) {
            return outcome(second);
        }
        assertThat(client.confirms(octets(second))).isTrue();
        return outcome(session.tryRespond(new byte[0]).orElseThrow());
    }

    private String serverFirst(String login) {
        Optional<SaslStep> step = authenticator
                .begin("SCRAM-SHA-256", HERE)
                .orElseThrow()
                .tryRespond(("n,,n=" + login + ",r=abc").getBytes(UTF_8));
        return challenge(step.orElseThrow());
    }

    private static String salt(String serverFirst) {
        return serverFirst.substring(serverFirst.indexOf(",s="), serverFirst.lastIndexOf(",i="));
    }

    private static String challenge(SaslStep step) {
        return new String(octets(step), UTF_8);
    }

    private static byte[] octets(SaslStep step) {
        assertThat(step).isInstanceOf(SaslStep.Challenge.class);
        return ((SaslStep.Challenge) step).octets();
    }

    private static AuthOutcome outcome(SaslStep step) {
        assertThat(step).isInstanceOf(SaslStep.Done.class);
        return ((SaslStep.Done) step).outcome();
    }
}
