package org.mmsys.replica.relay;

/** The one thing a relay's machine asks: is there a connection to the half that serves, or will there be one? */
enum RelayQuestion {
    CALL
}
