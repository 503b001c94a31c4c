package org.mmsys.replica.pair;

import java.util.Optional;
import org.mmsys.testkit.SimNetwork;

/** A node's connection to its partner: B dials, A asks whether anybody listens there. */
final class SimLink implements SimNetwork.End<PairMessage> {
    private static final long REDIAL = 50 * SimNode.MILLISECOND;

    private final SimNode node;
    private Optional<SimNetwork.Connection<PairMessage>> connection = Optional.empty();
    private boolean dialling;
    private long welcomed;

    SimLink(SimNode node) {
        this.node = node;
    }

    /** Whether a connection to the partner stands, as this node sees it. */
    boolean connected() {
        return connection.isPresent();
    }

    /** The last round that was begun. */
    long welcomed() {
        return welcomed;
    }

    void start() {
        node.later(REDIAL, this::redial);
    }

    void crash(boolean host) {
        connection.ifPresent(it -> {
            if (host) {
                node.world().network().vanish(it, this);
            } else {
                node.world().network().close(it, this);
            }
        });
        connection = Optional.empty();
        dialling = false;
    }

    private void redial() {
        if (connection.isEmpty() && !dialling) {
            dialling = true;
            int alive = node.generation();
            int there = SimWorld.index(node.half().other());
            if (node.half() == Half.B) {
                node.world()
                        .network()
                        .connect(
                                SimWorld.index(node.half()),
                                there,
                                this,
                                () -> node.world().node(node.half().other()).link());
            } else {
                node.world()
                        .network()
                        .probe(
                                SimWorld.index(node.half()),
                                there,
                                refused -> node.ifAlive(alive, () -> {
                                    dialling = false;
                                    if (refused && connection.isEmpty()) {
                                        node.step(new PairEvent.LinkDown(true));
                                    }
                                }));
            }
        }
        node.later(REDIAL, this::redial);
    }

    @Override
    public void up(SimNetwork.Connection<PairMessage> made) {
        if (!node.up()) {
            node.world().network().close(made, this);
            return;
        }
        node.ifAlive(node.generation(), () -> {
            dialling = false;
            connection.ifPresent(old -> node.world().network().close(old, this));
            connection = Optional.of(made);
            node.step(new PairEvent.LinkUp());
        });
    }

    @Override
    public void down(SimNetwork.Connection<PairMessage> gone, boolean refused) {
        node.ifAlive(node.generation(), () -> {
            if (connection.filter(it -> it == gone).isPresent()) {
                connection = Optional.empty();
                node.step(new PairEvent.LinkDown(false));
            } else if (dialling && connection.isEmpty()) {
                dialling = false;
                if (refused) {
                    node.step(new PairEvent.LinkDown(true));
                }
            }
        });
    }

    @Override
    public void received(SimNetwork.Connection<PairMessage> on, PairMessage message) {
        node.ifAlive(node.generation(), () -> {
            if (connection.filter(it -> it == on).isPresent() && !node.tampers(message)) {
                if (message instanceof PairMessage.Ack ack) {
                    node.world().monitor().specification().answered(node, ack);
                }
                node.step(new PairEvent.MessageReceived(message));
            }
        });
    }

    void send(PairMessage message) {
        if (message instanceof PairMessage.Welcome welcome) {
            welcomed = welcome.round();
        }
        connection.ifPresent(it -> node.world().network().send(it, this, message));
    }

    void dropLink() {
        connection.ifPresent(it -> node.world().network().close(it, this));
        connection = Optional.empty();
        node.step(new PairEvent.LinkDown(false));
    }
}
