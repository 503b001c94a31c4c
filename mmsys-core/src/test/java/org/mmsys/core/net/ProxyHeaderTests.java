package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.net.ProxyHeader.Parsed;

class ProxyHeaderTests {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final byte[] KEY = new byte[32];
    private static final InetAddress RELAY = AddressRange.parse("192.0.2.99").address();

    @ParameterizedTest
    @CsvSource({
        "21 11 000c 01020304 05060708 0400 0019, 1.2.3.4, 1024, 5.6.7.8, 25",
        "21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 fffe 03e3,"
                + " 2001:db8:0:0:0:0:0:1, 65534, 2001:db8:0:0:0:0:0:2, 995",
        "21 11 0013 01020304 05060708 0400 0019 04 0004 61626364, 1.2.3.4, 1024, 5.6.7.8, 25"
    })
    void readsAddresses(String hex, String client, int port, String local, int localPort) {
        ByteBuffer octets = octets(hex, "EHLO");
        Parsed.Found found = (Parsed.Found) ProxyHeader.parse(octets);
        assertThat(found.octets()).isEqualTo(octets.remaining() - 4);
        InetSocketAddress from = found.header().client().orElseThrow();
        assertThat(from.getAddress().getHostAddress()).isEqualTo(client);
        assertThat(from.getPort()).isEqualTo(port);
        InetSocketAddress to = found.header().local().orElseThrow();
        assertThat(to.getAddress().getHostAddress()).isEqualTo(local);
        assertThat(to.getPort()).isEqualTo(localPort);
        assertThat(found.header().seal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20 00 0000", "20 11 000c 01020304 05060708 0400 0019", "20 11 0000", "21 00 0000"})
    void knowsHeadersWithoutAnAddress(String hex) {
        Parsed.Found found = (Parsed.Found) ProxyHeader.parse(octets(hex, ""));
        assertThat(found.header().client()).isEmpty();
    }

    @Test
    void readsUnixSocketsAsNoAddress() {
        Parsed.Found found = (Parsed.Found) ProxyHeader.parse(octets("21 31 00d8 " + "00".repeat(216), "x"));
        assertThat(found.header().client()).isEmpty();
        assertThat(found.octets()).isEqualTo(16 + 216);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c 01020304 05060708 0400 0019", // version 1 in version 2's clothes
                "22 11 000c 01020304 05060708 0400 0019", // no such command
                "21 12 000c 01020304 05060708 0400 0019", // datagrams
                "21 41 000c 01020304 05060708 0400 0019", // no such family
                "21 11 000b 01020304 05060708 0400 00", // too short for its addresses
                "21 21 000c 01020304 05060708 0400 0019",
                "21 11 ffff", // longer than any header
                "21 11 000e 01020304 05060708 0400 0019 04 00", // half a TLV
                "21 11 0010 01020304 05060708 0400 0019 04 0002 61", // a TLV beyond the end
                "21 11 0010 01020304 05060708 0400 0019 e0 0001 61" // a seal of the wrong length
            })
    void refusesWhatCannotBeUsed(String hex) {
        assertThat(ProxyHeader.parse(octets(hex, ""))).isInstanceOf(Parsed.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"EHLO here\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", "\r\nQUIT\r\n", "\r\n\r\nQUIT", "\0"})
    void leavesEverythingElseAlone(String text) {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ProxyHeader.parse(octets)).isInstanceOf(Parsed.Absent.class);
        assertThat(octets.position()).isZero();
    }

    @Test
    void waitsForTheRestOctetByOctet() {
        byte[] header = relayed("2001:db8::7", "192.0.2.1");
        for (int count = 0; count < header.length; count++) {
            Parsed parsed = ProxyHeader.parse(ByteBuffer.wrap(header, 0, count));
            assertThat(parsed).as("%d octets", count).isEqualTo(new Parsed.Partial(count > 4));
        }
        assertThat(ProxyHeader.parse(ByteBuffer.wrap(header))).isInstanceOf(Parsed.Found.class);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7,192.0.2.1", "2001:db8::7,2001:db8::1", "2001:db8::7,192.0.2.1", "192.0.2.7,2001:db8::1"})
    void writesWhatItReads(String client, String local) {
        byte[] header = relayed(client, local);
        Parsed.Found found = (Parsed.Found) ProxyHeader.parse(ByteBuffer.wrap(header));
        assertThat(found.octets()).isEqualTo(header.length);
        assertThat(found.header().client().orElseThrow())
                .isEqualTo(new InetSocketAddress(AddressRange.parse(client).address(), 4711));
        assertThat(found.header().local().orElseThrow())
                .isEqualTo(new InetSocketAddress(AddressRange.parse(local).address(), 110));
        assertThat(trust(NOW).refusal(RELAY, found.header())).isEmpty();
    }

    @Test
    void believesASealOnceAndOnlyWhole() {
        byte[] header = relayed("192.0.2.7", "192.0.2.1");
        ProxyTrust trust = trust(NOW);
        assertThat(trust.isRelay(RELAY)).isFalse();
        for (int octet = 16; octet < header.length; octet++) {
            byte[] forged = header.clone();
            forged[octet] ^= 1;
            if (ProxyHeader.parse(ByteBuffer.wrap(forged)) instanceof Parsed.Found found) {
                assertThat(trust.refusal(RELAY, found.header()))
                        .as("octet %d", octet)
                        .isPresent();
            }
        }
        assertThat(trust.refusal(RELAY, header(header))).isEmpty();
        assertThat(trust.isRelay(RELAY)).isTrue();
        assertThat(trust.refusal(RELAY, header(header))).contains("seal used before");
        assertThat(trust.refusal(RELAY, header(relayed("192.0.2.7", "192.0.2.1"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-61,true", "-60,false", "0,false", "60,false", "61,true"})
    void believesASealForAMinute(int seconds, boolean refused) {
        ProxyTrust trust = trust(NOW.plusSeconds(seconds));
        assertThat(trust.refusal(RELAY, header(relayed("192.0.2.7", "192.0.2.1")))
                        .isPresent())
                .isEqualTo(refused);
    }

    @Test
    void refusesSealsOfAnotherPairAndHeadersWithout() {
        byte[] other = KEY.clone();
        other[0] = 1;
        ProxyTrust trust = new ProxyTrust(List.of(), Optional.of(other), InstantSource.fixed(NOW), System::nanoTime);
        assertThat(trust.refusal(RELAY, header(relayed("192.0.2.7", "192.0.2.1"))))
                .contains("wrong seal");
        ProxyHeader plain =
                header(octets("21 11 000c 01020304 05060708 0400 0019", "").array());
        assertThat(trust.refusal(RELAY, plain)).contains("not from a proxy");
        ProxyTrust none = new ProxyTrust(List.of(), Optional.empty(), InstantSource.fixed(NOW), System::nanoTime);
        assertThat(none.any()).isFalse();
        assertThat(none.refusal(RELAY, header(relayed("192.0.2.7", "192.0.2.1"))))
                .isPresent();
    }

    @Test
    void believesConfiguredProxiesWithoutASeal() {
        ProxyTrust trust = new ProxyTrust(
                List.of(AddressRange.parse("192.0.2.96/27"), AddressRange.parse("2001:db8::/33")),
                Optional.empty(),
                InstantSource.fixed(NOW),
                System::nanoTime);
        ProxyHeader plain =
                header(octets("21 11 000c 01020304 05060708 0400 0019", "").array());
        assertThat(trust.refusal(RELAY, plain)).isEmpty();
        assertThat(trust.isRelay(RELAY)).isTrue();
        assertThat(trust.refusal(AddressRange.parse("192.0.2.95").address(), plain))
                .isPresent();
        assertThat(trust.isRelay(AddressRange.parse("2001:db8:7fff::1").address()))
                .isTrue();
        assertThat(trust.isRelay(AddressRange.parse("2001:db8:8000::1").address()))
                .isFalse();
    }

    @Test
    void forgetsNoncesOnlyWhenTheirTimeIsOver() {
        AtomicLong nanos = new AtomicLong();
        ProxyTrust trust = new ProxyTrust(List.of(), Optional.of(KEY), InstantSource.fixed(NOW), nanos::get);
        byte[] header = relayed("192.0.2.7", "192.0.2.1");
        assertThat(trust.refusal(RELAY, header(header))).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(121).toNanos());
        assertThat(trust.refusal(RELAY, header(header))).contains("seal used before");
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(trust.isRelay(RELAY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "192.0.2.1/33", "192.0.2.1/", "2001:db8::/129", "1.2.3", "10.0.0.0/x"})
    void refusesWhatIsNoNetwork(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ProxyTrust trust(Instant now) {
        return new ProxyTrust(List.of(), Optional.of(KEY), InstantSource.fixed(now), System::nanoTime);
    }

    private static byte[] relayed(String client, String local) {
        return ProxyHeader.relayed(
                new InetSocketAddress(AddressRange.parse(client).address(), 4711),
                new InetSocketAddress(AddressRange.parse(local).address(), 110),
                KEY,
                InstantSource.fixed(NOW),
                new Random());
    }

    private static ProxyHeader header(byte[] octets) {
        return ((Parsed.Found) ProxyHeader.parse(ByteBuffer.wrap(octets))).header();
    }

    private static ByteBuffer octets(String hex, String behind) {
        byte[] header = HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""));
        byte[] all = Arrays.copyOf(header, header.length + behind.length());
        System.arraycopy(behind.getBytes(StandardCharsets.US_ASCII), 0, all, header.length, behind.length());
        return ByteBuffer.wrap(all);
    }
}
