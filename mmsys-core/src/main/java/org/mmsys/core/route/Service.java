package org.mmsys.core.route;

/** What a node offers to others at an address of its own. */
public enum Service {
    SMTP,
    SUBMISSION,
    SMTPS,
    POP3,
    POP3S,
    ACCOUNTS,
    REPLICA,
    REGISTRY
}
