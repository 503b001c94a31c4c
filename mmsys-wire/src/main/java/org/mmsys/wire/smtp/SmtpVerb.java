package org.mmsys.wire.smtp;

/** The commands our server understands: when each may come, and where that is written. */
public enum SmtpVerb {
    EHLO(Phase.START, Phase.CHUNKS, true, true, true, "RFC 5321 §4.1.1.1"),
    HELO(Phase.START, Phase.CHUNKS, true, true, true, "RFC 5321 §4.1.1.1"),
    MAIL(Phase.GREETED, Phase.GREETED, false, false, false, "RFC 5321 §4.1.1.2"),
    RCPT(Phase.MAIL, Phase.MAIL, false, false, false, "RFC 5321 §4.1.1.3"),
    DATA(Phase.MAIL, Phase.MAIL, false, false, true, "RFC 5321 §4.1.1.4"),
    BDAT(Phase.MAIL, Phase.CHUNKS, false, false, false, "RFC 3030 §2"),
    RSET(Phase.START, Phase.CHUNKS, true, true, false, "RFC 5321 §4.1.1.5"),
    NOOP(Phase.START, Phase.CHUNKS, true, true, true, "RFC 5321 §4.1.1.9"),
    QUIT(Phase.START, Phase.CHUNKS, true, true, true, "RFC 5321 §4.1.1.10"),
    VRFY(Phase.START, Phase.CHUNKS, true, true, true, "RFC 5321 §4.1.1.6"),
    EXPN(Phase.START, Phase.CHUNKS, true, true, true, "RFC 5321 §4.1.1.7"),
    HELP(Phase.START, Phase.CHUNKS, true, true, false, "RFC 5321 §4.1.1.8"),
    STARTTLS(Phase.GREETED, Phase.GREETED, true, true, true, "RFC 3207 §4"),
    AUTH(Phase.GREETED, Phase.GREETED, false, true, true, "RFC 4954 §4"),
    /** Ours, between the nodes of a system: a private verb. */
    XPEER(Phase.START, Phase.GREETED, false, true, true, "RFC 5321 §4.1.5");

    private final Phase earliest;
    private final Phase latest;
    private final boolean beforeTls;
    private final boolean beforeAuth;
    private final boolean lastInPipeline;
    private final String section;

    SmtpVerb(
            Phase earliest,
            Phase latest,
            boolean beforeTls,
            boolean beforeAuth,
            boolean lastInPipeline,
            String section) {
        this.earliest = earliest;
        this.latest = latest;
        this.beforeTls = beforeTls;
        this.beforeAuth = beforeAuth;
        this.lastInPipeline = lastInPipeline;
        this.section = section;
    }

    /** How far a session has come. */
    public enum Phase {
        /** Connected, or just in TLS: no EHLO yet. */
        START,
        /** EHLO or HELO was said; no message under way. */
        GREETED,
        /** MAIL was accepted. */
        MAIL,
        /** The first chunk of a message was taken. */
        CHUNKS
    }

    /** Whether this verb has its place in that phase; else the answer is 503. */
    public boolean allowedIn(Phase phase) {
        return phase.compareTo(earliest) >= 0 && phase.compareTo(latest) <= 0;
    }

    /** Whether it may come in clear text where TLS is required (RFC 3207 §4). */
    public boolean allowedBeforeTls() {
        return beforeTls;
    }

    /** Whether it may come before AUTH where that is required (RFC 4954 §6: 530). */
    public boolean allowedBeforeAuth() {
        return beforeAuth;
    }

    /** Whether a client must wait for its answer before it sends more (RFC 2920 §3.1). */
    public boolean lastInPipeline() {
        return lastInPipeline;
    }

    /** The RFC section that defines it. */
    public String section() {
        return section;
    }
}
