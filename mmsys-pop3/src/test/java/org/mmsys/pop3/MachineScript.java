package org.mmsys.pop3;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.Maildrop.FolderChange.Why;
import org.mmsys.core.store.MessageRef;
import org.mmsys.testkit.DialogScript;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;

/**
 * Dialogues with the machine, questions visible.
 *
 * <p>Inputs: {@code C} a line, {@code L} a defective line ({@code DEFECT text}), {@code A} an answer, {@code B} a body that
 * ended ({@code size DEFECT…}), {@code X} an event: {@code opened, sent, tls, timeout, drain, gone}. Outputs: {@code S} a
 * line, {@code Q} a question, {@code O} something else to be done. Messages have the numbers of their guids.
 *
 * <p>{@code M} stands for what most dialogues do: {@code M: login to 100 200/S} opens an inbox with messages of these sizes
 * and flags, {@code M: fetch 1 100} sends a whole message of 100 octets, {@code M: quit after …} makes these changes and leaves.
 */
final class MachineScript {
    private static final String LOGIN = """
            C: USER ann
            S: +OK *
            C: PASS pw
            Q: login ann pw
            A: in %s
            S: +OK %d *
            """;

    private static final String FETCH = """
            C: RETR %1$s
            Q: retrieve %1$s
            A: ready
            S: +OK %2$s octets
            O: send
            X: sent
            """;

    private static final String QUIT = """
            C: QUIT
            Q: commit %s last
            A: done
            S: +OK bye
            O: close
            """;

    private final SessionMachine<Pop3Question, Pop3Answer> machine;
    private final Client client;

    private MachineScript(Client client) {
        this.client = client;
        this.machine = new Pop3ServerMachine(
                TestSession.SETTINGS, "mail.here.test", "s1/primary", LoginOffer.of(new FakeAuthenticator()), client);
    }

    /** A session from loopback, where passwords are welcome. */
    static void run(String script) {
        run("127.0.0.1", script);
    }

    /** A session that ann has opened; her inbox has messages 1 to 3 of 100, 200 and 300 octets. */
    static void inTransaction(String script) {
        run("M: login to 100 200 300\n" + script);
    }

    static void run(String address, String script) {
        MachineScript session = new MachineScript(TestSession.client(address));
        String whole = script.lines().map(MachineScript::piece).collect(Collectors.joining("\n"));
        DialogScript.run(Set.of('C', 'L', 'A', 'B', 'X'), whole, session::feed);
    }

    /** A line of a script, or what it stands for. */
    private static String piece(String line) {
        String[] words = line.strip().split(" ", 4);
        if (!words[0].equals("M:")) {
            return line;
        }
        String last = words[3];
        return switch (words[1]) {
            case "login" ->
                LOGIN.formatted(last, refs(List.of(last.split(" ", -1))).size());
            case "fetch" -> FETCH.formatted(words[2], last);
            case "quit" -> QUIT.formatted(last);
            default -> throw new IllegalArgumentException(line);
        };
    }

    private List<String> feed(char kind, String text) {
        Input<Pop3Answer> input = switch (kind) {
            case 'C' -> new Input.Line<>(latin1(text), LineDefect.NONE);
            case 'L' -> defective(text);
            case 'A' -> new Input.Answered<>(answer(text));
            case 'B' -> bodyEnded(text);
            default -> event(text);
        };
        List<String> outputs = new ArrayList<>();
        machine.on(input).outputs().forEach(output -> outputs.addAll(written(output)));
        return outputs;
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Input<Pop3Answer> defective(String text) {
        String[] parts = text.split(" ", 2);
        return new Input.Line<>(parts[1], LineDefect.valueOf(parts[0]));
    }

    private static Input<Pop3Answer> bodyEnded(String text) {
        String[] parts = text.split(" ", -1);
        Set<Defect> defects = Arrays.stream(parts).skip(1).map(Defect::valueOf).collect(Collectors.toSet());
        return new Input.BodyEnded<>(new BodyReport(Long.parseLong(parts[0]), defects));
    }

    private Input<Pop3Answer> event(String text) {
        return switch (text) {
            case "opened" -> new Input.Opened<>(client);
            case "sent" -> new Input.BodySent<>();
            case "tls" ->
                new Input.TlsReady<>(new Client(
                        client.sessionId(),
                        client.listener(),
                        client.address(),
                        client.port(),
                        client.localAddress(),
                        Optional.of(new Tls("TLSv1.3", "any", ""))));
            case "timeout" -> new Input.TimedOut<>();
            case "drain" -> new Input.Draining<>();
            case "gone" -> new Input.PeerClosed<>();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Pop3Answer answer(String text) {
        String[] parts = text.split(" ", -1);
        List<String> rest = Arrays.asList(parts).subList(1, parts.length);
        return switch (parts[0]) {
            case "in" -> new Pop3Answer.LoggedIn(new AccountName("ann", "here.test"), refs(rest));
            case "many" ->
                new Pop3Answer.LoggedIn(new AccountName("ann", "here.test"), many(Integer.parseInt(parts[1])));
            case "denied" -> new Pop3Answer.Denied();
            case "later" -> new Pop3Answer.TryLater();
            case "in-use" -> new Pop3Answer.InUse();
            case "elsewhere" -> new Pop3Answer.Elsewhere(String.join(" ", rest));
            case "not-here" -> new Pop3Answer.NotHere();
            case "located" -> new Pop3Answer.Located();
            case "broken-off" -> new Pop3Answer.BrokenOff();
            case "not-offered" -> new Pop3Answer.NotOffered();
            case "challenge" -> new Pop3Answer.Challenge(String.join(" ", rest).getBytes(StandardCharsets.UTF_8));
            case "ready" -> new Pop3Answer.Ready();
            case "unreadable" -> new Pop3Answer.Unreadable();
            case "needs-utf8" -> new Pop3Answer.NeedsUtf8();
            case "done" -> new Pop3Answer.Done();
            case "refused" -> new Pop3Answer.Refused(Refusal.valueOf(parts[1]));
            case "folders" ->
                new Pop3Answer.Folders(
                        rest.stream().map(MachineScript::folderInfo).toList());
            case "found" -> new Pop3Answer.Found(folder(parts[1]));
            case "opened" -> new Pop3Answer.FolderOpened(refs(rest));
            case "forbidden" -> new Pop3Answer.Forbidden(Why.valueOf(parts[1]));
            case "appended" -> new Pop3Answer.Appended(FakeMailStore.guid(Integer.parseInt(parts[1])));
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** Sizes with flags behind a slash, {@code 100/S}. */
    private static List<MessageRef> refs(List<String> sizes) {
        List<MessageRef> refs = new ArrayList<>();
        for (String each : sizes) {
            int slash = each.indexOf('/');
            String flags = slash < 0 ? "" : each.substring(slash + 1);
            long size = Long.parseLong(slash < 0 ? each : each.substring(0, slash));
            refs.add(new MessageRef(FakeMailStore.guid(refs.size() + 1), size, Flags.of(flags)));
        }
        return refs;
    }

    private static List<MessageRef> many(int count) {
        List<MessageRef> refs = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            refs.add(new MessageRef(FakeMailStore.guid(i), i, Flags.NONE));
        }
        return refs;
    }

    private static FolderInfo folderInfo(String text) {
        String[] parts = text.split(",", -1);
        return new FolderInfo(
                folder(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
    }

    private static FolderName folder(String path) {
        return FolderName.ofPath(path).orElseThrow();
    }

    private static List<String> written(Output<Pop3Question> output) {
        return output.match(new Output.Cases<>() {
            @Override
            public List<String> reply(Output.Reply<Pop3Question> reply) {
                if (!reply.octets().endsWith("\r\n")) {
                    throw new AssertionError("not whole lines: " + reply.octets());
                }
                return Arrays.stream(reply.octets().split("\r\n", 0))
                        .map(line -> "S: " + line)
                        .toList();
            }

            @Override
            public List<String> ask(Output.Ask<Pop3Question> ask) {
                return List.of("Q: " + ask.question().match(new QuestionText()));
            }

            @Override
            public List<String> collectBody(Output.CollectBody<Pop3Question> collect) {
                Output.Framing.Exact exact = (Output.Framing.Exact) collect.framing();
                return List.of("O: collect " + exact.octets() + (exact.last() ? " last" : "") + " of at most "
                        + collect.limit());
            }

            @Override
            public List<String> sendBody(Output.SendBody<Pop3Question> send) {
                return List.of(send.dotStuffed() ? "O: send" : "O: send raw");
            }

            @Override
            public List<String> startTls(Output.StartTls<Pop3Question> tls) {
                return List.of("O: tls");
            }

            @Override
            public List<String> notifyHeard(Output.NotifyHeard<Pop3Question> notify) {
                return List.of("O: notify");
            }

            @Override
            public List<String> idleLimit(Output.IdleLimit<Pop3Question> limit) {
                return List.of("O: idle " + limit.silence());
            }

            @Override
            public List<String> pause(Output.Pause<Pop3Question> pause) {
                return List.of("O: pause " + pause.length());
            }

            @Override
            public List<String> close(Output.Close<Pop3Question> close) {
                return List.of("O: close");
            }

            @Override
            public List<String> splice(Output.Splice<Pop3Question> splice) {
                return List.of("O: splice");
            }

            @Override
            public List<String> handOver(Output.HandOver<Pop3Question> handOver) {
                return List.of("O: hand over");
            }
        });
    }

    /** Questions as they stand in scripts. */
    private static final class QuestionText implements Pop3Question.Cases<String> {
        private static String number(MessageRef ref) {
            for (int i = 1; i < 10_000; i++) {
                if (FakeMailStore.guid(i).equals(ref.guid())) {
                    return Integer.toString(i);
                }
            }
            throw new AssertionError(ref);
        }

        @Override
        public String login(Pop3Question.Login question) {
            return "login " + question.login() + " " + question.password();
        }

        @Override
        public String saslBegin(Pop3Question.SaslBegin question) {
            return "begin " + question.mechanism()
                    + question.initial()
                            .map(octets -> " <" + new String(octets, StandardCharsets.UTF_8) + ">")
                            .orElse("");
        }

        @Override
        public String saslRespond(Pop3Question.SaslRespond question) {
            return "respond <" + new String(question.response(), StandardCharsets.UTF_8) + ">";
        }

        @Override
        public String leave(Pop3Question.Leave question) {
            return "leave";
        }

        @Override
        public String goOn(Pop3Question.GoOn question) {
            return "go on";
        }

        @Override
        public String breakOff(Pop3Question.BreakOff question) {
            return "break off";
        }

        @Override
        public String retrieve(Pop3Question.Retrieve question) {
            return "retrieve " + number(question.message()) + (question.utf8() ? " utf8" : "");
        }

        @Override
        public String top(Pop3Question.Top question) {
            return "top " + number(question.message()) + " " + question.lines() + (question.utf8() ? " utf8" : "");
        }

        @Override
        public String table(Pop3Question.Table question) {
            return "table " + question.column() + " " + question.messages().size() + " without " + question.gone();
        }

        @Override
        public String commit(Pop3Question.Commit question) {
            Maildrop.Update changes = question.changes();
            return "commit dele="
                    + changes.deleted().stream().map(QuestionText::number).toList() + " move="
                    + changes.moved().stream()
                            .map(moved ->
                                    number(moved.message()) + ">" + moved.to().path())
                            .toList()
                    + " flag="
                    + changes.flagged().stream()
                            .map(each -> number(each.message()) + "+" + each.set() + "-" + each.clear())
                            .toList()
                    + (question.last() ? " last" : "");
        }

        @Override
        public String listFolders(Pop3Question.ListFolders question) {
            return "folders";
        }

        @Override
        public String findFolder(Pop3Question.FindFolder question) {
            return "find " + question.folder().path();
        }

        @Override
        public String openFolder(Pop3Question.OpenFolder question) {
            return "open " + question.folder().path();
        }

        @Override
        public String makeFolder(Pop3Question.MakeFolder question) {
            return "make " + question.folder().path();
        }

        @Override
        public String renameFolder(Pop3Question.RenameFolder question) {
            return "rename " + question.from().path() + ">" + question.to().path();
        }

        @Override
        public String dropFolder(Pop3Question.DropFolder question) {
            return "drop " + question.folder().path();
        }

        @Override
        public String append(Pop3Question.Append question) {
            return "append";
        }

        @Override
        public String dropBody(Pop3Question.DropBody question) {
            return "drop-body";
        }
    }
}
