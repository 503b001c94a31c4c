package org.mmsys.wire.smtp;

import java.util.List;
import java.util.Optional;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;

/** One part of a client's dialogue: making the connection ready, or one errand. Owned by its machine; used once. */
interface ClientTalk {
    /** The first words. */
    List<Output<SmtpClientQuestion>> begin();

    /** A whole reply, 421 excepted. */
    List<Output<SmtpClientQuestion>> heard(ServerReply reply);

    /** The answer to a question of this talk. */
    default List<Output<SmtpClientQuestion>> answered(SmtpClientAnswer answer) {
        throw new IllegalStateException("no question was asked");
    }

    /** The body is on its way. */
    default List<Output<SmtpClientQuestion>> bodySent() {
        throw new IllegalStateException("no body was to be sent");
    }

    /** How it ended; empty as long as it goes on. */
    Optional<SmtpOutcome> outcome();

    /** How it ends when the connection is of no use from here on. */
    SmtpOutcome broken(Trouble trouble, String status, String text);

    /** Whether nothing more can be done on the connection behind this talk but saying good-bye. */
    boolean lastOfConnection();

    static Output<SmtpClientQuestion> say(String octets) {
        return new Output.Reply<>(octets);
    }

    static Output<SmtpClientQuestion> ask(SmtpClientQuestion question) {
        return new Output.Ask<>(question);
    }
}
