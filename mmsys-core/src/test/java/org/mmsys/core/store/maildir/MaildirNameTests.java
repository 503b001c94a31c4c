package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.Flags;

final class MaildirNameTests {
    private static final String GUID = "0123456789abcdefghijklmnop";

    @Test
    void printsTimeGuidNodeAndSize() {
        MaildirName name = MaildirName.of(Instant.ofEpochSecond(1_700_000_000), new Guid(GUID), "s1/primary", 42);

        assertThat(name.fileName()).isEqualTo("1700000000." + GUID + ".s1-primary,S=42");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1700000000.0123456789abcdefghijklmnop.s1-primary,S=42          | 42 | ''
            1700000000.0123456789abcdefghijklmnop.s1-primary,S=42:2,       | 42 | ''
            1700000000.0123456789abcdefghijklmnop.s1-primary,S=42:2,FS     | 42 | FS
            1700000000.0123456789abcdefghijklmnop.s1-primary,S=42:2,Tab    | 42 | ''
            1700000000.0123456789abcdefghijklmnop.s1-primary,S=42:2,STab   | 42 | S
            1700000000.0123456789abcdefghijklmnop.s1-primary,S=42,W=44:2,S | 42 | S
            1700000000.0123456789abcdefghijklmnop.s1-primary,S=42:1,x      | 42 | ''
            0.0123456789abcdefghijklmnop.n,S=0                             | 0  | ''
            """)
    void readsBackEveryNameThatReadersMakeOfOurs(String fileName, long size, String flags) {
        MaildirName name = MaildirName.parse(fileName).orElseThrow();

        assertThat(name.fileName()).isEqualTo(fileName);
        assertThat(name.size()).isEqualTo(size);
        assertThat(name.flags()).isEqualTo(new Flags(flags));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1700000000",
                "1700000000.",
                "1700000000.M1P2.host",
                "1700000000.M1P2.host,S=42:2,S",
                "1700000000.0123456789abcdefghijklmnop.s1,S=",
                "1700000000.0123456789abcdefghijklmnop.s1,S=-1",
                "1700000000.0123456789abcdefghijklmnop.s1,S=042",
                "1700000000.0123456789abcdefghijklmnop.s1,S=42x",
                "1700000000.0123456789abcdefghijklmnop.,S=42",
                "1700000000.0123456789abcdefghijklmnop.s1/../x,S=42",
                "1700000000.0123456789abcdefghijklmnop.s 1,S=42",
                "1700000000.0123456789abcdefghijklmno.s1,S=42",
                "1700000000.0123456789ABCDEFGHIJKLMNOP.s1,S=42",
                "1700000000.0123456789abcdefghijklmnopq.s1,S=42",
                "01700000000.0123456789abcdefghijklmnop.s1,S=42",
                "x.0123456789abcdefghijklmnop.s1,S=42",
                "99999999999.0123456789abcdefghijklmnop.s1,S=42",
                "1700000000.0123456789abcdefghijklmnop.s1,S=9999999999999999999999",
                ".0123456789abcdefghijklmnop.s1,S=42",
            })
    void takesNothingElseForOurs(String fileName) {
        assertThat(MaildirName.parse(fileName)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''        | S  | '' | :2,S
            :2,       | S  | '' | :2,S
            :2,S      | F  | '' | :2,FS
            :2,FS     | '' | F  | :2,S
            :2,S      | '' | S  | :2,
            :2,STab   | R  | S  | :2,RTab
            ,W=44:2,S | F  | '' | ,W=44:2,FS
            :1,x      | S  | '' | :2,S
            :2,S      | xZ | yQ | :2,S
            """)
    void setsAndClearsFlagsAndKeepsForeignLetters(String info, String set, String clear, String result) {
        MaildirName name = MaildirName.parse("1." + GUID + ".n,S=1" + info).orElseThrow();

        assertThat(name.with(set, clear).info()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"s1/primary,s1-primary", "../../x,------x", "\u00fc:2\u202e,--2-", "a.b,a-b", "'',-"})
    void makesNodeNamesSafe(String node, String safe) {
        assertThat(MaildirName.safeNode(node)).isEqualTo(safe);
    }

    @Test
    void cutsLongNodeNames() {
        assertThat(MaildirName.safeNode("x".repeat(500))).hasSize(64);
    }
}
