package org.mmsys.smtp;

/** What an MTA listener asks of a client that sends under one of our domains. */
public enum SenderCheck {
    /** That it has logged in as the owner of the address. */
    AUTHENTICATED,
    /** That the address exists: for classic clients without AUTH, on loopback. */
    USERNAME
}
