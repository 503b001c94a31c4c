package org.mmsys.core.route;

/** What a SASL exchange wants next. */
public sealed interface SaslStep {
    /** The client is to answer this (not yet base64). */
    record Challenge(byte[] octets) implements SaslStep {}

    /** The exchange is over. */
    record Done(AuthOutcome outcome) implements SaslStep {}
}
