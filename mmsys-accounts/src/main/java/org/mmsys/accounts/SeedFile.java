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
        return read(file, settings, List.of(settings.server()));
    }

    /**
     * The same among several servers: a seed that names no server belongs to the one that decides about its name.
     *
     * @param servers all servers of the system, this one included
     */
    public static SeedFile read(Path file, AccountSettings settings, List<String> servers) throws IOException {
        try {
            return parse(Files.readAllLines(file, StandardCharsets.UTF_8), file.toString(), settings, servers);
        } catch (CharacterCodingException notText) {
            return new SeedFile(List.of(), List.of(file + ": not UTF-8"));
        }
    }

    static SeedFile parse(List<String> lines, String fileName, AccountSettings settings) {
        return parse(lines, fileName, settings, List.of(settings.server()));
    }

    static SeedFile parse(List<String> lines, String fileName, AccountSettings settings, List<String> servers) {
        Rendezvous rendezvous = new Rendezvous(servers);
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
            } else if (settings.server()
                    .equals(fields.length == 2 ? rendezvous.of(account.get()) : fields[2].strip())) {
                seeds.add(new Seed(account.get(), password.get()));
            }
        }
        return new SeedFile(seeds, mistakes);
    }
}
