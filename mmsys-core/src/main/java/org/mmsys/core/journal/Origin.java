package org.mmsys.core.journal;

/** Where a message was queued before it came here: it is stored once for each recipient (10 days). */
public record Origin(String server, Guid queueId) {}
