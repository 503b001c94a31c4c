package org.mmsys.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop.FolderChange.Why;
import org.mmsys.wire.pop3.Pop3Command;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3Reply;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.session.Step;

/**
 * The verbs of XFOLDERS: folders, flags, moves and storing ({@code docs/protocols/xfolders.md}).
 *
 * <p>Owned by the machine.
 */
final class FolderCommands {
    private final MaildropView view;
    private final long appendMax;
    private @Nullable Pop3Command running;
    private @Nullable FolderName target;
    private Set<Defect> defects = Set.of();

    FolderCommands(MaildropView view, long appendMax) {
        this.view = view;
        this.appendMax = appendMax;
    }

    /** Whether the open question is one of these verbs'. */
    boolean running() {
        return running != null;
    }

    Step<Pop3Question> xfList(Pop3Command.XfList command) {
        return ask(command, new Pop3Question.ListFolders());
    }

    Step<Pop3Question> xfMake(Pop3Command.XfMake command) {
        Optional<FolderName> folder = FolderName.ofPath(command.folder());
        if (folder.isEmpty()) {
            return answer(Pop3Replies.ERR_CANNOT);
        }
        return folder.get().isInbox()
                ? answer(Pop3Replies.ERR_EXISTS)
                : ask(command, new Pop3Question.MakeFolder(folder.get()));
    }

    Step<Pop3Question> xfRename(Pop3Command.XfRename command) {
        Optional<FolderName> from = FolderName.ofPath(command.from());
        Optional<FolderName> to = FolderName.ofPath(command.to());
        if (from.isEmpty() || to.isEmpty()) {
            return answer(Pop3Replies.ERR_CANNOT);
        }
        Optional<Pop3Reply> inTheWay = inTheWay(from.get());
        if (inTheWay.isPresent()) {
            return answer(inTheWay.get());
        }
        if (to.get().isInbox()) {
            return answer(Pop3Replies.ERR_EXISTS);
        }
        return MaildropView.sameOrBelow(to.get(), from.get())
                ? answer(Pop3Replies.ERR_CANNOT)
                : ask(command, new Pop3Question.RenameFolder(from.get(), to.get()));
    }

    Step<Pop3Question> xfDrop(Pop3Command.XfDrop command) {
        Optional<FolderName> folder = FolderName.ofPath(command.folder());
        if (folder.isEmpty()) {
            return answer(Pop3Replies.ERR_CANNOT);
        }
        Optional<Pop3Reply> inTheWay = inTheWay(folder.get());
        return inTheWay.isPresent() ? answer(inTheWay.get()) : ask(command, new Pop3Question.DropFolder(folder.get()));
    }

    Step<Pop3Question> xfOpen(Pop3Command.XfOpen command) {
        Optional<FolderName> folder = FolderName.ofPath(command.folder());
        if (view.pending()) {
            return answer(Pop3Replies.ERR_PENDING);
        }
        if (folder.isEmpty()) {
            return answer(Pop3Replies.ERR_MISSING);
        }
        target = folder.get();
        // What was fetched is marked as seen before its numbers are forgotten.
        Pop3Question.Commit seen = new Pop3Question.Commit(view.changes(), false);
        return ask(command, seen.changes().isEmpty() ? new Pop3Question.OpenFolder(folder.get()) : seen);
    }

    Step<Pop3Question> xMove(Pop3Command.XMove command) {
        Optional<Pop3Reply> trouble = view.trouble(command.number());
        if (trouble.isPresent()) {
            return answer(trouble.get());
        }
        Optional<FolderName> folder = FolderName.ofPath(command.folder());
        if (folder.isEmpty()) {
            return answer(Pop3Replies.ERR_MISSING);
        }
        if (folder.get().equals(view.folder())) {
            return answer(Pop3Replies.ERR_CANNOT);
        }
        if (view.movesInto(folder.get()) && folder.get().equals(target)) {
            return moved(command, folder.get()); // found a moment ago, and nobody else can change it
        }
        return ask(command, new Pop3Question.FindFolder(folder.get()));
    }

    Step<Pop3Question> xFlag(Pop3Command.XFlag command) {
        Optional<Pop3Reply> trouble = view.trouble(command.number());
        if (trouble.isPresent()) {
            return answer(trouble.get());
        }
        if (!command.set().isEmpty() || !command.clear().isEmpty()) {
            view.flag(command.number(), command.set(), command.clear());
        }
        return Step.reply(Pop3Replies.ok(view.flags(command.number()).letters()));
    }

    /**
     * Octets follow whether we like them or not, so a size beyond the limit is swallowed and refused behind them; beyond
     * twice the limit the session ends.
     */
    Step<Pop3Question> xAppend(Pop3Command.XAppend command) {
        if (command.octets() == 0) {
            return answer(Pop3Replies.ERR_ARGUMENTS);
        }
        if (command.octets() / 2 >= appendMax) {
            return ErrorLimit.last(Pop3Replies.ERR_TOO_LARGE);
        }
        running = command;
        return Step.of(
                new Output.Reply<>(Pop3Replies.SEND_OCTETS.line()),
                new Output.CollectBody<>(new Framing.Exact(command.octets(), true), appendMax));
    }

    Step<Pop3Question> bodyEnded(BodyReport report) {
        defects = report.defects();
        return Step.ask(defects.isEmpty() ? new Pop3Question.Append() : new Pop3Question.DropBody());
    }

    Step<Pop3Question> listed(Pop3Answer.Folders answer) {
        running = null;
        StringBuilder lines = new StringBuilder(64 + answer.folders().size() * 32);
        lines.append(Pop3Replies.OK_FOLDERS.line());
        for (FolderInfo each : answer.folders()) {
            byte[] name = each.name().path().getBytes(StandardCharsets.UTF_8);
            lines.append(each.messages()).append(' ').append(each.unseen()).append(' ');
            lines.append(each.octets()).append(' ');
            lines.append(new String(name, StandardCharsets.ISO_8859_1)).append("\r\n");
        }
        return Step.reply(lines.append(".\r\n").toString());
    }

    Step<Pop3Question> found(Pop3Answer.Found answer) {
        if (running instanceof Pop3Command.XMove move) {
            target = answer.folder();
            return moved(move, answer.folder());
        }
        throw new IllegalStateException("found a folder nobody looked for");
    }

    Step<Pop3Question> opened(Pop3Answer.FolderOpened answer) {
        FolderName folder = target;
        if (folder == null) {
            throw new IllegalStateException("opened a folder nobody asked for");
        }
        running = null;
        view.show(folder, answer.messages());
        return Step.reply(Pop3Replies.stat(view.left(), view.octetsLeft()));
    }

    Step<Pop3Question> appended(Pop3Answer.Appended answer) {
        running = null;
        return Step.reply(Pop3Replies.ok(answer.guid().text()));
    }

    Step<Pop3Question> forbidden(Why why) {
        return answer(
                switch (why) {
                    case EXISTS -> Pop3Replies.ERR_EXISTS;
                    case CANNOT -> Pop3Replies.ERR_CANNOT;
                    case NOT_EMPTY -> Pop3Replies.ERR_NOT_EMPTY;
                    case MISSING -> Pop3Replies.ERR_MISSING;
                });
    }

    Step<Pop3Question> done() {
        if (running instanceof Pop3Command.XfOpen && target != null) {
            view.committed();
            return Step.ask(new Pop3Question.OpenFolder(target));
        }
        if (running instanceof Pop3Command.XAppend) {
            return answer(reason(defects));
        }
        return answer(Pop3Replies.OK);
    }

    Step<Pop3Question> refused(Refusal why) {
        return answer(why == Refusal.NO_SPACE ? Pop3Replies.ERR_NO_SPACE : Pop3Replies.ERR_LATER);
    }

    Step<Pop3Question> tryLater() {
        return answer(Pop3Replies.ERR_LATER);
    }

    private static Pop3Reply reason(Set<Defect> defects) {
        if (defects.contains(Defect.TOO_LARGE)) {
            return Pop3Replies.ERR_TOO_LARGE;
        }
        if (defects.contains(Defect.NO_SPACE)) {
            return Pop3Replies.ERR_NO_SPACE;
        }
        return defects.contains(Defect.REFUSED) ? Pop3Replies.ERR_LATER : Pop3Replies.ERR_BAD_OCTETS;
    }

    /** Why a folder cannot be renamed or dropped in this session, if it cannot. */
    private Optional<Pop3Reply> inTheWay(FolderName folder) {
        if (folder.isInbox() || MaildropView.sameOrBelow(view.folder(), folder)) {
            return Optional.of(Pop3Replies.ERR_CANNOT);
        }
        return view.movesInto(folder) ? Optional.of(Pop3Replies.ERR_PENDING) : Optional.empty();
    }

    private Step<Pop3Question> moved(Pop3Command.XMove command, FolderName to) {
        view.move(command.number(), to);
        return answer(Pop3Replies.OK_MARKED_MOVED);
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
