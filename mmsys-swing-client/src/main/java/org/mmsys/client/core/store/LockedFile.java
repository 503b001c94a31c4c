package org.mmsys.client.core.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.sasl.Secret;

/** Passwords in a file, each under AES-256-GCM with a key from a passphrase (PBKDF2, 310,000 iterations). Owned by {@link Secrets}. */
final class LockedFile {
    private static final int ITERATIONS = 310_000;
    private static final int NONCE = 12;
    private static final String CHECK = "check";
    private static final String ENTRY = "entry.";

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private @Nullable SecretKey key;

    LockedFile(Path file) {
        this.file = file;
    }

    boolean exists() {
        return Files.exists(file);
    }

    boolean isOpen() {
        return key != null;
    }

    /** False if the file was locked with another passphrase. */
    boolean open(Secret passphrase) throws IOException {
        Properties p = SmallFile.read(file);
        boolean made = p.isEmpty();
        if (made) {
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            p.setProperty("salt", Base64.getEncoder().encodeToString(salt));
            p.setProperty("iterations", String.valueOf(ITERATIONS));
        }
        try {
            SecretKey tried = derive(
                    passphrase,
                    Base64.getDecoder().decode(p.getProperty("salt", "")),
                    Integer.parseInt(p.getProperty("iterations", "0")));
            if (made) {
                p.setProperty(CHECK, seal(tried, CHECK, CHECK));
                SmallFile.write(file, p);
            } else if (unseal(tried, CHECK, p.getProperty(CHECK, "")).isEmpty()) {
                return false;
            }
            key = tried;
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException damaged) {
            throw new IOException("damaged: " + file, damaged);
        }
    }

    private static SecretKey derive(Secret passphrase, byte[] salt, int iterations) throws GeneralSecurityException {
        SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        PBEKeySpec spec = new PBEKeySpec(passphrase.reveal().toCharArray(), salt, iterations, 256);
        return new SecretKeySpec(factory.generateSecret(spec).getEncoded(), "AES");
    }

    Optional<Secret> get(String account) throws IOException {
        String sealed = SmallFile.read(file).getProperty(ENTRY + account, "");
        return sealed.isEmpty()
                ? Optional.empty()
                : unseal(openKey(), account, sealed).map(Secret::of);
    }

    void put(String account, Secret password) throws IOException {
        Properties p = SmallFile.read(file);
        try {
            p.setProperty(ENTRY + account, seal(openKey(), account, password.reveal()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        SmallFile.write(file, p);
    }

    void remove(String account) throws IOException {
        Properties p = SmallFile.read(file);
        p.remove(ENTRY + account);
        SmallFile.write(file, p);
    }

    private SecretKey openKey() {
        SecretKey open = key;
        if (open == null) {
            throw new IllegalStateException("locked");
        }
        return open;
    }

    private String seal(SecretKey with, String name, String text) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, with, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
        byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return Base64.getEncoder().encodeToString(all);
    }

    private static Optional<String> unseal(SecretKey with, String name, String sealed) {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, with, new GCMParameterSpec(128, all, 0, NONCE));
            cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
            return Optional.of(new String(cipher.doFinal(all, NONCE, all.length - NONCE), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }
}
