package org.mmsys.core.net;

/** What the octets that arrive in a session mean, or whether they mean anything. */
enum Mode {
    /** Before the session is opened, and during every TLS handshake. */
    HANDSHAKE,
    COMMANDS,
    RECEIVING,
    SENDING,
    /** Nothing more is said; what was said is on its way out. */
    CLOSING,
    /** The socket is gone. */
    GONE
}
