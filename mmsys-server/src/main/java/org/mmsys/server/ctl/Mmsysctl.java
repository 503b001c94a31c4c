package org.mmsys.server.ctl;

import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mmsysctl}: administration of MMSys. */
@Command(
        name = "mmsysctl",
        description = "Administration of MMSys. Talks to the admin port of one node; config and cluster need none.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mmsysctl --data /var/lib/mmsys/data status",
            "  mmsysctl account list --data /var/lib/mmsys/data",
            "  echo 'a good password' | mmsysctl account create ann --data /var/lib/mmsys/data",
            "  mmsysctl queue list --admin 127.0.0.1:8101 --token-file /var/lib/mmsys/data/admin.token",
            "  mmsysctl trace 6FZ0N8Q3… --data /var/lib/mmsys/data",
            "  mmsysctl config check /etc/mmsys/mmsys.properties",
            "  mmsysctl cluster init /etc/mmsys/cluster --node s1/primary --node s2/primary",
            "",
            "Exit codes: 0 done, 1 usage or configuration, 2 refused or not well, 3 no node there or not now."
        })
public final class Mmsysctl implements Runnable {
    static final int OK = 0;
    static final int USAGE = 1;
    static final int REFUSED = 2;
    static final int OFFLINE = 3;
    private static final Set<String> WITH_VALUE = Set.of("--admin", "--data", "--token-file");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Mmsysctl() {}

    public static void main(String[] arguments) {
        // What it loads to check a configuration must not begin a log here.
        System.setProperty("org.apache.commons.logging.Log", "org.apache.commons.logging.impl.NoOpLog");
        System.setProperty("log4j2.configurationFile", "classpath:log4j2-mmsysctl.xml");
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int exit = run(arguments, new Passwords(System.in, Optional.ofNullable(System.console())), out, err);
        out.flush();
        Runtime.getRuntime().halt(exit);
    }

    /** Carries out a command line; the exit code. */
    static int run(String[] arguments, InputStream in, PrintWriter out, PrintWriter err) {
        return run(arguments, new Passwords(in, Optional.empty()), out, err);
    }

    private static int run(String[] arguments, Passwords passwords, PrintWriter out, PrintWriter err) {
        Desk desk = new Desk(() -> out, passwords);
        CommandLine line = new CommandLine(new Mmsysctl())
                .addSubcommand(new NodeCommands.Status(desk))
                .addSubcommand(new AccountCommands(desk))
                .addSubcommand(new QueueCommands(desk))
                .addSubcommand(new FsckCommand(desk))
                .addSubcommand(new PairCommands.Explain(desk))
                .addSubcommand(new PairCommands.Switchover(desk))
                .addSubcommand(new PairCommands.ForcePrimary(desk))
                .addSubcommand(new PairCommands.ForceSolo(desk))
                .addSubcommand(new QuarantineCommands(desk))
                .addSubcommand(new NodeCommands.Trace(desk))
                .addSubcommand(new LocalCommands.Config(desk))
                .addSubcommand(new LocalCommands.Cluster(desk));
        withHelp(line);
        line.setOut(out);
        line.setErr(err);
        line.setParameterExceptionHandler((wrong, given) -> {
            err.println("mmsysctl: " + wrong.getMessage());
            err.println("see " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            err.println("mmsysctl: " + failure.getMessage());
            return failure instanceof Refusal refusal ? refusal.exit() : OFFLINE;
        });
        return line.execute(verbFirst(arguments));
    }

    /** The options that say which node is meant may stand before the command, too: they are moved behind it. */
    static String[] verbFirst(String[] arguments) {
        List<String> before = new ArrayList<>();
        int at = 0;
        while (at < arguments.length && arguments[at].startsWith("--")) {
            String option = arguments[at].replaceFirst("=.*", "");
            if (!option.equals("--json") && !WITH_VALUE.contains(option)) {
                break;
            }
            before.add(arguments[at]);
            at++;
            if (WITH_VALUE.contains(arguments[at - 1]) && at < arguments.length) {
                before.add(arguments[at]);
                at++;
            }
        }
        List<String> all = new ArrayList<>(List.of(arguments).subList(at, arguments.length));
        all.addAll(before);
        return all.toArray(String[]::new);
    }

    /** Every command explains itself. */
    private static void withHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("--help", "-h")
                        .usageHelp(true)
                        .type(boolean.class)
                        .description("Shows this and exits.")
                        .build());
        line.getSubcommands().values().forEach(Mmsysctl::withHelp);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }
}
