package org.mmsys.client.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.wire.sasl.Secret;
import picocli.CommandLine.Command;

/** Which servers answer. */
@Command(
        name = "probe",
        description = "Tries every server, primaries and backups, and says what each answers.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail probe --smtp localhost:5871,localhost:5881 --pop3 localhost:1101,localhost:1111")
final class ProbeCommand extends MailCommand {
    @Override
    int run(Desk desk) throws Failure {
        ServerChoice servers = options().servers();
        Optional<String> user = options().user();
        if (servers.accounts().isEmpty()
                && servers.smtp().isEmpty()
                && servers.pop3().isEmpty()) {
            Account account = desk.account();
            servers = ServerChoice.of(account);
            user = Optional.of(account.user());
        }
        Optional<Secret> password = options().givenPassword();
        List<ProbeLine> lines = desk.wait(desk.service().probe(servers, user, password));
        lines.forEach(this::show);
        long working = lines.stream().filter(ProbeLine::works).count();
        return working == lines.size() ? Exit.OK : working == 0 ? Exit.OFFLINE : Exit.PARTLY;
    }

    private void show(ProbeLine probed) {
        String which = probed.primary() ? "primary" : "backup";
        String why = probed.problem().map(p -> p.text() + " " + p.detail()).orElse("");
        String login = probed.loggedIn()
                .map(yes -> yes ? ", logged in" : ", login refused")
                .orElse("");
        line(
                new JsonLine()
                        .with("service", probed.service().name().toLowerCase(Locale.ROOT))
                        .with("which", which)
                        .with("server", probed.server())
                        .with("works", probed.works())
                        .with("tls", probed.encrypted())
                        .with("mmsys", probed.mmsys())
                        .with("millis", probed.took().toMillis())
                        .with("capabilities", probed.capabilities())
                        .with("problem", why),
                String.format(
                        Locale.ROOT,
                        "%-8s %-7s %-22s %s",
                        probed.service().name().toLowerCase(Locale.ROOT),
                        which,
                        probed.server(),
                        probed.works()
                                ? "ok, " + probed.took().toMillis() + " ms" + (probed.encrypted() ? ", TLS" : "")
                                        + (probed.mmsys() ? ", MMSys" : "") + login
                                : "FAILS: " + why));
    }
}
