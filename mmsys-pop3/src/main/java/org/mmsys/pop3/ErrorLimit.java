package org.mmsys.pop3;

import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3Reply;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Step;

/** Counts the commands without sense of one session and ends it when they are too many. Owned by the machine. */
final class ErrorLimit {
    private final int most;
    private int errors;

    ErrorLimit(int most) {
        this.most = most;
    }

    /** The answer to one more of them. */
    Step<Pop3Question> misuse(Pop3Reply reply) {
        errors++;
        return errors < most ? Step.reply(reply.line()) : last(Pop3Replies.ERR_TOO_MANY_ERRORS);
    }

    /** Says this and closes; nothing is deleted. */
    static Step<Pop3Question> last(Pop3Reply reply) {
        return Step.of(new Output.Reply<>(reply.line()), new Output.Close<>());
    }
}
