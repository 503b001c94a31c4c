package org.mmsys.accounts.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mmsys.accounts.AccountsFixture;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.wire.sasl.ScramClient;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;

/** Machine, performer and accounts together, without sockets. */
class AccountsSessionTests {
    private final AccountsFixture house = new AccountsFixture();
    private final AccountsProtocol protocol = new AccountsProtocol(
            new AccountsProtocol.Setup("mail.here.test", Duration.ofMinutes(5), 10, true),
            house.module().registry(),
            house.module().authenticator());
    private final SessionMachine<AccountQuestion, AccountAnswer> machine = protocol.machine(AccountsFixture.loopback());
    private final Performer<AccountQuestion, AccountAnswer> performer = protocol.performer(AccountsFixture.loopback());

    @AfterEach
    void close() {
        performer.closed();
        house.close();
    }

    @Test
    void anAccountsWholeLife() throws Exception {
        assertThat(feed(new Input.Opened<>(AccountsFixture.loopback()))).startsWith("+OK mail.here.test");
        assertThat(say("AVAIL ann")).startsWith("+OK");
        assertThat(say("CREATE ann request-0001")).isEqualTo("+ \r\n");
        assertThat(say(base64("correct horse"))).startsWith("+OK");
        assertThat(say("AVAIL ann")).startsWith("-ERR [TAKEN]");
        assertThat(say("AUTH PLAIN " + base64("\0ann\0wrong"))).startsWith("-ERR [AUTH]");
        assertThat(say("AUTH PLAIN " + base64("\0ann\0correct horse"))).startsWith("+OK ann@here.test");
        assertThat(say("WHERE")).isEqualTo("+OK s1\r\n");
        say("PASSWD");
        assertThat(say(base64("correct horse") + " " + base64("short"))).startsWith("-ERR [WEAKPASSWORD]");
        say("PASSWD");
        assertThat(say(base64("correct horse") + " " + base64("battery staple")))
                .startsWith("+OK");
        say("DELETE");
        assertThat(say(base64("correct horse"))).startsWith("-ERR [AUTH]");
        say("DELETE");
        assertThat(say(base64("battery staple"))).startsWith("+OK");
        assertThat(say("AUTH PLAIN " + base64("\0ann\0battery staple"))).startsWith("-ERR [AUTH]");
        assertThat(say("AVAIL ann")).startsWith("-ERR [TAKEN]");
    }

    @Test
    void logsInByScram() throws Exception {
        house.account("ann", "correct horse");
        feed(new Input.Opened<>(AccountsFixture.loopback()));
        ScramClient client = ScramClient.unbound("ann", Secret.of("correct horse"), "client-nonce", false);

        String first = say("AUTH SCRAM-SHA-256 " + base64(client.first()));
        String last = say(base64(client.last(challenge(first)).orElseThrow()));
        assertThat(client.confirms(challenge(last))).isTrue();
        assertThat(say("")).isEqualTo("+OK ann@here.test logged in\r\n");
    }

    @Test
    void logsInByLogin() throws Exception {
        house.account("ann", "correct horse");
        feed(new Input.Opened<>(AccountsFixture.loopback()));

        assertThat(challenge(say("AUTH LOGIN"))).asString(UTF_8).isEqualTo("Username:");
        assertThat(challenge(say(base64("ann")))).asString(UTF_8).isEqualTo("Password:");
        assertThat(say(base64("correct horse"))).startsWith("+OK ann@here.test");
    }

    @Test
    void isFoundAsAProviderWithDocumentedKeys() {
        ProtocolProvider provider = ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.id().equals("accounts"))
                .findAny()
                .orElseThrow();

        assertThat(provider.keys().stream().map(Key::name))
                .contains("auth.pbkdf2-iterations", "auth.allow-plaintext", "accounts.registration", "postmaster")
                .doesNotHaveDuplicates();
        for (Key<?> key : provider.keys()) {
            assertThat(key.doc()).isNotBlank();
            assertThat(key.parse(key.standard().orElse(""))).isNotNull();
        }
    }

    @Test
    void turnsConnectionsAwayInItsOwnWords() {
        for (TurnedAway why : TurnedAway.values()) {
            assertThat(protocol.turnedAway(why)).startsWith("-ERR [SYS/TEMP] ").endsWith("\r\n");
        }
    }

    private String say(String line) throws Exception {
        return feed(new Input.Line<>(line, LineDefect.NONE));
    }

    /** Drives the session until it waits for the client; returns what it said. */
    private String feed(Input<AccountAnswer> input) throws Exception {
        StringBuilder said = new StringBuilder();
        Deque<Input<AccountAnswer>> inputs = new ArrayDeque<>();
        inputs.add(input);
        while (!inputs.isEmpty()) {
            for (Output<AccountQuestion> output : machine.on(inputs.remove()).outputs()) {
                if (output instanceof Output.Reply<AccountQuestion> reply) {
                    said.append(reply.octets());
                } else if (output instanceof Output.Ask<AccountQuestion> ask) {
                    inputs.add(new Input.Answered<>(answer(ask.question())));
                }
            }
        }
        return said.toString();
    }

    private AccountAnswer answer(AccountQuestion question) throws Exception {
        Attempt<AccountAnswer> attempt = performer.tryNow(question, late -> {
            throw new AssertionError("nothing is answered late");
        });
        return attempt instanceof Attempt.Now<AccountAnswer> now ? now.answer() : performer.perform(question);
    }

    private static String base64(String text) {
        return base64(text.getBytes(UTF_8));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static byte[] challenge(String reply) {
        assertThat(reply).startsWith("+ ");
        return Base64.getDecoder().decode(reply.strip().substring(2));
    }
}
