package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.config.Mistake;
import org.mmsys.core.config.Placed;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.Service;

class NodeLinesTests {
    private final List<Mistake> mistakes = new ArrayList<>();

    private List<Member> read(String... lines) {
        List<Placed> placed = IntStream.range(0, lines.length)
                .mapToObj(i -> new Placed(lines[i], "a.properties:" + (i + 1)))
                .toList();
        return NodeLines.read("node", placed, mistakes);
    }

    @Test
    void readsNodesOfEveryKind() {
        List<Member> members = read(
                "s1/primary=Mail.Example.ORG,smtp=25,pop3=110,accounts=2401,replica=7101,registry=7201",
                "s1/backup=[2001:db8::1],smtp=25",
                "s2/primary = 192.0.2.1 , submission = 587",
                "w1/witness=w.example.org,registry=7200");
        assertThat(mistakes).isEmpty();
        assertThat(members)
                .extracting(member -> member.name() + " " + member.host())
                .containsExactly(
                        "s1/primary mail.example.org",
                        "s1/backup 2001:db8::1",
                        "s2/primary 192.0.2.1",
                        "w1/witness w.example.org");
        assertThat(members.get(0).ports()).containsEntry(Service.ACCOUNTS, 2401).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s1/primary=h,smtp=2501,pop3=1101",
                "s1/backup=[::1],smtp=2501",
                "w1/witness=192.0.2.7,registry=7200"
            })
    void writesWhatItReads(String line) {
        assertThat(read(line))
                .singleElement()
                .satisfies(member -> assertThat(NodeLines.written(member)).isEqualTo(line));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nonsense                                | must be NAME/
            s1=h,smtp=1                             | must begin with NAME/primary
            S1/primary=h,smtp=1                     | must begin with NAME/primary
            s1/master=h,smtp=1                      | must begin with NAME/primary
            s1/primary=,smtp=1                      | the host must be
            s1/primary=::1,smtp=1                   | the host must be
            s1/primary=[],smtp=1                    | the host must be
            s1/primary=[::1                         | the host must be
            s1/primary=a b,smtp=1                   | the host must be
            s1/primary=h                            | at least one port
            s1/primary=h,                           | at least one port
            s1/primary=h,imap=143                   | unknown service imap
            s1/primary=h,SMTP=25                    | unknown service SMTP
            s1/primary=h,smtp                       | a port from 1 to 65535
            s1/primary=h,smtp=0                     | a port from 1 to 65535
            s1/primary=h,smtp=65536                 | a port from 1 to 65535
            s1/primary=h,smtp=-1                    | a port from 1 to 65535
            s1/primary=h,smtp=999999999999          | a port from 1 to 65535
            s1/primary=h,smtp=25,smtp=26            | smtp stands twice
            s1/primary=h,smtp=25,pop3=25            | two services have the same port
            w1/witness=h,registry=7200,smtp=25      | a witness holds no mail
            w1/witness=h,smtp=25                    | a witness holds no mail
            """)
    void saysWhatIsWrong(String line, String wanted) {
        assertThat(read(line)).isEmpty();
        assertThat(mistakes).anySatisfy(mistake -> {
            assertThat(mistake.wanted()).contains(wanted);
            assertThat(mistake.where()).isEqualTo("a.properties:1");
            assertThat(mistake.value()).isEqualTo(line);
        });
    }

    @Test
    void namesAllMistakesAtOnce() {
        read("s1/primary=h,smtp=0,imap=1", "s1=,smtp=1", "s2/primary=h,smtp=25");
        assertThat(mistakes)
                .extracting(Mistake::where)
                .containsExactly("a.properties:1", "a.properties:1", "a.properties:2", "a.properties:2");
    }

    @Test
    void refusesANameOrAnAddressGivenTwice() {
        read("s1/primary=h,smtp=25", "s1/primary=other,smtp=25", "s2/primary=H,pop3=25", "s2/backup=h,smtp=26");
        assertThat(mistakes)
                .hasSize(2)
                .anySatisfy(mistake ->
                        assertThat(mistake.wanted()).isEqualTo("s1/primary is given already at a.properties:1"))
                .anySatisfy(
                        mistake -> assertThat(mistake.wanted()).isEqualTo("h:25 is the address of s1/primary already"));
    }

    @Test
    void hasALimit() {
        String[] many = IntStream.range(0, 300)
                .mapToObj(i -> "s" + i + "/primary=h" + i + ",smtp=25")
                .toArray(String[]::new);
        assertThat(read(many)).isEmpty();
        assertThat(mistakes).hasSize(1);
    }
}
