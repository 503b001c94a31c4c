package org.mmsys.wire.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.wire.sasl.ScramServer.Begun;
import org.mmsys.wire.sasl.ScramServer.Ended;
import org.mmsys.wire.sasl.ScramServer.Offer;

/** Messages that no proper peer sends: each ends the exchange, none does anything else. */
class ScramHostileTests {
    private static final String NONCE = "server-nonce-0123456789";
    private final ScramVerifier verifier = ScramVerifier.derive(Secret.of("pencil"), new byte[16], 4096);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';other-error",
                "n;other-error",
                "n,;other-error",
                "n,,;other-error",
                "n,,n=user;other-error",
                "n,,n=user,;other-error",
                "n,,n=user,r=;other-error",
                "n,,n=,r=abc;other-error",
                "n,,r=abc,n=user;other-error",
                "n,n=user,r=abc;other-error",
                "x,,n=user,r=abc;other-error",
                "N,,n=user,r=abc;other-error",
                "nn,,n=user,r=abc;other-error",
                "n,b=user,n=user,r=abc;other-error",
                "n,a=,n=user,r=abc;other-error",
                "n,,n=us=er,r=abc;invalid-username-encoding",
                "n,,n=user=,r=abc;invalid-username-encoding",
                "n,,n=user=2c,r=abc;invalid-username-encoding",
                "n,a=x=2,n=user,r=abc;invalid-username-encoding",
                "n,,m=ext,n=user,r=abc;extensions-not-supported",
                "n,,n=user,r=a bc;other-error",
                "n,,n=user,r=abc,;other-error",
                "n,,n=user,r=abc,x;other-error",
                "n,,n=user,r=abc,1=x;other-error",
                "p=,,n=user,r=abc;other-error",
                "p=tls server,,n=user,r=abc;other-error",
                "p=tls-unique,,n=user,r=abc;channel-binding-not-supported",
            })
    void refusesAFirstMessage(String message, String errorValue) {
        ScramServer server = new ScramServer(Offer.PLAIN, NONCE);

        assertThat(server.first(message.getBytes(UTF_8))).isEqualTo(new Begun.Refused(errorValue));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls-unique", "tls-exporter", "tls-server-end-points", "TLS-SERVER-END-POINT"})
    void refusesUnknownBindingTypes(String type) {
        ScramServer server = new ScramServer(Offer.PLUS, NONCE);

        assertThat(server.first(("p=" + type + ",,n=user,r=abc").getBytes(UTF_8)))
                .isEqualTo(new Begun.Refused("unsupported-channel-binding-type"));
    }

    @Test
    void refusesWhatIsNotTextAndWhatIsTooLong() {
        String tooLong = "n,,n=" + "u".repeat(3000) + ",r=abc";
        String longNonce = "n,,n=user,r=" + "n".repeat(257);

        for (byte[] message : new byte[][] {
            "n,,n=us\u00ffer,r=abc".getBytes(ISO_8859_1),
            "n,,n=us\0er,r=abc".getBytes(UTF_8),
            tooLong.getBytes(UTF_8),
            longNonce.getBytes(UTF_8)
        }) {
            assertThat(new ScramServer(Offer.PLAIN, NONCE).first(message)).isEqualTo(new Begun.Refused("other-error"));
        }
    }

    @Test
    void takesExtensionsThatNobodyKnows() {
        ScramServer server = new ScramServer(Offer.PLAIN, NONCE);

        assertThat(server.first("n,a=user,n=user,r=abc,x=1,y=2".getBytes(UTF_8)))
                .isEqualTo(new Begun.Named("user", "user"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=abcNONCE",
                "r=abcNONCE,c=biws,p=PROOF",
                "c=biws,r=abcNONCE,p=",
                "c=biws,r=abcNONCE,p=%%%",
                "c=biws,r=abcNONCE,p=AAAA",
                "c=biws,r=abcNONCE,p=PROOF,x=1",
                "c=biws,r=abc,p=PROOF",
                "c=biws,r=NONCE,p=PROOF",
                "c=biws,r=abcNONCEx,p=PROOF",
                "c=biws,r=abcNONCE,x,p=PROOF",
                "c=,r=abcNONCE,p=PROOF",
                "c=biw,r=abcNONCE,p=PROOF",
                "c=biws=,r=abcNONCE,p=PROOF",
                "c=eSws,r=abcNONCE,p=PROOF",
                "c=%%%%,r=abcNONCE,p=PROOF",
                "C=biws,r=abcNONCE,p=PROOF",
                "c=biws,p=PROOF",
                ",p=PROOF",
                "p=PROOF"
            })
    void refusesAFinalMessage(String template) {
        String proof = Base64.getEncoder().encodeToString(new byte[32]);
        String message = template.replace("NONCE", NONCE).replace("PROOF", proof);
        ScramServer server = new ScramServer(Offer.PLAIN, NONCE);
        server.first("n,,n=user,r=abc".getBytes(UTF_8));
        server.challenge(verifier);

        assertThat(server.last(message.getBytes(UTF_8), Optional.empty())).isInstanceOf(Ended.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=abcdef",
                "e=unknown-user",
                "m=x,r=abcdef,s=AAAA,i=4096",
                "r=xyzdef,s=AAAA,i=4096",
                "r=abc,s=AAAA,i=4096",
                "r=abcdef,s=,i=4096",
                "r=abcdef,s=%%,i=4096",
                "r=abcdef,s=AAAA,i=4095",
                "r=abcdef,s=AAAA,i=99999999",
                "r=abcdef,s=AAAA,i=0004096",
                "r=abcdef,s=AAAA,i=-4096"
            })
    void clientTrustsNoServerThatLeadsItAstray(String serverFirst) {
        ScramClient client = ScramClient.unbound("user", Secret.of("pencil"), "abc", false);

        assertThat(client.last(serverFirst.getBytes(UTF_8))).isEmpty();
    }
}
