package org.mmsys.replica.pair;

/**
 * Hands what the partner says to the part of the machine that it is for.
 *
 * <p>A message for the other role is not lost on the receiver: a primary that is addressed as a follower, in a later epoch,
 * reads the record again.
 */
final class Mailroom implements PairMessage.Cases<Boolean> {
    private final RegistryDesk desk;
    private final Office office;
    private final Replication replication;
    private final Switchover switchover;
    private final Following following;

    Mailroom(RegistryDesk desk, Office office, Replication replication, Switchover switchover, Following following) {
        this.desk = desk;
        this.office = office;
        this.replication = replication;
        this.switchover = switchover;
        this.following = following;
    }

    /** Runs what is for the primary, if this node is it. */
    private boolean primary(Runnable deed) {
        if (office.active()) {
            deed.run();
        }
        return office.active();
    }

    /** Runs what is for a follower, if this node is one. */
    private boolean follower(long epoch, Runnable deed) {
        if (following.active()) {
            deed.run();
        } else if (office.active() && epoch > office.epoch()) {
            desk.wantRead();
        }
        return following.active();
    }

    @Override
    public Boolean hello(PairMessage.Hello message) {
        return primary(() -> replication.hello(message));
    }

    @Override
    public Boolean welcome(PairMessage.Welcome message) {
        return follower(message.epoch(), () -> following.welcome(message));
    }

    @Override
    public Boolean refuse(PairMessage.Refuse message) {
        return primary(() -> replication.meets(message.epoch()));
    }

    @Override
    public Boolean following(PairMessage.Following message) {
        return primary(() -> replication.following(message));
    }

    @Override
    public Boolean probe(PairMessage.Probe message) {
        return follower(message.epoch(), () -> following.probe(message));
    }

    @Override
    public Boolean match(PairMessage.Match message) {
        return primary(() -> replication.match(message));
    }

    @Override
    public Boolean truncate(PairMessage.Truncate message) {
        return follower(message.epoch(), () -> following.truncate(message));
    }

    @Override
    public Boolean append(PairMessage.Append message) {
        return follower(message.epoch(), () -> following.append(message));
    }

    @Override
    public Boolean ack(PairMessage.Ack message) {
        return primary(() -> replication.ack(message));
    }

    @Override
    public Boolean nack(PairMessage.Nack message) {
        return primary(() -> {
            if (replication.nack(message)) {
                office.partnerIsFull(message.written());
            }
        });
    }

    @Override
    public Boolean ping(PairMessage.Ping message) {
        return follower(message.epoch(), () -> following.ping(message));
    }

    @Override
    public Boolean pong(PairMessage.Pong message) {
        return primary(() -> replication.pong(message));
    }

    @Override
    public Boolean joined(PairMessage.Joined message) {
        return follower(message.epoch(), desk::wantRead);
    }

    @Override
    public Boolean handover(PairMessage.Handover message) {
        return follower(message.epoch(), () -> following.handover(message));
    }

    @Override
    public Boolean take(PairMessage.Take message) {
        return primary(() -> switchover.answered(message));
    }
}
