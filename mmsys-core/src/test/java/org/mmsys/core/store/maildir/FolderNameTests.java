package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.store.FolderName;

final class FolderNameTests {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sent              | .Sent
            Work/2026/März    | .Work.2026.M&AOQ-rz
            Tom & Jerry       | .Tom &- Jerry
            日本語/台北        | .&ZeVnLIqe-.&U,BTFw-
            ☺!                | .&Jjo-!
            😀                | .&2D3eAA-
            a~b               | .a~b
            Ça                | .&AMc-a
            """)
    void standsOnDiskInModifiedUtf7(String path, String encoded) {
        FolderName name = FolderName.ofPath(path).orElseThrow();

        assertThat(name.encoded()).isEqualTo(encoded);
        assertThat(encoded.chars().allMatch(c -> c < 128)).isTrue();
        assertThat(FolderName.ofEncoded(encoded)).contains(name);
    }

    @Test
    void composesBeforeEncoding() {
        assertThat(FolderName.ofPath("A\u0308")).isEqualTo(FolderName.ofPath("\u00c4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox", "INBOX", "InBox"})
    void knowsTheInboxInAnyCase(String path) {
        assertThat(FolderName.ofPath(path)).contains(FolderName.INBOX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a//b",
                "/a",
                "a/",
                ".",
                "..",
                "a.b",
                "../../etc",
                "inbox/x",
                " a",
                "a ",
                "a/ b",
                "a\tb",
                "a\u0000b",
                "a\nb",
                "a\u202eb",
                "a\u200bb",
                "a\ufeffb",
                "a\u2028b",
                "\ud800",
                "\ue000",
                "1/2/3/4/5/6/7/8/9",
            })
    void refusesWhatNoFolderCanBeCalled(String path) {
        assertThat(FolderName.ofPath(path)).isEmpty();
    }

    @Test
    void refusesNamesTooLongForADirectory() {
        assertThat(FolderName.ofPath("x".repeat(239))).isPresent();
        assertThat(FolderName.ofPath("x".repeat(240))).isEmpty();
        assertThat(FolderName.ofPath("台".repeat(100))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                ".",
                "..",
                "...",
                ".a.",
                ".&",
                ".&AOQ",
                ".&AG-", // not whole
                ".&AGE-", // "a" in disguise
                ".&AC4-", // "." in disguise
                ".&AC8-x", // "/" in disguise
                ".&2D0-", // half a surrogate pair
                ".&####-",
                ".M\u00e4rz",
                ".inbox",
                ".a\u0001",
            })
    void takesNoOtherDirectoryForAFolder(String directory) {
        assertThat(FolderName.ofEncoded(directory)).isEmpty();
    }
}
