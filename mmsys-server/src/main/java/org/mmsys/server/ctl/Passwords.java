package org.mmsys.server.ctl;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.mmsys.wire.sasl.Secret;

/** Where passwords come from: a prompt at a terminal, else the first line of standard input; never an argument. */
final class Passwords {
    private final InputStream in;
    private final Optional<Console> terminal;

    Passwords(InputStream in, Optional<Console> terminal) {
        this.in = in;
        this.terminal = terminal;
    }

    /** A new password; empty when it was typed differently the second time, or there is none. */
    Optional<Secret> fresh(String account) throws IOException {
        if (terminal.isPresent()) {
            Console console = terminal.get();
            char[] first = console.readPassword("New password for %s: ", account);
            char[] second = console.readPassword("Again: ");
            boolean same = first != null && second != null && Arrays.equals(first, second);
            return same ? Optional.of(Secret.of(new String(first))) : Optional.empty();
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        return Optional.ofNullable(lines.readLine())
                .filter(line -> !line.isEmpty())
                .map(Secret::of);
    }
}
