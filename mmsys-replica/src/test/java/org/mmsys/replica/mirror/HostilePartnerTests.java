package org.mmsys.replica.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmsys.replica.mirror.MirrorHouse.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.store.maildir.CopyMarker;
import org.mmsys.replica.node.BulkService;

/** What the other half says is not believed: nothing leads out of the tree, and nothing announced makes room. */
final class HostilePartnerTests {
    private static final String STATE = "born=1\napplied=1\nrenaming=\n";
    private static final String NAME = "1772366400.0400008000016g00000000a001.s1-primary,S=19";

    @TempDir
    Path place;

    private MirrorHouse sink;
    private MirrorHouse other;

    @BeforeEach
    void open() throws IOException {
        sink = new MirrorHouse(Files.createDirectories(place.resolve("deep/sink")), 1);
        other = new MirrorHouse(place.resolve("other"), 2);
    }

    @AfterEach
    void close() {
        sink.close();
        other.close();
    }

    private interface Words {
        void say(DataOutputStream out) throws IOException;
    }

    /** Tells a tree in these words; files are answered with noise. */
    private void copy(Words words) throws IOException {
        BulkService liar = (in, out) -> {
            String verb = in.readUTF();
            in.readUnsignedByte();
            if (verb.equals(MirrorService.TREE)) {
                out.writeByte(TreeTalk.IMAGE);
                MirrorWire.image(out, other.take());
                words.say(out);
                out.flush();
            }
            while (in.read() >= 0) {
                // hears everything and says nothing
            }
        };
        try (Loopback wire = new Loopback(liar);
                TreeCopy copy = new TreeCopy(() -> sink.applier, sink.data, wire, sink)) {
            assertThatThrownBy(() -> copy.once(() -> true)).isInstanceOf(IOException.class);
        }
        assertThat(CopyMarker.present(sink.data)).isTrue();
        assertNothingOutside();
    }

    private void assertNothingOutside() throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            assertThat(new TreeSet<>(
                            all.map(path -> path.getFileName().toString()).toList()))
                    .containsExactly("deep", "other");
        }
        try (Stream<Path> all = Files.list(place.resolve("deep"))) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactly("sink");
        }
    }

    private static void account(DataOutputStream out, String local, String domain, String state, int folders)
            throws IOException {
        out.writeByte(TreeTalk.ACCOUNT);
        out.writeUTF(local);
        out.writeUTF(domain);
        out.writeUTF(state);
        out.writeInt(folders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../../x", ".graves", "a/b", "", "x\0y"})
    void accountsThatLeadElsewhere(String name) throws IOException {
        copy(out -> account(out, name, "here.test", STATE, 0));
        copy(out -> account(out, "ann", name, STATE, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/etc", ".a/../../..", ".", "x", ".a/b", ".&AAA-"})
    void foldersThatLeadElsewhere(String name) throws IOException {
        copy(out -> {
            account(out, "ann", "here.test", STATE, 1);
            out.writeUTF(name);
            out.writeInt(0);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../evil",
                NAME + ":2,/../../../../../evil",
                NAME + ":2,S\0",
                "..",
                "",
                NAME + ":2,\u00e4",
                "1772366400.0400008000016g00000000a001.s1-primary,S=-5"
            })
    void messagesThatLeadElsewhere(String name) throws IOException {
        copy(out -> {
            account(out, "ann", "here.test", STATE, 1);
            out.writeUTF("");
            out.writeInt(1);
            out.writeUTF(name);
            out.writeByte(0);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "queue/../../evil", "queue", "mail/ann", "mail/.graves/../x", "/etc/x", "queue//x"})
    void plainFilesThatLeadElsewhere(String name) throws IOException {
        copy(out -> {
            out.writeByte(TreeTalk.PLAIN);
            out.writeUTF(name);
            out.writeLong(5);
            out.write(new byte[32]);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "born=1", "born=1\napplied=1\nrenaming=../../x/.y\n", "born=-1\napplied=1\nrenaming=\n"})
    void statesThatCannotBe(String state) throws IOException {
        copy(out -> account(out, "ann", "here.test", state, 0));
    }

    @Test
    void absurdNumbers() throws IOException {
        copy(out -> account(out, "ann", "here.test", STATE, Integer.MAX_VALUE));
        copy(out -> account(out, "ann", "here.test", STATE, -1));
        copy(out -> {
            account(out, "ann", "here.test", STATE, 1);
            out.writeUTF("");
            out.writeInt(Integer.MAX_VALUE);
        });
        copy(out -> {
            out.writeByte(TreeTalk.PLAIN);
            out.writeUTF("queue/x");
            out.writeLong(Long.MAX_VALUE);
        });
        copy(out -> out.writeByte(77));
    }

    @Test
    void sameThingTwice() throws IOException {
        copy(out -> {
            account(out, "ann", "here.test", STATE, 0);
            account(out, "ann", "here.test", STATE, 0);
        });
        copy(out -> {
            account(out, "ann", "here.test", STATE, 2);
            for (int i = 0; i < 2; i++) {
                out.writeUTF(".a");
                out.writeInt(0);
            }
        });
    }

    @Test
    void imageThatIsAnnouncedAndNeverComes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> {
                    new DataOutputStream(out).writeInt(1 << 30);
                    MirrorWire.image(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void noiseEndsACallAndNothingElse() throws IOException {
        other.deliver(mail("one"), MirrorHouse.account("ann"));
        MirrorService service = new MirrorService(other.applier, other.data, other, 0);
        var before = other.tree();
        SplittableRandom random = new SplittableRandom(3);
        for (String verb : List.of(MirrorService.TREE, MirrorService.FILES, MirrorService.COMPARE, "EVIL")) {
            for (int i = 0; i < 200; i++) {
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(said);
                out.writeUTF(verb);
                out.writeByte(MirrorWire.VERSION);
                byte[] noise = new byte[random.nextInt(60)];
                random.nextBytes(noise);
                if (noise.length > 0 && i % 2 == 0) {
                    noise[0] = (byte) "MPNABWLHSRF".charAt(i / 2 % 11);
                }
                if (noise.length > 0 && (noise[0] == CompareTalk.MARK && verb.equals(MirrorService.COMPARE))) {
                    continue; // waits for a mark, as it must
                }
                out.write(noise);
                try {
                    service.serve(
                            new DataInputStream(new ByteArrayInputStream(said.toByteArray())),
                            new DataOutputStream(new ByteArrayOutputStream()));
                } catch (IOException refused) {
                    assertThat(refused).isNotNull();
                }
            }
        }
        assertThat(other.tree()).isEqualTo(before);
    }

    @Test
    void filesAskedForThatLeadElsewhere() throws IOException {
        Path secret = Files.writeString(place.resolve("deep/secret"), "secret");
        MirrorService service = new MirrorService(other.applier, other.data, other, 0);
        for (String name : List.of("queue/../../deep/secret", "../deep/secret", "mail/.graves/../../../deep/secret")) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(said);
            out.writeUTF(MirrorService.FILES);
            out.writeByte(MirrorWire.VERSION);
            out.writeByte(FilesTalk.PLAIN);
            out.writeUTF(name);
            out.writeByte(FilesTalk.END);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            assertThatThrownBy(() -> service.serve(
                            new DataInputStream(new ByteArrayInputStream(said.toByteArray())),
                            new DataOutputStream(answer)))
                    .isInstanceOf(IOException.class);
            assertThat(answer.toString(java.nio.charset.StandardCharsets.US_ASCII))
                    .doesNotContain("secret");
        }
        Files.delete(secret);
    }
}
