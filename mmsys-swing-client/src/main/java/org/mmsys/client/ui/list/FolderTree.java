package org.mmsys.client.ui.list;

import java.awt.Color;
import java.awt.Component;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.event.MouseEvent;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JTree;
import javax.swing.SwingUtilities;
import javax.swing.ToolTipManager;
import javax.swing.UIManager;
import javax.swing.event.TreeModelEvent;
import javax.swing.event.TreeModelListener;
import javax.swing.tree.DefaultTreeCellRenderer;
import javax.swing.tree.TreePath;
import javax.swing.tree.TreeSelectionModel;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Sizes;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/** The folder tree: special folders first, unread counts in pills on the right, folders as targets for messages. Event thread. */
public final class FolderTree extends JTree {
    private final transient FolderTreeModel folders;
    private transient Consumer<Folder> onSelection = folder -> {};
    private boolean quiet;

    /** A tree over that model. */
    public FolderTree(FolderTreeModel folders) {
        super(folders);
        this.folders = folders;
        setName("folders");
        setRootVisible(false);
        setShowsRootHandles(true);
        setToggleClickCount(2);
        getSelectionModel().setSelectionMode(TreeSelectionModel.SINGLE_TREE_SELECTION);
        setCellRenderer(new Cells());
        ToolTipManager.sharedInstance().registerComponent(this);
        Commands.accessible(this, Texts.of("folder.tree"));
        folders.addTreeModelListener(new OpenNew());
        addTreeSelectionListener(event -> {
            if (!quiet) {
                selectedFolder().ifPresent(onSelection);
            }
        });
    }

    /** Hears which folder the user goes to. */
    public void onSelection(Consumer<Folder> listener) {
        onSelection = listener;
    }

    /** Takes messages that are dropped on a folder. */
    public void onDrop(FolderDrop.Target target) {
        setTransferHandler(new FolderDrop(this, target));
        setDropMode(javax.swing.DropMode.ON);
    }

    /** The folder that is selected. */
    public Optional<Folder> selectedFolder() {
        TreePath path = getSelectionPath();
        return path == null ? Optional.empty() : ((FolderNode) path.getLastPathComponent()).folder();
    }

    /** The account of the line that is selected. */
    public Optional<String> selectedAccount() {
        TreePath path = getSelectionPath();
        if (path == null || path.getPathCount() < 2) {
            return Optional.empty();
        }
        return Optional.of(((FolderNode) path.getPathComponent(1)).id());
    }

    /** Selects a folder as if the user had; says whether it is there. */
    public boolean select(Folder.Id id) {
        Optional<FolderNode> node = folders.find(id);
        node.ifPresent(found -> {
            TreePath path = new TreePath(found.getPath());
            setSelectionPath(path);
            scrollPathToVisible(path);
        });
        return node.isPresent();
    }

    @Override
    public void updateUI() {
        setCellRenderer(null);
        super.updateUI();
        setCellRenderer(new Cells());
        setRowHeight(Theme.px(UIManager.getInt("Tree.rowHeight")));
        setBorder(BorderFactory.createEmptyBorder(Theme.px(8), Theme.px(2), Theme.px(8), 0));
    }

    @Override
    @SuppressWarnings("NullAway") // null is how Swing says that there is no tooltip
    public String getToolTipText(MouseEvent event) {
        TreePath path = getPathForLocation(event.getX(), event.getY());
        if (path == null) {
            return null;
        }
        FolderNode node = (FolderNode) path.getLastPathComponent();
        if (node.attention()) {
            return Texts.of("folder.tip.attention", node.name());
        }
        return node.folder()
                .map(f -> Texts.of(
                                f.place() == Folder.Place.SERVER ? "folder.tip.server" : "folder.tip.local",
                                node.name(),
                                f.total(),
                                f.unread())
                        + (f.octets() > 0 ? " " + Sizes.of(f.octets()) : ""))
                .orElse(null);
    }

    @Override
    protected void paintComponent(Graphics g) {
        super.paintComponent(g);
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        Object hints = java.awt.Toolkit.getDefaultToolkit().getDesktopProperty("awt.font.desktophints");
        if (hints instanceof java.util.Map<?, ?> map) {
            g2.addRenderingHints(map);
        } else {
            g2.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        }
        Rectangle clip = g.getClipBounds();
        for (int i = 0; i < getRowCount(); i++) {
            Rectangle row = getRowBounds(i);
            if (clip == null || row.y <= clip.y + clip.height && row.y + row.height >= clip.y) {
                badge(g2, (FolderNode) getPathForRow(i).getLastPathComponent(), row);
            }
        }
        g2.dispose();
    }

    private void badge(Graphics2D g, FolderNode node, Rectangle row) {
        Optional<Folder> folder = node.folder();
        int number = folder.map(FolderTree::counted).orElse(0);
        if (number == 0 && !node.attention()) {
            return;
        }
        String text = node.attention() ? (number > 0 ? number + " !" : "!") : String.valueOf(number);
        Font font = getFont().deriveFont(Font.BOLD, getFont().getSize2D() * 0.85f);
        g.setFont(font);
        FontMetrics metrics = g.getFontMetrics();
        int height = Theme.px(18);
        int width = Math.max(height, metrics.stringWidth(text) + Theme.px(12));
        int x = getWidth() - width - Theme.px(16);
        int y = row.y + (row.height - height) / 2;
        String kind = node.attention() ? "Mms.alarm" : "Mms.badge";
        g.setColor(Theme.color(kind + ".background"));
        g.fillRoundRect(x, y, width, height, height, height);
        g.setColor(Theme.color(kind + ".foreground"));
        g.drawString(
                text,
                x + (width - metrics.stringWidth(text)) / 2,
                y + (height + metrics.getAscent() - metrics.getDescent()) / 2);
    }

    /** What the pill counts: unread messages; in the outbox and in Drafts all of them. */
    private static int counted(Folder folder) {
        return switch (folder.kind()) {
            case OUTBOX, DRAFTS -> folder.total();
            case TRASH, SENT -> 0;
            case INBOX, ARCHIVE, ORDINARY -> folder.unread();
        };
    }

    private static String icon(FolderNode node) {
        return switch (node.kind()) {
            case ROOT, ACCOUNT -> "account";
            case GROUP -> "computer";
            case LEVEL -> "folder";
            case FOLDER ->
                node.folder()
                        .map(f -> switch (f.kind()) {
                            case INBOX -> "inbox";
                            case DRAFTS -> "drafts";
                            case OUTBOX -> "outbox";
                            case SENT -> "sent";
                            case ARCHIVE -> "archive";
                            case TRASH -> "trash";
                            case ORDINARY -> "folder";
                        })
                        .orElse("folder");
        };
    }

    private static final class Cells extends DefaultTreeCellRenderer {
        @Override
        public Component getTreeCellRendererComponent(
                JTree tree, Object value, boolean selected, boolean open, boolean leaf, int line, boolean focused) {
            super.getTreeCellRendererComponent(tree, value, selected, open, leaf, line, false);
            FolderNode node = (FolderNode) value;
            setText(node.name());
            setIcon(Icons.of(icon(node), 16));
            setIconTextGap(Theme.px(8));
            boolean head = node.kind() == FolderNode.Kind.ACCOUNT || node.kind() == FolderNode.Kind.GROUP;
            boolean unread =
                    node.folder().map(f -> f.unread() > 0 && counted(f) > 0).orElse(false);
            Font plain = tree.getFont();
            Font semibold = UIManager.getFont("semibold.font");
            Font strong = semibold == null ? plain.deriveFont(Font.BOLD) : semibold.deriveFont(plain.getSize2D());
            setFont(head || unread ? strong : plain);
            Color muted = UIManager.getColor("Mms.muted");
            if (head && !selected && muted != null) {
                setForeground(muted);
            }
            getAccessibleContext().setAccessibleName(node.toString());
            return this;
        }
    }

    /** New accounts and folders are seen at once: what is inserted is opened, and what is selected stays so when it moves. */
    private final class OpenNew implements TreeModelListener {
        @Override
        public void treeNodesChanged(TreeModelEvent event) {
            repaint();
        }

        @Override
        public void treeNodesInserted(TreeModelEvent event) {
            // Later: the tree itself must have heard of the new nodes first.
            TreePath path = event.getTreePath();
            SwingUtilities.invokeLater(() -> expandPath(path));
        }

        @Override
        public void treeNodesRemoved(TreeModelEvent event) {
            repaint();
        }

        @Override
        public void treeStructureChanged(TreeModelEvent event) {
            repaint();
        }
    }
}
