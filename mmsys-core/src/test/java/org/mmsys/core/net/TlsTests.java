package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.net.TestServer.Client;

@Timeout(60)
class TlsTests {
    private static TestServer house;
    private static Path directory;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        house = new TestServer(temporary);
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    @BeforeEach
    void forget() throws Exception {
        ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
        house.protocol.events.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void upgrades(String version) throws Exception {
        try (Client plain = house.greeted()) {
            assertThat(plain.ask("STARTTLS")).isEqualTo("220 tls");
            try (Client secure = plain.startTls(version)) {
                assertThat(secure.ask("ECHO safe")).isEqualTo("250 safe");
                X509Certificate certificate = (X509Certificate)
                        ((SSLSocket) secure.socket).getSession().getPeerCertificates()[0];
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
                assertThat(house.protocol.events)
                        .containsSubsequence(
                                "line STARTTLS",
                                "tls " + version,
                                "binding " + Base64.getEncoder().encodeToString(hash),
                                "line ECHO");
                assertThat(secure.ask("QUIT")).isEqualTo("221 bye");
                assertThat(secure.line()).isEqualTo("EOF"); // with close_notify, else the client would throw
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void discardsWhatWasSentInPlainTextBehindTheCommand(String version) throws Exception {
        try (Client plain = house.greeted()) {
            plain.send("STARTTLS\r\nECHO injected\r\nDATA\r\nECHO par");
            assertThat(plain.line()).isEqualTo("220 tls");
            try (Client secure = plain.startTls(version)) {
                assertThat(secure.ask("ECHO clean")).isEqualTo("250 clean");
            }
        }
        assertThat(house.protocol.events.stream().filter(event -> event.startsWith("line")))
                .containsExactly("line STARTTLS", "line ECHO");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesBodiesBothWays(String version) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) TestServer.trusting().getSocketFactory().createSocket("127.0.0.1", house.tlsPort)) {
            socket.setEnabledProtocols(new String[] {version});
            Client client = new Client(socket);
            assertThat(client.line()).isEqualTo("220 hello");
            assertThat(house.protocol.events).contains("opened " + version);
            client.send("DATA\r\n" + ("y".repeat(998) + "\r\n").repeat(3000) + ".\r\n");
            assertThat(client.line()).isEqualTo("354 go");
            assertThat(client.line()).isEqualTo("250 3000000 []");
            for (String how : new String[] {"now", "worker"}) {
                client.send("SEND 200000 " + how + "\r\nLONG 2000000\r\n");
                assertThat(client.line()).isEqualTo("+OK");
                for (int i = 0; i < 200_000; i++) {
                    assertThat(client.line()).isEqualTo((i % 10 == 0 ? ".." : "") + i);
                }
                assertThat(client.line()).isEqualTo(".");
                assertThat(client.line()).hasSize(2_000_004);
            }
            assertThat(client.ask("QUIT")).isEqualTo("221 bye");
            assertThat(client.line()).isEqualTo("EOF");
        }
    }

    @Test
    void answersThousandsOfPipelinedCommands() throws Exception {
        try (Client plain = house.greeted()) {
            assertThat(plain.ask("STARTTLS")).isEqualTo("220 tls");
            try (Client secure = plain.startTls()) {
                StringBuilder all = new StringBuilder();
                for (int i = 0; i < 5000; i++) {
                    all.append(i % 2 == 0 ? "ASK later " : "ECHO ").append(i).append("\r\n");
                }
                Thread sender = new Thread(() -> {
                    try {
                        secure.send(all.toString());
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                sender.start();
                for (int i = 0; i < 5000; i++) {
                    assertThat(secure.line()).isEqualTo("250 " + i);
                }
                sender.join();
            }
        }
    }

    @Test
    void refusesOldProtocols() throws Exception {
        try (Client plain = house.greeted()) {
            assertThat(plain.ask("STARTTLS")).isEqualTo("220 tls");
            assertThatThrownBy(() -> plain.startTls("TLSv1.1")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void hangsUpWhenTheHandshakeDoesNotCome() throws Exception {
        try (TestServer strict = new TestServer(directory, settings -> {
                    settings.handshakeTime = Duration.ofMillis(300);
                    return settings;
                });
                Client plain = strict.greeted();
                Client silent = new Client(new Socket(InetAddress.getLoopbackAddress(), strict.tlsPort))) {
            assertThat(plain.ask("STARTTLS")).isEqualTo("220 tls");
            assertThat(plain.line()).isIn("EOF", "RESET");
            assertThat(silent.line()).isIn("EOF", "RESET");
        }
    }

    @Test
    void hangsUpOnPlainTextInPlaceOfTls() throws Exception {
        try (Client plain = house.greeted();
                Client other = house.greeted()) {
            assertThat(plain.ask("STARTTLS")).isEqualTo("220 tls");
            plain.send("ECHO plain text goes on\r\n");
            assertThat(plain.line()).doesNotStartWith("250");
            assertThat(other.ask("ECHO fine")).isEqualTo("250 fine");
        }
        assertThat(house.protocol.events.stream().filter("line ECHO"::equals)).hasSize(1);
    }

    @Test
    void keepsTheSelfSignedPairToItsOwner() throws Exception {
        Path key = directory.resolve("tls/key.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(key);
        TlsContext again = TlsContext.selfSigned(directory, "other.test");
        assertThat(Files.readAllBytes(key)).isEqualTo(before);
        assertThat(again.current().certificate().getSubjectAlternativeNames().toString())
                .contains("mail.test", "localhost", "127.0.0.1");
    }

    @Test
    void takesOverAChangedCertificateAndKeepsTheOldOneWhenItIsBroken(@TempDir Path other) throws Exception {
        TlsContext context = TlsContext.selfSigned(other, "one.test");
        String first = context.current().serverEndPoint();
        Path certificate = other.resolve("tls/cert.pem");
        Path key = other.resolve("tls/key.pem");

        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        touch(certificate, 1);
        context.reloadIfChanged();
        assertThat(context.current().serverEndPoint()).isEqualTo(first);

        SelfSigned.write(certificate, key, "two.test");
        touch(certificate, 2);
        context.reloadIfChanged();
        assertThat(context.current().serverEndPoint()).isNotEqualTo(first);
        assertThat(context.current().certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=two.test");

        String second = context.current().serverEndPoint();
        Files.delete(key);
        context.reloadIfChanged();
        assertThat(context.current().serverEndPoint()).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void refusesAKeyOfAnotherCertificate(String type, @TempDir Path other) throws Exception {
        TlsContext.selfSigned(other, "one.test");
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(new JcaPKCS8Generator(
                    KeyPairGenerator.getInstance(type).generateKeyPair().getPrivate(), null));
        }
        Path key = Files.writeString(other.resolve("key.pem"), pem.toString());
        assertThatThrownBy(() -> TlsContext.configured(other.resolve("tls/cert.pem"), key))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void readsKeysAsOpensslWritesThem(@TempDir Path other) throws Exception {
        TlsContext.selfSigned(other, "one.test");
        Path certificate = other.resolve("tls/cert.pem");
        PemPair pair = PemPair.parse(Files.readAllBytes(certificate), Files.readAllBytes(other.resolve("tls/key.pem")));
        ECPrivateKey sec1 = new ECPrivateKey(
                256, ((java.security.interfaces.ECPrivateKey) pair.key()).getS(), SECObjectIdentifiers.secp256r1);
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(new PemObject("EC PRIVATE KEY", sec1.getEncoded()));
        }
        Path key = Files.writeString(other.resolve("key.pem"), pem.toString());
        assertThat(TlsContext.configured(certificate, key).current().serverEndPoint())
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesRsaCertificatesToo(String version, @TempDir Path other) throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        X500Name name = new X500Name("CN=rsa.test");
        X509CertificateHolder holder = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.TEN,
                        Date.from(Instant.now()),
                        Date.from(Instant.now().plusSeconds(3600)),
                        name,
                        rsa.getPublic())
                .build(new JcaContentSignerBuilder("SHA384withRSA").build(rsa.getPrivate()));
        Path tls = Files.createDirectories(other.resolve("tls"));
        write(tls.resolve("cert.pem"), holder);
        write(tls.resolve("key.pem"), rsa.getPrivate()); // PKCS#1
        try (TestServer house = new TestServer(other);
                Client plain = house.greeted()) {
            assertThat(plain.ask("STARTTLS")).isEqualTo("220 tls");
            assertThat(plain.startTls(version).ask("ECHO rsa")).isEqualTo("250 rsa");
            byte[] hash = MessageDigest.getInstance("SHA-384").digest(holder.getEncoded());
            house.protocol.await("binding " + Base64.getEncoder().encodeToString(hash));
        }
    }

    private static void write(Path file, Object content) throws IOException {
        try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(content);
        }
    }

    @Test
    void saysWhatIsWrongWithADamagedKey(@TempDir Path other) throws Exception {
        TlsContext.selfSigned(other, "one.test");
        for (String text :
                new String[] {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}) {
            Path key = Files.writeString(other.resolve("key.pem"), text);
            assertThatThrownBy(() -> TlsContext.configured(other.resolve("tls/cert.pem"), key))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("key");
        }
    }

    @Test
    void newSessionsGetTheNewCertificateWhileOldOnesGoOn(@TempDir Path other) throws Exception {
        try (TestServer reloading = new TestServer(other);
                Client before = reloading.greeted()) {
            assertThat(before.ask("STARTTLS")).isEqualTo("220 tls");
            Client old = before.startTls();
            SelfSigned.write(other.resolve("tls/cert.pem"), other.resolve("tls/key.pem"), "new.test");
            touch(other.resolve("tls/cert.pem"), 3);
            ChatProtocol.await(() -> subject(reloading).equals("CN=new.test"), "the new certificate");
            assertThat(old.ask("ECHO still")).isEqualTo("250 still");
        }
    }

    private static String subject(TestServer server) {
        try (SSLSocket socket =
                (SSLSocket) TestServer.trusting().getSocketFactory().createSocket("127.0.0.1", server.tlsPort)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        } catch (SSLException e) {
            return "no handshake";
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void touch(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }
}
