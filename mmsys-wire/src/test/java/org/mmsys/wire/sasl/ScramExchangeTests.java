package org.mmsys.wire.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.wire.sasl.ScramServer.Begun;
import org.mmsys.wire.sasl.ScramServer.Ended;
import org.mmsys.wire.sasl.ScramServer.Offer;

/** The example of RFC 7677 §3, both ends against each other, and channel binding (RFC 5802 §6). */
class ScramExchangeTests {
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String SERVER_FIRST =
            "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String CLIENT_FINAL =
            "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private static final byte[] END_POINT = {1, 2, 3, 4, 5, 6, 7, 8};

    private final ScramVerifier pencil =
            ScramVerifier.derive(Secret.of("pencil"), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);

    @Test
    void serverSpeaksAsInTheExample() {
        ScramServer server = new ScramServer(Offer.PLAIN, SERVER_NONCE);

        assertThat(server.first(CLIENT_FIRST.getBytes(UTF_8))).isEqualTo(new Begun.Named("user", ""));
        assertThat(server.challenge(pencil)).asString(UTF_8).isEqualTo(SERVER_FIRST);
        Ended ended = server.last(CLIENT_FINAL.getBytes(UTF_8), Optional.empty());
        assertThat(ended).isInstanceOf(Ended.Proved.class);
        assertThat(((Ended.Proved) ended).serverFinal()).asString(UTF_8).isEqualTo(SERVER_FINAL);
    }

    @Test
    void clientSpeaksAsInTheExample() {
        ScramClient client = ScramClient.unbound("user", Secret.of("pencil"), CLIENT_NONCE, false);

        assertThat(client.first()).asString(UTF_8).isEqualTo(CLIENT_FIRST);
        assertThat(client.last(SERVER_FIRST.getBytes(UTF_8)).orElseThrow())
                .asString(UTF_8)
                .isEqualTo(CLIENT_FINAL);
        assertThat(client.confirms(SERVER_FINAL.getBytes(UTF_8))).isTrue();
        assertThat(client.confirms("v=AAAA".getBytes(UTF_8))).isFalse();
    }

    @Test
    void clientConfirmsNothingBeforeItProved() {
        ScramClient client = ScramClient.unbound("user", Secret.of("pencil"), CLIENT_NONCE, false);

        assertThat(client.confirms("v=".getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PLAIN;false;false;true",
                "PLAIN;true;false;true",
                "PLAIN_BESIDE_PLUS;false;false;true",
                // the client could have bound and was not told that it may: somebody stands between (RFC 5802 §6)
                "PLAIN_BESIDE_PLUS;true;false;false",
                "PLAIN;false;true;false",
                "PLUS;false;true;true",
                "PLUS;false;false;false",
                "PLUS;true;false;false"
            })
    void bindingFlagMustFitTheOffer(Offer offer, boolean couldBind, boolean bound, boolean taken) {
        ScramClient client = bound
                ? ScramClient.bound("user", Secret.of("pencil"), CLIENT_NONCE, END_POINT)
                : ScramClient.unbound("user", Secret.of("pencil"), CLIENT_NONCE, couldBind);

        assertThat(run(client, new ScramServer(offer, SERVER_NONCE), Optional.of(END_POINT)))
                .isEqualTo(taken);
    }

    @Test
    void refusesABindingToAnotherConnection() {
        ScramClient client = ScramClient.bound("user", Secret.of("pencil"), CLIENT_NONCE, new byte[] {9, 9});

        assertThat(run(client, new ScramServer(Offer.PLUS, SERVER_NONCE), Optional.of(END_POINT)))
                .isFalse();
    }

    @Test
    void refusesABindingWhenThereIsNothingToBindTo() {
        ScramClient client = ScramClient.bound("user", Secret.of("pencil"), CLIENT_NONCE, END_POINT);

        assertThat(run(client, new ScramServer(Offer.PLUS, SERVER_NONCE), Optional.empty()))
                .isFalse();
    }

    @Test
    void refusesAWrongPassword() {
        ScramClient client = ScramClient.unbound("user", Secret.of("Pencil"), CLIENT_NONCE, false);

        assertThat(run(client, new ScramServer(Offer.PLAIN, SERVER_NONCE), Optional.empty()))
                .isFalse();
    }

    @Test
    void refusesAProofThatWasRecordedEarlier() {
        ScramServer later = new ScramServer(Offer.PLAIN, "another-server-nonce-0001");
        later.first(CLIENT_FIRST.getBytes(UTF_8));
        later.challenge(pencil);

        assertThat(later.last(CLIENT_FINAL.getBytes(UTF_8), Optional.empty())).isInstanceOf(Ended.Refused.class);
    }

    @Test
    void carriesNamesWithCommasAndEqualsSigns() {
        ScramClient client = ScramClient.unbound("a=b,c=2C", Secret.of("pencil"), CLIENT_NONCE, false);
        ScramServer server = new ScramServer(Offer.PLAIN, SERVER_NONCE);

        assertThat(server.first(client.first())).isEqualTo(new Begun.Named("a=b,c=2C", ""));
    }

    @Test
    void verifierSurvivesItsTextForm() {
        ScramVerifier read = ScramVerifier.parse(pencil.text()).orElseThrow();

        assertThat(pencil.text()).startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
        assertThat(read.text()).isEqualTo(pencil.text());
        assertThat(read.matches(Secret.of("pencil"))).isTrue();
        assertThat(read.matches(Secret.of("pencil "))).isFalse();
        assertThat(pencil.toString()).doesNotContain("W22Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''",
                "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$AAAA:AAAA",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$AAAA:AAAA",
                "SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$"
                        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "SCRAM-SHA-256$99999999:W22ZaJ0SNY7soEsUEjb6gQ==$"
                        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void refusesVerifiersThatAreNone(String text) {
        assertThat(ScramVerifier.parse(text)).isEmpty();
    }

    @Test
    void callsOutOfOrderAreBugs() {
        ScramServer server = new ScramServer(Offer.PLAIN, SERVER_NONCE);

        assertThatThrownBy(() -> server.challenge(pencil)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.last(new byte[0], Optional.empty())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new ScramServer(Offer.PLAIN, "short")).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean run(ScramClient client, ScramServer server, Optional<byte[]> endPoint) {
        if (server.first(client.first()) instanceof Begun.Refused) {
            return false;
        }
        byte[] proof = client.last(server.challenge(pencil)).orElseThrow();
        Ended ended = server.last(proof, endPoint);
        return ended instanceof Ended.Proved proved && client.confirms(proved.serverFinal());
    }
}
