package org.mmsys.client.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.wire.sasl.Secret;

/** Asks whoever sits at the terminal; without one nobody is asked. */
final class Terminal implements Asks {
    private final PrintWriter err;
    private final Optional<String> pin;

    /** @param pin the fingerprint that is trusted without asking */
    Terminal(PrintWriter err, Optional<String> pin) {
        this.err = err;
        this.pin = pin;
    }

    /** The terminal, if somebody sits at one. */
    @SuppressWarnings("SystemConsoleNull") // later versions than ours never say null
    static Optional<Console> console() {
        return Optional.ofNullable(System.console());
    }

    private static Optional<Secret> secret(String prompt) {
        return console()
                .map(console -> console.readPassword("%s", prompt))
                .filter(typed -> typed.length > 0)
                .map(typed -> Secret.of(new String(typed)));
    }

    @Override
    public CompletableFuture<Optional<Given>> password(Account account, Optional<Problem> refused) {
        refused.ifPresent(problem -> err.println("mmsys-mail: " + problem.happened() + " " + problem.detail()));
        err.flush();
        return CompletableFuture.completedFuture(
                secret("Password of " + account.user() + ": ").map(given -> new Given(given, KeepPassword.KEYRING)));
    }

    @Override
    public CompletableFuture<Optional<Secret>> passphrase(boolean first) {
        return CompletableFuture.completedFuture(secret("Passphrase of the password file: "));
    }

    @Override
    public CompletableFuture<Trust> certificate(CertificateQuestion question) {
        if (pin.isPresent()
                && pin.get()
                        .replace(":", "")
                        .equalsIgnoreCase(question.fingerprint().replace(":", ""))) {
            return CompletableFuture.completedFuture(Trust.PIN);
        }
        err.println("Certificate of " + question.server() + ": " + question.subject());
        err.println("  SHA-256 " + question.fingerprint());
        question.pinned().ifPresent(old -> err.println("  ANOTHER ONE WAS TRUSTED UNTIL NOW: " + old));
        question.reasons().forEach(reason -> err.println("  " + reason));
        err.flush();
        Optional<Console> console = console();
        if (console.isEmpty() || question.changed()) {
            err.println("  Not trusted. To trust it: --trust " + question.fingerprint());
            err.flush();
            return CompletableFuture.completedFuture(Trust.NO);
        }
        boolean yes = console.map(c -> c.readLine("Trust it from now on? [y/N] "))
                .filter(answer -> answer.strip().equalsIgnoreCase("y"))
                .isPresent();
        return CompletableFuture.completedFuture(yes ? Trust.PIN : Trust.NO);
    }
}
