package org.mmsys.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.wire.sasl.Secret;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that window and command line share: whose mail, on which servers. */
public final class ServerOptions {
    @Option(
            scope = ScopeType.INHERIT,
            names = "--account-server",
            paramLabel = "H:P[,H:P]",
            description =
                    "Primary and backup to which a request for a new account goes, for example localhost:2401,localhost:2411.")
    private @Nullable String accountServers;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--smtp",
            paramLabel = "H:P[,H:P]",
            description = "Primary and backup to send to, for example localhost:5871,localhost:5881.")
    private @Nullable String smtp;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--pop3",
            paramLabel = "H:P[,H:P]",
            description = "Primary and backup to receive from, for example [::1]:1101,[::1]:1111.")
    private @Nullable String pop3;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--user",
            paramLabel = "NAME",
            description = "Login name, for example ta or ta@mmsys.upenn.edu.")
    private @Nullable String user;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--address",
            paramLabel = "ADDRESS",
            description = "Mail address, if it is not the login name, for example ta@mmsys.upenn.edu.")
    private @Nullable String address;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--name",
            paramLabel = "NAME",
            description = "Your name as others see it, for example \"Ada Lovelace\".")
    private @Nullable String fullName;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--profile",
            paramLabel = "DIR",
            description = "Where mail and settings are kept on this computer, for example /tmp/ta.")
    private @Nullable Path profile;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "How long to wait for a window or command that uses the profile, for example 60; 10 if not given.")
    private int waitSeconds = 10;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--password-file",
            paramLabel = "FILE",
            description = "Its first line is the password. Else MMSYS_PASSWORD, the keyring, or a prompt.")
    private @Nullable Path passwordFile;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--security",
            paramLabel = "WHEN",
            description = "required (default: TLS, but on loopback), if-offered, implicit, none.")
    private @Nullable String security;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--trust",
            paramLabel = "SHA256",
            description = "Fingerprint of a certificate that is trusted from now on, for example AB:12:...")
    private @Nullable String trust;

    private static final int WAIT_MAX_SECONDS = 24 * 3600;

    /** The domain of names without one: that of the sample system. */
    static final String DOMAIN = "mmsys.upenn.edu";

    Optional<Endpoints> accounts() throws Failure {
        return endpoints("--account-server", accountServers);
    }

    Optional<Endpoints> smtp() throws Failure {
        return endpoints("--smtp", smtp);
    }

    Optional<Endpoints> pop3() throws Failure {
        return endpoints("--pop3", pop3);
    }

    private static Optional<Endpoints> endpoints(String option, @Nullable String text) throws Failure {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Endpoints> endpoints = Endpoints.parse(text);
        if (endpoints.isEmpty()) {
            throw Failure.usage("\"" + text + "\" is no value for " + option
                    + ": it takes HOST:PORT or HOST:PORT,BACKUP:PORT, an IPv6 address in brackets.");
        }
        return endpoints;
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    Optional<String> fullName() {
        return Optional.ofNullable(fullName);
    }

    Optional<String> trust() {
        return Optional.ofNullable(trust);
    }

    /** The mail address of a login name. */
    String addressOf(String login) {
        String given = address;
        if (given != null) {
            return given;
        }
        return login.indexOf('@') > 0 ? login : login + "@" + DOMAIN;
    }

    Optional<String> address() {
        return Optional.ofNullable(address);
    }

    Path profile() {
        return Optional.ofNullable(profile).orElseGet(EngineSettings::usualProfile);
    }

    /** How long to wait for who has the profile. */
    Duration patience() {
        return Duration.ofSeconds(Math.min(Math.max(0, waitSeconds), WAIT_MAX_SECONDS));
    }

    Optional<Security> security() throws Failure {
        String text = security;
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (text) {
                    case "required" -> Security.REQUIRED;
                    case "if-offered" -> Security.IF_OFFERED;
                    case "implicit" -> Security.IMPLICIT;
                    case "none" -> Security.NONE;
                    default ->
                        throw Failure.usage("\"" + text
                                + "\" is no value for --security: it takes required, if-offered, implicit or none.");
                });
    }

    ServerChoice servers() throws Failure {
        return new ServerChoice(accounts(), smtp(), pop3(), security().orElse(Security.REQUIRED));
    }

    /** The password a script gave, if it did. */
    Optional<Secret> givenPassword() throws Failure {
        Path file = passwordFile;
        if (file != null) {
            try {
                String line = Files.readString(file, StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("");
                if (line.isEmpty()) {
                    throw Failure.usage("The password file " + file + " is empty.");
                }
                return Optional.of(Secret.of(line));
            } catch (IOException unreadable) {
                throw new Failure(Problem.of(Cause.USAGE, "The password file " + file + " cannot be read.")
                        .because(String.valueOf(unreadable.getMessage())));
            }
        }
        return Optional.ofNullable(System.getenv("MMSYS_PASSWORD"))
                .filter(text -> !text.isEmpty())
                .map(Secret::of);
    }
}
