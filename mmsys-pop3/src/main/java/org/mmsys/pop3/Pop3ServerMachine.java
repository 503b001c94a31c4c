package org.mmsys.pop3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.store.FolderName;
import org.mmsys.wire.pop3.Pop3Command;
import org.mmsys.wire.pop3.Pop3Parser;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3State;
import org.mmsys.wire.pop3.Pop3Verb;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * The server's end of a POP3 session (RFC 1939) with its extensions and XFOLDERS, without I/O, clock or thread.
 *
 * <p>Each line gets one answer. Changes are made by QUIT and XCOMMIT only, all or none; a session that ends in any other
 * way changes nothing. Never throws on what a client sends.
 */
public final class Pop3ServerMachine implements SessionMachine<Pop3Question, Pop3Answer> {
    private static final int COMMANDS_BEFORE_LOGIN_MAX = 100;

    private final Pop3Settings settings;
    private final String hostname;
    private final ErrorLimit errors;
    private final AuthorizationPhase authorization;
    private final Input.Cases<Pop3Answer, Step<Pop3Question>> inputs = new Inputs();
    private @Nullable TransactionPhase mail;
    private @Nullable FolderCommands folders;
    private @Nullable MaildropView view;
    private Pop3State state = Pop3State.AUTHORIZATION;
    private int commandsBeforeLogin;
    private boolean draining;
    private boolean busy;
    private boolean ended;
    private Optional<String> left = Optional.empty();

    /**
     * A machine for a new session with this client.
     *
     * @param node how this node calls itself to other nodes
     */
    public Pop3ServerMachine(Pop3Settings settings, String hostname, String node, LoginOffer offer, Client client) {
        this.settings = settings;
        this.hostname = hostname;
        this.errors = new ErrorLimit(settings.errorsMax());
        this.authorization = new AuthorizationPhase(settings, offer, errors, node, client);
    }

    @Override
    public Step<Pop3Question> on(Input<Pop3Answer> input) {
        if (ended) {
            return Step.nothing();
        }
        Step<Pop3Question> step = input.match(inputs);
        note(step);
        return draining && !busy && !ended && mayLeave() ? goingDown(step) : step;
    }

    Pop3State state() {
        return state;
    }

    AuthorizationPhase authorization() {
        return authorization;
    }

    TransactionPhase mail() {
        return loggedIn(mail);
    }

    FolderCommands folders() {
        return loggedIn(folders);
    }

    Step<Pop3Question> quit(Pop3Command.Quit command) {
        if (state == Pop3State.AUTHORIZATION) {
            return ErrorLimit.last(Pop3Replies.OK_BYE);
        }
        state = Pop3State.UPDATE;
        return mail().quit(command);
    }

    Step<Pop3Question> malformed(Pop3Command.Malformed command) {
        return octetsMayFollow(command.of())
                ? ErrorLimit.last(Pop3Replies.ERR_ARGUMENTS)
                : errors.misuse(Pop3Replies.ERR_ARGUMENTS);
    }

    Step<Pop3Question> unknown() {
        return errors.misuse(Pop3Replies.ERR_UNKNOWN);
    }

    Step<Pop3Question> loggedIn(Pop3Answer.LoggedIn answer) {
        MaildropView opened = new MaildropView(FolderName.INBOX, answer.messages());
        view = opened;
        mail = new TransactionPhase(opened, authorization.utf8());
        folders = new FolderCommands(opened, settings.appendMax());
        state = Pop3State.TRANSACTION;
        return Step.reply(Pop3Replies.stat(opened.left(), opened.octetsLeft()));
    }

    /** The account's home has said yes: it is the server from now on. */
    Step<Pop3Question> elsewhere(Pop3Answer.Elsewhere answer) {
        return draining
                ? ErrorLimit.last(Pop3Replies.ERR_GOING_DOWN)
                : Step.of(new Output.Reply<>(Pop3Replies.ok(answer.welcome())), new Output.Splice<>());
    }

    Step<Pop3Question> committed() {
        return state == Pop3State.UPDATE ? updated() : mail().committed();
    }

    /** The marker by which this session ended without its connection. */
    Optional<String> left() {
        return left;
    }

    private Step<Pop3Question> updated() {
        Optional<String> marker = authorization.endMarker();
        if (marker.isEmpty() || draining) {
            return ErrorLimit.last(Pop3Replies.OK_BYE);
        }
        left = marker;
        ended = true;
        return Step.reply(Pop3Replies.OK_BYE.line() + marker.get() + "\r\n");
    }

    Step<Pop3Question> brokenOff() {
        busy = false;
        return Step.nothing();
    }

    Step<Pop3Question> tryLater() {
        if (state == Pop3State.AUTHORIZATION) {
            return authorization.tryLater();
        }
        return folders().running() ? folders().tryLater() : mail().tryLater();
    }

    private Step<Pop3Question> command(String octets) {
        Optional<Pop3Verb> verb = verb(octets);
        if (octets.length() > verb.map(Pop3Verb::lineMax).orElse(Pop3Verb.LINE_MAX)) {
            return tooLong(verb);
        }
        if (state == Pop3State.AUTHORIZATION && ++commandsBeforeLogin > COMMANDS_BEFORE_LOGIN_MAX) {
            return ErrorLimit.last(Pop3Replies.ERR_TOO_MANY_COMMANDS);
        }
        if (verb.isPresent() && !verb.get().allowedIn(state)) {
            if (octetsMayFollow(verb.get())) {
                return ErrorLimit.last(Pop3Replies.ERR_LOGIN_FIRST);
            }
            return errors.misuse(
                    state == Pop3State.AUTHORIZATION ? Pop3Replies.ERR_LOGIN_FIRST : Pop3Replies.ERR_LOGGED_IN);
        }
        return verb.isEmpty() ? unknown() : Pop3Parser.parse(octets).match(new CommandDispatch(this));
    }

    /** The verb of a line, if it is one for this client. */
    private Optional<Pop3Verb> verb(String line) {
        return Pop3Verb.ofLine(line).filter(verb -> verb != Pop3Verb.XPEER || authorization.fromNode());
    }

    private Step<Pop3Question> defective(Input.Line<Pop3Answer> line) {
        if (authorization.exchanging()) {
            return authorization.breakOff(refused(line));
        }
        return refused(line);
    }

    private Step<Pop3Question> refused(Input.Line<Pop3Answer> line) {
        Optional<Pop3Verb> verb = verb(line.octets());
        if (line.defect() == LineDefect.TOO_LONG) {
            return tooLong(verb);
        }
        return verb.isPresent() && octetsMayFollow(verb.get())
                ? ErrorLimit.last(Pop3Replies.ERR_OCTETS)
                : errors.misuse(Pop3Replies.ERR_OCTETS);
    }

    private Step<Pop3Question> tooLong(Optional<Pop3Verb> verb) {
        return verb.isPresent() && octetsMayFollow(verb.get())
                ? ErrorLimit.last(Pop3Replies.ERR_TOO_LONG)
                : errors.misuse(Pop3Replies.ERR_TOO_LONG);
    }

    /** An XAPPEND that is not carried out may have octets behind it, which must not be taken for commands. */
    private static boolean octetsMayFollow(Pop3Verb verb) {
        return verb == Pop3Verb.XAPPEND;
    }

    /** Remembers what the driver is busy with after this step, and whether it was the last. */
    private void note(Step<Pop3Question> step) {
        if (step.outputs().isEmpty()) {
            return;
        }
        Output<Pop3Question> last = step.outputs().get(step.outputs().size() - 1);
        ended |= last instanceof Output.Close || last instanceof Output.Splice;
        busy = last instanceof Output.Ask
                || last instanceof Output.CollectBody
                || last instanceof Output.SendBody
                || last instanceof Output.StartTls;
    }

    /** A session with marks is let go on: its QUIT may still come before the time for draining is over. */
    private boolean mayLeave() {
        MaildropView open = view;
        return open == null || !open.pending();
    }

    private Step<Pop3Question> goingDown(Step<Pop3Question> after) {
        ended = true;
        List<Output<Pop3Question>> outputs = new ArrayList<>(after.outputs());
        outputs.add(new Output.Reply<>(Pop3Replies.ERR_GOING_DOWN.line()));
        outputs.add(new Output.Close<>());
        return new Step<>(outputs);
    }

    private static <T> T loggedIn(@Nullable T phase) {
        if (phase == null) {
            throw new IllegalStateException("nobody has logged in");
        }
        return phase;
    }

    /** What each input means. */
    private final class Inputs implements Input.Cases<Pop3Answer, Step<Pop3Question>> {
        @Override
        public Step<Pop3Question> opened(Input.Opened<Pop3Answer> input) {
            return Step.of(new Output.IdleLimit<>(settings.idle()), new Output.Reply<>(Pop3Replies.greeting(hostname)));
        }

        @Override
        public Step<Pop3Question> line(Input.Line<Pop3Answer> input) {
            if (input.defect() != LineDefect.NONE) {
                return defective(input);
            }
            return authorization.exchanging() ? authorization.response(input.octets()) : command(input.octets());
        }

        @Override
        public Step<Pop3Question> bodyEnded(Input.BodyEnded<Pop3Answer> input) {
            return folders().bodyEnded(input.report());
        }

        @Override
        public Step<Pop3Question> bodySent(Input.BodySent<Pop3Answer> input) {
            busy = false;
            return mail().bodySent();
        }

        @Override
        public Step<Pop3Question> tlsReady(Input.TlsReady<Pop3Answer> input) {
            busy = false;
            authorization.forget(input.client());
            return Step.nothing();
        }

        @Override
        public Step<Pop3Question> introduced(Input.Introduced<Pop3Answer> input) {
            authorization.forget(input.client());
            return Step.nothing();
        }

        @Override
        public Step<Pop3Question> answered(Input.Answered<Pop3Answer> input) {
            return input.answer().match(new AnswerDispatch(Pop3ServerMachine.this));
        }

        @Override
        public Step<Pop3Question> heard(Input.Heard<Pop3Answer> input) {
            return Step.nothing();
        }

        /** RFC 1939 §3: the server closes without a word and without the update. */
        @Override
        public Step<Pop3Question> timedOut(Input.TimedOut<Pop3Answer> input) {
            return Step.of(new Output.Close<>());
        }

        @Override
        public Step<Pop3Question> draining(Input.Draining<Pop3Answer> input) {
            draining = true;
            return Step.nothing();
        }

        @Override
        public Step<Pop3Question> peerClosed(Input.PeerClosed<Pop3Answer> input) {
            ended = true;
            return Step.nothing();
        }
    }
}
