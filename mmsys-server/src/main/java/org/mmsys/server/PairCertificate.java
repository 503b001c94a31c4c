package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.route.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that both halves of a pair show their clients (rules 25): where none is configured, the self-signed one of
 * the configured primary. Thread-safe; reads and writes the disk.
 */
final class PairCertificate {
    private static final Logger log = LoggerFactory.getLogger(PairCertificate.class);
    private static final String END = "-----END CERTIFICATE-----\n";
    private static final int OCTETS_MAX = 64 << 10;

    private final TlsContext tls;
    private final NodeName self;
    private final boolean configured;
    private final Path certificate;
    private final Path key;

    PairCertificate(ServerPlan plan, TlsContext tls) {
        this.tls = tls;
        this.self = plan.self();
        this.configured = plan.settings().get(ServerKeys.TLS_CERTIFICATE).isPresent();
        Path directory = plan.data().resolve("tls");
        this.certificate = directory.resolve("cert.pem");
        this.key = directory.resolve("key.pem");
    }

    /** Certificate and key in PEM, if this node is the one whose pair the other half takes over. */
    Optional<byte[]> exported() throws IOException {
        if (configured || self.half() != NodeName.Half.PRIMARY) {
            return Optional.empty();
        }
        String text = Files.readString(certificate, StandardCharsets.US_ASCII)
                + Files.readString(key, StandardCharsets.US_ASCII);
        return Optional.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether this node wants to hear the other half's. */
    boolean wanted() {
        return !configured && self.half() == NodeName.Half.BACKUP;
    }

    /**
     * Takes over what the other half exported, if it is another one than here.
     *
     * @throws IOException if it is no certificate with its key, or cannot be written
     */
    synchronized void install(byte[] exported) throws IOException {
        String text = new String(exported, StandardCharsets.US_ASCII);
        int end = text.lastIndexOf(END);
        if (!wanted() || exported.length > OCTETS_MAX || end < 0 || !text.contains("PRIVATE KEY-----")) {
            throw new IOException("not a certificate with its key, or not wanted");
        }
        String chain = text.substring(0, end + END.length());
        if (Files.exists(certificate)
                && Files.readString(certificate, StandardCharsets.US_ASCII).equals(chain)) {
            return;
        }
        write(key, text.substring(end + END.length()));
        write(certificate, chain);
        tls.reloadIfChanged();
        log.atInfo().addKeyValue("file", certificate).log("certificate of the pair taken over");
    }

    /** Whole or not at all. */
    private static void write(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, content, StandardCharsets.US_ASCII, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
