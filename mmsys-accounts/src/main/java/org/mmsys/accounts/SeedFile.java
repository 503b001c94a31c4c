package org.mmsys.accounts;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;

/**
 * The accounts that a configuration wants to exist from the first start.
 *
 * <pre>
 * line = name ":" password [":" server]      ; # begins a comment line; a password may hold spaces, not ":"
 * </pre>
 *
 * @param seeds those for this server, in the order of the file
 * @param mistakes each with its line number, never with a password
 */
public record SeedFile(List<Seed> seeds, List<String> mistakes) {
    /** One account to be made once. The password is prepared already. */
    public record Seed(AccountName account, Secret password) {
        /** What the journal records: the account, not the line, which would put a quick hash of a password on disk. */
        Sha256 mark() {
            return Sha256.over(("seed " + account).getBytes(StandardCharsets.UTF_8));
        }
    }

    public SeedFile {
        seeds = List.copyOf(seeds);
        mistakes = List.copyOf(mistakes);
    }

    /**
     * Reads a file. Main thread, at start.
     *
     * @throws IOException if it cannot be read
     */
    public static SeedFile read(Path file, AccountSettings settings) throws IOException {
        try {
            return parse(Files.readAllLines(file, StandardCharsets.UTF_8), file.toString(), settings);
        } catch (CharacterCodingException notText) {
            return new SeedFile(List.of(), List.of(file + ": not UTF-8"));
        }
    }

    static SeedFile parse(List<String> lines, String fileName, AccountSettings settings) {
        List<Seed> seeds = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        Set<AccountName> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            String place = fileName + ":" + (i + 1) + ": ";
            String[] fields = line.split(":", -1);
            Optional<AccountName> account = settings.account(fields[0].strip());
            Optional<Secret> password = fields.length < 2 ? Optional.empty() : PasswordHash.prepare(fields[1]);
            if (fields.length < 2 || fields.length > 3) {
                mistakes.add(place + "must be name:password or name:password:server");
            } else if (account.isEmpty()) {
                mistakes.add(place + "the name cannot be an account of " + String.join(", ", settings.domains()));
            } else if (password.isEmpty()) {
                mistakes.add(place + "the password is empty or holds what no password may hold (RFC 4013)");
            } else if (fields.length == 3 && fields[2].isBlank()) {
                mistakes.add(place + "the server is empty");
            } else if (!seen.add(account.get())) {
                mistakes.add(place + account.get() + " stands twice");
            } else if (fields.length == 2 || fields[2].strip().equals(settings.server())) {
                seeds.add(new Seed(account.get(), password.get()));
            }
        }
        return new SeedFile(seeds, mistakes);
    }
}
