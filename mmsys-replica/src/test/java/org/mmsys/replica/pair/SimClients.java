package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Clients that send mail with tokens of their own, send again what was not answered, read, and delete. */
final class SimClients {
    private static final long MILLISECOND = SimNode.MILLISECOND;
    private static final long PATIENCE = 1500 * MILLISECOND;
    private static final int DELETABLE_MAX = 500;

    private final SimWorld world;
    private final RandomGenerator random;
    private final List<Integer> deletable = new ArrayList<>();
    private final long pause;
    private int tokens;
    private boolean ended;

    /** One operation, tried until it is answered. */
    private final class Attempt {
        private final SimLog.Kind kind;
        private final int token;
        private final Runnable done;
        private boolean everUnknown;
        private int number;
        private Half at = (random.nextBoolean() ? Half.A : Half.B);

        Attempt(SimLog.Kind kind, int token, Runnable done) {
            this.kind = kind;
            this.token = token;
            this.done = done;
        }

        void begin() {
            int current = ++number;
            SimNode node = world.node(at);
            if (!node.serving() && random.nextInt(4) != 0) {
                again(current);
                return;
            }
            node.mailbox().submit(kind, token, outcome -> ended(current, outcome));
            world.schedule().after(PATIENCE, () -> ended(current, SimMailbox.Outcome.UNKNOWN));
        }

        private void ended(int attempt, SimMailbox.Outcome outcome) {
            if (attempt != number) {
                return; // it was answered, or given up
            }
            switch (outcome) {
                case OK -> {
                    number++;
                    done.run();
                }
                case FAIL -> {
                    if (kind == SimLog.Kind.DELIVER && !everUnknown && random.nextInt(10) == 0) {
                        number++;
                        world.monitor().refusedForGood(token);
                        done.run();
                    } else {
                        again(attempt);
                    }
                }
                case UNKNOWN -> {
                    everUnknown = true;
                    again(attempt);
                }
            }
        }

        private void again(int attempt) {
            at = at.other();
            world.schedule().after((10 + random.nextInt(40)) * MILLISECOND, () -> {
                if (attempt == number) {
                    begin();
                }
            });
        }
    }

    SimClients(SimWorld world, long pause) {
        this.world = world;
        this.random = world.random();
        this.pause = pause;
    }

    void begin(int count) {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    void end() {
        ended = true;
    }

    private void next() {
        if (ended) {
            return;
        }
        world.schedule().after(random.nextLong(2 * pause), () -> {
            world.nodes().forEach(node -> node.mailbox().list());
            int dice = random.nextInt(10);
            if (dice < 2 && !deletable.isEmpty()) {
                delete(this::next);
            } else {
                deliver(this::next);
            }
        });
    }

    private void deliver(Runnable then) {
        int token = ++tokens;
        new Attempt(SimLog.Kind.DELIVER, token, () -> {
                    if (world.monitor().acknowledged().get(token) && deletable.size() < DELETABLE_MAX) {
                        deletable.add(token);
                    }
                    then.run();
                })
                .begin();
    }

    private void delete(Runnable then) {
        int token = deletable.remove(random.nextInt(deletable.size()));
        world.monitor().deletionBegun().set(token);
        new Attempt(SimLog.Kind.EXPUNGE, token, then).begin();
    }

    /** Sends one message now; runs this when it was acknowledged. */
    void probe(Runnable acknowledged) {
        int token = ++tokens;
        Attempt attempt = new Attempt(SimLog.Kind.DELIVER, token, acknowledged);
        attempt.everUnknown = true; // it is never given up
        attempt.begin();
    }
}
