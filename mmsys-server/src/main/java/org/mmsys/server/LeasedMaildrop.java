package org.mmsys.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;

/** A maildrop of a {@link LeasedStore}: messages and folders are read only while the lease is valid. One thread at a time. */
final class LeasedMaildrop implements Maildrop {
    private final Maildrop maildrop;
    private final BooleanSupplier mayShow;

    LeasedMaildrop(Maildrop maildrop, BooleanSupplier mayShow) {
        this.maildrop = maildrop;
        this.mayShow = mayShow;
    }

    @Override
    public FolderName folder() {
        return maildrop.folder();
    }

    @Override
    public List<MessageRef> messages() {
        return maildrop.messages();
    }

    @Override
    public boolean readsFast(MessageRef message) {
        return maildrop.readsFast(message);
    }

    @Override
    public BodySource read(MessageRef message) throws IOException {
        LeasedStore.check(mayShow);
        return maildrop.read(message);
    }

    @Override
    public void update(Update changes, CommitListener listener) {
        maildrop.update(changes, listener);
    }

    @Override
    public List<FolderInfo> folders() throws IOException {
        LeasedStore.check(mayShow);
        return maildrop.folders();
    }

    @Override
    public boolean openFolder(FolderName folder) throws IOException {
        LeasedStore.check(mayShow);
        return maildrop.openFolder(folder);
    }

    @Override
    public FolderChange makeFolder(FolderName folder) throws IOException {
        return maildrop.makeFolder(folder);
    }

    @Override
    public FolderChange renameFolder(FolderName from, FolderName to) throws IOException {
        return maildrop.renameFolder(from, to);
    }

    @Override
    public FolderChange dropFolder(FolderName folder) throws IOException {
        return maildrop.dropFolder(folder);
    }

    @Override
    public BodyWriter newBody() {
        return maildrop.newBody();
    }

    @Override
    public void append(Body body, Flags flags, MailStore.DeliveryListener listener) {
        maildrop.append(body, flags, listener);
    }

    @Override
    public void close() {
        maildrop.close();
    }

    @Override
    public Optional<FolderName> existing(FolderName folder) throws IOException {
        return maildrop.existing(folder);
    }
}
