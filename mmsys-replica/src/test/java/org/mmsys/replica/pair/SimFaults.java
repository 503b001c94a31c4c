package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.mmsys.testkit.SimNetwork;

/** What goes wrong in a run: each seed draws the kinds it uses, and when. */
final class SimFaults {
    private static final long MILLISECOND = SimNode.MILLISECOND;

    private enum Fault {
        CRASH,
        HOST,
        BOTH,
        PAUSE,
        CUT,
        ONE_WAY,
        FLAPPING,
        LOSS,
        REGISTRY_AWAY,
        REGISTRY_AWAY_FROM_ONE,
        LOST_ANSWERS,
        SLOW_REGISTRY,
        SLOW_DISK,
        FULL,
        EXHAUSTED,
        DISK_FAILED,
        SWITCHOVER,
        NEW_DISK
    }

    private final SimWorld world;
    private final RandomGenerator random;
    private final long[] slowDisk = new long[2];
    private final boolean[] exhausted = new boolean[2];
    private final List<Fault> kinds;
    private final long pause;
    private boolean ended;

    SimFaults(SimWorld world) {
        this.world = world;
        this.random = world.random();
        List<Fault> all = new ArrayList<>(List.of(Fault.values()));
        Collections.shuffle(all, new Random(random.nextLong()));
        kinds = world.mutant() == Mutant.PROMISE_FORGOTTEN
                ? List.of(Fault.CUT, Fault.CRASH, Fault.REGISTRY_AWAY_FROM_ONE)
                : all.subList(0, 1 + random.nextInt(all.size()));
        pause = (100 + random.nextInt(2500)) * MILLISECOND;
    }

    @Override
    public String toString() {
        return kinds + " every " + pause / MILLISECOND + " ms";
    }

    long syncTime(Half half) {
        return MILLISECOND / 2 + random.nextLong(2 * MILLISECOND) + slowDisk[SimWorld.index(half)];
    }

    boolean exhausted(Half half) {
        return exhausted[SimWorld.index(half)];
    }

    void begin() {
        next();
    }

    private void next() {
        world.schedule().after(random.nextLong(2 * pause), () -> {
            if (!ended) {
                strike(kinds.get(random.nextInt(kinds.size())), (random.nextBoolean() ? Half.A : Half.B));
                next();
            }
        });
    }

    /** Some time, more often short than long. */
    private long some(int mostMilliseconds) {
        return (1 + random.nextInt(1 + random.nextInt(mostMilliseconds))) * MILLISECOND;
    }

    private void later(long nanos, Runnable deed) {
        world.schedule().after(nanos, () -> {
            if (!ended) {
                deed.run();
            }
        });
    }

    private void strike(Fault fault, Half half) {
        world.monitor().trace("FAULT " + fault + " " + half);
        SimNode node = world.node(half);
        switch (fault) {
            case CRASH -> kill(node, false);
            case HOST -> kill(node, true);
            case BOTH -> world.nodes().forEach(each -> kill(each, random.nextBoolean()));
            case PAUSE -> {
                node.pause();
                later(some(6000), node::resume);
            }
            case CUT -> {
                cut(half, true, true);
                later(some(6000), () -> cut(half, true, false));
            }
            case ONE_WAY -> {
                cut(half, false, true);
                later(some(6000), () -> cut(half, false, false));
            }
            case FLAPPING -> flap(half, 4 + random.nextInt(20));
            case LOSS -> {
                world.network().loss(random.nextDouble() * 0.3);
                world.network().delay(some(20), some(300));
                later(some(8000), this::calmNetwork);
            }
            case REGISTRY_AWAY -> {
                world.nodes().forEach(each -> world.registry().away(each.half(), true));
                later(
                        some(6000),
                        () -> world.nodes().forEach(each -> world.registry().away(each.half(), false)));
            }
            case REGISTRY_AWAY_FROM_ONE -> {
                world.registry().away(half, true);
                later(some(6000), () -> world.registry().away(half, false));
            }
            case LOST_ANSWERS -> {
                world.registry().lostAnswers(random.nextDouble());
                later(some(5000), () -> world.registry().lostAnswers(0));
            }
            case SLOW_REGISTRY -> {
                world.registry().delay(some(2500));
                later(some(8000), () -> world.registry().delay(5 * MILLISECOND));
            }
            case SLOW_DISK -> {
                slowDisk[SimWorld.index(half)] = some(4000);
                later(some(8000), () -> slowDisk[SimWorld.index(half)] = 0);
            }
            case FULL -> {
                node.full(true);
                later(some(5000), () -> node.full(false));
            }
            case EXHAUSTED -> {
                exhausted[SimWorld.index(half)] = true;
                later(some(3000), () -> exhausted[SimWorld.index(half)] = false);
            }
            case DISK_FAILED -> node.ifAlive(node.generation(), () -> node.step(new PairEvent.DiskFailed("a test")));
            case SWITCHOVER ->
                world.nodes()
                        .forEach(each ->
                                each.ifAlive(each.generation(), () -> each.step(new PairEvent.OperatorSwitchover())));
            case NEW_DISK -> replace(node);
        }
    }

    void kill(SimNode node, boolean host) {
        if (node.up()) {
            node.crash(host);
            later(some(5000), () -> restart(node, host));
        }
    }

    void restart(SimNode node, boolean host) {
        if (node.up()) {
            return;
        }
        if (host) {
            world.network().node(SimWorld.index(node.half()), SimNetwork.Node.REFUSING);
        }
        node.start();
    }

    /** Only while the other's disk suffices, and nothing that this one has asked for can still name it. */
    void replace(SimNode node) {
        SimNode other = world.node(node.half().other());
        boolean spare = world.registry()
                .current()
                .filter(now -> now.record().primary() == other.half()
                        && now.record().inSync().contains(other.half()))
                .isPresent();
        if (spare
                && !world.registry().hasRequestsOf(node.half())
                && !world.registry().needs(node.half())) {
            node.crash(false);
            node.replaceDisk();
            later(some(2000), () -> restart(node, false));
        }
    }

    void cut(Half half, boolean bothWays, boolean isCut) {
        world.network().cut(SimWorld.index(half), SimWorld.index(half.other()), isCut);
        if (bothWays) {
            world.network().cut(SimWorld.index(half.other()), SimWorld.index(half), isCut);
        }
    }

    private void flap(Half half, int times) {
        cut(half, true, times % 2 == 0);
        if (times > 0) {
            later((100 + random.nextInt(200)) * MILLISECOND, () -> flap(half, times - 1));
        }
    }

    private void calmNetwork() {
        world.network().loss(0);
        world.network().delay(MILLISECOND / 2, MILLISECOND / 2);
    }

    /** From now on nothing fails; everybody comes back, or one stays away whom nobody needs. */
    void end() {
        ended = true;
        world.monitor().trace("CALM");
        calmNetwork();
        for (Half half : Half.values()) {
            cut(half, true, false);
            world.registry().away(half, false);
            slowDisk[SimWorld.index(half)] = 0;
            exhausted[SimWorld.index(half)] = false;
            world.node(half).full(false);
        }
        world.registry().lostAnswers(0);
        world.registry().delay(5 * MILLISECOND);
        for (SimNode node : world.nodes()) {
            node.resume();
            if (!node.up() && !(random.nextInt(3) == 0 && dispensable(node))) {
                restart(node, true);
            }
        }
    }

    private boolean dispensable(SimNode node) {
        SimNode other = world.node(node.half().other());
        boolean enough = other.up()
                && !world.registry().needs(node.half())
                && world.registry()
                        .current()
                        .filter(now -> now.record().inSync().contains(other.half())
                                && now.record().knows(other.half(), other.store()))
                        .isPresent();
        if (enough) {
            world.registry().ignoreRequestsOf(node.half());
        }
        return enough;
    }
}
