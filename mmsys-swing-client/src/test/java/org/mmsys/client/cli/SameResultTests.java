package org.mmsys.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyFolders;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.MailEngine;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.wire.sasl.Secret;

/** The same actions by commands with --json and by the engine leave the same mailbox, and tell the same of it (client.md, point 40). */
final class SameResultTests {
    private static final List<String> FOLDERS = List.of(Folder.INBOX, "Plans", Folder.TRASH);
    private static final Pattern FIELD = Pattern.compile("\"(id|folder|subject|unread)\":\"?([^\",}]*)\"?");

    @TempDir
    private Path directory;

    @BeforeEach
    void password() throws IOException {
        Files.writeString(directory.resolve("password"), "secret\n");
    }

    private static ToyFolders mailbox() {
        ToyFolders mailbox = new ToyFolders();
        for (int i = 1; i <= 4; i++) {
            mailbox.put(Folder.INBOX, ToyPop3.message("m" + i, "subject " + i));
        }
        return mailbox;
    }

    @Test
    void commandsAndEngineAgree() throws Exception {
        ToyFolders byCommands = mailbox();
        ToyFolders byEngine = mailbox();
        try (ToyServer one = new ToyServer(byCommands::play);
                ToyServer other = new ToyServer(byEngine::play)) {
            Set<String> told = commands(one);
            Set<String> rows = engine(other);
            assertThat(told).isEqualTo(rows).hasSize(4);
        }
        for (String folder : FOLDERS) {
            assertThat(byCommands.subjects(folder)).isEqualTo(byEngine.subjects(folder));
        }
        assertThat(byCommands.subjects("Plans")).hasSize(1);
        assertThat(byCommands.subjects(Folder.TRASH)).hasSize(1);
    }

    private Set<String> commands(ToyServer server) {
        String at = server.endpoint().toString();
        List<String> ids = field(mail("list", "--json", "--user", "ada", "--pop3", at, "--smtp", at), "id");
        assertThat(ids).hasSize(4);
        mail("mkdir", "--json", "Plans");
        mail("mv", "--json", ids.get(0), ids.get(1), "Plans");
        assertThat(mail("undo", "--json")).contains("\"undone\":\"move of 2 messages\"");
        mail("mv", "--json", ids.get(1), "Plans");
        mail("rm", "--json", ids.get(2));
        Set<String> told = new TreeSet<>();
        for (String folder : FOLDERS) {
            mail("list", "--json", folder).lines().forEach(line -> told.add(String.join(" ", fields(line))));
        }
        return told;
    }

    private static List<String> fields(String line) {
        List<String> values = new ArrayList<>();
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            values.add(field.group(1) + "=" + field.group(2));
        }
        return values;
    }

    private static List<String> field(String lines, String name) {
        return lines.lines()
                .flatMap(line -> fields(line).stream())
                .filter(field -> field.startsWith(name + "="))
                .map(field -> field.substring(name.length() + 1))
                .toList();
    }

    private String mail(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(
                "--profile", directory.resolve("commands").toString(),
                "--password-file", directory.resolve("password").toString()));
        int exit = MmsysMail.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(exit).as(String.join(" ", words) + "\n" + err).isZero();
        return out.toString();
    }

    private Set<String> engine(ToyServer server) throws InterruptedException {
        Path profile = directory.resolve("engine");
        try (MailService service = MailEngine.open(EngineSettings.command(profile, Asks.nobody()))
                .got()
                .orElseThrow()) {
            Endpoints at = Endpoints.of(server.endpoint());
            Account account = new Account(
                    "ada",
                    "ada",
                    "ada@example.org",
                    "",
                    at,
                    at,
                    Optional.empty(),
                    Account.Security.REQUIRED,
                    Account.Leave.UNTIL_DELETED,
                    "",
                    0);
            done(service.saveAccount(account, Optional.of(Secret.of("secret")), Asks.KeepPassword.NOWHERE));
            done(service.check("ada"));
            List<MessageRow.Key> keys =
                    rows(service, Folder.INBOX).stream().map(MessageRow::key).toList();
            Folder.Id plans = done(service.createFolder("ada", "Plans")).id();
            done(service.move(keys.subList(0, 2), plans));
            done(service.check("ada"));
            assertThat(done(service.undo())).contains("move of 2 messages");
            done(service.check("ada"));
            done(service.move(keys.subList(1, 2), plans));
            done(service.delete(keys.subList(2, 3), false));
            done(service.check("ada"));
            Set<String> told = new TreeSet<>();
            for (String folder : FOLDERS) {
                for (MessageRow row : rows(service, folder)) {
                    told.add("id=" + row.key().id() + " folder=" + row.key().folder() + " subject=" + row.subject()
                            + " unread=" + row.unread());
                }
            }
            return told;
        }
    }

    private static List<MessageRow> rows(MailService service, String folder) throws InterruptedException {
        return done(service.rows(new Folder.Id("ada", folder)));
    }

    private static <T> T done(Call<T> call) throws InterruptedException {
        return call.await(Duration.ofSeconds(30)).orElseThrow().got().orElseThrow();
    }

    @Test
    void whatWasTakenBackCannotBeTakenBackAgain() throws Exception {
        ToyFolders mailbox = mailbox();
        try (ToyServer server = new ToyServer(mailbox::play)) {
            String at = server.endpoint().toString();
            String id = field(mail("list", "--json", "--user", "ada", "--pop3", at, "--smtp", at), "id")
                    .get(3);
            mail("rm", id);
            assertThat(mailbox.subjects(Folder.TRASH)).hasSize(1);
            assertThat(mail("undo")).contains("deletion of 1 message");
            assertThat(mailbox.subjects(Folder.TRASH)).isEmpty();
            StringWriter err = new StringWriter();
            int exit = MmsysMail.run(
                    new PrintWriter(new StringWriter()),
                    new PrintWriter(err),
                    "undo",
                    "--profile",
                    directory.resolve("commands").toString(),
                    "--password-file",
                    directory.resolve("password").toString());
            assertThat(exit).isEqualTo(Exit.REFUSED);
            assertThat(err.toString()).contains("nothing to take back");
        }
    }
}
