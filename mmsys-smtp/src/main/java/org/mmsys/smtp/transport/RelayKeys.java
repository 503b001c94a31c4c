package org.mmsys.smtp.transport;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.config.Key;

/** The settings of mail that leaves the system. */
public final class RelayKeys {
    static final Key<Optional<String>> SMART_HOST = Key.optionalText(
            "relay.smart-host",
            "HOST or HOST:PORT (IPv6 in brackets) that takes all mail for other systems, instead of the hosts that DNS names.");
    static final Key<SmartHostTls> SMART_HOST_TLS = Key.choice(
            "relay.smart-host.tls",
            SmartHostTls.class,
            SmartHostTls.REQUIRED,
            "TLS with the smart host: required is STARTTLS with a certificate that proves its name, implicit is the same from"
                    + " the first octet (port 465), opportunistic is whatever it offers, without proof.");
    static final Key<Optional<String>> SMART_HOST_USER = Key.optionalText(
            "relay.smart-host.user",
            "The name to log in with at the smart host; needs a password file and proved TLS.");
    static final Key<Optional<Path>> SMART_HOST_PASSWORD_FILE = Key.file(
            "relay.smart-host.password-file",
            "A file whose first line is the password for the smart host; readable by the owner only.");
    static final Key<Integer> PORT =
            Key.count("relay.port", 25, 1, 65_535, "The port of hosts that DNS names; anything but 25 is for tests.");
    static final Key<List<String>> ALLOW_PRIVATE = Key.list(
            "relay.allow-private",
            "",
            "Addresses and networks, such as 127.0.0.1 or 10.0.0.0/8, to which mail may go although they are loopback,"
                    + " link-local or addresses of this system; nothing else of that kind is ever called.");
    static final Key<Optional<InetSocketAddress>> DNS_SERVER =
            Key.address("relay.dns-server", "The DNS server to ask instead of those of the operating system.");
    static final Key<Duration> DNS_TIME = Key.duration(
            "relay.dns-time", "20s", "How long an answer of DNS is waited for before mail is tried later.");
    static final Key<Duration> CONNECT_TIME = Key.duration(
            "relay.connect-time", "30s", "How long one host may take to accept a connection before the next is tried.");

    private RelayKeys() {}

    /** What TLS with a smart host has to be. */
    public enum SmartHostTls {
        REQUIRED,
        OPPORTUNISTIC,
        IMPLICIT
    }

    /** All of them. */
    public static List<Key<?>> all() {
        return List.of(
                SMART_HOST,
                SMART_HOST_TLS,
                SMART_HOST_USER,
                SMART_HOST_PASSWORD_FILE,
                PORT,
                ALLOW_PRIVATE,
                DNS_SERVER,
                DNS_TIME,
                CONNECT_TIME);
    }
}
