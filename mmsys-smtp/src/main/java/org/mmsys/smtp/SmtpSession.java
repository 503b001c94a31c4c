package org.mmsys.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.smtp.SmtpVerb.Phase;

/**
 * All a session remembers. Replaced whole, never changed.
 *
 * @param unheard submissions whose 250 the client may not have heard, oldest first
 * @param heard submissions whose 250 it has heard and that nobody has been told of yet
 */
record SmtpSession(
        Caller caller,
        Optional<Hello> hello,
        Optional<AccountName> login,
        SmtpState state,
        Tally tally,
        List<Sha256> unheard,
        List<Sha256> heard,
        boolean draining) {

    /** The most 250s at a time that we wait to be heard; what comes beyond stays in doubt. */
    private static final int UNHEARD_MAX = 64;

    /**
     * Who is at the other end.
     *
     * @param itself whether it is another node of the system that speaks for itself, and not for a client
     */
    record Caller(Client client, boolean itself) {}

    /** How the client has greeted and what it was offered then. */
    record Hello(String name, boolean extended, List<String> mechanisms) {}

    /** What is counted: commands and errors since the last accepted message, messages begun in the session. */
    record Tally(int commands, int errors, int messages) {
        static final Tally ZERO = new Tally(0, 0, 0);
    }

    static SmtpSession fresh(Client client) {
        return new SmtpSession(
                new Caller(stranger(client), false),
                Optional.empty(),
                Optional.empty(),
                new SmtpState.Unopened(),
                Tally.ZERO,
                List.of(),
                List.of(),
                false);
    }

    /** How far it has come, for the table of verbs. */
    Phase phase() {
        if (state instanceof SmtpState.InMail) {
            return Phase.MAIL;
        }
        if (state instanceof SmtpState.InChunks) {
            return Phase.CHUNKS;
        }
        return hello.isPresent() ? Phase.GREETED : Phase.START;
    }

    /** A connection was made or became TLS, or a proxy told whose it is: all learnt before is forgotten, but what counts against abuse. */
    SmtpSession startedOver(Client now) {
        return new SmtpSession(
                new Caller(stranger(now), false),
                Optional.empty(),
                Optional.empty(),
                new SmtpState.Idle(),
                tally,
                unheard,
                heard,
                draining);
    }

    /** Only XPEER makes a session one of a peer, however the connection came here. */
    private static Client stranger(Client now) {
        return now.via().isEmpty()
                ? now
                : new Client(now.sessionId(), now.listener(), now.address(), now.port(), now.localAddress(), now.tls());
    }

    /** A node has introduced its client, or itself; that is as good as a greeting. */
    SmtpSession introduced(Caller now) {
        Hello greeting =
                hello.orElseGet(() -> new Hello(now.client().via().orElseThrow().node(), true, List.of()));
        return new SmtpSession(
                now, Optional.of(greeting), login, new SmtpState.Idle(), tally, unheard, heard, draining);
    }

    Client client() {
        return caller.client();
    }

    /** Whether another node of the system has introduced itself with XPEER. */
    boolean peer() {
        return caller.client().via().isPresent();
    }

    SmtpSession to(SmtpState next) {
        return new SmtpSession(caller, hello, login, next, tally, unheard, heard, draining);
    }

    SmtpSession greeted(Hello by) {
        return new SmtpSession(caller, Optional.of(by), login, new SmtpState.Idle(), tally, unheard, heard, draining);
    }

    SmtpSession loggedIn(AccountName as) {
        return new SmtpSession(caller, hello, Optional.of(as), new SmtpState.Idle(), tally, unheard, heard, draining);
    }

    SmtpSession counting(Tally now) {
        return new SmtpSession(caller, hello, login, state, now, unheard, heard, draining);
    }

    SmtpSession drained() {
        return new SmtpSession(caller, hello, login, state, tally, unheard, heard, true);
    }

    boolean mayAwaitHearing() {
        return unheard.size() < UNHEARD_MAX;
    }

    SmtpSession awaitingHearing(Sha256 submission) {
        List<Sha256> more = new ArrayList<>(unheard);
        more.add(submission);
        return new SmtpSession(caller, hello, login, state, tally, List.copyOf(more), heard, draining);
    }

    /** The oldest 250 was heard. */
    SmtpSession hearing() {
        if (unheard.isEmpty()) {
            return this;
        }
        List<Sha256> more = new ArrayList<>(heard);
        more.add(unheard.get(0));
        List<Sha256> less = List.copyOf(unheard.subList(1, unheard.size()));
        return new SmtpSession(caller, hello, login, state, tally, less, List.copyOf(more), draining);
    }

    SmtpSession reported() {
        return new SmtpSession(caller, hello, login, state, tally, unheard, List.of(), draining);
    }
}
