package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What makes a Postfix a smart host: a key and a certificate for {@code localhost}, and logins by Dovecot. Owned by one test. */
final class OutsideLogins implements AutoCloseable {
    static final String USER = "relay-user";
    static final String PASSWORD = "a-Smart-secret-77";
    private static final String STORE_PASSWORD = "changeit";

    private final Path dir;

    /** Makes the certificate in this directory. */
    OutsideLogins(Path dir) throws IOException, InterruptedException {
        this.dir = Files.createDirectories(dir);
        Tool.run(
                        dir,
                        "",
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-keyout",
                        dir.resolve("key.pem").toString(),
                        "-out",
                        dir.resolve("cert.pem").toString())
                .orFail();
    }

    static void need() {
        Tool.need("openssl");
        Tool.need("dovecot");
    }

    /** Has a Postfix offer AUTH, and demand it, and STARTTLS if told so; it logs every command that comes. */
    OutsidePostfix into(OutsidePostfix postfix, boolean tls) {
        postfix.with("smtpd_sasl_auth_enable", "yes")
                .with("smtpd_sasl_type", "dovecot")
                .with("smtpd_sasl_path", dir.resolve("auth").toString())
                .with("smtpd_sasl_security_options", "noanonymous")
                .with("smtpd_relay_restrictions", "permit_sasl_authenticated, reject")
                .with("debug_peer_list", "127.0.0.1")
                .with("debug_peer_level", "2");
        if (tls) {
            postfix.with("smtpd_tls_security_level", "may")
                    .with("smtpd_tls_loglevel", "1")
                    .with("smtpd_tls_key_file", dir.resolve("key.pem").toString())
                    .with("smtpd_tls_cert_file", dir.resolve("cert.pem").toString());
        }
        return postfix;
    }

    /** Starts to answer; to be done before a Postfix starts that asks. */
    OutsideLogins start() throws IOException, InterruptedException {
        Files.writeString(dir.resolve("passwd"), USER + ":{PLAIN}" + PASSWORD + "\n", StandardCharsets.UTF_8);
        Files.writeString(configuration(), """
                base_dir = %1$s/run
                state_dir = %1$s/run
                log_path = %1$s/dovecot.log
                protocols =
                ssl = no
                disable_plaintext_auth = no
                auth_mechanisms = plain login
                passdb {
                  driver = passwd-file
                  args = %1$s/passwd
                }
                userdb {
                  driver = static
                  args = uid=5000 gid=5000 home=/nonexistent
                }
                service auth {
                  unix_listener %1$s/auth {
                    mode = 0666
                  }
                }
                """.formatted(dir), StandardCharsets.UTF_8);
        dovecot(List.of("dovecot", "-c", configuration().toString()));
        return this;
    }

    /** A key store in which the certificate is trusted, as options of a JVM. */
    List<String> trusted() throws IOException, InterruptedException {
        Path store = dir.resolve("trust.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Tool.run(
                        dir,
                        "",
                        keytool.toString(),
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "smart",
                        "-file",
                        dir.resolve("cert.pem").toString(),
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .orFail();
        return List.of("-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD);
    }

    private Path configuration() {
        return dir.resolve("dovecot.conf");
    }

    private void dovecot(List<String> command) throws IOException, InterruptedException {
        Tool.run(dir, "", Map.of(), command).orFail();
    }

    @Override
    public void close() throws IOException {
        try {
            if (Files.exists(dir.resolve("run/master.pid"))) {
                dovecot(List.of("dovecot", "-c", configuration().toString(), "stop"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Dovecot may still run", interrupted);
        }
    }
}
