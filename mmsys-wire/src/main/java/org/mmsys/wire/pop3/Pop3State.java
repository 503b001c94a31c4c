package org.mmsys.wire.pop3;

/** Where a session stands (RFC 1939 §3). */
public enum Pop3State {
    /** Nobody has logged in. */
    AUTHORIZATION,
    /** A maildrop is open and locked. */
    TRANSACTION,
    /** QUIT was said: changes are being made, then the session ends. */
    UPDATE
}
