package org.mmsys.replica.mirror;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.store.maildir.AccountImport;
import org.mmsys.core.store.maildir.AccountImport.Wanted;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.TreeImport;
import org.mmsys.replica.node.BulkService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to copy the tree over two calls: on one the names come, on the other files are asked for and come.
 *
 * <p>The thread of the copy reads names, looks which files are there, and asks for the others without waiting for them;
 * a second thread takes them in. What is on its way between the two is limited.
 */
final class CopySession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CopySession.class);
    private static final int BATCHES_WAITING = 128;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long OFFER_MILLIS = 200;

    private final TreeCopy.Wish wish;
    private final TreeImport tree;
    private final PlainFiles plain;
    private final BulkService.Call names;
    private final BulkService.Call files;
    private final DataOutputStream questions;
    private final BlockingQueue<Batch> coming = new ArrayBlockingQueue<>(BATCHES_WAITING);
    private final ExecutorService receiver = Executors.newSingleThreadExecutor(CopySession::thread);
    private long lastQuestion = System.nanoTime();
    private long accounts;
    private long messages;

    /** What was asked for, in order, and whose it is. */
    interface Batch {
        /** Takes it in; false when nothing comes any more. */
        boolean takeIn(CopyReceiver from) throws IOException;
    }

    CopySession(Applier applier, Path data, BulkService.Caller partner, TreeCopy.Wish wish) throws IOException {
        this.wish = wish;
        this.tree = new TreeImport(applier);
        this.plain = new PlainFiles(data);
        this.names = partner.call();
        BulkService.Call second;
        try {
            second = partner.call();
        } catch (IOException unreachable) {
            names.close();
            throw unreachable;
        }
        this.files = second;
        this.questions = new DataOutputStream(new BufferedOutputStream(files.out(), MirrorWire.BUFFER));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "tree-receiver");
        thread.setDaemon(true);
        return thread;
    }

    LogMark run(StateTarget target) throws IOException, InterruptedException, ExecutionException {
        long begun = System.nanoTime();
        open(names.out(), MirrorService.TREE);
        open(questions, MirrorService.FILES);
        DataInputStream in = names.in();
        expect(in, TreeTalk.IMAGE);
        StateImage image = MirrorWire.image(in);
        tree.begin();
        log.atInfo().addKeyValue("seq", image.mark().sequence()).log("copying the tree of the other half");
        CopyReceiver taking = new CopyReceiver(files.in());
        Future<?> received = receiver.submit(() -> {
            while (coming.take().takeIn(taking)) {
                checkWish();
            }
            return null;
        });
        long through = readNames(in, received);
        put(from -> false, received);
        questions.writeByte(FilesTalk.END);
        questions.flush();
        received.get();
        install(image, through, target);
        log.atInfo()
                .addKeyValue("seq", image.mark().sequence())
                .addKeyValue("through", through)
                .addKeyValue("accounts", accounts)
                .addKeyValue("messages", messages)
                .addKeyValue("fetched", taking.messages())
                .addKeyValue("octets", taking.octets())
                .addKeyValue("setAside", tree.setAside())
                .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
                .log("tree of the other half copied");
        return image.mark();
    }

    private static void open(DataOutputStream out, String verb) throws IOException {
        out.writeUTF(verb);
        out.writeByte(MirrorWire.VERSION);
        out.flush();
    }

    private static void expect(DataInputStream in, int tag) throws IOException {
        int got = in.readUnsignedByte();
        if (got != tag) {
            throw new IOException("the other half says " + got + " instead of " + tag);
        }
    }

    private void checkWish() throws InterruptedIOException {
        if (!wish.lasts() || Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the copy is not wanted any more");
        }
    }

    /** All names; the last entry that had been applied when the last came. */
    private long readNames(DataInputStream in, Future<?> received)
            throws IOException, InterruptedException, ExecutionException {
        while (true) {
            checkWish();
            int tag = in.readUnsignedByte();
            switch (tag) {
                case TreeTalk.ACCOUNT -> account(in, received);
                case TreeTalk.PLAIN -> plain(in, received);
                case TreeTalk.END -> {
                    return in.readLong();
                }
                default -> throw new IOException("the other half says " + tag);
            }
        }
    }

    private void account(DataInputStream in, Future<?> received)
            throws IOException, InterruptedException, ExecutionException {
        AccountImport account = tree.account(MirrorWire.account(in), in.readUTF());
        int folders = MirrorWire.count(in, MirrorWire.FOLDERS_MAX);
        for (int i = 0; i < folders; i++) {
            String folder = MirrorWire.folder(in);
            account.folder(folder);
            int rows = MirrorWire.count(in, MirrorWire.ROWS_MAX);
            for (int row = 0; row < rows; row++) {
                account.message(folder, MirrorWire.row(in));
                messages++;
                keepAlive();
            }
        }
        accounts++;
        List<Wanted> wanted = account.wanted();
        int from = 0;
        do {
            List<Wanted> some = List.copyOf(wanted.subList(from, Math.min(wanted.size(), from + FilesTalk.ASKED_MAX)));
            from += some.size();
            boolean last = from == wanted.size();
            ask(account, some);
            put(
                    taking -> {
                        for (Wanted message : some) {
                            taking.message(account, message);
                        }
                        if (last) {
                            account.finish();
                        }
                        return true;
                    },
                    received);
        } while (from < wanted.size());
    }

    private void ask(AccountImport account, List<Wanted> some) throws IOException {
        if (some.isEmpty()) {
            return;
        }
        questions.writeByte(FilesTalk.MESSAGES);
        MirrorWire.account(questions, account.account());
        questions.writeInt(some.size());
        for (Wanted message : some) {
            questions.writeUTF(message.folder());
            MirrorWire.guid(questions, message.row().guid());
        }
        asked();
    }

    private void asked() throws IOException {
        questions.flush();
        lastQuestion = System.nanoTime();
    }

    /** Looking through many files that are there already takes time, and nobody is to think that nobody is there. */
    private void keepAlive() throws IOException {
        if (System.nanoTime() - lastQuestion > IDLE_NANOS) {
            questions.writeByte(FilesTalk.IDLE);
            asked();
            checkWish();
        }
    }

    private void plain(DataInputStream in, Future<?> received)
            throws IOException, InterruptedException, ExecutionException {
        String name = in.readUTF();
        long size = MirrorWire.size(in);
        byte[] digest = new byte[Sha256.LENGTH];
        in.readFully(digest);
        if (!PlainFiles.valid(name)) {
            throw new IOException("the other half names a file that cannot be one of ours");
        }
        PlainFiles.Plain file = new PlainFiles.Plain(name, size, Sha256.read(ByteBuffer.wrap(digest)));
        if (!plain.has(file)) {
            questions.writeByte(FilesTalk.PLAIN);
            questions.writeUTF(name);
            asked();
            put(
                    taking -> {
                        taking.plain(plain, file);
                        return true;
                    },
                    received);
        }
        keepAlive();
    }

    private void put(Batch batch, Future<?> received) throws IOException, InterruptedException, ExecutionException {
        while (!coming.offer(batch, OFFER_MILLIS, TimeUnit.MILLISECONDS)) {
            if (received.isDone()) {
                received.get();
                throw new IOException("nobody takes in the files any more");
            }
            checkWish();
        }
    }

    private void install(StateImage image, long through, StateTarget target) throws IOException, InterruptedException {
        tree.finish();
        checkWish();
        if (!image.sections().containsKey(tree.sectionName())
                || through < image.mark().sequence()) {
            throw new IOException("the other half tells of no tree, or of one older than its states");
        }
        target.replace(image.with(tree.sectionName(), tree.section(through)));
        tree.end();
    }

    @Override
    public void close() throws IOException {
        receiver.shutdownNow();
        try {
            names.close();
        } finally {
            files.close();
        }
    }
}
