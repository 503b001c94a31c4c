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
import org.mmsys.core.route.NodeName;
import org.mmsys.smtp.SmtpKeys;

/** Who decides for a pair, as the configuration says. */
class RegistryCheckTests {
    private static final String PRIMARY = "s1/primary=127.0.0.1,smtp=2501,replica=7101,registry=7201";
    private static final String BACKUP = "s1/backup=127.0.0.1,smtp=2511,replica=7111,registry=7211";
    private static final String WITNESS = "w1/witness=127.0.0.1,registry=7210";

    private final List<Mistake> mistakes = new ArrayList<>();

    private Optional<ServerPlan> plan(String... keysAndValues) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("data", "d");
        keys.put("cluster.dir", "c");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        List<Key<?>> all = new ArrayList<>(ServerKeys.all());
        all.addAll(AccountKeys.all());
        all.addAll(SmtpKeys.all());
        var loaded = new ConfigLoader(all, List.of(ServerKeys.LISTENER_FAMILY)).load(Optional.empty(), keys);
        mistakes.addAll(loaded.mistakes());
        return loaded.settings()
                .flatMap(settings -> ServerPlan.of(settings, loaded.families(), List.of("smtp"), mistakes));
    }

    private Optional<ServerPlan> pair(String nodes, String... more) {
        List<String> keys = new ArrayList<>(List.of("smtp", "127.0.0.1:2501", "replica", "127.0.0.1:7101"));
        keys.addAll(List.of("registry", "127.0.0.1:7201", "node", nodes));
        keys.addAll(List.of(more));
        return plan(keys.toArray(String[]::new));
    }

    private List<String> voters(Optional<ServerPlan> plan) {
        assertThat(mistakes).isEmpty();
        return plan.orElseThrow().voters().stream().map(NodeName::toString).toList();
    }

    @Test
    void pairWithAWitnessHasThreeVotersOnEachNode() {
        assertThat(voters(pair(BACKUP + "\n" + WITNESS))).containsExactly("s1/backup", "w1/witness", "s1/primary");
        assertThat(voters(pair(PRIMARY + "\n" + BACKUP + "\n" + WITNESS)))
                .containsExactly("s1/backup", "w1/witness", "s1/primary");
        assertThat(voters(plan(
                        "witness",
                        "yes",
                        "server",
                        "w1",
                        "registry",
                        "127.0.0.1:7210",
                        "node",
                        BACKUP + "\n" + PRIMARY)))
                .containsExactly("s1/backup", "w1/witness", "s1/primary");
    }

    @Test
    void votersMayBeNamed() {
        assertThat(voters(pair(
                        BACKUP + "\n" + WITNESS + "\ns2/primary=127.0.0.1,smtp=2502,registry=7202",
                        "registry.voters",
                        "w1/witness, s1/primary, s2/primary")))
                .containsExactly("w1/witness", "s1/primary", "s2/primary");
    }

    @Test
    void votersMustBeAnOddNumberOfNodesThatListen() {
        pair(BACKUP + "\n" + WITNESS, "registry.voters", "w1/witness, s1/primary");
        pair(BACKUP + "\n" + WITNESS, "registry.voters", "w1/witness, s1/primary, s9/backup");
        pair(BACKUP + "\n" + WITNESS, "registry.voters", "w1/witness, s1/primary, w1/witness");
        pair(BACKUP + "\n" + WITNESS, "registry.voters", "w1/witness, s1/primary, W9");
        assertThat(mistakes)
                .isNotEmpty()
                .allSatisfy(mistake -> assertThat(mistake.key()).isEqualTo("registry.voters"));
        assertThat(mistakes)
                .extracting(Mistake::wanted)
                .anySatisfy(wanted -> assertThat(wanted).contains("three, five or seven"))
                .anySatisfy(wanted -> assertThat(wanted).contains("registry=PORT"))
                .anySatisfy(wanted -> assertThat(wanted).contains("each once"));
    }

    /** Rules 31: two sentences that say what each costs. */
    @Test
    void lonePairMustChoose() {
        assertThat(pair(BACKUP)).isEmpty();
        assertThat(mistakes).singleElement().satisfies(mistake -> {
            assertThat(mistake.key()).isEqualTo("pair.mode");
            assertThat(mistake.wanted()).contains("consistent", "available", "witness", "waits", "lacks");
            assertThat(mistake.wanted().split("\\. ")).hasSize(2);
        });
    }

    @Test
    void lonePairThatIsConsistentDecidesByItself() {
        Optional<ServerPlan> plan = pair(BACKUP, "pair.mode", "consistent");
        assertThat(mistakes).isEmpty();
        assertThat(plan.orElseThrow().lonePair()).isTrue();
        assertThat(pair(BACKUP + "\n" + WITNESS, "pair.mode", "consistent")
                        .orElseThrow()
                        .lonePair())
                .isFalse();
    }

    @Test
    void lonePairMayRatherBeAvailable() {
        ServerPlan plan = pair(BACKUP, "pair.mode", "available", "pair.reference", "127.0.0.1:53")
                .orElseThrow();
        assertThat(mistakes).isEmpty();
        assertThat(plan.available()).isTrue();
        assertThat(plan.settings().get(ServerKeys.PAIR_REFERENCE)).hasSize(1);
        assertThat(pair(BACKUP, "pair.mode", "consistent").orElseThrow().available())
                .isFalse();
        assertThat(pair(BACKUP + "\n" + WITNESS, "pair.mode", "available")
                        .orElseThrow()
                        .available())
                .isFalse();
    }

    @Test
    void pairModeIsOneOfTwoWords() {
        pair(BACKUP + "\n" + WITNESS, "pair.mode", "sometimes");
        assertThat(mistakes).extracting(Mistake::key).containsExactly("pair.mode");
    }

    @Test
    void halvesThatDoNotReplicateNeedNoRegistry() {
        assertThat(plan("smtp", "127.0.0.1:2501", "node", "s1/backup=127.0.0.1,smtp=2511"))
                .isPresent();
        assertThat(mistakes).isEmpty();
    }

    @Test
    void witnessServesNobodyAndListensForVoters() {
        plan("witness", "yes", "server", "w1", "registry", "127.0.0.1:7210", "smtp", "127.0.0.1:25", "node", BACKUP);
        plan("witness", "yes", "server", "w1", "node", BACKUP + "\n" + PRIMARY);
        assertThat(mistakes)
                .extracting(Mistake::wanted)
                .anySatisfy(wanted -> assertThat(wanted).contains("holds no mail"))
                .anySatisfy(wanted -> assertThat(wanted).contains("needs an address"));
    }

    @Test
    void witnessOfOneHalfIsNoRegistry() {
        plan("witness", "yes", "server", "w1", "registry", "127.0.0.1:7210", "node", BACKUP);
        assertThat(mistakes)
                .extracting(Mistake::wanted)
                .singleElement()
                .asString()
                .contains("three at least");
    }

    @Test
    void ownLineMustSayWhatIsTrue() {
        pair(PRIMARY.replace("7201", "7299") + "\n" + BACKUP + "\n" + WITNESS);
        assertThat(mistakes).extracting(Mistake::key).containsExactly("registry");
    }
}
