package org.mmsys.client.core;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Events.Progress.Stage;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.mime.HtmlCleaner;
import org.mmsys.client.core.mime.MimeTree;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.OpenedMessage.Addressees;
import org.mmsys.client.core.model.Search;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.sync.Filing;

/** Messages of this disk made ready to be read, searched, saved. Thread-safe. */
final class Reading {
    private final Works works;

    Reading(Works works) {
        this.works = works;
    }

    MessageRow row(MessageRow.Key key) throws Trouble {
        return works.ledger()
                .index()
                .row(key)
                .orElseThrow(() -> Trouble.of(Problem.of(Cause.GONE, "The message is not there any more.")));
    }

    Path file(MessageRow.Key key) throws Trouble {
        return works.ledger()
                .store()
                .find(key)
                .orElseThrow(() -> Trouble.of(Problem.of(Cause.GONE, "The message is not on this disk.")
                        .advising("Check for mail, then open it again.")));
    }

    OpenedMessage open(MessageRow.Key key) throws Trouble, IOException {
        MessageRow row = row(key);
        Path file = file(key);
        Headers headers = Headers.of(file);
        MimeTree tree = MimeTree.of(file);
        return new OpenedMessage(
                row,
                headers.all(),
                new Addressees(
                        headers.people("From"), headers.people("To"), headers.people("Cc"), headers.people("Reply-To")),
                tree.text(),
                tree.flowed(),
                tree.htmlSource().isPresent(),
                tree.attachments(),
                tree.inline(),
                tree.parts(),
                tree.defects(),
                !row.has(Mark.HEADER_ONLY));
    }

    CleanHtml html(MessageRow.Key key, CleanHtml.Style style, CleanHtml.Remote remote) throws Trouble, IOException {
        String source = MimeTree.of(file(key)).htmlSource().orElse("");
        return HtmlCleaner.clean(source, style, remote);
    }

    /** Under its final name only when it is complete. */
    Path savePart(Running running, MessageRow.Key key, String number, Path target) throws Trouble, IOException {
        Optional<InputStream> part = MimeTree.of(file(key)).open(number);
        if (part.isEmpty()) {
            throw Trouble.of(Problem.of(Cause.GONE, "The message has no part " + number + "."));
        }
        Path beside = Files.createTempFile(target.toAbsolutePath().getParent(), ".", ".part");
        try (InputStream in = part.get();
                OutputStream out = Files.newOutputStream(beside)) {
            byte[] buffer = new byte[64 * 1024];
            long done = 0;
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                done += count;
                running.progress(Stage.SAVING, done, 0);
            }
            running.check();
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    List<MessageRow> search(Running running, Search search) throws IOException {
        List<String> words =
                List.of(search.text().strip().toLowerCase(Locale.ROOT).split("\\s+"));
        List<MessageRow> found = new ArrayList<>();
        List<Folder> folders = new ArrayList<>();
        for (var account : works.profile().accounts()) {
            if (search.account().isEmpty() || search.account().get().equals(account.id())) {
                folders.addAll(works.ledger().folders(account.id()));
            }
        }
        long done = 0;
        long total = folders.stream().mapToLong(Folder::total).sum();
        for (Folder folder : folders) {
            if (search.folder().isPresent() && !search.folder().get().equals(folder.id())) {
                continue;
            }
            for (MessageRow row : works.ledger().index().rows(folder.id())) {
                running.progress(Stage.SEARCHING, done++, total);
                if (found.size() < search.limit() && fits(row, search) && says(row, words, search.inBody())) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    private static boolean fits(MessageRow row, Search search) {
        return (!search.unreadOnly() || row.unread()) && search.marks().stream().allMatch(row::has);
    }

    private boolean says(MessageRow row, List<String> words, boolean inBody) {
        String head =
                (row.subject() + " " + row.from() + " " + row.fromAddress() + " " + row.to()).toLowerCase(Locale.ROOT);
        List<String> left = words.stream().filter(word -> !head.contains(word)).toList();
        if (left.isEmpty() || !inBody) {
            return left.isEmpty();
        }
        Optional<Path> file = works.ledger().store().find(row.key());
        if (file.isEmpty()) {
            return false;
        }
        try {
            String body = MimeTree.of(file.get()).text().toLowerCase(Locale.ROOT);
            return left.stream().allMatch(body::contains);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** RFC 4155, with quoting of all lines that look like a beginning ("mboxrd"). */
    int export(Running running, Folder.Id folder, Path mbox) throws IOException, Trouble {
        List<MessageRow> rows = works.ledger().index().rows(folder);
        Path beside = Files.createTempFile(mbox.toAbsolutePath().getParent(), ".", ".part");
        int written = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
            for (MessageRow row : rows) {
                running.progress(Stage.SAVING, written, rows.size());
                Optional<Path> file = works.ledger().store().find(row.key());
                if (file.isPresent() && !row.has(Mark.HEADER_ONLY)) {
                    append(row, file.get(), out);
                    written++;
                }
            }
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(beside);
            throw failed;
        }
        Files.move(beside, mbox, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return written;
    }

    private static void append(MessageRow row, Path file, OutputStream out) throws IOException {
        String sender = row.fromAddress().isBlank() ? "MAILER-DAEMON" : row.fromAddress();
        String date = DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss uuuu", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(row.date());
        out.write(("From " + sender + " " + date + "\n").getBytes(StandardCharsets.UTF_8));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String quoted = line.matches(">*From .*") ? ">" + line : line;
                out.write(quoted.getBytes(StandardCharsets.ISO_8859_1));
                out.write('\n');
            }
        }
        out.write('\n');
    }

    /** Messages of an mbox, or the one message in a file. */
    int read(Running running, Path file, Folder.Id folder) throws IOException, Trouble {
        int count = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            String line = lines.readLine();
            boolean mbox = line != null && line.startsWith("From ");
            line = mbox ? lines.readLine() : line;
            while (line != null) {
                running.progress(Stage.WORKING, count, 0);
                Path one = Files.createTempFile(works.profile().directory().resolve("tmp"), "import", ".eml");
                line = copy(lines, line, mbox, one);
                works.filing().add(one, folder, Filing.newId(), Mark.SEEN.bit());
                Files.deleteIfExists(one);
                count++;
            }
        }
        return count;
    }

    /** Up to the next message; the first line of that, or null. */
    private static @Nullable String copy(BufferedReader lines, String first, boolean mbox, Path to) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            String line = first;
            boolean empty = false;
            while (line != null) {
                if (mbox && empty && line.startsWith("From ")) {
                    return lines.readLine();
                }
                String plain = mbox && line.matches(">+From .*") ? line.substring(1) : line;
                out.write((plain + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                empty = line.isEmpty();
                line = lines.readLine();
            }
            return null;
        }
    }
}
