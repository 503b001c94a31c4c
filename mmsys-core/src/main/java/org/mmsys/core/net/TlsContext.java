package org.mmsys.core.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate, reloaded when its files change.
 *
 * <p>A change that cannot be used is logged and the certificate in use stays; sessions keep the one they began with.
 * Thread-safe.
 */
public final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

    private final Path certificateFile;
    private final Path keyFile;
    private final Optional<NodeIdentity> identity;
    private volatile TlsVersion current;
    private List<Object> stamp;
    private byte @Nullable [] refused;
    private byte[] loaded;

    private TlsContext(Path certificateFile, Path keyFile, Optional<NodeIdentity> identity)
            throws IOException, GeneralSecurityException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.identity = identity;
        this.stamp = stamp();
        this.loaded = content();
        this.current = load();
    }

    /**
     * The certificate and key of the configuration.
     *
     * @throws GeneralSecurityException when they cannot be used; the message says why
     */
    public static TlsContext configured(Path certificate, Path key) throws IOException, GeneralSecurityException {
        return new TlsContext(certificate, key, Optional.empty());
    }

    /** The self-signed pair in {@code DATA/tls}, made now if it is not there. */
    public static TlsContext selfSigned(Path data, String hostname) throws IOException, GeneralSecurityException {
        return selfSigned(data, hostname, Optional.empty());
    }

    private static TlsContext selfSigned(Path data, String hostname, Optional<NodeIdentity> identity)
            throws IOException, GeneralSecurityException {
        Path certificate = data.resolve("tls").resolve("cert.pem");
        Path key = data.resolve("tls").resolve("key.pem");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            SelfSigned.write(certificate, key, hostname);
            LOG.atInfo().addKeyValue("file", certificate).log("self-signed certificate made");
        }
        return new TlsContext(certificate, key, identity);
    }

    /** The pair of the configuration if both files are given, else the self-signed one. */
    public static TlsContext open(Optional<Path> certificate, Optional<Path> key, Path data, String hostname)
            throws IOException, GeneralSecurityException {
        return open(certificate, key, data, hostname, Optional.empty());
    }

    /** The same for a node of a system: it also shows and wants certificates of nodes. */
    public static TlsContext open(
            Optional<Path> certificate, Optional<Path> key, Path data, String hostname, Optional<NodeIdentity> identity)
            throws IOException, GeneralSecurityException {
        if (certificate.isPresent() != key.isPresent()) {
            throw new GeneralSecurityException("tls.certificate and tls.key must be given together");
        }
        return certificate.isPresent() && key.isPresent()
                ? new TlsContext(certificate.get(), key.get(), identity)
                : selfSigned(data, hostname, identity);
    }

    /** Who this node is among others, if it belongs to a system of several. */
    Optional<NodeIdentity> identity() {
        return identity;
    }

    TlsVersion current() {
        return current;
    }

    /** Looks at the files and takes a new pair over. A pair that cannot be used is reported once. */
    public synchronized void reloadIfChanged() {
        try {
            List<Object> now = stamp();
            if (now.equals(stamp)) {
                return;
            }
            byte[] content = content();
            if (!Arrays.equals(content, loaded) && !Arrays.equals(content, refused)) {
                take(content);
            }
            stamp = now;
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e.toString()).log("certificate files cannot be read now");
        }
    }

    private void take(byte[] content) {
        try {
            current = load();
            loaded = content;
            refused = null;
            LOG.atInfo().addKeyValue("file", certificateFile).log("certificate reloaded");
        } catch (IOException | GeneralSecurityException e) {
            refused = content;
            LOG.atWarn()
                    .addKeyValue("file", certificateFile)
                    .addKeyValue("cause", e.toString())
                    .log("changed certificate cannot be used, the old one stays");
        }
    }

    private TlsVersion load() throws IOException, GeneralSecurityException {
        return TlsVersion.of(PemPair.parse(Files.readAllBytes(certificateFile), Files.readAllBytes(keyFile)), identity);
    }

    private byte[] content() throws IOException {
        byte[] certificate = Files.readAllBytes(certificateFile);
        byte[] key = Files.readAllBytes(keyFile);
        byte[] both = Arrays.copyOf(certificate, certificate.length + key.length);
        System.arraycopy(key, 0, both, certificate.length, key.length);
        return both;
    }

    private List<Object> stamp() throws IOException {
        return List.of(
                Files.getLastModifiedTime(certificateFile),
                Files.size(certificateFile),
                Files.getLastModifiedTime(keyFile),
                Files.size(keyFile));
    }
}
