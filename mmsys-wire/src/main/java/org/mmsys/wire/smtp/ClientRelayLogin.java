package org.mmsys.wire.smtp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;
import org.mmsys.wire.text.Base64Text;

/** Passes somebody else's SASL exchange through (RFC 4954 §4): challenges out, responses in, nothing looked at. */
final class ClientRelayLogin implements ClientTalk {
    /** RFC 4954 §4: an initial response that makes the command too long is sent behind an empty challenge. */
    private static final int COMMAND_MAX = 510;

    private final SmtpClientPlan plan;
    private final SmtpErrand.RelayLogin errand;
    private boolean initialPending;
    private boolean untouched = true;
    private @Nullable SmtpOutcome outcome;

    ClientRelayLogin(SmtpClientPlan plan, SmtpErrand.RelayLogin errand) {
        this.plan = plan;
        this.errand = errand;
    }

    @Override
    public List<Output<SmtpClientQuestion>> begin() {
        String command = "AUTH " + errand.mechanism();
        String whole = errand.initialResponse()
                .map(octets -> command + " " + (octets.length == 0 ? "=" : Base64Text.encode(octets)))
                .orElse(command);
        initialPending = whole.length() > COMMAND_MAX;
        return List.of(
                ClientTalk.say((initialPending ? command : whole) + "\r\n"),
                new Output.IdleLimit<>(plan.times().command()));
    }

    @Override
    public List<Output<SmtpClientQuestion>> heard(ServerReply reply) {
        untouched = false;
        if (reply.code() != 334) {
            outcome = new SmtpOutcome.Answered(reply);
            return List.of();
        }
        if (initialPending) {
            initialPending = false;
            return send(errand.initialResponse().orElseThrow());
        }
        Optional<byte[]> challenge = Base64Text.decode(reply.lines().get(0).strip());
        if (challenge.isEmpty()) {
            outcome = broken(Trouble.GARBAGE, "4.5.0", "a challenge that is not base64");
            return List.of();
        }
        return List.of(ClientTalk.ask(new SmtpClientQuestion.Challenge(challenge.get())));
    }

    @Override
    public List<Output<SmtpClientQuestion>> answered(SmtpClientAnswer answer) {
        return answer instanceof SmtpClientAnswer.Response response
                ? send(response.octets())
                : List.of(ClientTalk.say("*\r\n"));
    }

    private static List<Output<SmtpClientQuestion>> send(byte[] octets) {
        return List.of(ClientTalk.say(Base64Text.encode(octets) + "\r\n"));
    }

    @Override
    public Optional<SmtpOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    @Override
    public SmtpOutcome broken(Trouble trouble, String status, String text) {
        return new SmtpOutcome.Failed(new Failure(trouble, status, text, untouched));
    }

    /** Whoever is logged in there now is not the one who asks next. */
    @Override
    public boolean lastOfConnection() {
        return true;
    }
}
