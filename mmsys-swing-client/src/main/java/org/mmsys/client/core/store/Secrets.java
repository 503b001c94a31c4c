package org.mmsys.client.core.store;

import com.github.javakeyring.BackendNotSupportedException;
import com.github.javakeyring.Keyring;
import com.github.javakeyring.PasswordAccessException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.wire.sasl.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passwords of accounts: in memory, in the system's keyring, or in a file under a passphrase. Thread-safe. May wait for the
 * keyring's own window.
 *
 * <p>The keyring is touched only when it is needed, and without one nothing breaks: the password is asked for.
 */
public final class Secrets {
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
    private static final String SERVICE = "mmsys-mail";

    private final Path kept;
    private final LockedFile locked;
    private final boolean keyring;
    private final String realm;
    private final Map<String, Secret> memory = new HashMap<>();

    /** Those of a profile; with {@code keyring} false the system's is never touched. */
    public Secrets(Path profile, boolean keyring) {
        this.kept = profile.resolve("passwords-kept.properties");
        this.locked = new LockedFile(profile.resolve("passwords.locked"));
        this.keyring = keyring;
        this.realm = profile.toAbsolutePath().normalize() + "#";
    }

    /** Where the password of an account is kept; empty if it is not known. */
    public synchronized Optional<KeepPassword> keptIn(String account) throws IOException {
        return Optional.ofNullable(SmallFile.read(kept).getProperty(account)).map(KeepPassword::valueOf);
    }

    /** Whether the passphrase is needed before {@link #find} can help. */
    public synchronized boolean needsPassphrase(String account) throws IOException {
        return !memory.containsKey(account)
                && keptIn(account).filter(KeepPassword.ENCRYPTED_FILE::equals).isPresent()
                && !locked.isOpen();
    }

    /** Whether there is a file under a passphrase. */
    public boolean hasLockedFile() {
        return locked.exists();
    }

    /** Opens the file, or makes it; false if the passphrase is another one. */
    public synchronized boolean unlock(Secret passphrase) throws IOException {
        return locked.open(passphrase);
    }

    /** The password, if it can be had without asking anybody. */
    public synchronized Optional<Secret> find(String account) throws IOException {
        Secret known = memory.get(account);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<KeepPassword> where = keptIn(account);
        Optional<Secret> found = Optional.empty();
        if (where.isPresent() && where.get() == KeepPassword.KEYRING) {
            found = fromKeyring(account);
        } else if (where.isPresent() && where.get() == KeepPassword.ENCRYPTED_FILE && locked.isOpen()) {
            found = locked.get(account);
        }
        found.ifPresent(secret -> memory.put(account, secret));
        return found;
    }

    /**
     * Keeps a password; where the wished place does not work, in memory only.
     *
     * @return where it is now
     */
    public synchronized KeepPassword keep(String account, Secret password, KeepPassword wish) throws IOException {
        memory.put(account, password);
        KeepPassword where = wish;
        if (wish == KeepPassword.KEYRING && !toKeyring(account, password)
                || wish == KeepPassword.ENCRYPTED_FILE && !locked.isOpen()) {
            where = KeepPassword.NOWHERE;
        }
        if (where == KeepPassword.ENCRYPTED_FILE) {
            locked.put(account, password);
        }
        Properties all = SmallFile.read(kept);
        all.setProperty(account, where.name());
        SmallFile.write(kept, all);
        return where;
    }

    /** For this process only, overriding what is kept: a password of the command line. */
    public synchronized void useNow(String account, Secret password) {
        memory.put(account, password);
    }

    /** The server refused it. */
    public synchronized void wrong(String account) {
        memory.remove(account);
    }

    public synchronized void forget(String account) throws IOException {
        memory.remove(account);
        if (keptIn(account).filter(KeepPassword.KEYRING::equals).isPresent()) {
            withKeyring(ring -> {
                ring.deletePassword(SERVICE, realm + account);
                return "";
            });
        }
        if (locked.isOpen()) {
            locked.remove(account);
        }
        Properties all = SmallFile.read(kept);
        all.remove(account);
        SmallFile.write(kept, all);
    }

    private Optional<Secret> fromKeyring(String account) {
        return withKeyring(ring -> ring.getPassword(SERVICE, realm + account)).map(Secret::of);
    }

    private boolean toKeyring(String account, Secret password) {
        return withKeyring(ring -> {
                    ring.setPassword(SERVICE, realm + account, password.reveal());
                    return "kept";
                })
                .isPresent();
    }

    private interface Use {
        String of(Keyring ring) throws PasswordAccessException;
    }

    private Optional<String> withKeyring(Use use) {
        if (!keyring) {
            return Optional.empty();
        }
        try {
            Keyring ring = Keyring.create();
            try {
                return Optional.ofNullable(use.of(ring));
            } finally {
                ring.close();
            }
        } catch (BackendNotSupportedException | PasswordAccessException none) {
            LOG.atDebug().addKeyValue("why", none.getMessage()).log("no keyring");
            return Optional.empty();
        } catch (Exception | LinkageError broken) {
            // the bindings throw what their native libraries do
            LOG.atInfo().addKeyValue("why", broken.toString()).log("the keyring does not work");
            return Optional.empty();
        }
    }
}
