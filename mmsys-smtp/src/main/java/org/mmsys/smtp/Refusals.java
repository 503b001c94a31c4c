package org.mmsys.smtp;

import java.util.List;
import org.mmsys.smtp.SmtpSession.Tally;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpReplies;

/** Refuses and counts: after some errors slowly, after many no more (RFC 5321 §7.8). Pure. */
final class Refusals {
    private Refusals() {}

    /** Refuses in the state that {@code session} is in. */
    static Move refuse(SmtpPolicy policy, SmtpSession session, SmtpReplies why) {
        if (session.peer()) {
            return Move.reply(session, why); // another server asks for many, and repeats what its clients said
        }
        Tally tally = session.tally();
        SmtpSession counted = session.counting(new Tally(tally.commands(), tally.errors() + 1, tally.messages()));
        int errors = counted.tally().errors();
        if (errors >= policy.errorsMax()) {
            return Move.close(counted, SmtpReplies.R421_TOO_MANY_ERRORS);
        }
        Output<SmtpQuestion> reply = new Output.Reply<>(why.wire());
        return errors >= policy.errorsBeforePause()
                ? new Move(counted, List.of(new Output.Pause<>(policy.errorPause()), reply))
                : new Move(counted, List.of(reply));
    }
}
