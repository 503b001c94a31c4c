package org.mmsys.client.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.ConnectionState.Service;

/**
 * What became of a try at one server: a tick or a cross of the account dialog, a line of {@code mmsys-mail probe}.
 *
 * @param greeting its first line, printable
 * @param capabilities EHLO keywords, CAPA tags
 * @param loggedIn whether name and password were accepted; empty if they were not tried
 * @param problem empty if it works
 */
public record ProbeLine(
        Service service,
        boolean primary,
        Endpoint server,
        boolean encrypted,
        String greeting,
        List<String> capabilities,
        Optional<Boolean> loggedIn,
        boolean mmsys,
        Duration took,
        Optional<Problem> problem) {
    public ProbeLine {
        capabilities = List.copyOf(capabilities);
    }

    public boolean works() {
        return problem.isEmpty();
    }
}
