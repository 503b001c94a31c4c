package org.mmsys.replica.relay;

/** What became of a call. */
enum RelayAnswer {
    /** There is a connection, with the header on its way. */
    CONNECTED,
    /** None yet; worth another try. */
    NOT_YET,
    /** None, and the client has waited long enough. */
    TOO_LATE
}
