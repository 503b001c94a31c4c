package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.queue.Verdict;

/** Where mail goes, by RFC 5321 §5.1 and RFC 7505. */
@Timeout(60)
final class MailExchangersTests {
    private final FakeDns dns;
    private MailExchangers exchangers;

    MailExchangersTests() throws IOException {
        dns = new FakeDns();
        exchangers = exchangers(List.of(), 1);
    }

    @BeforeEach
    void fill() {
        dns.mx("there.test", 20, "b.there.test").mx("there.test", 10, "a.there.test");
        dns.a("a.there.test", "192.0.2.1").aaaa("a.there.test", "2001:db8::1");
        dns.a("b.there.test", "192.0.2.2");
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private MailExchangers exchangers(List<String> allowed, long seed) {
        InetAddress ours = AllowedNetworks.literal("198.51.100.1").orElseThrow();
        return new MailExchangers(
                Optional.of(dns.address()),
                Duration.ofSeconds(6),
                "mx.here.test",
                new OutsideAddresses(AllowedNetworks.of(allowed), ours::equals),
                new Random(seed));
    }

    private List<String> hosts(String domain) {
        MailHosts found = exchangers.forDomain(domain).join();
        assertThat(found).isInstanceOf(MailHosts.Found.class);
        return ((MailHosts.Found) found)
                .hosts().stream()
                        .map(host -> host.name() + " " + host.address().getHostAddress())
                        .toList();
    }

    private String refused(String domain) {
        MailHosts found = exchangers.forDomain(domain).join();
        assertThat(found).isInstanceOf(MailHosts.None.class);
        Verdict verdict = ((MailHosts.None) found).verdict();
        return verdict instanceof Verdict.Refused refused ? refused.status() : ((Verdict.Deferred) verdict).status();
    }

    @Test
    void hostsComeByPreferenceWithAllTheirAddresses() {
        assertThat(hosts("there.test"))
                .containsExactly(
                        "a.there.test 192.0.2.1", "a.there.test 2001:db8:0:0:0:0:0:1", "b.there.test 192.0.2.2");
    }

    @Test
    void equalPreferencesAreShuffled() {
        dns.mx("equal.test", 10, "a.there.test").mx("equal.test", 10, "b.there.test");
        Set<String> first = new HashSet<>();

        for (int seed = 0; seed < 20; seed++) {
            exchangers = exchangers(List.of(), seed);
            first.add(hosts("equal.test").get(0));
        }

        assertThat(first).hasSize(2);
    }

    @Test
    void aDomainWithoutExchangersIsItsOwn() {
        dns.a("plain.test", "192.0.2.9");
        dns.cname("alias.test", "plain.test");

        assertThat(hosts("plain.test")).containsExactly("plain.test 192.0.2.9");
        assertThat(hosts("alias.test")).containsExactly("alias.test 192.0.2.9");
    }

    @Test
    void whoTakesNoMailIsBelieved() {
        dns.mx("null.test", 0, ".");

        assertThat(refused("null.test")).isEqualTo("5.1.10");
    }

    @Test
    void aDomainThatDoesNotExistIsRefusedAndTroubleIsNot() {
        dns.serverFails("broken.test").saysNothingAbout("silent.test");
        dns.mx("half.test", 10, "gone.half.test").serverFails("gone.half.test");
        dns.mx("nowhere.test", 10, "gone.nowhere.test");

        assertThat(refused("missing.test")).isEqualTo("5.1.2");
        assertThat(refused("broken.test")).isEqualTo("4.4.3");
        assertThat(refused("silent.test")).isEqualTo("4.4.3");
        assertThat(refused("half.test")).isEqualTo("4.4.3");
        assertThat(refused("nowhere.test")).isEqualTo("5.4.4");
        assertThat(refused("-.." + "x".repeat(70))).isEqualTo("5.1.2");
    }

    @Test
    void theListEndsWhereWeStandOurselves() {
        dns.mx("backup.test", 10, "a.there.test")
                .mx("backup.test", 20, "MX.here.test")
                .mx("backup.test", 20, "b.there.test")
                .mx("backup.test", 30, "b.there.test");
        dns.mx("loop.test", 10, "mx.here.test").mx("loop.test", 20, "a.there.test");

        assertThat(hosts("backup.test")).allMatch(host -> host.startsWith("a.there.test"));
        assertThat(refused("loop.test")).isEqualTo("5.4.6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "169.254.1.1",
                "224.0.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "255.255.255.255",
                "198.51.100.1",
                "::1",
                "fe80::1",
                "ff02::1",
                "::127.0.0.1",
                "64:ff9b::7f00:1"
            })
    void neverLeadsIntoThisMachineOrSystem(String address) {
        if (address.contains(":")) {
            dns.aaaa("inside.test", address);
        } else {
            dns.a("inside.test", address);
        }

        assertThat(refused("inside.test")).isEqualTo("5.4.4");
        assertThat(refused(address.contains(":") ? "[IPv6:" + address + "]" : "[" + address + "]"))
                .isEqualTo("5.4.4");

        exchangers = exchangers(List.of("0.0.0.0/0", "::/0"), 1);
        assertThat(hosts("inside.test")).hasSize(1);
    }

    @Test
    void addressLiteralsNeedNoDns() {
        assertThat(hosts("[192.0.2.77]")).containsExactly("[192.0.2.77] 192.0.2.77");
        assertThat(hosts("[ipv6:2001:db8::5]")).hasSize(1);
        assertThat(refused("[192.0.2]")).isEqualTo("5.1.2");
        assertThat(refused("[there.test]")).isEqualTo("5.1.2");
        assertThat(dns.queries()).isZero();
    }

    @Test
    void noMoreThanEightAddressesAreTried() {
        for (int i = 0; i < 30; i++) {
            dns.mx("many.test", 10, "h" + i + ".many.test").a("h" + i + ".many.test", "192.0.2." + i);
        }

        assertThat(hosts("many.test")).hasSize(MailExchangers.ADDRESSES_MAX);
    }

    @Test
    void answersAreRememberedForTheirTime() {
        hosts("there.test");
        refused("missing.test");
        int asked = dns.queries();

        hosts("there.test");
        refused("missing.test");

        assertThat(dns.queries()).isEqualTo(asked);
    }
}
