package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a tree must know of itself that its files do not tell: kept in {@code .state} beside the Maildir, forced at once.
 *
 * <p>Renaming a folder cannot be recognised as done by looking at messages; so everything before it is synced first, and
 * a replay leaves out what this account had applied by then.
 *
 * @param born the sequence number of the account's creation, 0 when mail came first
 * @param applied operations up to this sequence number are not applied to this account again
 * @param renaming {@code from/to}: a renaming of folders with number {@code applied} that may not be complete
 */
record AccountState(long born, long applied, Optional<String> renaming) {
    /** Later than any creation that may be replayed, so that none moves the tree away. */
    private static final long UNKNOWN_BIRTH = 999_999_999_999_999_999L;

    private static final Logger log = LoggerFactory.getLogger(AccountState.class);
    private static final String FILE = ".state";
    private static final Pattern TEXT = Pattern.compile("born=(\\d{1,18})\napplied=(\\d{1,18})\nrenaming=([^\n]*)\n");
    private static final AccountState NONE = new AccountState(0, 0, Optional.empty());

    static AccountState of(Path account) throws IOException {
        byte[] octets;
        try {
            octets = Files.readAllBytes(account.resolve(FILE));
        } catch (NoSuchFileException none) {
            return NONE;
        } catch (FileSystemException unreadable) {
            if (Files.isRegularFile(account, LinkOption.NOFOLLOW_LINKS)) {
                return NONE; // a file in the place of the account's directory holds no state
            }
            throw unreadable;
        }
        Matcher matcher = TEXT.matcher(new String(octets, StandardCharsets.US_ASCII));
        if (!matcher.matches()) {
            log.atError().addKeyValue("file", account.resolve(FILE)).log("state of an account is damaged");
            return new AccountState(UNKNOWN_BIRTH, 0, Optional.empty());
        }
        return of(matcher);
    }

    private static AccountState of(Matcher matcher) {
        String renaming = matcher.group(3);
        return new AccountState(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                renaming.isEmpty() ? Optional.empty() : Optional.of(renaming));
    }

    /** As {@link #text} gave it; empty when that cannot be. */
    static Optional<AccountState> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() ? Optional.of(of(matcher)) : Optional.empty();
    }

    String text() {
        return "born=" + born + "\napplied=" + applied + "\nrenaming=" + renaming.orElse("") + "\n";
    }

    AccountState applied(long sequence) {
        return new AccountState(born, sequence, Optional.empty());
    }

    AccountState renaming(long sequence, String from, String to) {
        return new AccountState(born, sequence, Optional.of(from + "/" + to));
    }

    /** Durable on return. */
    void write(MaildirTree tree, Path account) throws IOException {
        write(tree, account, true);
    }

    void write(MaildirTree tree, Path account, boolean force) throws IOException {
        Path temporary = account.resolve(FILE + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = tree.createFile(temporary)) {
            MaildirTree.writeAll(channel, ByteBuffer.wrap(text().getBytes(StandardCharsets.US_ASCII)));
            if (force) {
                channel.force(true);
            }
        }
        Files.move(temporary, account.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        if (force) {
            MaildirTree.force(account);
        }
    }
}
