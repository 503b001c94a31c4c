package org.mmsys.client.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.core.model.Suggestion;

/** Addresses as typed. */
final class AddressesTests {
    @Test
    void readsNamesQuotesAndSeparators() {
        Addresses.Parsed parsed = Addresses.parse(
                "ta, \"Hopper, Grace\" <grace@example.org>; Ada Lovelace <ada@Example.ORG>,, \"a;b\" <q@x.org>", "here.test");
        assertThat(parsed.wrong()).isEmpty();
        assertThat(parsed.people())
                .containsExactly(
                        new Person("", "ta@here.test"),
                        new Person("Hopper, Grace", "grace@example.org"),
                        new Person("Ada Lovelace", "ada@example.org"),
                        new Person("a;b", "q@x.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b@x.org", "@x.org", "a@", "a@b@", "x <y", "a@x..org", "<scr ipt>", "a@x.org\u0000", "é à"})
    void tellsWhatIsNoAddress(String typed) {
        assertThat(Addresses.parse(typed, "here.test").people()).isEmpty();
        assertThat(Addresses.parse(typed, "here.test").wrong()).isNotEmpty();
    }

    @Test
    void nobodyCanAddALineToTheEnvelope() {
        assertThat(Addresses.mailbox("a@x.org>\r\nRCPT TO:<b@y.org")).isEmpty();
        assertThat(Addresses.parse("a@x.org\r\nBcc: b@y.org", "").wrong()).isNotEmpty();
    }

    @Test
    void suggestsByUseWhoseNameOrAddressBeginsSo() {
        Map<String, Suggestion> history = Map.of(
                "grace@x.org", new Suggestion(new Person("Grace Hopper", "grace@x.org"), 41),
                "hop@x.org", new Suggestion(new Person("", "hop@x.org"), 50),
                "ada@x.org", new Suggestion(new Person("Ada", "ada@x.org"), 99));
        assertThat(Addresses.suggest("ho", history, 5))
                .extracting(s -> s.person().address())
                .containsExactly("hop@x.org", "grace@x.org");
        assertThat(Addresses.suggest(" ", history, 5)).isEmpty();
    }
}
