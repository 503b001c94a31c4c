package org.mmsys.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.mmsys.core.store.maildir.Fsck;
import org.mmsys.replica.mirror.FileComparison;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /fsck/…}: reads all mail against its checksums, and against the other half's.
 *
 * <p>That takes as long as it takes: a run is begun by one verb and looked at by another. One run at a time.
 */
final class FsckPages {
    private static final Logger log = LoggerFactory.getLogger(FsckPages.class);

    private final Fsck fsck;
    private final Supplier<Optional<FileComparison>> comparison;
    private final AtomicLong numbers = new AtomicLong();
    private Run present = new Run(0, "none");

    /**
     * Pages about one half.
     *
     * @param comparison empty while there is no other half to compare with, and on a half that follows
     */
    FsckPages(Fsck fsck, Supplier<Optional<FileComparison>> comparison) {
        this.fsck = fsck;
        this.comparison = comparison;
    }

    /** One reading of everything; guarded by itself. */
    private static final class Run {
        private final long number;
        private final String kind;
        private long messages;
        private boolean over;
        private boolean good;
        private Map<String, Object> result = Map.of();

        Run(long number, String kind) {
            this.number = number;
            this.kind = kind;
            this.over = number == 0;
        }

        synchronized void progress(long soFar) {
            messages = soFar;
        }

        synchronized void end(boolean isGood, Map<String, Object> with) {
            over = true;
            good = isGood;
            result = with;
        }

        synchronized boolean isOver() {
            return over;
        }

        synchronized Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("run", number);
            json.put("kind", kind);
            json.put("over", over);
            json.put("good", good);
            json.put("soFar", messages);
            json.putAll(result);
            return json;
        }
    }

    private interface Work {
        void on(Run run) throws IOException, InterruptedException;
    }

    List<AdminVerb> all() {
        return List.of(
                new AdminVerb("/fsck/start", List.of("kind"), this::start),
                new AdminVerb("/fsck/show", List.of(), arguments -> Page.done(now().json())),
                new AdminVerb("/fsck/accept-removals", List.of("account"), this::acceptRemovals));
    }

    private synchronized Run now() {
        return present;
    }

    private Page start(JsonObject arguments) throws IOException {
        String kind = arguments.text("kind").orElse("check");
        return switch (kind) {
            case "check" -> begin(kind, run -> check(run, false));
            case "repair" -> begin(kind, run -> check(run, true));
            case "compare" -> {
                Optional<FileComparison> other = comparison.get();
                yield other.isPresent()
                        ? begin(kind, run -> compare(run, other.get()))
                        : Page.refused(409, "there is no other half to compare with, or it serves: ask that one");
            }
            default -> throw new IOException("kind must be check, repair or compare");
        };
    }

    private synchronized Page begin(String kind, Work work) {
        if (!present.isOver()) {
            return Page.refused(409, "a run goes on already");
        }
        Run run = new Run(numbers.incrementAndGet(), kind);
        present = run;
        Thread thread = new Thread(() -> guarded(run, work), "fsck");
        thread.setDaemon(true);
        thread.start();
        return Page.done(run.json());
    }

    private static void guarded(Run run, Work work) {
        Map<String, Object> failure = Map.of("error", "ended by a fault of the program");
        try {
            work.on(run);
        } catch (IOException failed) {
            log.atWarn().setCause(failed).log("fsck ended before its time");
            failure = Map.of("error", String.valueOf(failed.getMessage()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            if (!run.isOver()) {
                run.end(false, failure);
            }
        }
    }

    private void check(Run run, boolean repair) throws IOException, InterruptedException {
        Fsck.Report found = fsck.run(repair, run::progress);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("accounts", found.accounts());
        result.put("messages", found.messages());
        result.put("octets", found.octets());
        result.put("damaged", found.damaged());
        result.put("missing", found.missing());
        result.put("repaired", found.repaired());
        result.put("told", found.told());
        run.end(found.good(), result);
    }

    private static void compare(Run run, FileComparison with) throws IOException, InterruptedException {
        FileComparison.Report found = with.run(run::progress);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("accounts", found.accounts());
        result.put("messages", found.messages());
        result.put("octets", found.octets());
        result.put("changed", found.changed());
        result.put("sequence", found.lastMark());
        result.put("rootHere", found.ourRoot());
        result.put("rootThere", found.theirRoot());
        result.put("differences", found.differences());
        result.put("told", found.told());
        run.end(found.equal(), result);
    }

    private Page acceptRemovals(JsonObject arguments) throws IOException, InterruptedException {
        String[] name = arguments.text("account").orElse("").split("@", -1);
        Optional<AccountName> account = name.length == 2 ? AccountName.of(name[0], name[1]) : Optional.empty();
        if (account.isEmpty()) {
            throw new IOException("account must be a whole address");
        }
        return Page.done(Map.of("account", account.get().toString(), "removed", fsck.acceptRemovals(account.get())));
    }
}
