package org.mmsys.wire.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.sasl.SaslPlain;
import org.mmsys.wire.sasl.ScramClient;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpClientPlan.Login;
import org.mmsys.wire.text.Base64Text;

/** Logs the client in (RFC 4954) with the strongest mechanism both know; a server that speaks SCRAM has to prove itself. */
final class ClientLogin {
    private final Login login;
    private final List<String> mechanisms;
    private final Optional<byte[]> endPoint;
    private Phase phase = Phase.PLAIN;
    private @Nullable ScramClient scram;
    private boolean proved;
    private @Nullable String failure;
    private boolean done;

    private enum Phase {
        PLAIN,
        LOGIN_NAME,
        LOGIN_PASSWORD,
        SCRAM_FIRST,
        SCRAM_PROOF,
        SCRAM_LAST
    }

    ClientLogin(Login login, List<String> mechanisms, Optional<Tls> tls) {
        this.login = login;
        this.mechanisms = mechanisms;
        this.endPoint = tls.map(Tls::serverEndPoint).flatMap(Base64Text::decode).filter(octets -> octets.length > 0);
    }

    boolean done() {
        return done;
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    List<Output<SmtpClientQuestion>> begin() {
        if (endPoint.isPresent() && mechanisms.contains("SCRAM-SHA-256-PLUS")) {
            return scram(
                    "SCRAM-SHA-256-PLUS",
                    ScramClient.bound(login.name(), login.password(), login.nonce(), endPoint.get()));
        }
        if (mechanisms.contains("SCRAM-SHA-256")) {
            return scram(
                    "SCRAM-SHA-256",
                    ScramClient.unbound(login.name(), login.password(), login.nonce(), endPoint.isPresent()));
        }
        if (mechanisms.contains("PLAIN")) {
            return auth("PLAIN", Optional.of(new SaslPlain("", login.name(), login.password()).encode()));
        }
        if (mechanisms.contains("LOGIN")) {
            phase = Phase.LOGIN_NAME;
            return auth("LOGIN", Optional.empty());
        }
        return fail("the server offers no way to log in that we know");
    }

    private List<Output<SmtpClientQuestion>> scram(String mechanism, ScramClient exchange) {
        phase = Phase.SCRAM_FIRST;
        scram = exchange;
        return auth(mechanism, Optional.of(exchange.first()));
    }

    private static List<Output<SmtpClientQuestion>> auth(String mechanism, Optional<byte[]> initial) {
        return List.of(ClientTalk.say("AUTH " + mechanism
                + initial.map(octets -> " " + Base64Text.encode(octets)).orElse("") + "\r\n"));
    }

    List<Output<SmtpClientQuestion>> heard(ServerReply reply) {
        if (reply.code() == 235) {
            return granted();
        }
        if (reply.code() != 334) {
            return fail("login: " + reply.text());
        }
        Optional<byte[]> challenge = Base64Text.decode(reply.lines().get(0).strip());
        return switch (phase) {
            case PLAIN -> fail("login: an unexpected challenge");
            case LOGIN_NAME -> {
                phase = Phase.LOGIN_PASSWORD;
                yield send(login.name().getBytes(StandardCharsets.UTF_8));
            }
            case LOGIN_PASSWORD -> send(login.password().reveal().getBytes(StandardCharsets.UTF_8));
            case SCRAM_FIRST -> {
                phase = Phase.SCRAM_PROOF;
                yield List.of(ClientTalk.ask(new SmtpClientQuestion.Prove(scram(), challenge.orElse(new byte[0]))));
            }
            case SCRAM_PROOF -> fail("login: an unexpected challenge");
            case SCRAM_LAST -> confirm(challenge.orElse(new byte[0]));
        };
    }

    /** RFC 5802 §5: who cannot show the signature has never seen the password. */
    private List<Output<SmtpClientQuestion>> granted() {
        if (scram != null && !proved) {
            return fail("login: the server did not prove that it knows us");
        }
        done = true;
        return List.of();
    }

    private List<Output<SmtpClientQuestion>> confirm(byte[] serverFinal) {
        if (!scram().confirms(serverFinal)) {
            return fail("login: the server did not prove that it knows us");
        }
        proved = true;
        return send(new byte[0]);
    }

    List<Output<SmtpClientQuestion>> answered(SmtpClientAnswer answer) {
        if (!(answer instanceof SmtpClientAnswer.Proof proof) || proof.last().isEmpty()) {
            return fail("login: the server's challenge is not to be trusted");
        }
        phase = Phase.SCRAM_LAST;
        return send(proof.last().get());
    }

    private ScramClient scram() {
        if (scram == null) {
            throw new IllegalStateException("no SCRAM exchange");
        }
        return scram;
    }

    private static List<Output<SmtpClientQuestion>> send(byte[] octets) {
        return List.of(ClientTalk.say(Base64Text.encode(octets) + "\r\n"));
    }

    private List<Output<SmtpClientQuestion>> fail(String why) {
        failure = why;
        return List.of();
    }
}
