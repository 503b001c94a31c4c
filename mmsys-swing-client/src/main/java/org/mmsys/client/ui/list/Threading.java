package org.mmsys.client.ui.list;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mmsys.client.core.model.ThreadLinks;

/**
 * Groups rows into threads by what they answer (References, In-Reply-To), as jwz describes it, without subjects.
 *
 * <p>A thread stands where its first row in the order stands; inside it answers follow what they answer, oldest first. Time and
 * memory grow with the number of rows. Immutable; made on the worker.
 */
final class Threading {
    static final Threading NONE = new Threading(new int[0], new byte[0], new int[0], new long[0], new boolean[0]);

    private static final int DEPTH_MAX = 8;

    private final int[] order;
    private final byte[] depths;
    private final int[] sizes;
    private final long[] threads;
    private final boolean[] hidden;

    private Threading(int[] order, byte[] depths, int[] sizes, long[] threads, boolean[] hidden) {
        this.order = order;
        this.depths = depths;
        this.sizes = sizes;
        this.threads = threads;
        this.hidden = hidden;
    }

    /** The threads of these rows, which stand in the order of the list. */
    static Threading of(RowTable table, int[] passed, ListQuery query) {
        return new Builder(table, passed, query).build();
    }

    int[] order() {
        return order;
    }

    int depth(int place) {
        return place < depths.length ? depths[place] : 0;
    }

    int size(int place) {
        return place < sizes.length ? sizes[place] : 0;
    }

    long thread(int place) {
        return place < threads.length ? threads[place] : 0;
    }

    boolean hidesUnread(int place) {
        return place < hidden.length && hidden[place];
    }

    private static final class Builder {
        private final RowTable table;
        private final int[] passed;
        private final ListQuery query;
        private final Map<Long, Long> roots = new HashMap<>();
        private final Map<Long, Integer> bySelf = new HashMap<>();
        private final Map<Long, List<Integer>> groups = new HashMap<>();

        private final int[] order;
        private final byte[] depths;
        private final int[] sizes;
        private final long[] threads;
        private final boolean[] hidden;
        private int filled;

        Builder(RowTable table, int[] passed, ListQuery query) {
            this.table = table;
            this.passed = passed;
            this.query = query;
            order = new int[passed.length];
            depths = new byte[passed.length];
            sizes = new int[passed.length];
            threads = new long[passed.length];
            hidden = new boolean[passed.length];
        }

        Threading build() {
            long[] group = new long[passed.length];
            for (int i = 0; i < passed.length; i++) {
                ThreadLinks links = table.row(passed[i]).links();
                long self = links.self() == 0 ? -1L - passed[i] : links.self();
                bySelf.putIfAbsent(self, passed[i]);
                for (long parent : links.parents()) {
                    join(parent, self);
                }
                group[i] = self;
            }
            for (int i = 0; i < passed.length; i++) {
                group[i] = root(group[i]);
                groups.computeIfAbsent(group[i], none -> new ArrayList<>(2)).add(passed[i]);
            }
            for (long thread : group) {
                List<Integer> members = groups.remove(thread);
                if (members != null) {
                    emit(thread, members);
                }
            }
            return new Threading(
                    Arrays.copyOf(order, filled),
                    Arrays.copyOf(depths, filled),
                    Arrays.copyOf(sizes, filled),
                    Arrays.copyOf(threads, filled),
                    Arrays.copyOf(hidden, filled));
        }

        private long root(long of) {
            long at = of;
            Long up = roots.get(at);
            while (up != null && up != at) {
                Long above = roots.get(up);
                if (above != null) {
                    roots.put(at, above);
                }
                at = up;
                up = roots.get(at);
            }
            return at;
        }

        private void join(long a, long b) {
            long first = root(a);
            long second = root(b);
            if (first != second) {
                roots.put(second, first);
            }
        }

        private void emit(long thread, List<Integer> members) {
            if (members.size() == 1) {
                put(members.get(0), 0, 0, thread, false);
                return;
            }
            members.sort(Comparator.<Integer>comparingLong(i -> table.row(i).dateMillis())
                    .thenComparingLong(i -> table.row(i).order()));
            if (query.isCollapsed(thread)) {
                int newest = members.get(members.size() - 1);
                boolean unread = members.stream().anyMatch(i -> table.row(i).unread());
                put(newest, 0, members.size(), thread, unread);
                return;
            }
            Map<Integer, Integer> depth = new HashMap<>();
            Map<Integer, List<Integer>> answers = new HashMap<>();
            List<Integer> tops = new ArrayList<>();
            for (int member : members) {
                int parent = parent(member);
                if (parent >= 0 && depth.containsKey(parent)) {
                    depth.put(member, Math.min(DEPTH_MAX, depth.get(parent) + 1));
                    answers.computeIfAbsent(parent, none -> new ArrayList<>()).add(member);
                } else {
                    depth.put(member, tops.isEmpty() ? 0 : 1);
                    tops.add(member);
                }
            }
            List<Integer> stack = new ArrayList<>();
            for (int i = tops.size() - 1; i >= 0; i--) {
                stack.add(tops.get(i));
            }
            boolean first = true;
            while (!stack.isEmpty()) {
                int next = stack.remove(stack.size() - 1);
                put(next, depth.getOrDefault(next, 0), first ? members.size() : 0, thread, false);
                first = false;
                List<Integer> below = answers.getOrDefault(next, List.of());
                for (int i = below.size() - 1; i >= 0; i--) {
                    stack.add(below.get(i));
                }
            }
        }

        private int parent(int member) {
            long[] parents = table.row(member).links().parents();
            for (int i = parents.length - 1; i >= 0; i--) {
                Integer found = bySelf.get(parents[i]);
                if (found != null && found != member) {
                    return found;
                }
            }
            return -1;
        }

        private void put(int index, int depth, int size, long thread, boolean hidesUnread) {
            order[filled] = index;
            depths[filled] = (byte) depth;
            sizes[filled] = size;
            threads[filled] = thread;
            hidden[filled] = hidesUnread;
            filled++;
        }
    }
}
