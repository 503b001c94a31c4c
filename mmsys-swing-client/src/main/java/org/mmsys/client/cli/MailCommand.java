package org.mmsys.client.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: the servers' options, {@code --json}, and the way a problem is told. */
@Command(mixinStandardHelpOptions = true, version = MmsysMail.VERSION)
abstract class MailCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON object a line, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** Does it; the exit code. */
    abstract int run(Desk desk) throws Failure;

    @Override
    public Integer call() {
        try (Desk desk = Desk.open(options(), err())) {
            return run(desk);
        } catch (Failure failure) {
            return tell(failure.problem(), failure.code());
        } finally {
            out().flush();
            err().flush();
        }
    }

    final int tell(Problem problem, int code) {
        if (json) {
            out().println(new JsonLine()
                    .with("error", problem.cause().name())
                    .with("happened", problem.happened())
                    .with("doing", problem.doing())
                    .with("advice", problem.advice())
                    .with("detail", problem.detail())
                    .with("exit", code));
        }
        err().println("mmsys-mail: " + problem.text());
        if (!problem.detail().isEmpty()) {
            err().println("  " + problem.detail());
        }
        return code;
    }

    final ServerOptions options() {
        if (spec().root().userObject() instanceof MmsysMail program) {
            return program.options();
        }
        throw new IllegalStateException("not a command of mmsys-mail");
    }

    final boolean json() {
        return json;
    }

    private CommandSpec spec() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return known;
    }

    final PrintWriter out() {
        return spec().commandLine().getOut();
    }

    final PrintWriter err() {
        return spec().commandLine().getErr();
    }

    /** One line: for programs or for people. */
    final void line(JsonLine object, String text) {
        out().println(json ? object.toString() : text);
    }
}
