package org.mmsys.client.core.net;

import java.time.Duration;

/** How long sessions wait. All but {@code connect} are silence between octets, not time in all. */
public record Patience(Duration connect, Duration greeting, Duration command, Duration afterData, Duration goodBye) {
    /** What people bear, and what indexing of a large mailbox needs. */
    public static final Patience USUAL = new Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(9),
            Duration.ofSeconds(5));
}
