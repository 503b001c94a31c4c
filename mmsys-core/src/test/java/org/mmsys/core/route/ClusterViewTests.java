package org.mmsys.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mmsys.core.route.Members.Member;

class ClusterViewTests {
    private static final NodeName ME = node("s1/primary");
    private static final NodeName FIRST = node("s2/primary");
    private static final NodeName SECOND = node("s2/backup");

    private final AtomicLong clock = new AtomicLong();
    private final ClusterView view = new ClusterView(
            new Members(
                    ME,
                    List.of(
                            member(SECOND, Service.SMTP, Service.POP3),
                            member(FIRST, Service.SMTP, Service.POP3),
                            member(node("s1/backup"), Service.SMTP),
                            member(ME, Service.SMTP),
                            member(node("w1/witness"), Service.REGISTRY))),
            clock::get,
            new Random(1));

    @Test
    void asksThePrimaryFirstAndThenWhoAnsweredLast() {
        assertThat(names("s2")).containsExactly(FIRST, SECOND);
        view.succeeded(SECOND, Service.POP3);
        assertThat(names("s2")).containsExactly(SECOND, FIRST);
        view.succeeded(FIRST, Service.SMTP);
        assertThat(names("s2")).containsExactly(FIRST, SECOND);
    }

    @Test
    void neverNamesItselfNorNodesWithoutTheService() {
        assertThat(names("s1")).containsExactly(node("s1/backup"));
        assertThat(view.candidates("s1", Service.POP3)).isEmpty();
        assertThat(names("w1")).isEmpty();
        assertThat(names("s9")).isEmpty();
    }

    @Test
    void leavesAFailingNodeAloneForLongerAndLonger() {
        long expected = 200;
        for (int failure = 1; failure <= 4; failure++) {
            view.failed(FIRST, Service.SMTP, "refused");
            Duration wait = state(FIRST).retryIn();
            assertThat(wait.toMillis()).isBetween(expected * 3 / 4 - 1, expected * 5 / 4);
            assertThat(state(FIRST).failures()).isEqualTo(failure);
            assertThat(names("s2")).containsExactly(SECOND);
            clock.addAndGet(wait.toNanos());
            assertThat(names("s2")).containsExactly(FIRST, SECOND);
            expected = Math.min(800, expected * 2);
        }
        clock.addAndGet(ClusterView.FRESH.toNanos());
        view.failed(FIRST, Service.SMTP, "refused");
        assertThat(state(FIRST).retryIn().toMillis()).isBetween(3 * 800L, 10_000 * 5L / 4);
        for (int failure = 6; failure <= 12; failure++) {
            view.failed(FIRST, Service.SMTP, "refused");
        }
        assertThat(state(FIRST).retryIn().toMillis()).isBetween(7_500L - 1, 12_500L);
        assertThat(view.candidates("s2", Service.POP3)).hasSize(2);
    }

    @Test
    void noticesWithinASecondThatANodeIsBackWhichWentAMinuteAgo() {
        long gone = clock.get();
        while (clock.get() - gone < Duration.ofSeconds(60).toNanos()) {
            view.failed(FIRST, Service.SMTP, "refused");
            assertThat(state(FIRST).retryIn()).isLessThanOrEqualTo(Duration.ofSeconds(1));
            clock.addAndGet(state(FIRST).retryIn().toNanos());
        }
    }

    @Test
    void aNodeThatIsBackIsTriedAtItsOtherDoors() {
        for (int failure = 1; failure <= 12; failure++) {
            view.failed(FIRST, Service.SMTP, "refused");
            view.failed(FIRST, Service.POP3, "refused");
            clock.addAndGet(Duration.ofSeconds(13).toNanos());
        }
        view.failed(FIRST, Service.SMTP, "refused");
        assertThat(view.admit(FIRST, Service.SMTP)).isFalse();
        view.succeeded(FIRST, Service.POP3);
        assertThat(view.admit(FIRST, Service.SMTP)).isTrue();

        view.failed(FIRST, Service.SMTP, "hung");
        view.succeeded(FIRST, Service.POP3);
        assertThat(view.admit(FIRST, Service.SMTP))
                .as("one that always answers says nothing of the other")
                .isFalse();
    }

    @Test
    void letsOneTryAtATime() {
        view.failed(FIRST, Service.SMTP, "refused");
        assertThat(view.admit(FIRST, Service.SMTP)).isFalse();
        clock.addAndGet(Duration.ofMillis(260).toNanos());
        assertThat(view.admit(FIRST, Service.SMTP)).isTrue();
        assertThat(view.admit(FIRST, Service.SMTP)).isFalse();
        assertThat(names("s2")).containsExactly(SECOND);
        view.succeeded(FIRST, Service.SMTP);
        assertThat(view.admit(FIRST, Service.SMTP)).isTrue();
        assertThat(view.admit(FIRST, Service.SMTP)).isTrue();
    }

    @Test
    void letsAnotherTryWhenTheFirstNeverSaysWhatBecameOfIt() {
        view.failed(FIRST, Service.SMTP, "refused");
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(view.admit(FIRST, Service.SMTP)).isTrue();
        clock.addAndGet(ClusterView.TRIAL.toNanos());
        assertThat(view.admit(FIRST, Service.SMTP)).isTrue();
    }

    @Test
    void hasNoCandidatesWhenAllKeepFailing() {
        view.failed(FIRST, Service.SMTP, "refused");
        view.failed(SECOND, Service.SMTP, "refused");
        assertThat(names("s2")).isEmpty();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(names("s2")).hasSize(2);
    }

    @Test
    void remembersANodeThatAnswersAndFailsInTurns() {
        for (int failure = 1; failure <= 4; failure++) {
            view.failed(FIRST, Service.SMTP, "hung");
            clock.addAndGet(Duration.ofSeconds(5).toNanos());
            view.succeeded(FIRST, Service.SMTP);
        }
        view.failed(FIRST, Service.SMTP, "hung");
        assertThat(state(FIRST).failures()).isEqualTo(5);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        view.succeeded(FIRST, Service.SMTP);
        view.failed(FIRST, Service.SMTP, "hung");
        assertThat(state(FIRST).failures()).isEqualTo(1);
    }

    @Test
    void turnsToTheOtherHalfWhenTheOneThatAnsweredCannotServe() {
        view.succeeded(FIRST, Service.POP3);
        view.failed("s2", Service.POP3, "hung after TLS");
        assertThat(view.candidates("s2", Service.POP3)).extracting(Member::name).containsExactly(SECOND);
        assertThat(names("s2")).containsExactly(SECOND, FIRST);
        assertThat(state(FIRST).why()).isEqualTo("hung after TLS");
        view.failed("s9", Service.POP3, "unknown");
    }

    private List<NodeName> names(String server) {
        return view.candidates(server, Service.SMTP).stream().map(Member::name).toList();
    }

    private ClusterView.NodeState state(NodeName node) {
        return view.snapshot().stream()
                .filter(state -> state.node().equals(node) && state.failures() > 0)
                .findFirst()
                .orElseThrow();
    }

    private static NodeName node(String name) {
        return NodeName.parse(name).orElseThrow();
    }

    private static Member member(NodeName name, Service... services) {
        Map<Service, Integer> ports = new java.util.EnumMap<>(Service.class);
        for (Service service : services) {
            ports.put(service, 1000 + ports.size());
        }
        return new Member(name, "127.0.0.1", ports);
    }
}
