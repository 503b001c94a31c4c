package org.mmsys.client.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mmsys-mail}: mail from a shell, on the engine of the window. Exit codes: 0 ok, 1 usage, 2 refused, 3 offline, 4 partly. */
@Command(
        name = "mmsys-mail",
        mixinStandardHelpOptions = true,
        version = MmsysMail.VERSION,
        header = "Reads, sends and files mail from the command line.",
        subcommands = {
            AccountCommand.class,
            CheckCommand.class,
            FoldersCommand.class,
            ListCommand.class,
            ReadCommand.class,
            SendCommand.class,
            RemoveCommand.class,
            MakeFolderCommand.class,
            MoveCommand.class,
            UndoCommand.class,
            ExportCommand.class,
            OutboxCommand.class,
            ProbeCommand.class,
            GenerateCompletion.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mmsys-mail account create ada --account-server localhost:2401,localhost:2411 \\",
            "      --smtp localhost:5871,localhost:5881 --pop3 localhost:1101,localhost:1111",
            "  mmsys-mail list",
            "  echo hello | mmsys-mail send --to ta --subject hi",
            "",
            "Passwords come from --password-file, MMSYS_PASSWORD, the keyring or a prompt; never from an argument.",
            "Exit codes: 0 ok, 1 usage, 2 refused, 3 offline, 4 partly."
        })
public final class MmsysMail implements Runnable {
    static final String VERSION = "mmsys-mail 0.1.0";

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    ServerOptions options() {
        return options;
    }

    @Override
    public void run() {
        CommandSpec known = spec;
        if (known != null) {
            throw new ParameterException(known.commandLine(), "Which command?");
        }
    }

    /** Runs one command; its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new MmsysMail())
                .setOut(out)
                .setErr(err)
                .setExitCodeExceptionMapper(bug -> Exit.REFUSED)
                .setParameterExceptionHandler((wrong, given) -> {
                    PrintWriter to = wrong.getCommandLine().getErr();
                    to.println("mmsys-mail: " + wrong.getMessage() + "; see "
                            + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    to.flush();
                    return Exit.USAGE;
                })
                .setUsageHelpAutoWidth(true)
                .execute(arguments);
    }

    /** The program. */
    public static void main(String[] arguments) {
        PrintWriter out = new OctetWriter(System.out);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }
}
