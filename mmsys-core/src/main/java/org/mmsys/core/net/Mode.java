package org.mmsys.core.net;

/** What the octets that arrive in a session mean, or whether they mean anything. */
enum Mode {
    /** Before the session is opened, and during every TLS handshake. */
    HANDSHAKE,
    COMMANDS,
    RECEIVING,
    SENDING,
    /** The dialogue is over; a link's holder decides what becomes of the connection. */
    PARKED,
    /** The dialogue is over; octets pass to another connection and from there. */
    SPLICED,
    /** Nothing more is said; what was said is on its way out. */
    CLOSING,
    /** The socket is gone. */
    GONE
}
