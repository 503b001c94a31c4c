package org.mmsys.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.OutboxEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends a message whose text comes from standard input. */
@Command(
        name = "send",
        description = "Sends a message; its text comes from standard input.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail send --to ta --cc \"Ada <ada@mmsys.upenn.edu>\" --subject plan -a plan.pdf < text")
final class SendCommand extends MailCommand {
    @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "Recipients; may be repeated.")
    private List<String> to = new ArrayList<>();

    @Option(names = "--cc", paramLabel = "ADDRESS", description = "Those who get a copy.")
    private List<String> cc = new ArrayList<>();

    @Option(names = "--bcc", paramLabel = "ADDRESS", description = "Those who get a copy that nobody sees.")
    private List<String> bcc = new ArrayList<>();

    @Option(
            names = {"-s", "--subject"},
            paramLabel = "TEXT",
            description = "The subject.")
    private String subject = "";

    @Option(
            names = {"-a", "--attach"},
            paramLabel = "FILE",
            description = "A file to go with it; may be repeated.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--queue", description = "Only puts it into the outbox.")
    private boolean queue;

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        Draft draft = desk.service()
                .newDraft(account.id())
                .with(join(to), join(cc), join(bcc), subject, body(), attachments());
        OutboxEntry entry = desk.wait(desk.service().send(draft, Duration.ZERO));
        if (queue) {
            line(new JsonLine().with("queued", entry.id()), "queued " + entry.id());
            return Exit.OK;
        }
        List<OutboxEntry> left = desk.wait(desk.service().flush(account.id()));
        Optional<OutboxEntry> mine =
                left.stream().filter(e -> e.id().equals(entry.id())).findFirst();
        int code = report(entry, mine);
        if (code == Exit.OK || code == Exit.PARTLY) {
            copyToServer(desk, account);
        }
        return code;
    }

    private static String join(List<String> addresses) {
        return String.join(", ", addresses);
    }

    private static String body() throws Failure {
        try {
            InputStream in = System.in;
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw Failure.usage("The text could not be read from standard input.");
        }
    }

    private List<Draft.Attachment> attachments() throws Failure {
        List<Draft.Attachment> all = new ArrayList<>();
        for (Path file : files) {
            try {
                String name = file.getFileName().toString();
                String type = Optional.ofNullable(URLConnection.guessContentTypeFromName(name))
                        .orElse("application/octet-stream");
                all.add(new Draft.Attachment(file.toAbsolutePath(), name, type, Files.size(file)));
            } catch (IOException unreadable) {
                throw Failure.usage("The file " + file + " cannot be read.");
            }
        }
        return all;
    }

    private int report(OutboxEntry entry, Optional<OutboxEntry> left) {
        if (left.isEmpty()) {
            line(new JsonLine().with("sent", entry.recipients()), "sent to " + String.join(", ", entry.recipients()));
            return Exit.OK;
        }
        OutboxEntry waiting = left.get();
        Problem problem = waiting.lastProblem().orElse(Problem.of(Cause.TEMPORARY, "It was not sent."));
        boolean some = waiting.recipients().size() < entry.recipients().size();
        String doing = " It is in the outbox: mmsys-mail outbox --retry.";
        int code = switch (waiting.status()) {
            case REFUSED -> some ? Exit.PARTLY : Exit.REFUSED;
            case UNKNOWN -> Exit.PARTLY;
            case HELD, WAITING, SENDING -> some ? Exit.PARTLY : Exit.of(problem.cause());
        };
        return tell(
                problem.meanwhile((problem.doing() + doing).strip())
                        .because(problem.detail() + " (" + String.join(", ", waiting.recipients()) + ")"),
                code);
    }

    /** The copy in Sent goes to the server at once if it can. */
    private static void copyToServer(Desk desk, Account account) {
        try {
            desk.check(account);
        } catch (Failure later) {
            desk.say("sent; the copy in Sent is on this computer only until the next check: " + later.getMessage());
        }
    }
}
