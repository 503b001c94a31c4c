package org.mmsys.smtp;

import java.util.List;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpReplies;

/** What a rule makes of a session: its next state, and what is to be done. */
record Move(SmtpSession next, List<Output<SmtpQuestion>> outputs) {

    static Move silent(SmtpSession next) {
        return new Move(next, List.of());
    }

    static Move reply(SmtpSession next, SmtpReplies reply) {
        return reply(next, reply.wire());
    }

    static Move reply(SmtpSession next, String wire) {
        return new Move(next, List.of(new Output.Reply<>(wire)));
    }

    static Move ask(SmtpSession next, SmtpQuestion question) {
        return new Move(next, List.of(new Output.Ask<>(question)));
    }

    /** Says this and forgets an unfinished body. */
    static Move replyAndDiscard(SmtpSession next, String wire) {
        return new Move(
                next.to(new SmtpState.Settling(next.state())),
                List.of(new Output.Reply<>(wire), new Output.Ask<>(new SmtpQuestion.Discard())));
    }

    /** The last word. */
    static Move close(SmtpSession session, SmtpReplies goodBye) {
        return new Move(
                session.to(new SmtpState.Closed()), List.of(new Output.Reply<>(goodBye.wire()), new Output.Close<>()));
    }
}
