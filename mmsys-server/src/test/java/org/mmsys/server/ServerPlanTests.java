package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.accounts.AccountKeys;
import org.mmsys.core.config.ConfigLoader;
import org.mmsys.core.config.Key;
import org.mmsys.core.config.Mistake;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.smtp.SmtpKeys;

class ServerPlanTests {
    private final List<Mistake> mistakes = new ArrayList<>();

    private Optional<ServerPlan> plan(String... keysAndValues) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        var loaded = new ConfigLoader(allKeys(), List.of(ServerKeys.LISTENER_FAMILY)).load(Optional.empty(), keys);
        mistakes.addAll(loaded.mistakes());
        return loaded.settings()
                .flatMap(settings ->
                        ServerPlan.of(settings, loaded.families(), List.of("smtp", "pop3", "finger"), mistakes));
    }

    private static List<Key<?>> allKeys() {
        List<Key<?>> keys = new ArrayList<>(ServerKeys.all());
        keys.addAll(AccountKeys.all());
        keys.addAll(SmtpKeys.all());
        return keys;
    }

    @Test
    void wantsAPostmasterAndTrueSendersInPublic() {
        assertThat(plan("data", "d", "smtp", "0.0.0.0:2525", "smtp.sender-check", "username"))
                .isEmpty();
        assertThat(mistakes).extracting(Mistake::key).containsExactly("postmaster", "smtp.sender-check");
    }

    @Test
    void takesClassicSendersOnLoopback() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:2525", "smtp.sender-check", "username"))
                .isPresent();
    }

    @Test
    void wantsAPostmasterThatCanExist() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:2525", "postmaster", "not an account"))
                .isEmpty();
        assertThat(mistakes).extracting(Mistake::key).containsExactly("postmaster");
    }

    @Test
    void knowsTheListenersOfTheContract() {
        ServerPlan plan = plan(
                        "data", "d", "domain", "Mmsys.UPenn.edu,b.test", "smtp", "127.0.0.1:2501", "pop3s", "[::1]:0")
                .orElseThrow();
        assertThat(plan.domains()).containsExactly("mmsys.upenn.edu", "b.test");
        assertThat(plan.listeners())
                .extracting(ListenerSpec::name, ListenerSpec::protocol, ListenerSpec::implicitTls)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("smtp", "smtp", false),
                        org.assertj.core.groups.Tuple.tuple("pop3s", "pop3", true));
    }

    @Test
    void takesListenersOfAnyProtocol() {
        ServerPlan plan = plan("data", "d", "listener.who.protocol", "finger", "listener.who.address", "0.0.0.0:7900")
                .orElseThrow();
        assertThat(plan.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.name()).isEqualTo("who");
            assertThat(listener.protocol()).isEqualTo("finger");
            assertThat(listener.address().getPort()).isEqualTo(7900);
        });
    }

    private static final String OTHER = "s2/primary=127.0.0.1,smtp=2502,pop3=1102";

    @Test
    void takesTheOtherNodesOfASystem() {
        ServerPlan plan = plan(
                        "data",
                        "d",
                        "smtp",
                        "127.0.0.1:2501",
                        "cluster.dir",
                        "c",
                        "node",
                        OTHER + "\ns2/backup=h,smtp=1")
                .orElseThrow();
        assertThat(plan.self()).hasToString("s1/primary");
        assertThat(plan.members().others()).containsExactly("s2");
        assertThat(plan.members().of("s2")).hasSize(2);
    }

    @Test
    void wantsACertificateWhenThereAreOtherNodes() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:2501", "node", OTHER)).isEmpty();
        assertThat(mistakes).extracting(Mistake::key).containsExactly("cluster.dir");
        assertThat(mistakes.get(0).wanted()).contains("mmsysctl cluster init");
    }

    @Test
    void takesItselfAmongTheNodesWhenItAgrees() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:2501", "node", "s1/primary=127.0.0.1,smtp=2501,replica=7101"))
                .isPresent();
        assertThat(plan("data", "d", "smtp", "127.0.0.1:2501", "node", "s1/primary=127.0.0.1,smtp=2509,pop3=1101"))
                .isEmpty();
        assertThat(mistakes)
                .hasSize(2)
                .anySatisfy(mistake -> assertThat(mistake.wanted()).contains("smtp listens at port 2501"))
                .anySatisfy(mistake -> assertThat(mistake.wanted()).contains("pop3 is off here"));
    }

    @Test
    void refusesANodeAtOurOwnAddress() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:2502", "cluster.dir", "c", "node", OTHER))
                .isEmpty();
        assertThat(mistakes)
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.wanted()).contains("our own listener smtp"));
    }

    @Test
    void aBackupNeedsItsPrimary() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:2511", "role", "backup", "cluster.dir", "c", "node", OTHER))
                .isEmpty();
        assertThat(mistakes).extracting(Mistake::key).containsExactly("role");
        mistakes.clear();
        ServerPlan plan = plan(
                        "data",
                        "d",
                        "smtp",
                        "127.0.0.1:2511",
                        "role",
                        "backup",
                        "cluster.dir",
                        "c",
                        "node",
                        OTHER + "\ns1/primary=127.0.0.1,smtp=2501")
                .orElseThrow();
        assertThat(plan.backup()).isTrue();
    }

    @Test
    void takesReplicaAndRegistryPortsBeforeTheirTime() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:0", "replica", "127.0.0.1:7101", "registry", "127.0.0.1:7201"))
                .isPresent();
    }

    @Test
    void listensAtSeveralAddresses() {
        ServerPlan plan =
                plan("data", "d", "smtp", "127.0.0.1:2501, [::1]:2501").orElseThrow();
        assertThat(plan.listeners())
                .extracting(
                        listener -> listener.name() + " " + listener.address().getPort())
                .containsExactly("smtp 2501", "smtp 2501");
    }

    @Test
    void wantsDataDomainAndAListener() {
        assertThat(plan("domain", "-bad-")).isEmpty();
        assertThat(mistakes).extracting(Mistake::key).contains("data", "domain");
    }

    @Test
    void keepsTheAdminPortOnLoopback() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:0", "admin", "0.0.0.0:8101"))
                .isEmpty();
        assertThat(mistakes).extracting(Mistake::key).containsExactly("admin");
    }

    @Test
    void wantsCertificateAndKeyTogether() {
        assertThat(plan("data", "d", "smtp", "127.0.0.1:0", "tls.certificate", "c.pem"))
                .isEmpty();
        assertThat(mistakes).extracting(Mistake::key).containsExactly("tls.certificate");
    }
}
