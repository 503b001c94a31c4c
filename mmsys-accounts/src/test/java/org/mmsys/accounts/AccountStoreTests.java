package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.testkit.VirtualClock;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.Secret;

class AccountStoreTests {
    private static final AccountName ANN = AccountsFixture.name("ann");
    private static final ScramVerifier FIRST = ScramVerifier.derive(Secret.of("first"), new byte[16], 4096);
    private static final ScramVerifier SECOND = ScramVerifier.derive(Secret.of("second"), new byte[16], 4096);
    private static final Sha256 SEED = Sha256.over(new byte[] {1});

    private final VirtualClock clock = new VirtualClock();
    private final AccountStore store = new AccountStore(clock);

    @Test
    void createsChangesAndDeletes() throws IOException {
        store.apply(1, create(FIRST, "request-1"));
        assertThat(verifierText()).isEqualTo(FIRST.text());

        store.apply(2, change(SECOND));
        assertThat(verifierText()).isEqualTo(SECOND.text());

        store.apply(3, delete());
        assertThat(store.exists(ANN)).isFalse();
        assertThat(store.verifier(ANN)).isEmpty();
        assertThat(store.taken(ANN)).isTrue();
        assertThat(store.size()).isZero();
    }

    @Test
    void entriesThatComeAgainChangeNothing() throws IOException {
        store.apply(1, create(FIRST, "request-1"));
        store.apply(2, change(SECOND));
        store.apply(1, create(FIRST, "request-1"));
        assertThat(verifierText()).isEqualTo(SECOND.text());

        store.apply(3, delete());
        store.apply(1, create(FIRST, "request-1"));
        store.apply(2, change(FIRST));
        assertThat(store.exists(ANN)).isFalse();

        store.apply(4, create(SECOND, ""));
        store.apply(3, delete());
        assertThat(store.exists(ANN)).isTrue();
    }

    @Test
    void changingNobodysPasswordMakesNobody() throws IOException {
        store.apply(1, change(FIRST));

        assertThat(store.exists(ANN)).isFalse();
        assertThat(store.taken(ANN)).isFalse();
    }

    @Test
    void namesRestFor180Days() throws IOException {
        store.apply(1, create(FIRST, ""));
        store.apply(2, delete());

        clock.advance(Duration.ofDays(180).minusSeconds(1));
        assertThat(store.taken(ANN)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.taken(ANN)).isFalse();
    }

    @Test
    void requestsAreRememberedForADay() throws IOException {
        store.apply(1, create(FIRST, "request-1"));

        assertThat(store.madeBy("request-1", ANN)).isTrue();
        assertThat(store.madeBy("request-2", ANN)).isFalse();
        assertThat(store.madeBy("request-1", AccountsFixture.name("bob"))).isFalse();
        clock.advance(Duration.ofHours(24));
        assertThat(store.madeBy("request-1", ANN)).isFalse();
    }

    @Test
    void aRequestIsBoundToTheVerifierItMade() throws IOException {
        store.apply(1, create(FIRST, "request-1"));
        store.apply(2, change(SECOND));

        assertThat(store.madeBy("request-1", ANN)).isFalse();
    }

    @Test
    void everyPasswordHasAVerifierObjectOfItsOwn() throws IOException {
        store.apply(1, create(FIRST, ""));
        ScramVerifier before = store.verifier(ANN).orElseThrow();
        store.apply(2, change(FIRST));

        assertThat(store.verifier(ANN).orElseThrow()).isNotSameAs(before);
    }

    @Test
    void snapshotHoldsEverything() throws IOException {
        store.apply(1, create(FIRST, "request-1"));
        store.apply(2, JournalEntry.of(new Operation.Seeded(SEED)));
        store.apply(3, JournalEntry.of(new Operation.CreateAccount(clock.instant(), bob(), FIRST.text(), "request-2")));
        store.apply(4, JournalEntry.of(new Operation.DeleteAccount(clock.instant(), bob(), "bob.grave")));

        AccountStore copy = copyOf(store);

        assertThat(copy.names()).containsExactly(ANN);
        assertThat(copy.verifier(ANN).orElseThrow().text()).isEqualTo(FIRST.text());
        assertThat(copy.madeBy("request-1", ANN)).isTrue();
        assertThat(copy.taken(bob())).isTrue();
        assertThat(copy.seeded(SEED)).isTrue();
        copy.apply(3, JournalEntry.of(new Operation.CreateAccount(clock.instant(), bob(), FIRST.text(), "")));
        assertThat(copy.exists(bob())).as("an old entry after the snapshot").isFalse();
    }

    @Test
    void snapshotForgetsWhatIsOver() throws IOException {
        store.apply(1, create(FIRST, "request-1"));
        store.apply(2, delete());
        int before = snapshot(store).length;
        clock.advance(Duration.ofDays(181));

        assertThat(snapshot(store).length).isLessThan(before);
        assertThat(snapshot(store)).hasSize(snapshot(new AccountStore(clock)).length);
    }

    @Test
    void damagedSnapshotsAreToldFrom() throws IOException {
        store.apply(1, create(FIRST, "request-1"));
        byte[] whole = snapshot(store);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 5);
        byte[] otherVersion = whole.clone();
        otherVersion[3] = 9;

        assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(otherVersion)).isInstanceOf(IOException.class);
    }

    @Test
    void aVerifierNobodyCanReadIsAnErrorNotAnAccount() {
        JournalEntry entry = JournalEntry.of(new Operation.CreateAccount(clock.instant(), ANN, "nonsense", ""));

        assertThatThrownBy(() -> store.apply(1, entry)).isInstanceOf(IOException.class);
        assertThat(store.exists(ANN)).isFalse();
    }

    private static AccountName bob() {
        return AccountsFixture.name("bob");
    }

    private String verifierText() {
        return store.verifier(ANN).orElseThrow().text();
    }

    private JournalEntry create(ScramVerifier verifier, String requestId) {
        return JournalEntry.of(new Operation.CreateAccount(clock.instant(), ANN, verifier.text(), requestId));
    }

    private JournalEntry change(ScramVerifier verifier) {
        return JournalEntry.of(new Operation.ChangePassword(clock.instant(), ANN, verifier.text()));
    }

    private JournalEntry delete() {
        return JournalEntry.of(new Operation.DeleteAccount(clock.instant(), ANN, "ann.grave"));
    }

    private AccountStore copyOf(AccountStore original) throws IOException {
        return read(snapshot(original));
    }

    private AccountStore read(byte[] snapshot) throws IOException {
        AccountStore copy = new AccountStore(clock);
        copy.read(new DataInputStream(new ByteArrayInputStream(snapshot)));
        return copy;
    }

    private static byte[] snapshot(AccountStore of) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        of.write(new DataOutputStream(octets));
        return octets.toByteArray();
    }
}
