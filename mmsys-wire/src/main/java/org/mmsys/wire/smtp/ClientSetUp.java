package org.mmsys.wire.smtp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpClientPlan.StartTls;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;

/** Makes a connection ready for errands: greeting, EHLO, STARTTLS, introduction, login. */
final class ClientSetUp implements ClientTalk {
    private final SmtpClientPlan plan;
    private Phase phase = Phase.GREETING;
    private ServerOffer offer = ServerOffer.NOTHING;
    private Optional<Tls> tls = Optional.empty();
    /** The server offers STARTTLS but could not do it now, which only an opportunist bears. */
    private boolean upgradeRefused;

    private @Nullable ClientLogin login;
    private @Nullable Failure failure;

    private enum Phase {
        GREETING,
        EHLO,
        HELO,
        STARTTLS,
        UPGRADING,
        INTRODUCING,
        LOGIN,
        READY
    }

    ClientSetUp(SmtpClientPlan plan) {
        this.plan = plan;
    }

    void connected(Client client) {
        tls = client.tls();
    }

    boolean ready() {
        return phase == Phase.READY;
    }

    ServerOffer offer() {
        return offer;
    }

    boolean secured() {
        return tls.isPresent();
    }

    @Override
    public List<Output<SmtpClientQuestion>> begin() {
        Output<SmtpClientQuestion> patience =
                new Output.IdleLimit<>(plan.times().greeting());
        if (plan.startTls() == StartTls.IMPLICIT && tls.isEmpty()) {
            phase = Phase.UPGRADING;
            return List.of(patience, new Output.StartTls<>());
        }
        return List.of(patience);
    }

    /** RFC 3207 §4.2: all that was learnt in clear text is forgotten. */
    List<Output<SmtpClientQuestion>> upgraded(Client client) {
        tls = client.tls();
        offer = ServerOffer.NOTHING;
        if (plan.startTls() == StartTls.IMPLICIT) {
            phase = Phase.GREETING;
            return List.of();
        }
        return hello();
    }

    @Override
    public List<Output<SmtpClientQuestion>> heard(ServerReply reply) {
        return switch (phase) {
            case GREETING ->
                reply.code() == 220 ? hello() : fail(Trouble.REFUSED, reply.status(), "greeting: " + reply.text());
            case EHLO -> ehlo(reply);
            case HELO -> helo(reply);
            case STARTTLS -> startTls(reply);
            case INTRODUCING ->
                reply.code() == 250
                        ? introduced()
                        : fail(Trouble.NOT_INTRODUCED, "4.7.0", "introduction: " + reply.text());
            case LOGIN -> afterLogin(login().heard(reply));
            case UPGRADING, READY -> fail(Trouble.GARBAGE, "4.5.0", "a reply nobody waited for: " + reply.text());
        };
    }

    private List<Output<SmtpClientQuestion>> hello() {
        phase = Phase.EHLO;
        return List.of(
                ClientTalk.say("EHLO " + plan.helloName() + "\r\n"),
                new Output.IdleLimit<>(plan.times().command()));
    }

    /** RFC 5321 §3.2: a server that does not know EHLO is greeted as of old. */
    private List<Output<SmtpClientQuestion>> ehlo(ServerReply reply) {
        if (reply.code() == 250) {
            offer = ServerOffer.of(reply, true);
            return helloed();
        }
        if (reply.code() / 100 == 5) {
            phase = Phase.HELO;
            return List.of(ClientTalk.say("HELO " + plan.helloName() + "\r\n"));
        }
        return fail(Trouble.REFUSED, reply.status(), "EHLO: " + reply.text());
    }

    private List<Output<SmtpClientQuestion>> helo(ServerReply reply) {
        if (reply.code() != 250) {
            return fail(Trouble.REFUSED, reply.status(), "HELO: " + reply.text());
        }
        offer = ServerOffer.of(reply, false);
        return helloed();
    }

    private List<Output<SmtpClientQuestion>> helloed() {
        if (tls.isPresent() || plan.startTls() == StartTls.NEVER || upgradeRefused) {
            return introduce();
        }
        if (offer.has("STARTTLS")) {
            phase = Phase.STARTTLS;
            return List.of(ClientTalk.say("STARTTLS\r\n"));
        }
        return plan.startTls() == StartTls.REQUIRED
                ? fail(Trouble.NO_TLS, "4.7.10", "STARTTLS is not offered")
                : introduce();
    }

    private List<Output<SmtpClientQuestion>> startTls(ServerReply reply) {
        if (reply.code() == 220) {
            phase = Phase.UPGRADING;
            return List.of(new Output.StartTls<>());
        }
        upgradeRefused = true;
        return plan.startTls() == StartTls.REQUIRED
                ? fail(Trouble.NO_TLS, "4.7.10", "STARTTLS: " + reply.text())
                : introduce();
    }

    private List<Output<SmtpClientQuestion>> introduce() {
        if (plan.introduction().isEmpty()) {
            return introduced();
        }
        phase = Phase.INTRODUCING;
        return List.of(ClientTalk.say(plan.introduction().get()));
    }

    private List<Output<SmtpClientQuestion>> introduced() {
        if (plan.login().isEmpty() || plan.login().get().ifOffered() && !offer.has("AUTH")) {
            phase = Phase.READY;
            return List.of();
        }
        if (tls.isEmpty() && !plan.passwordInClear()) {
            return fail(Trouble.NO_TLS, "4.7.10", "no password without TLS");
        }
        phase = Phase.LOGIN;
        login = new ClientLogin(plan.login().get(), offer.mechanisms(), tls);
        return afterLogin(login().begin());
    }

    private List<Output<SmtpClientQuestion>> afterLogin(List<Output<SmtpClientQuestion>> outputs) {
        Optional<String> denied = login().failure();
        if (denied.isPresent()) {
            return fail(Trouble.LOGIN_FAILED, "4.7.8", denied.get());
        }
        if (login().done()) {
            phase = Phase.READY;
        }
        return outputs;
    }

    @Override
    public List<Output<SmtpClientQuestion>> answered(SmtpClientAnswer answer) {
        return afterLogin(login().answered(answer));
    }

    private ClientLogin login() {
        if (login == null) {
            throw new IllegalStateException("no login under way");
        }
        return login;
    }

    private List<Output<SmtpClientQuestion>> fail(Trouble trouble, String status, String text) {
        failure = new Failure(trouble, status, text, false);
        return List.of();
    }

    @Override
    public Optional<SmtpOutcome> outcome() {
        return Optional.ofNullable(failure).map(SmtpOutcome.Failed::new);
    }

    @Override
    public SmtpOutcome broken(Trouble trouble, String status, String text) {
        if (phase == Phase.UPGRADING) {
            return new SmtpOutcome.Failed(new Failure(Trouble.TLS_FAILED, "4.7.5", tlsFailed(), false));
        }
        return new SmtpOutcome.Failed(new Failure(trouble, status, text, false));
    }

    /** A machine sees no certificates, so it cannot tell which of the two it was. */
    private String tlsFailed() {
        return plan.startTls() == StartTls.IF_OFFERED
                ? "TLS handshake failed"
                : "TLS handshake failed: the certificate does not prove the name of the host, or there is no common protocol";
    }

    /** Only after a failure is it asked. */
    @Override
    public boolean lastOfConnection() {
        return true;
    }
}
