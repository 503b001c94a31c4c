package org.mmsys.replica.registry.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.ratis.protocol.RaftPeerId;
import org.mmsys.core.route.NodeName;

/**
 * The directory of a voter, and who it is in there.
 *
 * <p>Ratis would begin anew when it finds nothing. What was promised would be forgotten then, and two leaders possible; so
 * only the ticket allows it, and without one a voter with an empty disk is another member, which the others must take in.
 */
final class VoterStore {
    private static final int INCARNATION_OCTETS = 4;

    private final Path directory;
    private final Path member;
    private final Path log;

    VoterStore(Path directory, UUID system) {
        this.directory = directory;
        this.member = directory.resolve("member");
        this.log = directory.resolve(system.toString());
    }

    /**
     * Which member this is.
     *
     * @param founders the voters that begin together; empty: it was not there at the beginning
     * @param fresh whether the log is to be made now
     */
    record Standing(RaftPeerId id, List<NodeName> founders, boolean fresh) {
        Standing {
            founders = List.copyOf(founders);
        }
    }

    /**
     * What this voter is, made durable before it is returned.
     *
     * @throws IOException if the directory cannot be used, or belongs to another node
     */
    Standing stand(NodeName self, List<NodeName> voters, boolean ticket, SecureRandom random) throws IOException {
        Files.createDirectories(directory);
        Optional<Standing> known = read(self);
        if (known.isPresent() && Files.exists(log.resolve("current").resolve("raft-meta"))) {
            return known.get();
        }
        if (Files.exists(log)) { // begun but not finished, or what a damaged disk has left
            PathUtils.deleteDirectory(log);
        }
        byte[] incarnation = new byte[INCARNATION_OCTETS];
        random.nextBytes(incarnation);
        Standing fresh = ticket
                ? new Standing(PeerNames.id(self), voters, true)
                : new Standing(PeerNames.id(self, HexFormat.of().formatHex(incarnation)), List.of(), true);
        write(fresh);
        return fresh;
    }

    private Optional<Standing> read(NodeName self) throws IOException {
        if (!Files.exists(member)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(member, US_ASCII);
        if (lines.size() < 2 || !lines.get(lines.size() - 1).equals(".")) {
            throw new IOException(member + " is damaged");
        }
        if (!PeerNames.ofId(lines.get(0)).equals(Optional.of(self))) {
            throw new IOException(directory + " belongs to " + lines.get(0) + ", but this node is " + self);
        }
        List<NodeName> founders = lines.subList(1, lines.size() - 1).stream()
                .map(NodeName::parse)
                .flatMap(Optional::stream)
                .toList();
        return Optional.of(new Standing(RaftPeerId.valueOf(lines.get(0)), founders, false));
    }

    private void write(Standing standing) throws IOException {
        String text = String.join(
                        "\n",
                        Stream.of(
                                        Stream.of(standing.id().toString()),
                                        standing.founders().stream().map(NodeName::toString),
                                        Stream.of("."))
                                .flatMap(lines -> lines)
                                .toList())
                + "\n";
        Path fresh = directory.resolve("member.tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer all = ByteBuffer.wrap(text.getBytes(US_ASCII));
            while (all.hasRemaining()) {
                channel.write(all);
            }
            channel.force(true);
        }
        Files.move(fresh, member, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
