package org.mmsys.wire.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.wire.accounts.AccountClientMachine.Encryption;
import org.mmsys.wire.accounts.AccountClientMachine.Opening;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;

class AccountClientMachineTests {
    private static final Client PLAIN = new Client("s", "accounts", "127.0.0.1", 1, "127.0.0.1", Optional.empty());
    private static final Client SECURE =
            new Client("s", "accounts", "127.0.0.1", 1, "127.0.0.1", Optional.of(new Tls("TLSv1.3", "AES", "")));
    private AccountClientMachine machine =
            new AccountClientMachine(Opening.ofPeer("XPEER v=1\r\n", Duration.ofSeconds(30)));

    @Test
    void aServerIntroducesItselfUnderTlsAndSaysCommands() {
        assertThat(feed(new Input.Opened<>(PLAIN))).containsExactly("IdleLimit", "? Connected[]");
        assertThat(answer(new ClientMove.GoOn())).isEmpty();
        assertThat(line("+OK ready")).containsExactly("CAPA");
        assertThat(line("+OK")).isEmpty();
        assertThat(line("STLS")).isEmpty();
        assertThat(line(".")).containsExactly("STLS");
        assertThat(line("+OK")).containsExactly("StartTls");
        assertThat(feed(new Input.TlsReady<>(SECURE))).containsExactly("XPEER v=1");
        assertThat(line("+OK s2/primary")).containsExactly("? Ready[capabilities=[], peer=s2/primary]");
        assertThat(answer(ClientMove.Say.many("XBUCKETS"))).containsExactly("XBUCKETS");
        assertThat(line("+OK 2 follow")).isEmpty();
        assertThat(line("one")).isEmpty();
        assertThat(line("..two")).isEmpty();
        assertThat(line("."))
                .containsExactly(
                        "? Answered[status=AccountReply[ok=true, code=Optional.empty, text=2 follow], lines=[one, .two]]");
        assertThat(answer(ClientMove.Say.many("XBUCKETS"))).containsExactly("XBUCKETS");
        assertThat(line("-ERR [X-NOT-HERE] no"))
                .containsExactly(
                        "? Answered[status=AccountReply[ok=false, code=Optional[NOT_HERE], text=no], lines=[]]");
        assertThat(answer(new ClientMove.Leave())).containsExactly("QUIT", "Close");
    }

    @Test
    void continuationsFollowTheirPromptsAndFurtherPromptsAreAsked() {
        open();
        ClientMove.Say create = new ClientMove.Say("CREATE ann id", false, List.of("cGFzcw=="));
        assertThat(create.toString()).doesNotContain("cGFzcw");
        assertThat(answer(create)).containsExactly("CREATE ann id");
        assertThat(line("+ ")).containsExactly("cGFzcw==");
        assertThat(line("+ bW9yZQ==")).containsExactly("? Prompted[base64=bW9yZQ==]");
        assertThat(answer(new ClientMove.Continue("last"))).containsExactly("last");
        assertThat(line("+OK made")).singleElement().asString().startsWith("? Answered");
        assertThat(answer(new ClientMove.HandOver())).containsExactly("HandOver");
    }

    @Test
    void withoutTlsAServerSaysNothing() {
        feed(new Input.Opened<>(PLAIN));
        answer(new ClientMove.GoOn());
        line("+OK ready");
        line("+OK");
        line("AVAIL");
        assertThat(line(".")).containsExactly("? Broken[why=no TLS offered]");
        assertThat(answer(new ClientMove.Leave())).containsExactly("Close");
    }

    @Test
    void aMailProgramForgetsWhatItHeardBeforeTls() {
        machine = new AccountClientMachine(
                new Opening(Encryption.IF_OFFERED, Optional.empty(), Duration.ofSeconds(30), 100));
        feed(new Input.Opened<>(PLAIN));
        answer(new ClientMove.GoOn());
        line("+OK ready");
        line("+OK");
        line("STLS");
        line("EVIL");
        assertThat(line(".")).containsExactly("STLS");
        line("+OK");
        assertThat(feed(new Input.TlsReady<>(SECURE))).containsExactly("CAPA");
        line("+OK");
        line("CREATE");
        assertThat(line(".")).containsExactly("? Ready[capabilities=[CREATE], peer=]");
    }

    @Test
    void refusalsGarbageSilenceAndFloodsEndIt() {
        open();
        answer(ClientMove.Say.single("NOOP"));
        assertThat(line("220 smtp here")).containsExactly("? Broken[why=an answer that is none]");

        open();
        assertThat(line("+OK unasked")).containsExactly("? Broken[why=an answer nobody asked for]");

        open();
        answer(ClientMove.Say.single("NOOP"));
        assertThat(feed(new Input.TimedOut<>())).containsExactly("? Broken[why=silent for too long]");

        open();
        answer(ClientMove.Say.single("NOOP"));
        assertThat(feed(new Input.PeerClosed<>())).containsExactly("? Broken[why=closed by the other end]");

        open();
        answer(ClientMove.Say.single("NOOP"));
        assertThat(feed(new Input.Line<>("+OK", LineDefect.TOO_LONG)))
                .singleElement()
                .asString()
                .startsWith("? Broken");

        open();
        answer(ClientMove.Say.many("XBUCKETS"));
        line("+OK");
        for (int i = 0; i < 3; i++) {
            assertThat(line("line")).isEmpty();
        }
        assertThat(line("line")).containsExactly("? Broken[why=an answer of too many lines]");
        assertThat(line("line")).isEmpty();
    }

    /** A conversation at its first turn, with room for three lines. */
    private void open() {
        machine = new AccountClientMachine(new Opening(Encryption.NONE, Optional.empty(), Duration.ofSeconds(30), 3));
        feed(new Input.Opened<>(PLAIN));
        answer(new ClientMove.GoOn());
        line("+OK ready");
        line("+OK");
        assertThat(line(".")).containsExactly("? Ready[capabilities=[], peer=]");
    }

    private List<String> line(String text) {
        return feed(new Input.Line<>(text, LineDefect.NONE));
    }

    private List<String> answer(ClientMove move) {
        return feed(new Input.Answered<>(move));
    }

    private List<String> feed(Input<ClientMove> input) {
        List<String> said = new ArrayList<>();
        for (Output<ClientTurn> output : machine.on(input).outputs()) {
            if (output instanceof Output.Reply<ClientTurn> reply) {
                said.add(reply.octets().strip());
            } else if (output instanceof Output.Ask<ClientTurn> ask) {
                said.add("? " + ask.question());
            } else {
                said.add(output.getClass().getSimpleName());
            }
        }
        return said;
    }
}
