package org.mmsys.smtp;

import java.util.ArrayList;
import java.util.List;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;
import org.mmsys.wire.smtp.SmtpReplies;

/**
 * The server's end of an SMTP session (RFC 5321), pure: all it remembers is one record that is replaced whole.
 *
 * <p>Every line gets its answer in order, pipelined or not (RFC 2920). Called by the driver under the session's lock.
 */
public final class SmtpServerMachine implements SessionMachine<SmtpQuestion, SmtpAnswer> {
    private final SmtpPolicy policy;
    private SmtpSession session;

    public SmtpServerMachine(SmtpPolicy policy, Client client) {
        this.policy = policy;
        this.session = SmtpSession.fresh(client);
    }

    @Override
    public Step<SmtpQuestion> on(Input<SmtpAnswer> input) {
        Move move = withPending(input.match(new InputRules(policy, session)));
        session = move.next();
        return new Step<>(move.outputs());
    }

    /** Where nothing is open, what had to wait is done: telling of heard replies first, then saying good-bye. */
    private static Move withPending(Move move) {
        SmtpSession next = move.next();
        boolean waiting = next.state() instanceof SmtpState.Waiting;
        boolean left =
                next.state() instanceof SmtpState.Closed && move.outputs().isEmpty();
        if ((waiting || left) && !next.heard().isEmpty()) {
            List<Output<SmtpQuestion>> outputs = new ArrayList<>(move.outputs());
            outputs.add(new Output.Ask<>(new SmtpQuestion.Confirm(next.heard())));
            return new Move(next.reported().to(new SmtpState.Settling(next.state())), outputs);
        }
        if (waiting && next.draining()) {
            Move close = Move.close(next, SmtpReplies.R421_SHUTTING_DOWN);
            List<Output<SmtpQuestion>> outputs = new ArrayList<>(move.outputs());
            outputs.addAll(close.outputs());
            return new Move(close.next(), outputs);
        }
        return move;
    }
}
