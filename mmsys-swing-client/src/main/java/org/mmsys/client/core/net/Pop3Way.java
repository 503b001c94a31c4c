package org.mmsys.client.core.net;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.pop3.Pop3Features;
import org.mmsys.wire.pop3.Pop3Login;
import org.mmsys.wire.sasl.SaslPlain;
import org.mmsys.wire.sasl.ScramClient;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.text.Base64Text;

/** The best way to log in that the server offers: SCRAM-SHA-256, PLAIN, LOGIN, then USER and PASS. Used for one connection. */
final class Pop3Way {
    private final String name;
    private final Secret password;
    private final boolean inClear;
    private @Nullable ScramClient scram;
    private boolean proved;
    private int challenges;
    private String mechanism = "";

    Pop3Way(String name, Secret password, boolean inClear) {
        this.name = name;
        this.password = password;
        this.inClear = inClear;
    }

    Pop3Login login() {
        return new Pop3Login.Chosen(this::choose);
    }

    private Optional<Pop3Login> choose(Pop3Features features, Optional<Tls> tls) {
        if (features.mechanisms().contains("SCRAM-SHA-256")) {
            return Optional.of(scram(features, tls));
        }
        if (tls.isEmpty() && !inClear) {
            return Optional.empty();
        }
        if (features.mechanisms().contains("PLAIN")) {
            mechanism = "PLAIN";
            return Optional.of(new Pop3Login.Sasl("PLAIN", Optional.of(new SaslPlain("", name, password).encode())));
        }
        if (!features.has("USER") && features.mechanisms().contains("LOGIN")) {
            mechanism = "LOGIN";
            return Optional.of(new Pop3Login.Sasl("LOGIN", Optional.empty()));
        }
        mechanism = "USER";
        return Optional.of(new Pop3Login.Password(name, password));
    }

    private Pop3Login scram(Pop3Features features, Optional<Tls> tls) {
        Optional<byte[]> endPoint = tls.map(Tls::serverEndPoint).flatMap(Base64Text::decode);
        boolean plus = endPoint.isPresent() && features.mechanisms().contains("SCRAM-SHA-256-PLUS");
        Secret prepared = Secret.of(Normalizer.normalize(password.reveal(), Normalizer.Form.NFKC));
        ScramClient exchange = plus
                ? ScramClient.bound(name, prepared, nonce(), endPoint.get())
                : ScramClient.unbound(name, prepared, nonce(), endPoint.isPresent());
        scram = exchange;
        mechanism = plus ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256";
        return new Pop3Login.Sasl(mechanism, Optional.of(exchange.first()));
    }

    static String nonce() {
        byte[] octets = new byte[18];
        new SecureRandom().nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    /** The answer to a challenge; empty gives up. */
    Optional<byte[]> respond(byte[] challenge) {
        challenges++;
        ScramClient exchange = scram;
        if (exchange != null) {
            if (challenges == 1) {
                return exchange.last(challenge);
            }
            proved = challenges == 2 && exchange.confirms(challenge);
            return proved ? Optional.of(new byte[0]) : Optional.empty();
        }
        if (!mechanism.equals("LOGIN") || challenges > 2) {
            return Optional.empty();
        }
        String word = challenges == 1 ? name : password.reveal();
        return Optional.of(word.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the server, having let us in, has proved that it knows us where it had to. */
    boolean trustworthy() {
        return scram == null || proved;
    }
}
