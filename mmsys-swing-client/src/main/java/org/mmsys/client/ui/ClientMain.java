package org.mmsys.client.ui;

import java.awt.Component;
import java.awt.GraphicsEnvironment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.swing.JOptionPane;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.MailEngine;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.ui.account.Prefill;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.kit.WindowState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The window as a program: reads the arguments, sets the look up, opens the profile, shows the window. */
@Command(
        name = "mmsys-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "A mail program for MMSys and for every other POP3 and SMTP server.",
        footer = {
            "",
            "H:P is host:port; after a comma stands the backup, used when the primary does not answer.",
            "Example:",
            "  mmsys-client --account-server 127.0.0.1:2401,127.0.0.1:2411 \\",
            "               --smtp 127.0.0.1:5871,127.0.0.1:5881 --pop3 127.0.0.1:1101,127.0.0.1:1111",
            "The addresses fill the fields of a new account; accounts that are there keep theirs.",
            "When a window has the profile already it comes to the front, and writes the message if one is asked for:",
            "  mmsys-client mailto:ta@mmsys.upenn.edu?subject=Hello"
        })
public final class ClientMain implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ClientMain.class);
    private static final Duration BELL_WAIT = Duration.ofSeconds(5);
    private static final Duration BELL_PAUSE = Duration.ofMillis(200);

    @Option(
            names = "--account-server",
            paramLabel = "H:P[,H:P]",
            converter = EndpointsText.class,
            description = "Primary and backup to which a request for a new account goes")
    private @Nullable Endpoints accounts;

    @Option(
            names = "--smtp",
            paramLabel = "H:P[,H:P]",
            converter = EndpointsText.class,
            description = "Primary and backup to send to")
    private @Nullable Endpoints smtp;

    @Option(
            names = "--pop3",
            paramLabel = "H:P[,H:P]",
            converter = EndpointsText.class,
            description = "Primary and backup to receive from")
    private @Nullable Endpoints pop3;

    @Option(names = "--user", paramLabel = "NAME", description = "Name or address of the account")
    private @Nullable String user;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description = "Where settings and mail are kept (default: ~/.local/share/mmsys-mail)")
    private @Nullable Path profile;

    @Option(
            names = "--lang",
            paramLabel = "TAG",
            description = "Language of the window: en, de (default: the system's)")
    private @Nullable String language;

    @Parameters(
            paramLabel = "ADDRESS",
            arity = "0..1",
            defaultValue = "",
            description = "An address or a mailto: link to write to")
    private String wish = "";

    private volatile Optional<MainFrame> shown = Optional.empty();

    private ClientMain() {}

    /** Starts the window; exits with 1 when the arguments are wrong and with 3 when there is no display. */
    public static void main(String... arguments) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = line(out, err).execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** What reads the arguments and starts; a mistake in them is one line, and 1. */
    static CommandLine line(PrintWriter out, PrintWriter errors) {
        CommandLine line = new CommandLine(new ClientMain());
        line.setOut(out);
        line.setErr(errors);
        line.setUsageHelpWidth(100);
        line.setParameterExceptionHandler((mistake, given) -> {
            errors.println("mmsys-client: " + mistake.getMessage() + "; see mmsys-client --help");
            return 1;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            errors.println("mmsys-client: " + failure.getMessage());
            return 3;
        });
        return line;
    }

    /** Reads {@code host:port[,host:port]}. */
    static final class EndpointsText implements ITypeConverter<Endpoints> {
        @Override
        public Endpoints convert(String text) {
            return Endpoints.parse(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "\"" + text + "\" is not host:port[,host:port]; IPv6 stands in brackets"));
        }
    }

    @Override
    public void run() {
        if (GraphicsEnvironment.isHeadless()) {
            throw new IllegalStateException("there is no display; on the command line use mmsys-mail");
        }
        if (language != null) {
            Texts.use(Locale.forLanguageTag(language));
        }
        Path directory = profile == null ? EngineSettings.usualProfile() : profile;
        if (Doorbell.ring(directory, wish)) {
            return;
        }
        WindowState state = new WindowState(directory.resolve("ui.properties"));
        SwingUtilities.invokeLater(() -> Theme.install(
                state.get("theme.dark").map(Boolean::valueOf).orElse(false), (float) state.number("zoom", 1)));
        UserQuestions questions = new UserQuestions(this::owner);
        Outcome<MailService> opened = MailEngine.open(EngineSettings.window(directory, questions));
        if (held(opened) && ringFor(directory)) {
            return;
        }
        SwingUtilities.invokeLater(() -> opened.match(new Outcome.Cases<MailService, Boolean>() {
            @Override
            public Boolean done(Outcome.Done<MailService> it) {
                show(it.value(), state, directory);
                return true;
            }

            @Override
            public Boolean failed(Outcome.Failed<MailService> it) {
                refuse(it.problem());
                return false;
            }

            @Override
            public Boolean cancelled(Outcome.Cancelled<MailService> it) {
                return false;
            }
        }));
    }

    private @Nullable Component owner() {
        return shown.orElse(null);
    }

    private static boolean held(Outcome<MailService> opened) {
        return opened.trouble()
                .map(problem -> problem.cause() == Problem.Cause.PROFILE_HELD)
                .orElse(false);
    }

    /** The window that has the profile may have taken it a moment ago and still be without a bell. */
    private boolean ringFor(Path directory) {
        long end = System.nanoTime() + BELL_WAIT.toNanos();
        while (System.nanoTime() < end) {
            if (Doorbell.ring(directory, wish)) {
                return true;
            }
            LockSupport.parkNanos(BELL_PAUSE.toNanos());
        }
        return false;
    }

    private void show(MailService service, WindowState state, Path directory) {
        UiExecutor executor = new UiExecutor();
        Desk desk = new Desk(service, executor, state, InstantSource.system(), ZoneId.systemDefault());
        MainFrame frame = new MainFrame(desk);
        shown = Optional.of(frame);
        Prefill prefill = new Prefill(
                Optional.ofNullable(accounts),
                Optional.ofNullable(smtp),
                Optional.ofNullable(pop3),
                Optional.ofNullable(user));
        frame.prefill(prefill);
        Optional<Doorbell> bell = bell(frame, directory);
        frame.onQuit(() -> end(service, executor, bell));
        ClassArchive.keepAtExit();
        frame.begin();
        FrontDoor.write(frame, wish);
    }

    private static Optional<Doorbell> bell(MainFrame frame, Path directory) {
        try {
            return Optional.of(Doorbell.hang(
                    directory, wished -> SwingUtilities.invokeLater(() -> FrontDoor.open(frame, wished))));
        } catch (IOException none) {
            log.atWarn().setCause(none).log("a second start will not find this window");
            return Optional.empty();
        }
    }

    private static void end(MailService service, UiExecutor executor, Optional<Doorbell> bell) {
        executor.close();
        Thread closing = new Thread(
                () -> {
                    bell.ifPresent(ClientMain::takeDown);
                    service.close();
                },
                "engine-close");
        closing.start();
    }

    private static void takeDown(Doorbell bell) {
        try {
            bell.close();
        } catch (IOException left) {
            log.atDebug().setCause(left).log("the bell stays behind");
        }
    }

    private static void refuse(Problem problem) {
        JOptionPane.showMessageDialog(null, problem.text(), Texts.of("app.name"), JOptionPane.ERROR_MESSAGE);
    }
}
