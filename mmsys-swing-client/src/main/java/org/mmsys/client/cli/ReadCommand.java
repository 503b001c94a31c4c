package org.mmsys.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.Person;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One message. */
@Command(
        name = "read",
        description = "Shows a message and marks it as read.",
        footerHeading = "%nExamples:%n",
        footer = {"  mmsys-mail read 06F2A", "  mmsys-mail read 06F2A --part 2 --to-file plan.pdf"})
final class ReadCommand extends MailCommand {
    @Parameters(paramLabel = "ID", description = "Its id, or the beginning of that, as list shows it.")
    private String id = "";

    @Option(names = "--source", description = "As it came, octet by octet.")
    private boolean source;

    @Option(names = "--headers", description = "All header fields, decoded.")
    private boolean headers;

    @Option(names = "--html", description = "The HTML body, made safe.")
    private boolean html;

    @Option(names = "--part", paramLabel = "N", description = "One part, decoded, for example 2 or 2.1.")
    private @Nullable String part;

    @Option(
            names = "--to-file",
            paramLabel = "FILE",
            description = "Where --part or --source goes, instead of standard output.")
    private @Nullable Path file;

    @Option(names = "--offline", description = "Without asking the server.")
    private boolean offline;

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        MessageRow row = find(desk, account);
        OpenedMessage message = desk.wait(desk.service().open(row.key()));
        String number = part;
        if (source) {
            write(desk.wait(desk.service().source(row.key())));
        } else if (number != null) {
            part(desk, row, number);
        } else if (html) {
            out().println(desk.wait(desk.service().html(row.key(), CleanHtml.Style.SIMPLE, CleanHtml.Remote.BLOCK))
                    .html());
        } else {
            show(message);
        }
        if (row.unread()) {
            desk.wait(desk.service().mark(List.of(row.key()), Mark.SEEN, true));
            if (!offline) {
                desk.check(account);
            }
        }
        return Exit.OK;
    }

    private MessageRow find(Desk desk, Account account) throws Failure {
        try {
            return desk.messages(account, List.of(id)).get(0);
        } catch (Failure unknown) {
            if (offline) {
                throw unknown;
            }
            desk.check(account);
            return desk.messages(account, List.of(id)).get(0);
        }
    }

    private void show(OpenedMessage message) {
        if (json()) {
            out().println(ListCommand.json(message.row())
                    .with("text", message.plain())
                    .with(
                            "attachments",
                            message.attachments().stream()
                                    .map(OpenedMessage.Part::name)
                                    .toList()));
            return;
        }
        if (headers) {
            message.headers().forEach(header -> out().println(header.name() + ": " + header.value()));
        } else {
            people("From", message.addressees().from());
            people("To", message.addressees().to());
            people("Cc", message.addressees().cc());
            message.header("Date").ifPresent(date -> out().println("Date: " + date));
            out().println("Subject: " + message.row().subject());
        }
        out().println();
        out().print(printable(message.plain()));
        if (!message.plain().endsWith("\n")) {
            out().println();
        }
        message.attachments()
                .forEach(a -> out().println("[part " + a.number() + ": " + a.name() + ", " + a.type() + ", "
                        + a.sizeBytes() + "]"));
        message.defects().forEach(defect -> err().println("mmsys-mail: " + defect));
    }

    /** Without what would command the terminal. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '\n' || c == '\t' || !Character.isISOControl(c) ? c : ' ')
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private void people(String field, List<Person> people) {
        if (!people.isEmpty()) {
            out().println(field + ": "
                    + String.join(", ", people.stream().map(Person::toString).toList()));
        }
    }

    private void part(Desk desk, MessageRow row, String number) throws Failure {
        try {
            Path target = file == null ? Files.createTempFile("mmsys-mail", ".part") : file;
            desk.wait(desk.service().savePart(row.key(), number, target));
            if (file == null) {
                write(target);
                Files.deleteIfExists(target);
            }
        } catch (IOException disk) {
            throw disk(disk);
        }
    }

    private static Failure disk(IOException why) {
        return new Failure(Problem.of(Cause.DISK, "A file could not be read or written.")
                .because(String.valueOf(why.getMessage())));
    }

    /** Octets to a file or to standard output; where the output is a writer of somebody else's, as text. */
    private void write(Path from) throws Failure {
        try {
            Optional<Path> to = Optional.ofNullable(source ? file : null);
            if (to.isPresent()) {
                Files.copy(from, to.get(), StandardCopyOption.REPLACE_EXISTING);
                return;
            }
            out().flush();
            if (out() instanceof OctetWriter octets) {
                Files.copy(from, octets.stream());
                octets.stream().flush();
                return;
            }
            try (InputStream in = Files.newInputStream(from);
                    Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                text.transferTo(out());
            }
        } catch (IOException why) {
            throw disk(why);
        }
    }
}
