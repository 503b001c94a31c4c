package org.mmsys.smtp.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.config.Settings;
import org.mmsys.smtp.transport.RelayKeys.SmartHostTls;
import org.mmsys.wire.sasl.Secret;

/**
 * How mail leaves the system.
 *
 * @param hostname how we call ourselves in EHLO, and by which a mail exchanger is known to be ourselves
 * @param allowed where mail may go although it is loopback, link-local or ours
 */
public record RelaySettings(
        String hostname,
        Optional<SmartHost> smartHost,
        int port,
        AllowedNetworks allowed,
        Optional<InetSocketAddress> dnsServer,
        Duration dnsTime,
        Duration connectTime) {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final int PORT_PLAIN = 25;
    private static final int PORT_IMPLICIT = 465;
    private static final long PASSWORD_FILE_MAX = 4096;

    /** Who takes all mail. */
    public record SmartHost(String host, int port, SmartHostTls tls, Optional<Credentials> credentials) {
        public SmartHost {
            if (credentials.isPresent() && tls == SmartHostTls.OPPORTUNISTIC) {
                throw new IllegalArgumentException("relay.smart-host.user needs relay.smart-host.tls = required or"
                        + " implicit: a password is only given to a host that has proved its name");
            }
        }
    }

    /** How we log in there. */
    public record Credentials(String user, Secret password) {}

    /**
     * The settings as configured; reads the password file.
     *
     * @throws IllegalArgumentException with what is wrong, for the operator
     */
    public static RelaySettings of(Settings settings, String hostname) {
        return new RelaySettings(
                hostname,
                settings.get(RelayKeys.SMART_HOST).map(where -> smartHost(where, settings)),
                settings.get(RelayKeys.PORT),
                AllowedNetworks.of(settings.get(RelayKeys.ALLOW_PRIVATE)),
                settings.get(RelayKeys.DNS_SERVER),
                settings.get(RelayKeys.DNS_TIME),
                settings.get(RelayKeys.CONNECT_TIME));
    }

    private static SmartHost smartHost(String where, Settings settings) {
        SmartHostTls tls = settings.get(RelayKeys.SMART_HOST_TLS);
        Optional<String> user = settings.get(RelayKeys.SMART_HOST_USER);
        Optional<Path> file = settings.get(RelayKeys.SMART_HOST_PASSWORD_FILE);
        if (user.isPresent() != file.isPresent()) {
            throw new IllegalArgumentException(
                    "relay.smart-host.user and relay.smart-host.password-file are given together or not at all");
        }
        int bracket = where.lastIndexOf(']');
        int colon = where.lastIndexOf(':');
        boolean withPort = colon > bracket && where.indexOf(':') == colon || bracket > 0 && colon > bracket;
        String host = withPort ? where.substring(0, colon) : where;
        int port = withPort
                ? port(where.substring(colon + 1), where)
                : tls == SmartHostTls.IMPLICIT ? PORT_IMPLICIT : PORT_PLAIN;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (!host.matches("[A-Za-z0-9.:_-]{1,253}")) {
            throw new IllegalArgumentException("relay.smart-host = " + where + ": must be HOST or HOST:PORT");
        }
        return new SmartHost(host, port, tls, user.map(name -> new Credentials(name, password(file.orElseThrow()))));
    }

    private static int port(String digits, String where) {
        if (!digits.matches("[1-9][0-9]{0,4}") || Integer.parseInt(digits) > 65_535) {
            throw new IllegalArgumentException("relay.smart-host = " + where + ": must be HOST or HOST:PORT");
        }
        return Integer.parseInt(digits);
    }

    private static Secret password(Path file) {
        try {
            refuseOthers(file);
            if (Files.size(file) > PASSWORD_FILE_MAX) {
                throw new IllegalArgumentException("relay.smart-host.password-file = " + file + ": is too large");
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (lines.isEmpty() || lines.get(0).isEmpty()) {
                throw new IllegalArgumentException("relay.smart-host.password-file = " + file + ": is empty");
            }
            return Secret.of(lines.get(0));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "relay.smart-host.password-file = " + file + ": cannot be read", unreadable);
        }
    }

    private static void refuseOthers(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(OTHERS::contains)) {
            throw new IllegalArgumentException(
                    "relay.smart-host.password-file = " + file + ": is not for its owner only ("
                            + PosixFilePermissions.toString(permissions) + "); it must be rw-------");
        }
    }
}
