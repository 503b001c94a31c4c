package org.mmsys.core.queue;

/** Where a queued message goes next. */
public sealed interface Destination {
    /** Another server of the system, by its name. */
    record Server(String name) implements Destination {}

    /** A domain outside the system, in A-labels. */
    record Domain(String name) implements Destination {}
}
