package org.mmsys.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.mmsys.testkit.FreePorts;

/**
 * The world outside: a Postfix with a prefix of its own on a port of loopback, which takes mail for some users of
 * {@link #DOMAIN} into Maildirs and sends mail for our domain to one of our ports. Does not touch the Postfix of the machine.
 *
 * <p>Owned by one test. Needs root, as Postfix does.
 */
final class OutsidePostfix implements AutoCloseable {
    static final String DOMAIN = "outside.test";
    private static final int MAIL_OWNER = 5000;
    private static final long POLL_NANOS = 50_000_000;
    private static final int GREETING_MS = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path prefix;
    private final int port;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private boolean up;

    private OutsidePostfix(Path prefix, int port) {
        this.prefix = prefix;
        this.port = port;
    }

    /** Skips the test unless a Postfix is installed and may be started. */
    static void need() {
        Tool.need("postfix");
        assumeTrue("root".equals(System.getProperty("user.name")), "Postfix can be started by root only");
    }

    /** Makes one below a directory of the test, which becomes readable for all, as Postfix has users of its own. */
    static OutsidePostfix prepare(Path dir) throws IOException {
        for (Path each = dir; each != null && Files.isWritable(each) && !each.equals(each.getRoot()); ) {
            if (!Files.getPosixFilePermissions(each).containsAll(PosixFilePermissions.fromString("--x--x--x"))) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            each = each.getParent();
        }
        return new OutsidePostfix(dir.resolve("postfix"), FreePorts.next());
    }

    /** A setting of {@code main.cf}. */
    OutsidePostfix with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    int port() {
        return port;
    }

    /** Writes its configuration and starts it; mail for our domain goes to this port. */
    OutsidePostfix start(int ours) throws IOException, InterruptedException {
        Path etc = Files.createDirectories(prefix.resolve("etc"));
        Path mail = Files.createDirectories(prefix.resolve("mail"));
        Path data = Files.createDirectories(prefix.resolve("data"));
        Files.createDirectories(prefix.resolve("spool"));
        run("chown", Integer.toString(MAIL_OWNER), mail.toString());
        run("chown", "postfix", data.toString());
        Files.writeString(etc.resolve("vmail"), """
                anna@outside.test anna/Maildir/
                bj\u00f6rn@outside.test bjoern/Maildir/
                """, StandardCharsets.UTF_8);
        Files.writeString(
                etc.resolve("transport"),
                SampleNode.DOMAIN + " smtp:[127.0.0.1]:" + ours + "\n",
                StandardCharsets.UTF_8);
        Files.writeString(etc.resolve("main.cf"), mainCf(etc, mail, data), StandardCharsets.UTF_8);
        Files.writeString(etc.resolve("master.cf"), masterCf(), StandardCharsets.UTF_8);
        run("postmap", "-c", etc.toString(), "hash:" + etc.resolve("vmail"));
        run("postmap", "-c", etc.toString(), "hash:" + etc.resolve("transport"));
        up();
        return this;
    }

    private String mainCf(Path etc, Path mail, Path data) throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("compatibility_level", "3.6");
        all.put("queue_directory", prefix.resolve("spool").toString());
        all.put("data_directory", data.toString());
        all.put(
                "daemon_directory",
                run("postconf", "-d", "-h", "daemon_directory").strip());
        all.put(
                "command_directory",
                run("postconf", "-d", "-h", "command_directory").strip());
        all.put("mail_owner", "postfix");
        all.put("setgid_group", "postdrop");
        all.put("myhostname", "mx." + DOMAIN);
        all.put("myorigin", DOMAIN);
        all.put("mydestination", "");
        all.put("mynetworks", "127.0.0.0/8");
        all.put("inet_interfaces", "127.0.0.1");
        all.put("inet_protocols", "ipv4");
        all.put("virtual_mailbox_domains", DOMAIN);
        all.put("virtual_mailbox_maps", "hash:" + etc.resolve("vmail"));
        all.put("virtual_mailbox_base", mail.toString());
        all.put("virtual_minimum_uid", "100");
        all.put("virtual_uid_maps", "static:" + MAIL_OWNER);
        all.put("virtual_gid_maps", "static:" + MAIL_OWNER);
        all.put("transport_maps", "hash:" + etc.resolve("transport"));
        all.put("alias_maps", "");
        all.put("local_recipient_maps", "");
        all.put("smtp_dns_support_level", "disabled");
        all.put("smtp_host_lookup", "native");
        all.put("smtputf8_enable", "yes");
        all.put("smtpd_peername_lookup", "no");
        all.put("maillog_file", prefix.resolve("mail.log").toString());
        all.put("maillog_file_prefixes", prefix.toString());
        all.putAll(settings);
        StringBuilder text = new StringBuilder();
        all.forEach(
                (name, value) -> text.append(name).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    private String masterCf() {
        return """
                127.0.0.1:%d inet n - n - 50 smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                tlsmgr unix - - n 1000? 1 tlsmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                smtp unix - - n - - smtp
                relay unix - - n - - smtp
                error unix - - n - - error
                retry unix - - n - - error
                discard unix - - n - - discard
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port);
    }

    /** Starts it, or starts it again. */
    void up() throws IOException, InterruptedException {
        run("postfix", "-c", prefix.resolve("etc").toString(), "start");
        up = true;
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!answers()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("Postfix does not listen:\n" + log());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Stops it; what it holds it keeps. */
    void down() throws IOException, InterruptedException {
        run("postfix", "-c", prefix.resolve("etc").toString(), "stop");
        up = false;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(GREETING_MS);
            return socket.getInputStream().read() == '2';
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The messages of a user as they lie in the Maildir, with LF. */
    List<String> mail(String user) throws IOException {
        List<String> all = new ArrayList<>();
        Path inbox = prefix.resolve("mail").resolve(user).resolve("Maildir").resolve("new");
        try (Stream<Path> files = Files.list(inbox)) {
            for (Path file : files.toList()) {
                all.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (NoSuchFileException nothingYet) {
            return List.of();
        }
        return all;
    }

    /** All that it has logged. */
    String log() throws IOException {
        Path log = prefix.resolve("mail.log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }

    private String run(String... command) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>(List.of(command));
        Path system = Path.of("/usr/sbin", command[0]);
        found.set(0, Files.isExecutable(system) ? system.toString() : command[0]);
        return Tool.run(Files.createDirectories(prefix), "", Map.of(), found).orFail();
    }

    @Override
    public void close() throws IOException {
        if (up) {
            try {
                down();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("Postfix may still run", interrupted);
            }
        }
    }
}
