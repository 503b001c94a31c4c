package org.mmsys.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.wire.accounts.AccountReplies;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.address.AccountName;

/** What other servers may ask and tell us about names. Any thread; nothing waits, answers come as futures. */
final class PeerDesk {
    private static final AccountReply NOTED = AccountReply.ok("noted");
    private static final Duration RESERVE_MAX = Duration.ofMinutes(10);

    private final AccountSettings settings;
    private final AccountStore store;
    private final Arbiter arbiter;
    private final Reconciler reconciler;
    private final Directory directory;
    private final Commits commits;
    private final BooleanSupplier unsettled;

    /** @param unsettled whether an account may still be committed that nobody waits for: then our names are not told */
    PeerDesk(
            AccountSettings settings,
            AccountStore store,
            Arbiter arbiter,
            Reconciler reconciler,
            Directory directory,
            Commits commits,
            BooleanSupplier unsettled) {
        this.settings = settings;
        this.store = store;
        this.arbiter = arbiter;
        this.reconciler = reconciler;
        this.directory = directory;
        this.commits = commits;
        this.unsettled = unsettled;
    }

    /** Answers a server, whose name its certificate has proved. */
    CompletableFuture<PeerAnswer> answer(PeerCommand command, String server) {
        return command.match(new Answers(server));
    }

    private final class Answers implements PeerCommand.Cases<CompletableFuture<PeerAnswer>> {
        private final String server;

        Answers(String server) {
            this.server = server;
        }

        @Override
        public CompletableFuture<PeerAnswer> digest(PeerCommand.Digest command) {
            return unsettled.getAsBoolean()
                    ? now(AccountReplies.TRY_LATER)
                    : now(AccountReply.ok(store.localNames().digest().text()));
        }

        @Override
        public CompletableFuture<PeerAnswer> buckets(PeerCommand.Buckets command) {
            if (unsettled.getAsBoolean()) {
                return now(AccountReplies.TRY_LATER);
            }
            List<String> lines =
                    store.localNames().digests().stream().map(NameDigest::text).toList();
            return CompletableFuture.completedFuture(PeerAnswer.of(lines));
        }

        @Override
        public CompletableFuture<PeerAnswer> bucket(PeerCommand.Bucket command) {
            if (unsettled.getAsBoolean()) {
                return now(AccountReplies.TRY_LATER);
            }
            List<String> lines = new ArrayList<>();
            for (AccountName name : store.localNames().bucket(command.number())) {
                NameKey key = NameKey.of(name);
                lines.add(NameDigest.hex(key.high(), key.low()) + " " + name);
            }
            return CompletableFuture.completedFuture(PeerAnswer.of(lines));
        }

        @Override
        public CompletableFuture<PeerAnswer> homed(PeerCommand.Homed command) {
            NameKey key = NameKey.of(command.name());
            reconciler.told(server, key);
            return noted(commits.append(new Operation.Homes(server, List.of(key), List.of(), false)), command.name());
        }

        @Override
        public CompletableFuture<PeerAnswer> gone(PeerCommand.Gone command) {
            NameKey key = NameKey.of(command.name());
            reconciler.told(server, key);
            return noted(commits.append(new Operation.Homes(server, List.of(), List.of(key), false)), command.name());
        }

        @Override
        public CompletableFuture<PeerAnswer> confirm(PeerCommand.Confirm command) {
            reconciler.told(server, NameKey.of(command.name()));
            return noted(arbiter.confirm(command.name(), server), command.name());
        }

        /** After the news is in the map a look shows whether two servers claim the name now. */
        private CompletableFuture<PeerAnswer> noted(CompletableFuture<Boolean> committed, AccountName name) {
            return committed.thenApply(done -> {
                directory.find(name);
                return PeerAnswer.of(done ? NOTED : AccountReplies.TRY_LATER);
            });
        }

        @Override
        public CompletableFuture<PeerAnswer> reserve(PeerCommand.Reserve command) {
            Duration length = Duration.ofSeconds(command.seconds());
            if (!settings.domains().contains(command.name().domain()) || length.compareTo(RESERVE_MAX) > 0) {
                return now(AccountReplies.BAD_NAME);
            }
            return arbiter.reserve(command.name(), server, command.token(), length, command.overGrave())
                    .thenApply(ruling -> PeerAnswer.of(reply(ruling, "reserved")));
        }

        @Override
        public CompletableFuture<PeerAnswer> release(PeerCommand.Release command) {
            return arbiter.release(command.name(), server, command.token())
                    .thenApply(done -> PeerAnswer.of(done ? NOTED : AccountReplies.TRY_LATER));
        }

        /** Asked with a password behind it: a worker's business, see {@link RegistrationDesk#asked}. */
        @Override
        public CompletableFuture<PeerAnswer> asked(PeerCommand.Asked command) {
            return now(AccountReplies.TRY_LATER);
        }

        @Override
        public CompletableFuture<PeerAnswer> avail(PeerCommand.Avail command) {
            return now(reply(arbiter.look(command.name()), AccountReplies.FREE.text()));
        }

        @Override
        public CompletableFuture<PeerAnswer> where(PeerCommand.Where command) {
            Home home = directory.find(command.name());
            if (home instanceof Home.Here) {
                return now(AccountReply.ok(settings.server()));
            }
            if (home instanceof Home.There there) {
                return now(AccountReply.ok(there.server()));
            }
            return now(home instanceof Home.Nobody ? AccountReplies.NOT_HERE : AccountReplies.TRY_LATER);
        }

        private AccountReply reply(Arbiter.Ruling ruling, String granted) {
            return switch (ruling) {
                case GRANTED -> AccountReply.ok(granted);
                case TAKEN -> AccountReplies.TAKEN;
                case LATER -> AccountReplies.TRY_LATER;
                case NOT_ARBITER -> AccountReplies.NOT_HERE;
            };
        }

        private CompletableFuture<PeerAnswer> now(AccountReply reply) {
            return CompletableFuture.completedFuture(PeerAnswer.of(reply));
        }
    }
}
