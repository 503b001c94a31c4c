package org.mmsys.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.pop3.Pop3Question.Column;
import org.mmsys.wire.pop3.Pop3Command;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3Reply;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Step;

/**
 * The messages of the open folder: listings, fetching, marks and the update (RFC 1939 §5, §6).
 *
 * <p>Owned by the machine.
 */
final class TransactionPhase {
    /** Up to here a listing is a text; longer ones are made while they leave. */
    private static final int MESSAGES_AS_TEXT = 2_000;

    private final MaildropView view;
    private final boolean utf8;
    private @Nullable Pop3Command running;

    TransactionPhase(MaildropView view, boolean utf8) {
        this.view = view;
        this.utf8 = utf8;
    }

    Step<Pop3Question> stat() {
        return Step.reply(Pop3Replies.stat(view.left(), view.octetsLeft()));
    }

    Step<Pop3Question> sizes(Pop3Command.Sizes command) {
        return list(command, command.number(), Column.SIZE);
    }

    Step<Pop3Question> uidl(Pop3Command.Uidl command) {
        return list(command, command.number(), Column.UID);
    }

    Step<Pop3Question> retr(Pop3Command.Retr command) {
        Optional<Pop3Reply> trouble = view.trouble(command.number());
        if (trouble.isPresent()) {
            return Step.reply(trouble.get().line());
        }
        return ask(command, new Pop3Question.Retrieve(view.message(command.number()), utf8));
    }

    Step<Pop3Question> top(Pop3Command.Top command) {
        Optional<Pop3Reply> trouble = view.trouble(command.number());
        if (trouble.isPresent()) {
            return Step.reply(trouble.get().line());
        }
        return ask(command, new Pop3Question.Top(view.message(command.number()), command.lines(), utf8));
    }

    Step<Pop3Question> dele(Pop3Command.Dele command) {
        Optional<Pop3Reply> trouble = view.trouble(command.number());
        if (trouble.isPresent()) {
            return Step.reply(trouble.get().line());
        }
        view.delete(command.number());
        return Step.reply(Pop3Replies.OK_MARKED_DELETED.line());
    }

    Step<Pop3Question> rset() {
        view.reset();
        return stat();
    }

    Step<Pop3Question> noop() {
        return Step.reply(Pop3Replies.OK.line());
    }

    /** The update: asked for even with no changes, since the lock has to be given back before the client hears +OK. */
    Step<Pop3Question> quit(Pop3Command.Quit command) {
        return ask(command, new Pop3Question.Commit(view.changes(), true));
    }

    Step<Pop3Question> xCommit(Pop3Command.XCommit command) {
        return ask(command, new Pop3Question.Commit(view.changes(), false));
    }

    Step<Pop3Question> ready() {
        Output<Pop3Question> first;
        if (running instanceof Pop3Command.Retr retr) {
            long octets = view.message(retr.number()).size();
            first = new Output.Reply<>(Pop3Replies.octetsFollow(octets));
        } else if (running instanceof Pop3Command.Top) {
            first = new Output.Reply<>(Pop3Replies.OK_TOP.line());
        } else {
            // a listing ends itself and has no dots to stuff
            first = new Output.Reply<>(Pop3Replies.stat(view.left(), view.octetsLeft()));
            return Step.of(first, new Output.SendBody<>(false));
        }
        return Step.of(first, new Output.SendBody<>(true));
    }

    Step<Pop3Question> bodySent() {
        if (running instanceof Pop3Command.Retr retr) {
            view.sent(retr.number());
        }
        running = null;
        return Step.nothing();
    }

    Step<Pop3Question> unreadable() {
        return answer(Pop3Replies.ERR_UNREADABLE);
    }

    Step<Pop3Question> needsUtf8() {
        return answer(Pop3Replies.ERR_NEEDS_UTF8);
    }

    Step<Pop3Question> tryLater() {
        return answer(Pop3Replies.ERR_LATER);
    }

    Step<Pop3Question> committed() {
        running = null;
        view.committed();
        return stat();
    }

    Step<Pop3Question> refused(Refusal why) {
        Pop3Reply reply = why == Refusal.NO_SPACE ? Pop3Replies.ERR_NO_SPACE : Pop3Replies.ERR_NOT_UPDATED;
        return running instanceof Pop3Command.Quit ? ErrorLimit.last(reply) : answer(reply);
    }

    private Step<Pop3Question> list(Pop3Command command, OptionalInt number, Column column) {
        if (number.isPresent()) {
            return one(number.getAsInt(), column);
        }
        if (view.messages().size() > MESSAGES_AS_TEXT) {
            return ask(command, new Pop3Question.Table(column, view.messages(), view.gone()));
        }
        String first = Pop3Replies.stat(view.left(), view.octetsLeft());
        return Step.reply(ListingLines.text(first, column, view.messages(), view.gone()));
    }

    private Step<Pop3Question> one(int number, Column column) {
        Optional<Pop3Reply> trouble = view.trouble(number);
        if (trouble.isPresent()) {
            return Step.reply(trouble.get().line());
        }
        String value = column == Column.SIZE
                ? Long.toString(view.message(number).size())
                : view.message(number).guid().text();
        return Step.reply(Pop3Replies.ofMessage(number, value));
    }

    private Step<Pop3Question> ask(Pop3Command command, Pop3Question question) {
        running = command;
        return Step.ask(question);
    }

    private Step<Pop3Question> answer(Pop3Reply reply) {
        running = null;
        return Step.reply(reply.line());
    }
}
