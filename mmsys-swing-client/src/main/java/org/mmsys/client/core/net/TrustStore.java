package org.mmsys.client.core.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.store.SmallFile;

/**
 * Which certificates are good: those the system's authorities vouch for, and those the user pinned to a host and port.
 *
 * <p>A pinned server is good with its pinned certificate only. Thread-safe; pins are on the disk when {@link #pin} returns.
 */
public final class TrustStore {
    private final Path file;
    private final Properties pins;
    private final Set<String> once = new HashSet<>();
    private final Supplier<X509ExtendedTrustManager> read;
    private @Nullable X509ExtendedTrustManager authorities;

    /** The pins in this file, and the authorities of the system. */
    public TrustStore(Path file) throws IOException {
        this(file, TrustStore::systemAuthorities);
    }

    TrustStore(Path file, Supplier<X509ExtendedTrustManager> read) throws IOException {
        this.file = file;
        this.pins = SmallFile.read(file);
        this.read = read;
    }

    private static X509ExtendedTrustManager systemAuthorities() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("no authorities", broken);
        }
        throw new IllegalStateException("no authorities");
    }

    /** From now on this certificate and no other. */
    public synchronized void pin(Endpoint server, String fingerprint) throws IOException {
        pins.setProperty(server.toString(), fingerprint);
        SmallFile.write(file, pins);
    }

    /** Good until the program ends. */
    public synchronized void trustOnce(Endpoint server, String fingerprint) {
        once.add(server + " " + fingerprint);
    }

    synchronized Optional<String> pinOf(Endpoint server) {
        return Optional.ofNullable(pins.getProperty(server.toString()));
    }

    synchronized boolean trustedOnce(Endpoint server, String fingerprint) {
        return once.contains(server + " " + fingerprint);
    }

    /** Read when they are needed first: that takes a while. */
    synchronized X509ExtendedTrustManager authorities() {
        X509ExtendedTrustManager known = authorities;
        if (known == null) {
            known = read.get();
            authorities = known;
        }
        return known;
    }
}
