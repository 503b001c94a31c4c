package org.mmsys.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What Dovecot makes of a Maildir: looks at a copy, so that it cannot write into ours. */
final class DovecotView {
    private DovecotView() {}

    /** The physical size of every message in the inbox, a line each. */
    static String of(Path scratch, Path maildir) throws IOException, InterruptedException {
        Path home = Files.createDirectory(scratch.resolve("dovecot"));
        Path copy = home.resolve("Maildir");
        copy(maildir, copy);
        Tool.run(scratch, "", "chown", "-R", "nobody", home.toString()).orFail();
        Tool.run(scratch, "", "chmod", "a+rx", scratch.toString()).orFail();
        Path configuration = Files.writeString(scratch.resolve("dovecot.conf"), """
                base_dir = %1$s/dovecot-run
                state_dir = %1$s/dovecot-run
                log_path = /dev/stderr
                mail_location = maildir:%2$s
                mail_home = %1$s/dovecot
                mail_uid = nobody
                mail_gid = nogroup
                first_valid_uid = 1
                first_valid_gid = 1
                ssl = no
                protocols =
                """.formatted(scratch, copy));
        String listing = Tool.run(
                        scratch,
                        "",
                        Map.of("USER", "nobody"),
                        List.of(
                                "doveadm",
                                "-c",
                                configuration.toString(),
                                "-f",
                                "tab",
                                "fetch",
                                "size.physical",
                                "mailbox",
                                "INBOX"))
                .orFail();
        return String.join(
                "\n", listing.lines().filter(line -> line.matches("\\d+")).toList());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            paths.forEach(path -> {
                try {
                    Files.copy(path, to.resolve(from.relativize(path)));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
