package org.mmsys.wire.smtp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Fate;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;

/**
 * Hands over one message (RFC 5321 §3.3), by BDAT where it is offered (RFC 3030), in as few round trips as is safe (RFC 2920).
 *
 * <p>What the server's extensions cannot carry is refused without a word to it.
 */
final class ClientMail implements ClientTalk {
    /** A body larger than this is not sent before the server has accepted a recipient. */
    static final long PIPELINED_BODY_MAX = 64 * 1024;

    private final SmtpClientPlan plan;
    private final ServerOffer offer;
    private final OutgoingMail mail;
    private final MailCommands commands;
    private final @Nullable Fate[] fates;
    /** Commands said and not yet answered, and recipients yet to be said. */
    private final Deque<Command> awaited = new ArrayDeque<>();

    private final Deque<Integer> unsaid = new ArrayDeque<>();
    private boolean accepted;
    private boolean untouched = true;
    private boolean bodyBegun;
    private boolean ended;

    /** A command that waits for its reply. */
    private sealed interface Command {
        record MailFrom() implements Command {}

        record RcptTo(int recipient) implements Command {}

        record Data() implements Command {}

        record Body() implements Command {}

        record Reset() implements Command {}
    }

    ClientMail(SmtpClientPlan plan, ServerOffer offer, OutgoingMail mail) {
        this.plan = plan;
        this.offer = offer;
        this.mail = mail;
        this.commands = new MailCommands(plan, offer, mail);
        this.fates = new Fate[mail.recipients().size()];
    }

    @Override
    public List<Output<SmtpClientQuestion>> begin() {
        // what another server of ours took is taken with the trace fields it got there: that server judges
        if (!plan.amongPeers() && offer.refusesSize(mail.size())) {
            return end(new Fate.Refused(
                    0,
                    "5.3.4",
                    mail.size() + " octets are more than the " + offer.sizeMax().orElse(0) + " it takes"));
        }
        if (!offer.has("SMTPUTF8")) {
            refuseUnspeakable();
        }
        if (undecided().isEmpty()) {
            return finish();
        }
        boolean inspect = !offer.has("8BITMIME") || mail.smtpUtf8() && !offer.has("SMTPUTF8");
        return List.of(ClientTalk.ask(new SmtpClientQuestion.OpenBody(inspect)));
    }

    /** RFC 6531 §3.2: addresses beyond ASCII cannot be told to a server without SMTPUTF8. */
    private void refuseUnspeakable() {
        String text = "the next server does not take internationalized addresses";
        boolean sender = mail.sender().filter(MailCommands::beyondAscii).isPresent();
        for (int i = 0; i < fates.length; i++) {
            if (sender || MailCommands.beyondAscii(mail.recipients().get(i).address())) {
                fates[i] = new Fate.Refused(0, "5.6.7", text);
            }
        }
    }

    @Override
    public List<Output<SmtpClientQuestion>> answered(SmtpClientAnswer answer) {
        if (answer instanceof SmtpClientAnswer.BodyMissing missing) {
            return end(new Fate.Refused(0, "4.3.0", missing.why()));
        }
        if (!(answer instanceof SmtpClientAnswer.BodyReady body)) {
            throw new IllegalStateException("an answer to another question");
        }
        if (body.utf8Header() && mail.smtpUtf8() && !offer.has("SMTPUTF8")) {
            return end(new Fate.Refused(0, "5.6.9", "the next server does not take UTF-8 in headers"));
        }
        if (body.eightBit() && !offer.has("8BITMIME")) {
            return end(new Fate.Refused(0, "5.6.3", "the next server takes 7-bit mail only"));
        }
        unsaid.addAll(undecided());
        return offer.has("PIPELINING") ? allAtOnce() : oneByOne();
    }

    private List<Output<SmtpClientQuestion>> allAtOnce() {
        StringBuilder octets = new StringBuilder(commands.mailFrom());
        awaited.add(new Command.MailFrom());
        while (!unsaid.isEmpty()) {
            int recipient = unsaid.remove();
            octets.append(commands.rcptTo(recipient));
            awaited.add(new Command.RcptTo(recipient));
        }
        boolean withBody = offer.has("CHUNKING") && mail.size() <= PIPELINED_BODY_MAX;
        if (!withBody) {
            return List.of(ClientTalk.say(octets.toString()), patience());
        }
        octets.append(commands.lastChunk());
        List<Output<SmtpClientQuestion>> outputs = new ArrayList<>();
        outputs.add(ClientTalk.say(octets.toString()));
        outputs.add(patience());
        outputs.addAll(sendBody(false));
        return outputs;
    }

    private List<Output<SmtpClientQuestion>> oneByOne() {
        awaited.add(new Command.MailFrom());
        return List.of(ClientTalk.say(commands.mailFrom()), patience());
    }

    private Output<SmtpClientQuestion> patience() {
        return new Output.IdleLimit<>(plan.times().command());
    }

    private List<Output<SmtpClientQuestion>> sendBody(boolean dotStuffed) {
        bodyBegun = true;
        awaited.add(new Command.Body());
        return List.of(new Output.SendBody<>(dotStuffed));
    }

    @Override
    public List<Output<SmtpClientQuestion>> bodySent() {
        return List.of(new Output.IdleLimit<>(plan.times().dataEnd()));
    }

    @Override
    public List<Output<SmtpClientQuestion>> heard(ServerReply reply) {
        untouched = false;
        Command command = awaited.remove();
        if (command instanceof Command.MailFrom) {
            return mailAnswered(reply);
        }
        if (command instanceof Command.RcptTo rcpt) {
            return rcptAnswered(rcpt.recipient(), reply);
        }
        if (command instanceof Command.Data) {
            return dataAnswered(reply);
        }
        return command instanceof Command.Body ? bodyAnswered(reply) : finish();
    }

    private List<Output<SmtpClientQuestion>> mailAnswered(ServerReply reply) {
        if (!reply.positive()) {
            decideRest(refused(reply));
            unsaid.clear();
        }
        return goOn();
    }

    private List<Output<SmtpClientQuestion>> rcptAnswered(int recipient, ServerReply reply) {
        if (fates[recipient] == null) {
            if (reply.positive()) {
                accepted = true;
            } else {
                fates[recipient] = refused(reply);
            }
        }
        return goOn();
    }

    /** The next thing to say, if nothing is awaited. */
    private List<Output<SmtpClientQuestion>> goOn() {
        if (!awaited.isEmpty()) {
            return List.of();
        }
        if (!unsaid.isEmpty()) {
            int recipient = unsaid.remove();
            awaited.add(new Command.RcptTo(recipient));
            return List.of(ClientTalk.say(commands.rcptTo(recipient)));
        }
        if (!accepted || undecided().isEmpty()) {
            return reset();
        }
        if (offer.has("CHUNKING")) {
            List<Output<SmtpClientQuestion>> outputs = new ArrayList<>();
            outputs.add(ClientTalk.say(commands.lastChunk()));
            outputs.addAll(sendBody(false));
            return outputs;
        }
        awaited.add(new Command.Data());
        return List.of(
                ClientTalk.say("DATA\r\n"), new Output.IdleLimit<>(plan.times().dataBegin()));
    }

    private List<Output<SmtpClientQuestion>> dataAnswered(ServerReply reply) {
        if (reply.code() == 354) {
            return sendBody(true);
        }
        decideRest(refused(reply));
        return reset();
    }

    private List<Output<SmtpClientQuestion>> bodyAnswered(ServerReply reply) {
        if (reply.positive()) {
            decideRest(new Fate.Accepted(reply.text()));
            return finish();
        }
        decideRest(refused(reply));
        return reset();
    }

    /** A transaction that came to nothing is cleared away before the next one. */
    private List<Output<SmtpClientQuestion>> reset() {
        awaited.add(new Command.Reset());
        return List.of(ClientTalk.say("RSET\r\n"), patience());
    }

    private static Fate refused(ServerReply reply) {
        boolean failure = reply.code() >= 400;
        return new Fate.Refused(reply.code(), failure ? reply.status() : "4.5.0", reply.text());
    }

    private List<Integer> undecided() {
        return IntStream.range(0, fates.length)
                .filter(i -> fates[i] == null)
                .boxed()
                .toList();
    }

    private void decideRest(Fate fate) {
        undecided().forEach(i -> fates[i] = fate);
    }

    private List<Output<SmtpClientQuestion>> end(Fate fate) {
        decideRest(fate);
        return finish();
    }

    private List<Output<SmtpClientQuestion>> finish() {
        ended = true;
        return List.of();
    }

    @Override
    public Optional<SmtpOutcome> outcome() {
        return ended ? Optional.of(mailed(Optional.empty())) : Optional.empty();
    }

    @Override
    public SmtpOutcome broken(Trouble trouble, String status, String text) {
        Failure failure = new Failure(trouble, status, text, untouched);
        if (untouched && !bodyBegun) {
            return new SmtpOutcome.Failed(failure);
        }
        decideRest(new Fate.Lost(bodyBegun, text));
        return mailed(Optional.of(failure));
    }

    private SmtpOutcome mailed(Optional<Failure> failure) {
        List<Fate> decided = new ArrayList<>();
        for (Fate fate : fates) {
            decided.add(fate == null ? new Fate.Lost(bodyBegun, "no answer") : fate);
        }
        return new SmtpOutcome.Mailed(decided, offer.has("DSN"), failure);
    }

    @Override
    public boolean lastOfConnection() {
        return false;
    }
}
