package org.mmsys.wire.accounts;

import org.mmsys.wire.accounts.AccountReply.Code;

/** The catalogue of replies of the account protocol ({@code docs/protocols/accounts.md}, section 4). */
public final class AccountReplies {
    public static final AccountReply BYE = AccountReply.ok("bye");
    public static final AccountReply NOTHING_DONE = AccountReply.ok("nothing done");
    public static final AccountReply BEGIN_TLS = AccountReply.ok("begin TLS now");
    public static final AccountReply FREE = AccountReply.ok("this name is free");
    public static final AccountReply CREATED = AccountReply.ok("account created");
    public static final AccountReply PASSWORD_CHANGED = AccountReply.ok("password changed");
    public static final AccountReply DELETED = AccountReply.ok("account deleted");

    public static final AccountReply TAKEN = AccountReply.failed(Code.TAKEN, "this name is taken");
    public static final AccountReply BAD_NAME = AccountReply.failed(Code.BAD_NAME, "this name cannot be registered");
    public static final AccountReply WEAK_PASSWORD = AccountReply.failed(
            Code.WEAK_PASSWORD, "at least 8 characters, not the name, not a password everybody uses");
    public static final AccountReply CLOSED =
            AccountReply.failed(Code.CLOSED, "registration is closed; ask the administrator");
    public static final AccountReply RATE = AccountReply.failed(Code.RATE, "too many requests; try again later");
    public static final AccountReply WRONG_PASSWORD = AccountReply.failed(Code.AUTH, "wrong name or password");
    public static final AccountReply TRY_LATER = AccountReply.failed(Code.SYS_TEMP, "not now; try again later");
    public static final AccountReply NEEDS_TLS = AccountReply.failed(Code.TLS, "say STLS first");
    public static final AccountReply TIMED_OUT = AccountReply.failed(Code.SYS_TEMP, "idle for too long");
    public static final AccountReply SHUTTING_DOWN = AccountReply.failed(Code.SYS_TEMP, "the server is going down");
    public static final AccountReply TOO_MANY_CONNECTIONS = AccountReply.failed(Code.SYS_TEMP, "too many connections");

    public static final AccountReply NOT_HERE = AccountReply.failed(Code.NOT_HERE, "not at home here");

    public static final AccountReply CANCELLED = AccountReply.failed("cancelled");
    public static final AccountReply BAD_BASE64 = AccountReply.failed("not base64 as asked for");
    public static final AccountReply BAD_LINE = AccountReply.failed("line too long or with stray CR, LF or NUL");
    public static final AccountReply UNKNOWN_COMMAND = AccountReply.failed("unknown command");
    public static final AccountReply BAD_INTRODUCTION = AccountReply.failed("introduction not understood or too late");
    public static final AccountReply NOT_LOGGED_IN = AccountReply.failed("not before AUTH");
    public static final AccountReply LOGGED_IN_ALREADY = AccountReply.failed("not after AUTH");
    public static final AccountReply TLS_ALREADY = AccountReply.failed("TLS is on already");
    public static final AccountReply NO_SUCH_MECHANISM = AccountReply.failed("mechanism not offered here; see CAPA");
    public static final AccountReply TOO_MANY_ERRORS = AccountReply.failed("too many errors");

    private AccountReplies() {}

    /** A known verb with the wrong arguments. */
    public static AccountReply badSyntax(AccountVerb verb) {
        return AccountReply.failed("syntax: " + verb.syntax());
    }
}
