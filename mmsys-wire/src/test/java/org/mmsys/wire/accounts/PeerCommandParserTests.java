package org.mmsys.wire.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.wire.address.AccountName;

class PeerCommandParserTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "XDIGEST",
                "XBUCKETS",
                "XBUCKET 00",
                "XBUCKET ff",
                "XHOMED ann@here.test",
                "XGONE ann@here.test",
                "XRESERVE ann@here.test aB.1 120",
                "XRESERVE ann@here.test aB.1 120 over",
                "XCONFIRM ann@here.test",
                "XRELEASE ann@here.test token",
                "XASKED ann@here.test request-1",
                "AVAIL ann@here.test",
                "WHERE ann@here.test"
            })
    void readsWhatItWrites(String line) {
        assertThat(PeerCommandParser.parse(line).map(PeerCommand::line)).contains(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "XDIGEST now",
                "XBUCKET",
                "XBUCKET 0",
                "XBUCKET 100",
                "XBUCKET zz",
                "XBUCKET +1",
                "XHOMED",
                "XHOMED ann",
                "XHOMED Ann@here.test",
                "XHOMED ../ann@here.test",
                "XHOMED ann@here.test twice",
                "XHOMED  ann@here.test",
                "XRESERVE ann@here.test token",
                "XRESERVE ann@here.test token 0",
                "XRESERVE ann@here.test token -1",
                "XRESERVE ann@here.test token 99999",
                "XRESERVE ann@here.test tok\u00e9n 10",
                "XRESERVE ann@here.test token 10 under",
                "XRELEASE ann@here.test",
                "AVAIL",
                "WHERE",
                "QUIT"
            })
    void takesNothingElse(String line) {
        assertThat(PeerCommandParser.parse(line)).isEmpty();
    }

    @Test
    void nothingCanBeHiddenInAToken() {
        AccountName ann = new AccountName("ann", "here.test");
        assertThatThrownBy(() -> new PeerCommand.Release(ann, "a\r\nXGONE"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PeerCommand.Reserve(ann, "a b", 1, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
