package org.mmsys.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges a mail system by what its clients saw: every submission, every listing, every deletion.
 *
 * <p>Each message carries a token of its own. Clients record when they begin and how it ended; {@link #violations} then
 * names what broke a promise:
 *
 * <ul>
 *   <li>H1 an accepted message is listed exactly once from the answer on, until its deletion is begun;
 *   <li>H2 one without an answer is listed once or never; H3 a refused one never;
 *   <li>H4 what was deleted never comes back; without an answer to QUIT all of a session's deletions happened or none;
 *   <li>H5 a UIDL means the same octets for ever, and other octets have another; H6 the order never changes.
 * </ul>
 *
 * <p>Any thread may record; judge when all are done.
 */
public final class HistoryChecker {
    private final List<Submission> submissions = new ArrayList<>();
    private final List<Deletion> deletions = new ArrayList<>();
    private final List<Listing> listings = new ArrayList<>();
    private long now;

    /** How something ended for the client. */
    public enum Outcome {
        OK,
        FAIL,
        /** No answer, or a 451 behind the final dot. */
        UNKNOWN
    }

    /**
     * A message in a listing.
     *
     * @param token the token found in it
     * @param digest of all its octets
     * @param intact whether its octets are those that were sent
     */
    public record Listed(String uidl, long size, String token, String digest, boolean intact) {}

    private record Submission(String token, Set<String> mailboxes, Outcome outcome, long ended) {}

    private record Listing(String mailbox, List<Listed> messages, long began, long ended) {}

    /** A session's deletions, from the first DELE on. */
    public static final class Deletion {
        private final String mailbox;
        private final Set<String> uidls;
        private final long began;
        private Outcome outcome = Outcome.UNKNOWN;
        private long ended = Long.MAX_VALUE;

        private Deletion(String mailbox, Set<String> uidls, long began) {
            this.mailbox = mailbox;
            this.uidls = uidls;
            this.began = began;
        }
    }

    /** The moment a client begins something; pass it on when that ends. */
    public synchronized long begin() {
        return ++now;
    }

    /** A submission was answered, or is given up. Several attempts with one token count as one message. */
    public synchronized void submitted(String token, Set<String> mailboxes, Outcome outcome) {
        submissions.add(new Submission(token, Set.copyOf(mailboxes), outcome, ++now));
    }

    /** A session is about to send QUIT behind these DELEs. */
    public synchronized Deletion deleting(String mailbox, Set<String> uidls) {
        Deletion deletion = new Deletion(mailbox, Set.copyOf(uidls), ++now);
        deletions.add(deletion);
        return deletion;
    }

    public synchronized void deleted(Deletion deletion, Outcome outcome) {
        deletion.outcome = outcome;
        deletion.ended = ++now;
    }

    /** A session that logged in after {@code began} saw exactly these messages, in this order. */
    public synchronized void listed(String mailbox, long began, List<Listed> messages) {
        listings.add(new Listing(mailbox, List.copyOf(messages), began, ++now));
    }

    /** How many submissions of an outcome were recorded. */
    public synchronized long count(Outcome outcome) {
        return submissions.stream().filter(it -> it.outcome == outcome).count();
    }

    public synchronized long deletedForGood() {
        return deletions.stream()
                .filter(it -> it.outcome == Outcome.OK)
                .mapToLong(it -> it.uidls.size())
                .sum();
    }

    /** Every broken promise, as a sentence. */
    public synchronized List<String> violations() {
        Set<String> found = new LinkedHashSet<>();
        Map<String, String> uidlOfToken = new HashMap<>();
        for (Listing listing : listings) {
            checkIdentity(listing, uidlOfToken, found);
            checkSubmissions(listing, uidlOfToken, found);
        }
        checkDeletions(found);
        checkUidls(found);
        checkOrder(found);
        return List.copyOf(found);
    }

    private static void checkIdentity(Listing listing, Map<String, String> uidlOfToken, Set<String> found) {
        Set<String> tokens = new HashSet<>();
        for (Listed message : listing.messages) {
            if (!message.intact) {
                found.add("octets changed: token " + message.token + " uidl " + message.uidl);
            }
            if (!tokens.add(message.token)) {
                found.add("H1 twice in " + listing.mailbox + ": token " + message.token);
            }
            uidlOfToken.putIfAbsent(listing.mailbox + " " + message.token, message.uidl);
        }
    }

    private void checkSubmissions(Listing listing, Map<String, String> uidlOfToken, Set<String> found) {
        Set<String> present = listing.messages.stream().map(Listed::token).collect(Collectors.toSet());
        Map<String, List<Submission>> byToken = submissions.stream()
                .filter(it -> it.mailboxes.contains(listing.mailbox))
                .collect(Collectors.groupingBy(Submission::token));
        byToken.forEach((token, attempts) -> {
            boolean accepted = attempts.stream().anyMatch(it -> it.outcome == Outcome.OK && it.ended < listing.began);
            Optional<String> uidl = Optional.ofNullable(uidlOfToken.get(listing.mailbox + " " + token));
            if (accepted && !present.contains(token) && !mayBeDeleted(listing, uidl)) {
                found.add("H1 lost from " + listing.mailbox + ": token " + token);
            }
            if (present.contains(token) && attempts.stream().allMatch(it -> it.outcome == Outcome.FAIL)) {
                found.add("H3 refused but stored in " + listing.mailbox + ": token " + token);
            }
        });
        Set<String> strangers = new HashSet<>(present);
        strangers.removeAll(byToken.keySet());
        strangers.forEach(token -> found.add("H2 never sent but in " + listing.mailbox + ": token " + token));
    }

    /** A message never listed before has no UIDL we know, and nobody can have deleted it. */
    private boolean mayBeDeleted(Listing listing, Optional<String> uidl) {
        return uidl.isPresent()
                && deletions.stream()
                        .anyMatch(it -> it.mailbox.equals(listing.mailbox)
                                && it.outcome != Outcome.FAIL
                                && it.began < listing.ended
                                && it.uidls.contains(uidl.get()));
    }

    private void checkDeletions(Set<String> found) {
        for (Deletion deletion : deletions) {
            boolean gone = false;
            for (Listing listing : listings) {
                if (!listing.mailbox.equals(deletion.mailbox) || listing.began < deletion.ended) {
                    continue;
                }
                Set<String> still = listing.messages.stream().map(Listed::uidl).collect(Collectors.toSet());
                still.retainAll(deletion.uidls);
                gone |= still.isEmpty();
                if (!still.isEmpty()
                        && (deletion.outcome == Outcome.OK || (gone && deletion.outcome != Outcome.FAIL))) {
                    found.add("H4 deleted but back in " + listing.mailbox + ": uidls " + still);
                }
                if (deletion.outcome == Outcome.UNKNOWN
                        && !still.isEmpty()
                        && still.size() < remaining(deletion, listing).size()) {
                    found.add("H4 half a session's deletions happened in " + listing.mailbox + ": uidls " + still);
                }
            }
        }
    }

    /** What of a deletion could still be listed: less what other sessions may have deleted meanwhile. */
    private Set<String> remaining(Deletion deletion, Listing listing) {
        Set<String> remaining = new HashSet<>(deletion.uidls);
        deletions.stream()
                .filter(it -> it != deletion && it.mailbox.equals(deletion.mailbox))
                .filter(it -> it.outcome != Outcome.FAIL && it.began < listing.ended)
                .forEach(it -> remaining.removeAll(it.uidls));
        return remaining;
    }

    private void checkUidls(Set<String> found) {
        Map<String, String> contentOf = new HashMap<>();
        Map<String, String> uidlOf = new HashMap<>();
        for (Listing listing : listings) {
            for (Listed message : listing.messages) {
                String content = message.digest + " " + message.size;
                String before = contentOf.putIfAbsent(listing.mailbox + " " + message.uidl, content);
                if (before != null && !before.equals(content)) {
                    found.add("H5 uidl " + message.uidl + " of " + listing.mailbox + " means other octets now");
                }
                String other = uidlOf.putIfAbsent(listing.mailbox + " " + message.token, message.uidl);
                if (other != null && !other.equals(message.uidl)) {
                    found.add("H5 token " + message.token + " of " + listing.mailbox + " has another uidl now");
                }
            }
        }
    }

    private void checkOrder(Set<String> found) {
        Map<String, List<Listing>> byMailbox = listings.stream().collect(Collectors.groupingBy(Listing::mailbox));
        byMailbox.forEach((mailbox, all) -> {
            for (int i = 1; i < all.size(); i++) {
                List<String> before =
                        all.get(i - 1).messages.stream().map(Listed::uidl).toList();
                List<String> after =
                        all.get(i).messages.stream().map(Listed::uidl).toList();
                if (!common(before, after).equals(common(after, before))) {
                    found.add("H6 order changed in " + mailbox);
                }
            }
        });
    }

    private static List<String> common(List<String> ordered, List<String> others) {
        Set<String> set = new HashSet<>(others);
        return ordered.stream().filter(set::contains).toList();
    }
}
