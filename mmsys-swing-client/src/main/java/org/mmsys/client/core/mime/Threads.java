package org.mmsys.client.core.mime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mmsys.client.core.model.MessageRow;

/**
 * Which messages belong together, by References and In-Reply-To (after J. Zawinski's description). Pure; a few milliseconds for
 * ten thousand rows.
 */
public final class Threads {
    /** A chain longer than this is nobody's conversation: it is cut. */
    private static final int CHAIN_MAX = 1_000;

    private Threads() {}

    /**
     * A message in its thread.
     *
     * @param children the answers to it, oldest first
     */
    public record Node(MessageRow row, List<Node> children) {
        public Node {
            children = List.copyOf(children);
        }

        /** How many messages there are in it, itself counted. */
        public int size() {
            return 1 + children.stream().mapToInt(Node::size).sum();
        }

        /** The date of its latest message. */
        public long latestMillis() {
            return children.stream().mapToLong(Node::latestMillis).reduce(row.dateMillis(), Math::max);
        }

        public int unread() {
            return (row.unread() ? 1 : 0)
                    + children.stream().mapToInt(Node::unread).sum();
        }
    }

    /**
     * The threads of a folder, in the order of their first messages. Every row is in exactly one of them, whatever the headers claim:
     * loops are broken, and what is missing in the middle is bridged.
     */
    public static List<Node> of(List<MessageRow> rows) {
        Map<Long, Integer> byId = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            long id = rows.get(i).links().self();
            if (id != 0) {
                byId.putIfAbsent(id, i);
            }
        }
        int[] parents = new int[rows.size()];
        Map<Long, Integer> standIns = new HashMap<>();
        for (int i = 0; i < parents.length; i++) {
            parents[i] = -1;
        }
        for (int i = 0; i < parents.length; i++) {
            int parent = parentOf(rows, i, byId, standIns);
            if (parent >= 0 && !leadsTo(parents, parent, i)) {
                parents[i] = parent;
            }
        }
        return trees(rows, parents);
    }

    /** The nearest ancestor that is there; of those whose common ancestor is missing, the first stands in for it. */
    private static int parentOf(
            List<MessageRow> rows, int index, Map<Long, Integer> byId, Map<Long, Integer> standIns) {
        long[] ancestors = rows.get(index).links().parents();
        for (int i = ancestors.length - 1; i >= 0; i--) {
            Integer found = byId.get(ancestors[i]);
            if (found != null && found != index) {
                return found;
            }
        }
        for (long missing : ancestors) {
            Integer first = standIns.putIfAbsent(missing, index);
            if (first != null && first != index) {
                return first;
            }
        }
        return -1;
    }

    private static boolean leadsTo(int[] parents, int from, int to) {
        int at = from;
        for (int steps = 0; at >= 0; steps++) {
            if (at == to || steps > CHAIN_MAX) {
                return true;
            }
            at = parents[at];
        }
        return false;
    }

    private static List<Node> trees(List<MessageRow> rows, int[] parents) {
        Map<Integer, List<Integer>> children = new HashMap<>();
        List<Integer> roots = new ArrayList<>();
        for (int i = 0; i < parents.length; i++) {
            if (parents[i] < 0) {
                roots.add(i);
            } else {
                children.computeIfAbsent(parents[i], p -> new ArrayList<>()).add(i);
            }
        }
        List<Node> trees = new ArrayList<>();
        for (int root : roots) {
            trees.add(node(rows, children, root, 0));
        }
        return trees;
    }

    /** Beyond 100 levels answers stand side by side: nobody can see deeper, and a hostile chain is no reason to fall over. */
    private static Node node(List<MessageRow> rows, Map<Integer, List<Integer>> children, int index, int depth) {
        List<Node> below = new ArrayList<>();
        if (depth >= 100) {
            for (int each : all(children, index)) {
                below.add(new Node(rows.get(each), List.of()));
            }
        } else {
            for (int child : children.getOrDefault(index, List.of())) {
                below.add(node(rows, children, child, depth + 1));
            }
        }
        below.sort(Comparator.comparingLong((Node n) -> n.row().dateMillis())
                .thenComparingLong(n -> n.row().order()));
        return new Node(rows.get(index), below);
    }

    private static List<Integer> all(Map<Integer, List<Integer>> children, int index) {
        List<Integer> found = new ArrayList<>();
        List<Integer> open = new ArrayList<>(children.getOrDefault(index, List.of()));
        while (!open.isEmpty()) {
            int next = open.remove(open.size() - 1);
            found.add(next);
            open.addAll(children.getOrDefault(next, List.of()));
        }
        return found;
    }
}
