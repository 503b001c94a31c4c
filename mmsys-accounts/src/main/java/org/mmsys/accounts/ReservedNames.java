package org.mmsys.accounts;

import java.util.Set;

/** Names that only an administrator may give away, since people and programs trust whoever has them (RFC 2142). */
final class ReservedNames {
    private static final Set<String> NAMES = Set.of(
            "abuse",
            "admin",
            "administrator",
            "anonymous",
            "autoconfig",
            "autodiscover",
            "bounce",
            "bounces",
            "daemon",
            "ftp",
            "help",
            "helpdesk",
            "hostmaster",
            "info",
            "is",
            "it",
            "list",
            "list-request",
            "mail",
            "mailer-daemon",
            "mailerdaemon",
            "marketing",
            "mis",
            "mmsys",
            "news",
            "no-reply",
            "nobody",
            "noc",
            "noreply",
            "operator",
            "owner",
            "postmaster",
            "root",
            "sales",
            "security",
            "smtp",
            "ssladmin",
            "ssladministrator",
            "sslwebmaster",
            "support",
            "sysadmin",
            "system",
            "usenet",
            "uucp",
            "webmaster",
            "wpad",
            "www");

    private ReservedNames() {}

    static boolean contains(String local) {
        return NAMES.contains(local);
    }
}
