package org.mmsys.client.core.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;

/**
 * The messages on this disk: one file each, below a directory for each folder. Thread-safe.
 *
 * <p>A file appears under its name only when it is whole and durable. Which folder a message is in is said by the index; where its
 * file lies only matters when the index has to be made anew.
 */
public final class LocalStore {
    private static final String ENDING = ".eml";

    private final Path mail;
    private final Path tmp;

    /** In a profile. */
    public LocalStore(Path profile) {
        this.mail = profile.resolve("mail");
        this.tmp = profile.resolve("tmp");
    }

    /** A message on its way to the disk. Owned by one thread. Closed without {@link #keep}, nothing is left of it. */
    public final class Incoming extends OutputStream implements Closeable {
        private final Path file;
        private final FileChannel channel;
        private long size;

        private Incoming(Path file) throws IOException {
            this.file = file;
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            SmallFile.ownerOnly(file);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(octets, offset, length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            size += length;
        }

        public long size() {
            return size;
        }

        /** What has come so far, to look into. */
        public Path file() {
            return file;
        }

        /** Gives it its name; after return it survives a crash. */
        public Path keep(MessageRow.Key key) throws IOException {
            channel.force(true);
            channel.close();
            Path directory = directory(key.folderId());
            Files.createDirectories(directory);
            Path target = directory.resolve(encode(key.id()) + ENDING);
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            SmallFile.syncDirectory(directory);
            return target;
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** Begins a message. */
    public Incoming begin() throws IOException {
        return new Incoming(tmp.resolve(UUID.randomUUID().toString()));
    }

    private Path directory(Folder.Id folder) {
        return mail.resolve(folder.account()).resolve(encode(folder.path()));
    }

    /** The file of a message, wherever it lies; empty if it is not here. */
    public Optional<Path> find(MessageRow.Key key) {
        String name = encode(key.id()) + ENDING;
        Path likely = directory(key.folderId()).resolve(name);
        if (Files.exists(likely)) {
            return Optional.of(likely);
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(mail.resolve(key.account()))) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(name))) {
                    return Optional.of(folder.resolve(name));
                }
            }
        } catch (IOException none) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Puts the file where the index says the message is now. Nothing happens if there is none. */
    public void moved(MessageRow.Key from, MessageRow.Key to) throws IOException {
        Optional<Path> file = find(from);
        if (file.isPresent()) {
            Path directory = directory(to.folderId());
            Files.createDirectories(directory);
            Path target = directory.resolve(encode(to.id()) + ENDING);
            if (!target.equals(file.get())) {
                Files.move(file.get(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Removes the file of a message. */
    public void delete(MessageRow.Key key) throws IOException {
        Optional<Path> file = find(key);
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }

    /** Removes all of an account. */
    public void deleteAccount(String account) throws IOException {
        Path root = mail.resolve(account);
        if (Files.exists(root)) {
            List<Path> all;
            try (var walk = Files.walk(root)) {
                all = new ArrayList<>(walk.toList());
            }
            for (int i = all.size() - 1; i >= 0; i--) {
                Files.deleteIfExists(all.get(i));
            }
        }
    }

    /** Every message on this disk, for an index that is made anew. */
    public List<MessageRow.Key> all(String account) throws IOException {
        List<MessageRow.Key> keys = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(mail.resolve(account))) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
                    for (Path file : files) {
                        String name = file.getFileName().toString();
                        String id = decode(name.substring(0, name.length() - ENDING.length()));
                        keys.add(new MessageRow.Key(
                                account, decode(folder.getFileName().toString()), id));
                    }
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return keys;
    }

    /** Letters, digits, and {@code ._-} inside stay; every other octet of UTF-8 becomes {@code %XX}. */
    static String encode(String text) {
        StringBuilder name = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-'
                    || c == '.' && name.length() > 0;
            name.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return name.toString();
    }

    static String decode(String name) {
        byte[] octets = new byte[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            boolean coded = name.charAt(i) == '%' && i + 2 < name.length() && hex(name, i);
            octets[length++] = coded ? (byte) Integer.parseInt(name, i + 1, i + 3, 16) : (byte) name.charAt(i);
            i += coded ? 2 : 0;
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean hex(String name, int at) {
        return Character.digit(name.charAt(at + 1), 16) >= 0 && Character.digit(name.charAt(at + 2), 16) >= 0;
    }
}
