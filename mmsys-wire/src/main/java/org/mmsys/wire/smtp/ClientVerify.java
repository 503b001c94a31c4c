package org.mmsys.wire.smtp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;

/** Asks about one mailbox (RFC 5321 §3.5). */
final class ClientVerify implements ClientTalk {
    private final SmtpClientPlan plan;
    private final String name;
    private @Nullable ServerReply reply;

    ClientVerify(SmtpClientPlan plan, String name) {
        this.plan = plan;
        this.name = name;
    }

    @Override
    public List<Output<SmtpClientQuestion>> begin() {
        return List.of(
                ClientTalk.say("VRFY " + name + "\r\n"),
                new Output.IdleLimit<>(plan.times().command()));
    }

    @Override
    public List<Output<SmtpClientQuestion>> heard(ServerReply heard) {
        reply = heard;
        return List.of();
    }

    @Override
    public Optional<SmtpOutcome> outcome() {
        return Optional.ofNullable(reply).map(SmtpOutcome.Answered::new);
    }

    @Override
    public SmtpOutcome broken(Trouble trouble, String status, String text) {
        return new SmtpOutcome.Failed(new Failure(trouble, status, text, true));
    }

    @Override
    public boolean lastOfConnection() {
        return false;
    }
}
