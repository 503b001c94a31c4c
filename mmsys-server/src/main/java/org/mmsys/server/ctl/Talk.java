package org.mmsys.server.ctl;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mmsys.server.json.JsonObject;
import picocli.CommandLine.Option;

/** The options that say which node is meant, and the way to it. */
final class Talk {
    private static final String STANDARD = "127.0.0.1:8101";

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Admin port of the node; default: that of --data, else " + STANDARD + ".")
    Optional<String> admin = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory of the node; the token is in it.")
    Optional<Path> data = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token of the admin port.")
    Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--json", description = "Prints the answer of the node as it came.")
    boolean json;

    /** Reads a page, whatever its status. */
    AdminClient.Answer get(String path) throws Refusal {
        try {
            return client().get(path);
        } catch (IOException unreachable) {
            throw offline(unreachable);
        }
    }

    /** Says a verb and returns the answer of a node that did it. */
    JsonObject post(String path, Map<String, ?> arguments, PrintWriter out) throws Refusal {
        try {
            AdminClient.Answer answer = client().post(path, arguments);
            if (!answer.ok()) {
                throw answer.status() < 500 ? Refusal.refused(answer.error()) : Refusal.offline(answer.error());
            }
            if (json) {
                out.println(answer.text().strip());
            }
            return answer.json();
        } catch (IOException unreachable) {
            throw offline(unreachable);
        }
    }

    private Refusal offline(IOException why) throws Refusal {
        return Refusal.offline("the node at " + address() + " cannot be reached: " + why.getMessage()
                + "; is it running with --admin, and is --admin or --data of this command right?");
    }

    private AdminClient client() throws Refusal {
        return new AdminClient(address(), token());
    }

    private String address() throws Refusal {
        if (admin.isPresent()) {
            return admin.get();
        }
        return data.isPresent() ? line(data.get().resolve("admin.address")) : STANDARD;
    }

    private String token() throws Refusal {
        Optional<Path> file = tokenFile.or(() -> data.map(directory -> directory.resolve("admin.token")));
        if (file.isEmpty()) {
            throw Refusal.usage("say which node: --data DIR (its data directory) or --token-file FILE");
        }
        return line(file.get());
    }

    private static String line(Path file) throws Refusal {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException missing) {
            throw Refusal.usage(file + " is not there: is that the data directory of a node with an admin port?");
        } catch (IOException unreadable) {
            throw Refusal.usage(file + " cannot be read: " + unreadable.getMessage());
        }
    }
}
