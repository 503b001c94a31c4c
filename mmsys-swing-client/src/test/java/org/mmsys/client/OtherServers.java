package org.mmsys.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.testkit.FreePorts;

/**
 * Servers that are not ours: a Dovecot and a Postfix of this machine on ports of loopback, with all they need in a directory of the
 * test. The user is ada, {@code ada@example.org}, password {@code secret}. Both offer TLS with a certificate that nobody vouches for.
 *
 * <p>Owned by one test. Needs root, as both do.
 */
public final class OtherServers implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int OWNER = 5000;

    private final Path dir;
    private final int pop3;
    private final int smtp;

    private OtherServers(Path dir, int pop3, int smtp) {
        this.dir = dir;
        this.pop3 = pop3;
        this.smtp = smtp;
    }

    /** Starts both; skips the test where they are not installed, but fails under {@code ./dist/test}, which installs them. */
    public static OtherServers start(Path dir) throws IOException, InterruptedException {
        for (String program : List.of("dovecot", "postfix", "openssl")) {
            boolean there = Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                    .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
            if (!there && Boolean.getBoolean("mmsys.test.complete")) {
                throw new AssertionError(program + " is not installed; ./dist/test installs it");
            }
            assumeTrue(there, program + " is not installed");
        }
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start them");
        for (Path each = dir; each != null && Files.isWritable(each) && each.getParent() != null; ) {
            if (!Files.getPosixFilePermissions(each).containsAll(PosixFilePermissions.fromString("--x--x--x"))) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            each = each.getParent();
        }
        OtherServers servers = new OtherServers(dir, FreePorts.next(), FreePorts.next());
        servers.begin();
        return servers;
    }

    public Endpoint pop3() {
        return new Endpoint("127.0.0.1", pop3);
    }

    public Endpoint smtp() {
        return new Endpoint("127.0.0.1", smtp);
    }

    private void begin() throws IOException, InterruptedException {
        Path mail = Files.createDirectories(dir.resolve("mail"));
        run("chown", OWNER + ":" + OWNER, mail.toString());
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=mail.example.org",
                "-keyout",
                dir.resolve("key.pem").toString(),
                "-out",
                dir.resolve("cert.pem").toString());
        write("passwd", "ada:{PLAIN}secret\n");
        write("dovecot.conf", dovecotConf());
        run("dovecot", "-c", dir.resolve("dovecot.conf").toString());
        Path etc = Files.createDirectories(dir.resolve("etc"));
        Path data = Files.createDirectories(dir.resolve("data"));
        Files.createDirectories(dir.resolve("spool"));
        run("chown", "postfix", data.toString());
        write("etc/vmail", "ada@example.org ada/Maildir/\n");
        write("etc/main.cf", mainCf(etc, mail, data));
        write("etc/master.cf", masterCf());
        run("postmap", "-c", etc.toString(), "hash:" + etc.resolve("vmail"));
        run("postfix", "-c", etc.toString(), "start");
        await(pop3, '+');
        await(smtp, '2');
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text, StandardCharsets.UTF_8);
    }

    private String dovecotConf() {
        return """
                base_dir = %1$s/run
                state_dir = %1$s/run
                log_path = %1$s/dovecot.log
                protocols = pop3
                listen = 127.0.0.1
                ssl = yes
                ssl_cert = <%1$s/cert.pem
                ssl_key = <%1$s/key.pem
                disable_plaintext_auth = no
                auth_mechanisms = plain login scram-sha-256
                mail_location = maildir:%1$s/mail/%%n/Maildir
                first_valid_uid = 1
                pop3_lock_session = yes
                passdb {
                  driver = passwd-file
                  args = %1$s/passwd
                }
                userdb {
                  driver = static
                  args = uid=%3$d gid=%3$d home=%1$s/mail/%%n
                }
                service auth {
                  unix_listener %1$s/auth {
                    mode = 0666
                  }
                }
                service pop3-login {
                  inet_listener pop3 {
                    address = 127.0.0.1
                    port = %2$d
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                """.formatted(dir, pop3, OWNER);
    }

    private String mainCf(Path etc, Path mail, Path data) throws IOException, InterruptedException {
        return """
                compatibility_level = 3.6
                queue_directory = %1$s/spool
                data_directory = %2$s
                daemon_directory = %3$s
                command_directory = %4$s
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = mail.example.org
                mydestination =
                mynetworks = 127.0.0.0/8
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                virtual_mailbox_domains = example.org
                virtual_mailbox_maps = hash:%5$s/vmail
                virtual_mailbox_base = %6$s
                virtual_minimum_uid = 100
                virtual_uid_maps = static:%7$d
                virtual_gid_maps = static:%7$d
                alias_maps =
                local_recipient_maps =
                smtp_dns_support_level = disabled
                smtpd_peername_lookup = no
                message_size_limit = 3000000
                virtual_mailbox_limit = 0
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_type = dovecot
                smtpd_sasl_path = %1$s/auth
                smtpd_sasl_security_options = noanonymous
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                smtpd_tls_security_level = may
                smtpd_tls_auth_only = yes
                smtpd_tls_key_file = %1$s/key.pem
                smtpd_tls_cert_file = %1$s/cert.pem
                maillog_file = %1$s/mail.log
                maillog_file_prefixes = %1$s
                """.formatted(
                        dir,
                        data,
                        run("postconf", "-d", "-h", "daemon_directory").strip(),
                        run("postconf", "-d", "-h", "command_directory").strip(),
                        etc,
                        mail,
                        OWNER);
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
                proxymap unix - - n - - proxymap
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(smtp);
    }

    private void await(int port, char greeting) throws IOException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!greets(port, greeting)) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("port " + port + " does not answer:\n" + log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean greets(int port, char greeting) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            return socket.getInputStream().read() == greeting;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What both have logged. */
    public String log() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : List.of("dovecot.log", "mail.log")) {
            if (Files.exists(dir.resolve(name))) {
                all.append(Files.readString(dir.resolve(name), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    /** The files of ada's mailbox. */
    public List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String part : List.of("new", "cur")) {
            Path directory = dir.resolve("mail/ada/Maildir").resolve(part);
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    files.forEach(all::add);
                }
            }
        }
        return all;
    }

    /** Waits until so many messages are in ada's mailbox. */
    public void awaitMail(int count) throws IOException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (files().size() != count) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError(files().size() + " messages instead of " + count + "\n" + log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>(List.of(command));
        Path system = Path.of("/usr/sbin", command[0]);
        found.set(0, Files.isExecutable(system) ? system.toString() : command[0]);
        Path printed = Files.createTempFile(dir, "printed", ".txt");
        Process process = new ProcessBuilder(found)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        String text = Files.readString(printed, StandardCharsets.ISO_8859_1);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(found + " failed; printed:\n" + text);
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        try {
            if (Files.exists(dir.resolve("run/master.pid"))) {
                run("dovecot", "-c", dir.resolve("dovecot.conf").toString(), "stop");
            }
            if (Files.exists(dir.resolve("spool/pid/master.pid"))) {
                run("postfix", "-c", dir.resolve("etc").toString(), "stop");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("they may still run", interrupted);
        }
    }
}
