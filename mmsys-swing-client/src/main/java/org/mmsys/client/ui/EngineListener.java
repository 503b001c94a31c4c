package org.mmsys.client.ui;

import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Events;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.UiExecutor;

/** Hears the engine and brings what it says to the main window. Engine threads call; everything is done on the event thread. */
final class EngineListener implements Events {
    private final MainFrame frame;
    private final Desk desk;
    private final Connections connections;
    private boolean outboxNeedsUser;

    EngineListener(MainFrame frame, Desk desk, Connections connections) {
        this.frame = frame;
        this.desk = desk;
        this.connections = connections;
    }

    /** Shows what is there already. Event thread. */
    void begin() {
        showAccounts();
        outbox(desk.service().outbox());
        connections.refresh();
        desk.service().accounts().stream()
                .findFirst()
                .ifPresent(account -> frame.tree().select(new Folder.Id(account.id(), Folder.INBOX)));
    }

    private void showAccounts() {
        List<Account> accounts = desk.service().accounts();
        frame.folders().setAccounts(accounts);
        for (Account account : accounts) {
            frame.folders().setFolders(account.id(), desk.service().folders(account.id()), outboxNeedsUser);
        }
    }

    @Override
    public void accountsChanged() {
        UiExecutor.onUi(() -> {
            showAccounts();
            connections.refresh();
            frame.commands().refresh();
            if (frame.view().folder().isEmpty()) {
                begin();
            }
        });
    }

    @Override
    public void foldersChanged(String account, List<Folder> folders) {
        UiExecutor.onUi(() -> {
            frame.folders().setFolders(account, folders, outboxNeedsUser);
            frame.view().refreshed(frame.folders().folders());
            if (frame.view().folder().isEmpty()) {
                frame.tree().select(new Folder.Id(account, Folder.INBOX));
            }
        });
    }

    @Override
    public void rowsChanged(RowsChanged change) {
        UiExecutor.onUi(() -> {
            frame.view().changed(change);
            frame.newMail().arrived(change);
        });
    }

    @Override
    public void connectionChanged(ConnectionState state) {
        UiExecutor.onUi(connections::refresh);
    }

    @Override
    public void outboxChanged(List<OutboxEntry> entries) {
        UiExecutor.onUi(() -> outbox(entries));
    }

    private void outbox(List<OutboxEntry> entries) {
        outboxNeedsUser = entries.stream().anyMatch(entry -> entry.status().needsUser());
        for (Account account : desk.service().accounts()) {
            frame.folders().setFolders(account.id(), desk.service().folders(account.id()), outboxNeedsUser);
        }
        frame.view().outboxChanged(entries);
        connections.refresh();
    }

    @Override
    public void progress(Progress progress) {
        UiExecutor.onUi(() -> connections.progress(progress));
    }

    @Override
    public void notice(Notice notice) {
        UiExecutor.onUi(() -> say(notice));
    }

    private void say(Notice notice) {
        String text = notice.problem().map(p -> p.text()).orElse(notice.text());
        switch (notice.kind()) {
            case NEW_MAIL, SENT -> frame.notices().say(notice.text());
            case BACK_ON_PRIMARY -> frame.notices().say(Texts.of("state.back"));
            case ON_BACKUP -> {
                // The state bar says it, for as long as it lasts.
            }
            case LESS -> banner(Banner.Kind.INFO, text);
            case SEND_FAILED -> banner(Banner.Kind.ERROR, text);
            case TROUBLE -> banner(Banner.Kind.WARNING, text);
        }
    }

    private void banner(Banner.Kind kind, String text) {
        frame.showBanners(List.of(new Banner("notice", kind, text, List.of())));
    }

    @Override
    public void undoChanged(Optional<String> undo, Optional<String> redo) {
        UiExecutor.onUi(() -> frame.commands().refresh());
    }
}
