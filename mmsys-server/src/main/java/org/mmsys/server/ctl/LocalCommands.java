package org.mmsys.server.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.route.NodeName;
import org.mmsys.server.ConfigCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that need no node. */
final class LocalCommands {
    private LocalCommands() {}

    /** {@code mmsysctl config …} */
    @Command(name = "config", description = "Configuration files.", synopsisSubcommandLabel = "check")
    static final class Config {
        private final Desk desk;

        Config(Desk desk) {
            this.desk = desk;
        }

        @Command(
                name = "check",
                description = "Says all that is wrong with a configuration, as mmsys-server --check does.")
        int check(
                @Parameters(paramLabel = "FILE") Path file,
                @Parameters(
                                paramLabel = "-- OPTION",
                                index = "1..*",
                                arity = "0..*",
                                description = "Options of mmsys-server, behind --.")
                        String[] options)
                throws Refusal {
            List<String> mistakes =
                    ConfigCheck.installed().mistakes(Optional.of(file), options == null ? List.of() : List.of(options));
            if (!mistakes.isEmpty()) {
                throw Refusal.usage(String.join("\n", mistakes));
            }
            desk.line("configuration ok");
            return Mmsysctl.OK;
        }
    }

    /** {@code mmsysctl cluster …} */
    @Command(
            name = "cluster",
            description = "The certificates by which the nodes of a system know each other.",
            synopsisSubcommandLabel = "init")
    static final class Cluster {
        private final Desk desk;

        Cluster(Desk desk) {
            this.desk = desk;
        }

        @Command(
                name = "init",
                description = {
                    "Makes the system's own authority and, for each node, the directory that mmsys-server gets as"
                            + " --cluster.dir: DIR/NAME-ROLE.",
                    "Copy each to its node by a safe way, readable by its owner only. Run again with more nodes it adds"
                            + " those and changes nothing else. Keep DIR/ca safe: who has it can be any node."
                })
        int init(
                @Parameters(paramLabel = "DIR") Path directory,
                @Option(
                                names = "--node",
                                required = true,
                                paramLabel = "NAME/ROLE",
                                description =
                                        "A node, s1/primary for example; once for each. What follows a = is ignored,"
                                                + " so that the --node options of mmsys-server fit.")
                        List<String> nodes)
                throws Refusal {
            List<NodeName> names = new ArrayList<>();
            for (String node : nodes) {
                names.add(NodeName.parse(node.replaceFirst("=.*", "").strip())
                        .orElseThrow(
                                () -> Refusal.usage("--node " + node + ": must begin with NAME/primary, NAME/backup or"
                                        + " NAME/witness, the name in small letters")));
            }
            try {
                List<Path> made = new ClusterInit(directory, new SecureRandom()).make(names);
                made.forEach(path -> desk.line("made " + path));
                if (made.isEmpty()) {
                    desk.line("nothing to do: every node has its directory");
                }
                return Mmsysctl.OK;
            } catch (IOException | GeneralSecurityException failed) {
                throw Refusal.refused(directory + ": " + failed.getMessage());
            }
        }
    }
}
