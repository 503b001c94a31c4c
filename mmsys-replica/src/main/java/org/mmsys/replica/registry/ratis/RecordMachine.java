package org.mmsys.replica.registry.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.mmsys.replica.registry.ratis.TableAnswer.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the commands of the log to the {@link RecordTable}, on Ratis's own thread, and saves it now and then. */
final class RecordMachine extends BaseStateMachine {
    private static final Logger log = LoggerFactory.getLogger(RecordMachine.class);
    private static final TableAnswer NO_COMMAND = new TableAnswer(Outcome.REFUSED, Optional.empty());

    private final RecordTable table = new RecordTable();
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final Consumer<String> changed;
    private final Consumer<String> diskFailed;

    /**
     * @param changed told each key whose record changed; must not wait
     * @param diskFailed told, once or more often, that the log could not be written
     */
    RecordMachine(Consumer<String> changed, Consumer<String> diskFailed) {
        this.changed = changed;
        this.diskFailed = diskFailed;
    }

    RecordTable table() {
        return table;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, group, raftStorage);
                            storage.init(raftStorage);
                            load();
                        },
                        IOException.class);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** After a snapshot came from the leader. */
    @Override
    public void reinitialize() throws IOException {
        storage.loadLatestSnapshot();
        getLifeCycle().startAndTransition(this::load, IOException.class);
    }

    @Override
    public void close() {
        getLifeCycle().checkStateAndClose();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        TableAnswer answer = apply(entry.getStateMachineLogEntry().getLogData().toByteArray());
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(message(answer));
    }

    private TableAnswer apply(byte[] octets) {
        try {
            CasCommand command = CasCommand.parse(octets);
            TableAnswer answer = table.apply(command);
            if (answer.outcome() == Outcome.APPLIED) {
                changed.accept(command.key());
            }
            return answer;
        } catch (IOException strange) {
            // The same on every voter, so the tables stay equal.
            log.atError().setCause(strange).log("registry has a command that is not known here");
            return NO_COMMAND;
        }
    }

    /** Called when what is applied here is what the leader had committed when it was asked. */
    @Override
    public CompletableFuture<Message> query(Message question) {
        return CompletableFuture.completedFuture(
                message(table.read(question.getContent().toString(US_ASCII))));
    }

    private static Message message(TableAnswer answer) {
        return Message.valueOf(ByteString.copyFrom(answer.toBytes()));
    }

    /** Whole or not at all: written beside, synced, renamed, and then its sum. */
    @Override
    public long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        File target = storage.getSnapshotFile(at.getTerm(), at.getIndex());
        Path fresh = target.toPath().resolveSibling(target.getName() + ".tmp");
        write(fresh, table.toBytes());
        Files.move(fresh, target.toPath(), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(fresh.resolveSibling("."), StandardOpenOption.READ)) {
            names.force(true);
        }
        MD5Hash sum = MD5FileUtil.computeAndSaveMd5ForFile(target);
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(target.toPath(), sum), at));
        return at.getIndex();
    }

    private static void write(Path file, byte[] octets) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer all = ByteBuffer.wrap(octets);
            while (all.hasRemaining()) {
                channel.write(all);
            }
            channel.force(true);
        }
    }

    private void load() throws IOException {
        SingleFileSnapshotInfo latest = storage.getLatestSnapshot();
        if (latest == null) {
            return;
        }
        Path file = latest.getFile().getPath();
        table.load(Files.readAllBytes(file));
        setLastAppliedTermIndex(SimpleStateMachineStorage.getTermIndexFromSnapshotFile(file.toFile()));
    }

    @Override
    public void notifyLogFailed(@Nullable Throwable cause, @Nullable LogEntryProto entry) {
        diskFailed.accept(String.valueOf(cause));
    }
}
