package org.mmsys.wire.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each line means, and that no line is too strange. */
final class Pop3ParserTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "USER ann|User[name=ann]",
                "user ann@here.test |User[name=ann@here.test]",
                "PASS secret|Pass[***]",
                "AUTH|AuthList[]",
                "AUTH PLAIN|Auth[PLAIN ***]",
                "AUTH PLAIN AGEAYg==|Auth[PLAIN ***]",
                "AUTH PLAIN a b|Malformed[of=AUTH]",
                "STLS|Stls[]",
                "STLS now|Malformed[of=STLS]",
                "UTF8|Utf8[]",
                "CAPA|Capa[]",
                "QUIT|Quit[]",
                "quit |Quit[]",
                "QUIT 1|Malformed[of=QUIT]",
                "STAT|Stat[]",
                "sTaT|Stat[]",
                "STAT 1|Malformed[of=STAT]",
                "LIST|Sizes[number=OptionalInt.empty]",
                "LIST |Sizes[number=OptionalInt.empty]",
                "LIST 7|Sizes[number=OptionalInt[7]]",
                "LIST 007|Sizes[number=OptionalInt[7]]",
                "LIST 1 2|Malformed[of=LIST]",
                "LIST -1|Malformed[of=LIST]",
                "LIST +1|Malformed[of=LIST]",
                "LIST 1x|Malformed[of=LIST]",
                "UIDL|Uidl[number=OptionalInt.empty]",
                "UIDL 3|Uidl[number=OptionalInt[3]]",
                "RETR 1|Retr[number=1]",
                "RETR  1|Retr[number=1]",
                "RETR 1 |Retr[number=1]",
                "RETR|Malformed[of=RETR]",
                "RETR one|Malformed[of=RETR]",
                "RETR 0|Retr[number=0]",
                "RETR 2147483646|Retr[number=2147483646]",
                "RETR 2147483648|Retr[number=0]",
                "RETR 99999999999999999999999999|Retr[number=0]",
                "DELE 4|Dele[number=4]",
                "DELE|Malformed[of=DELE]",
                "TOP 1 0|Top[number=1, lines=0]",
                "TOP 1  10|Top[number=1, lines=10]",
                "TOP 1 99999999999|Top[number=1, lines=2147483647]",
                "TOP 1|Malformed[of=TOP]",
                "TOP 1 -1|Malformed[of=TOP]",
                "TOP 1 2 3|Malformed[of=TOP]",
                "RSET|Rset[]",
                "NOOP|Noop[]",
                "XFLIST|XfList[]",
                "XFMAKE Sent|XfMake[folder=Sent]",
                "XFMAKE Old mail/2024|XfMake[folder=Old mail/2024]",
                "XFMAKE Sent |XfMake[folder=Sent ]",
                "XFMAKE|Malformed[of=XFMAKE]",
                "XFMAKE |Malformed[of=XFMAKE]",
                "XFDROP Sent|XfDrop[folder=Sent]",
                "XFOPEN inbox|XfOpen[folder=inbox]",
                "XFRENAME a b|Malformed[of=XFRENAME]",
                "XFRENAME a\t|Malformed[of=XFRENAME]",
                "XFRENAME \tb|Malformed[of=XFRENAME]",
                "XFRENAME a b\tc d|XfRename[from=a b, to=c d]",
                "XMOVE 3 Old mail|XMove[number=3, folder=Old mail]",
                "XMOVE 3|Malformed[of=XMOVE]",
                "XMOVE x Old|Malformed[of=XMOVE]",
                "XFLAG 2|XFlag[number=2, set=, clear=]",
                "XFLAG 2 +SF|XFlag[number=2, set=SF, clear=]",
                "XFLAG 2 -R|XFlag[number=2, set=, clear=R]",
                "XFLAG 2 S|Malformed[of=XFLAG]",
                "XFLAG 2 +|Malformed[of=XFLAG]",
                "XFLAG 2 +X|Malformed[of=XFLAG]",
                "XFLAG 2 +s|Malformed[of=XFLAG]",
                "XFLAG 2 +S -F|Malformed[of=XFLAG]",
                "XCOMMIT|XCommit[]",
                "XAPPEND 17|XAppend[octets=17]",
                "XAPPEND 9999999999999999|Malformed[of=XAPPEND]",
                "XAPPEND -1|Malformed[of=XAPPEND]",
                "XAPPEND|Malformed[of=XAPPEND]",
                "APOP ann 0123|Unknown[keyword=APOP]",
                "RETR\t1|Unknown[keyword=RETR\t1]",
                " STAT|Unknown[keyword=]",
            })
    void readsCommands(String line, String expected) {
        assertThat(Pop3Parser.parse(line)).hasToString(expected);
    }

    @Test
    void anEmptyLineIsNoCommand() {
        assertThat(Pop3Parser.parse("")).isEqualTo(new Pop3Command.Unknown(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"PASS two words|two words", "PASS  lead|' lead'", "PASS trail |'trail '", "pass x|x"})
    void aPasswordIsTheRestOfTheLine(String line, String password) {
        assertThat(Pop3Parser.parse(line)).isEqualTo(new Pop3Command.Pass(password));
    }

    @Test
    void aPasswordMayBeEmptyButNotMissing() {
        assertThat(Pop3Parser.parse("PASS ")).isEqualTo(new Pop3Command.Pass(""));
        assertThat(Pop3Parser.parse("PASS")).isEqualTo(new Pop3Command.Malformed(Pop3Verb.PASS));
    }

    @Test
    void folderNamesAreUtf8() {
        assertThat(Pop3Parser.parse(octets("XFMAKE Entwürfe"))).isEqualTo(new Pop3Command.XfMake("Entwürfe"));
        assertThat(Pop3Parser.parse("XFMAKE Entw\u00fcrfe")).isEqualTo(new Pop3Command.Malformed(Pop3Verb.XFMAKE));
        assertThat(Pop3Parser.parse(octets("XMOVE 1 日本"))).isEqualTo(new Pop3Command.XMove(1, "日本"));
    }

    @Test
    void keywordsAreFoldedInNobodysLanguage() {
        // in Turkish a small i is not the small letter of I
        assertThat(Pop3Parser.parse("list")).hasToString("Sizes[number=OptionalInt.empty]");
        assertThat(Pop3Parser.parse("pa\u00df x")).hasToString("Unknown[keyword=pa\u00df]");
        assertThat(Pop3Parser.parse("l\u0131st")).hasToString("Unknown[keyword=l\u0131st]");
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(Pop3Parser.parse("PASS hunter2").toString()).doesNotContain("hunter2");
        assertThat(Pop3Parser.parse("AUTH PLAIN aHVudGVyMg==").toString()).doesNotContain("aHVu");
    }

    @Test
    void noLineIsTooStrange() {
        Random random = new Random(20_240_607);
        Pop3Verb[] verbs = Pop3Verb.values();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder line = new StringBuilder();
            if (random.nextBoolean()) {
                line.append(verbs[random.nextInt(verbs.length)]).append(' ');
            }
            for (int length = random.nextInt(20); length > 0; length--) {
                line.append(
                        (char) (random.nextBoolean() ? random.nextInt(256) : " \t+-019.".charAt(random.nextInt(8))));
            }
            assertThatCode(() -> Pop3Parser.parse(line.toString()).toString())
                    .as("line %s", line)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(Pop3Verb.class)
    void everyVerbIsDefinedSomewhereAndAllowedSomewhen(Pop3Verb verb) {
        assertThat(verb.reference()).matches("RFC \\d{4} §.*|XFOLDERS 1");
        assertThat(verb.allowedIn(Pop3State.AUTHORIZATION) || verb.allowedIn(Pop3State.TRANSACTION))
                .isTrue();
        assertThat(verb.allowedIn(Pop3State.UPDATE)).isFalse();
        assertThat(Pop3Parser.parse(verb.name() + " 1 2 3").verb()).contains(verb);
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
