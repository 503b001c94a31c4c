package org.mmsys.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mmsys.testkit.HistoryChecker.Deletion;
import org.mmsys.testkit.HistoryChecker.Listed;
import org.mmsys.testkit.HistoryChecker.Outcome;

/** A checker that accuses nobody proves nothing: each promise is broken once. */
final class HistoryCheckerTests {
    private static final String ANN = "ann";

    private final HistoryChecker history = new HistoryChecker();

    @Test
    void acceptsAnHonestHistory() {
        submit("t1", Outcome.OK);
        submit("t2", Outcome.UNKNOWN);
        submit("t3", Outcome.FAIL);
        list(message("t1"), message("t2"));
        Deletion deletion = history.deleting(ANN, Set.of("u-t1"));
        history.deleted(deletion, Outcome.OK);
        list(message("t2"));

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void seesALostMessage() {
        submit("t1", Outcome.OK);
        list();

        assertThat(history.violations()).singleElement().asString().contains("H1 lost", "t1");
    }

    @Test
    void allowsAMessageAcceptedWhileTheListingWasUnderWayToBeMissing() {
        long began = history.begin();
        submit("t1", Outcome.OK);
        history.listed(ANN, began, List.of());

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void seesADoubledMessage() {
        submit("t1", Outcome.UNKNOWN);
        list(message("t1"), new Listed("u-other", 10, "t1", "d-t1", true));

        assertThat(history.violations()).anyMatch(it -> it.contains("H1 twice"));
    }

    @Test
    void seesARefusedOrInventedMessage() {
        submit("t1", Outcome.FAIL);
        list(message("t1"), message("t2"));

        assertThat(history.violations()).anyMatch(it -> it.contains("H3")).anyMatch(it -> it.contains("H2"));
    }

    @Test
    void countsARetryOfTheSameTokenAsOneMessage() {
        submit("t1", Outcome.FAIL);
        submit("t1", Outcome.OK);
        list(message("t1"));

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void seesADeletedMessageComeBack() {
        submit("t1", Outcome.OK);
        list(message("t1"));
        history.deleted(history.deleting(ANN, Set.of("u-t1")), Outcome.OK);
        list(message("t1"));

        assertThat(history.violations()).singleElement().asString().contains("H4 deleted but back");
    }

    @Test
    void seesHalfADeletion() {
        submit("t1", Outcome.OK);
        submit("t2", Outcome.OK);
        list(message("t1"), message("t2"));
        history.deleted(history.deleting(ANN, Set.of("u-t1", "u-t2")), Outcome.UNKNOWN);
        list(message("t2"));

        assertThat(history.violations()).singleElement().asString().contains("H4 half");
    }

    @Test
    void seesAnUnansweredDeletionUndone() {
        submit("t1", Outcome.OK);
        list(message("t1"));
        history.deleted(history.deleting(ANN, Set.of("u-t1")), Outcome.UNKNOWN);
        list();
        list(message("t1"));

        assertThat(history.violations()).singleElement().asString().contains("H4 deleted but back");
    }

    @Test
    void seesAMessageLostInARefusedDeletion() {
        submit("t1", Outcome.OK);
        list(message("t1"));
        history.deleted(history.deleting(ANN, Set.of("u-t1")), Outcome.FAIL);
        list();

        assertThat(history.violations()).singleElement().asString().contains("H1 lost");
    }

    @Test
    void seesChangedOctetsUidlsAndOrder() {
        submit("t1", Outcome.OK);
        submit("t2", Outcome.OK);
        list(message("t1"), message("t2"));
        list(message("t2"), message("t1"));
        list(new Listed("u-t1", 10, "t1", "other", false), new Listed("u-new", 10, "t2", "d-t2", true));

        assertThat(history.violations())
                .anyMatch(it -> it.contains("H6"))
                .anyMatch(it -> it.contains("octets changed"))
                .anyMatch(it -> it.contains("H5 uidl u-t1"))
                .anyMatch(it -> it.contains("H5 token t2"));
    }

    private void submit(String token, Outcome outcome) {
        history.submitted(token, Set.of(ANN), outcome);
    }

    private void list(Listed... messages) {
        history.listed(ANN, history.begin(), List.of(messages));
    }

    private static Listed message(String token) {
        return new Listed("u-" + token, 10, token, "d-" + token, true);
    }
}
