package org.mmsys.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.ProtocolProvider;

/** {@code mmsys-server}: one node. */
public final class MmsysMain {
    private final PrintStream out;
    private final PrintStream err;
    private final List<ProtocolProvider> providers;

    private MmsysMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        this.providers = ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    public static void main(String[] arguments) {
        // Before the first logger: the configuration library would start the log before we know where it goes.
        System.setProperty("org.apache.commons.logging.Log", "org.apache.commons.logging.impl.NoOpLog");
        MmsysMain main = new MmsysMain(System.out, System.err);
        Optional<ExitCode> end;
        try {
            end = main.run(arguments);
        } catch (StartFailure failure) {
            main.err.println("mmsys-server: " + failure.getMessage());
            end = Optional.of(failure.code());
        }
        // A JVM ended by a signal would exit with 143, and shutdown hooks have nothing left to do.
        end.ifPresent(code -> Runtime.getRuntime().halt(code.number()));
    }

    /** Every key there is, in the order of the documentation. */
    static List<Key<?>> keys(List<ProtocolProvider> providers) {
        return ConfigCheck.keys(providers);
    }

    /** How it ended, or nothing when the node is up and running. */
    private Optional<ExitCode> run(String[] arguments) throws StartFailure {
        ServerOptions options = new ServerOptions(keys(providers));
        ServerOptions.Parsed parsed = options.parse(arguments);
        if (parsed.help()) {
            out.print(options.usage());
            return Optional.of(ExitCode.OK);
        }
        if (parsed.version()) {
            out.println("mmsys-server " + Version.text());
            return Optional.of(ExitCode.OK);
        }
        List<String> mistakes = new ArrayList<>(parsed.errors());
        Optional<ServerPlan> plan = plan(parsed, mistakes);
        if (!mistakes.isEmpty() || plan.isEmpty()) {
            mistakes.forEach(err::println);
            err.println("mmsys-server: " + mistakes.size() + " mistake(s) in the configuration; see --help");
            return Optional.of(ExitCode.CONFIGURATION);
        }
        if (plan.get().clusterDirectory().isPresent()) {
            var unused = ClusterDirectory.identity(
                    plan.get().clusterDirectory().get(), plan.get().self());
        }
        if (parsed.check()) {
            out.println("configuration ok");
            return Optional.of(ExitCode.OK);
        }
        serve(plan.get(), parsed);
        return Optional.empty();
    }

    private Optional<ServerPlan> plan(ServerOptions.Parsed parsed, List<String> mistakes) {
        return new ConfigCheck(providers).plan(parsed.config(), parsed.keys(), mistakes);
    }

    private void serve(ServerPlan plan, ServerOptions.Parsed parsed) throws StartFailure {
        makePrivate(plan.data());
        Path log = plan.data().resolve("log");
        System.setProperty("mmsys.log.dir", log.toString());
        Node node = Node.start(plan, providers, this::end);
        AtomicBoolean ending = new AtomicBoolean();
        Runnable end = () -> {
            if (ending.compareAndSet(false, true)) {
                node.stop();
                Runtime.getRuntime().halt(ExitCode.OK.number());
            }
        };
        Signals.on("TERM", end);
        Signals.on("INT", end);
        Signals.on("HUP", () -> {
            List<String> mistakes = new ArrayList<>();
            Optional<ServerPlan> again = plan(parsed, mistakes);
            node.reload(again, mistakes, keys(providers));
        });
        out.println(node.readyLine());
        out.flush();
        stay();
    }

    /** The node cannot go on; any thread. */
    private void end(int code, String why) {
        err.println("mmsys-server: " + why);
        err.flush();
        org.apache.logging.log4j.LogManager.shutdown();
        Runtime.getRuntime().halt(code);
    }

    /** Before the first logger: it would make the directory readable for everyone when it opens its file in there. */
    private static void makePrivate(Path data) throws StartFailure {
        try {
            Files.createDirectories(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException refused) {
            throw new StartFailure(ExitCode.RESOURCE, "cannot make the data directory: " + refused, refused);
        }
    }

    /** All threads of a node are daemons, so that a failed start ends the process; this one keeps it until a signal. */
    private static void stay() {
        new Thread(
                        () -> {
                            while (true) {
                                LockSupport.park();
                            }
                        },
                        "until-a-signal")
                .start();
    }
}
