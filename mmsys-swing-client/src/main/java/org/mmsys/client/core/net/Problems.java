package org.mmsys.client.core.net;

import java.util.Locale;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.wire.pop3.Pop3Status;
import org.mmsys.wire.pop3.Pop3Trouble;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.text.PrintableText;

/** What goes wrong with servers, in sentences. */
final class Problems {
    private Problems() {}

    static Trouble noConnection(Endpoint server, String detail) {
        return Trouble.unanswered(
                Problem.of(Cause.UNREACHABLE, server + " does not answer.").because(PrintableText.of(detail)));
    }

    static Trouble certificate(Endpoint server, CertificateQuestion question) {
        String what = question.changed()
                ? server + " shows another certificate than the one you trusted."
                : "Nothing vouches for the certificate of " + server + ".";
        String advice = question.changed()
                ? "Do not go on unless whoever runs the server says that it was replaced."
                : "Compare its fingerprint with what whoever runs the server tells you, then trust it or not.";
        return Trouble.certificate(
                Problem.of(Cause.CERTIFICATE, what)
                        .advising(advice)
                        .because(question.fingerprint() + ": " + String.join("; ", question.reasons())),
                question);
    }

    static Trouble pop3(Endpoint server, Pop3Trouble trouble, String wire) {
        String detail = (trouble + " " + PrintableText.of(wire)).strip();
        return switch (trouble.kind()) {
            case NOT_WELCOME, GARBAGE, TOO_MUCH, NOT_INTRODUCED ->
                Trouble.unanswered(Problem.of(Cause.TEMPORARY, server + " does not serve mailboxes now.")
                        .because(detail));
            case TIMED_OUT -> Trouble.unanswered(silent(server, detail));
            case CUT_OFF ->
                Trouble.unanswered(Problem.of(Cause.UNREACHABLE, server + " closed the connection.")
                        .because(detail));
            case NO_TLS -> Trouble.of(noTls(server, detail));
            case NO_LOGIN ->
                Trouble.of(
                        Problem.of(Cause.NO_TLS, server + " wants the password on a connection that others can read.")
                                .advising("Set the security of the account to TLS, or ask whoever runs the server.")
                                .because(detail));
            case CANCELLED, GOING_DOWN ->
                Trouble.of(
                        Problem.of(Cause.INTERNAL, "The session was given up.").because(detail));
            case REFUSED -> login(server, trouble.said().orElse(new Pop3Status(false, "", "")));
        };
    }

    static Problem silent(Endpoint server, String detail) {
        return Problem.of(Cause.UNREACHABLE, server + " is connected but says nothing.")
                .because(detail);
    }

    static Problem noTls(Endpoint server, String detail) {
        return Problem.of(Cause.NO_TLS, server + " offers no encryption, so your password was not sent.")
                .advising("Ask whoever runs the server for the port with TLS.")
                .because(detail);
    }

    static Trouble login(Endpoint server, Pop3Status said) {
        String words = PrintableText.of((said.code().isEmpty() ? "" : "[" + said.code() + "] ") + said.text());
        String lower = said.text().toLowerCase(Locale.ROOT);
        boolean busy = said.refusedFor("IN-USE")
                || said.refusedFor("LOGIN-DELAY")
                || said.code().isEmpty() && (lower.contains("lock") || lower.contains("in use"));
        if (busy) {
            return Trouble.of(Problem.of(Cause.BUSY, "Your mailbox is open in another program.")
                    .meanwhile("The next try is in 30 seconds.")
                    .because(words));
        }
        if (said.refusedFor("SYS")) {
            return Trouble.unanswered(Problem.of(Cause.TEMPORARY, server + " cannot open your mailbox now.")
                    .because(words));
        }
        return Trouble.of(password(server, words));
    }

    static Problem password(Endpoint server, String words) {
        return Problem.of(Cause.AUTHENTICATION, server + " does not accept this name and password.")
                .advising("Check the name and type the password again.")
                .because(words);
    }

    static Problem refused(Endpoint server, String what, Pop3Status said) {
        String words = PrintableText.of((said.code().isEmpty() ? "" : "[" + said.code() + "] ") + said.text());
        Cause cause = said.refusedFor("SYS") ? Cause.TEMPORARY : Cause.REFUSED;
        return Problem.of(cause, server + " refused: " + what + ".").because(words);
    }

    static Trouble smtp(Endpoint server, Failure failure, String wire) {
        String detail = PrintableText.of((failure.text() + " " + wire).strip());
        return switch (failure.trouble()) {
            case REFUSED, GARBAGE, NOT_INTRODUCED ->
                Trouble.unanswered(Problem.of(Cause.TEMPORARY, server + " takes no mail now.")
                        .because(detail));
            case TIMED_OUT -> Trouble.unanswered(silent(server, detail));
            case CLOSED ->
                Trouble.unanswered(Problem.of(Cause.UNREACHABLE, server + " closed the connection.")
                        .because(detail));
            case NO_TLS -> Trouble.of(noTls(server, detail));
            case TLS_FAILED ->
                Trouble.of(Problem.of(Cause.NO_TLS, "No encrypted connection with " + server + " came about.")
                        .because(detail));
            case LOGIN_FAILED ->
                failure.text().contains("4.7.0") || failure.text().contains("454")
                        ? Trouble.unanswered(Problem.of(Cause.TEMPORARY, server + " cannot check your password now.")
                                .because(detail))
                        : Trouble.of(password(server, detail));
        };
    }
}
