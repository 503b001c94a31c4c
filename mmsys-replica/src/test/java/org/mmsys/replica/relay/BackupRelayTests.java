package org.mmsys.replica.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;

/** A backup that passes its connections on, with a clock and connections of the test's own. */
final class BackupRelayTests {
    private static final NodeName BACKUP = NodeName.parse("s1/backup").orElseThrow();
    private static final NodeName PRIMARY = NodeName.parse("s1/primary").orElseThrow();
    private static final Members MEMBERS = new Members(
            BACKUP,
            List.of(
                    new Member(BACKUP, "b.test", Map.of(Service.SMTP, 2511)),
                    new Member(PRIMARY, "p.test", Map.of(Service.SMTP, 2501, Service.POP3, 1101, Service.POP3S, 9951)),
                    new Member(NodeName.parse("s2/primary").orElseThrow(), "q.test", Map.of(Service.SMTP, 2502))));
    private static final Client CLIENT = new Client("sid1", "smtp", "192.0.2.7", 40_000, "192.0.2.1", Optional.empty());

    private final FakeConnector connector = new FakeConnector();
    private long nanos = 1_000_000_000_000L;

    @Test
    void callsTheSameListenerOfThePrimaryAndTellsWhoCalls() {
        assertThat(talk("smtp", "smtp", false)).containsExactly("ask", "splice");

        assertThat(connector.dials.get(0).address()).isEqualTo(InetSocketAddress.createUnresolved("p.test", 2501));
        assertThat(connector.dials.get(0).purpose()).isEqualTo("relay-smtp");
        assertThat(connector.said).containsExactly("\r\n\u00e9 192.0.2.7:40000 192.0.2.1:2511");
    }

    @Test
    void implicitTlsPassesThrough() {
        List<BackupRelay.Relayed> relayed = relay(primary()).of(List.of(spec("pop3s", "pop3", true)));

        assertThat(relayed).hasSize(1);
        assertThat(relayed.get(0).listener().implicitTls()).isFalse();
        assertThat(talk("pop3s", "pop3", true)).containsExactly("ask", "splice");
        assertThat(connector.dials.get(0).address().getPort()).isEqualTo(9951);
    }

    @Test
    void whatCarriesNoMailIsNotRelayed() {
        assertThat(relay(primary()).of(List.of(spec("finger", "finger", false), spec("replica", "replica", false))))
                .isEmpty();
    }

    @Test
    void triesAgainSoonAndThenLessOften() {
        connector.failing = 6;

        assertThat(talk("smtp", "smtp", false))
                .containsExactly(
                        "ask",
                        "pause 50",
                        "ask",
                        "pause 100",
                        "ask",
                        "pause 100",
                        "ask",
                        "pause 100",
                        "ask",
                        "pause 100",
                        "ask",
                        "pause 100",
                        "ask",
                        "splice");
    }

    @Test
    void afterFiveSecondsTheClientHearsThatNobodyServes() {
        connector.failing = 1_000;
        long begun = nanos;

        assertThat(last(talk("smtp", "smtp", false), 2))
                .containsExactly("say 421 4.3.2 Service not available, try again later", "close");
        assertThat(Duration.ofNanos(nanos - begun)).isBetween(Duration.ofMillis(4_500), Duration.ofSeconds(5));

        assertThat(last(talk("pop3", "pop3", false), 2))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("say -ERR [SYS/TEMP] "),
                        end -> assertThat(end).isEqualTo("close"));
        assertThat(last(talk("pop3s", "pop3", true), 2))
                .satisfiesExactly(
                        ask -> assertThat(ask).isEqualTo("ask"),
                        end -> assertThat(end).isEqualTo("close"));
    }

    @Test
    void thePrimaryMayComeToBeKnownWhileAClientWaits() {
        Deque<Optional<Member>> known =
                new ArrayDeque<>(List.of(Optional.empty(), MEMBERS.find(BACKUP), MEMBERS.find(PRIMARY)));

        assertThat(talk(known::remove, "smtp", "smtp", false))
                .containsExactly("ask", "pause 50", "ask", "pause 100", "ask", "splice");
        assertThat(connector.dials).hasSize(1);
    }

    @Test
    void aPrimaryWithoutThatListenerServesNobodyThere() {
        assertThat(last(talk("accounts", "accounts", false), 2))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("say -ERR [SYS/TEMP] "),
                        end -> assertThat(end).isEqualTo("close"));
    }

    @Test
    void aClientThatHasGoneLeavesNoConnection() {
        RelayProtocol protocol = protocol(primary(), "smtp", "smtp", false);
        Performer<RelayQuestion, RelayAnswer> performer = protocol.performer(CLIENT);
        performer.tryNow(RelayQuestion.CALL, answer -> {});
        performer.closed();
        assertThat(connector.links.get(0).closed).isTrue();

        Performer<RelayQuestion, RelayAnswer> early = protocol.performer(CLIENT);
        early.closed();
        early.tryNow(RelayQuestion.CALL, answer -> {});
        assertThat(connector.links.get(1).closed).isTrue();
    }

    @Test
    void nobodyIsJoinedWithoutAnAnswer() {
        Performer<RelayQuestion, RelayAnswer> performer =
                protocol(primary(), "smtp", "smtp", false).performer(CLIENT);
        assertThatThrownBy(performer::link).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBackupThatGoesDownTurnsAway() {
        RelayProtocol protocol = protocol(primary(), "smtp", "smtp", false);
        assertThat(protocol.turnedAway(TurnedAway.SHUTTING_DOWN)).startsWith("421 ");
        SessionMachine<RelayQuestion, RelayAnswer> machine = protocol.machine(CLIENT);
        machine.on(new Input.Opened<>(CLIENT));
        machine.on(new Input.Draining<>());
        assertThat(machine.on(new Input.Answered<>(RelayAnswer.CONNECTED)).outputs())
                .last()
                .isInstanceOf(Output.Close.class);
    }

    private List<String> talk(String name, String id, boolean implicitTls) {
        return talk(primary(), name, id, implicitTls);
    }

    /** What a connection to that listener sees; pauses take the time they say, and nothing else any. */
    private List<String> talk(Supplier<Optional<Member>> serving, String name, String id, boolean implicitTls) {
        RelayProtocol protocol = protocol(serving, name, id, implicitTls);
        SessionMachine<RelayQuestion, RelayAnswer> machine = protocol.machine(CLIENT);
        Performer<RelayQuestion, RelayAnswer> performer = protocol.performer(CLIENT);
        List<String> seen = new ArrayList<>();
        Deque<Input<RelayAnswer>> inputs = new ArrayDeque<>(List.of(new Input.Opened<>(CLIENT)));
        while (!inputs.isEmpty()) {
            for (Output<RelayQuestion> output : machine.on(inputs.remove()).outputs()) {
                if (output instanceof Output.Ask<RelayQuestion> ask) {
                    seen.add("ask");
                    Attempt<RelayAnswer> attempt =
                            performer.tryNow(ask.question(), answer -> inputs.add(new Input.Answered<>(answer)));
                    if (attempt instanceof Attempt.Now<RelayAnswer> now) {
                        inputs.add(new Input.Answered<>(now.answer()));
                    }
                } else if (output instanceof Output.Pause<RelayQuestion> pause) {
                    seen.add("pause " + pause.length().toMillis());
                    nanos += pause.length().toNanos();
                } else if (output instanceof Output.Reply<RelayQuestion> reply) {
                    seen.add("say " + reply.octets().strip());
                } else if (output instanceof Output.Splice<RelayQuestion>) {
                    assertThat(performer.link())
                            .isSameAs(last(connector.links, 1).get(0));
                    seen.add("splice");
                } else {
                    seen.add("close");
                }
            }
        }
        performer.closed();
        return seen;
    }

    private RelayProtocol protocol(Supplier<Optional<Member>> serving, String name, String id, boolean implicitTls) {
        return relay(serving).of(List.of(spec(name, id, implicitTls))).get(0).protocol();
    }

    private BackupRelay relay(Supplier<Optional<Member>> serving) {
        RelayHeader header = (client, local) ->
                ("\r\n\u00e9 " + written(client) + " " + written(local)).getBytes(StandardCharsets.ISO_8859_1);
        return new BackupRelay(BACKUP, connector, header, serving, () -> nanos);
    }

    private static Supplier<Optional<Member>> primary() {
        return BackupRelay.primaryOf(MEMBERS, BACKUP);
    }

    private static String written(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static ListenerSpec spec(String name, String id, boolean implicitTls) {
        return new ListenerSpec(name, id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 2511), implicitTls);
    }

    private static <T> List<T> last(List<T> all, int count) {
        return all.subList(Math.max(0, all.size() - count), all.size());
    }
}
