package org.mmsys.replica.pair;

/** Hands each event to the parts of the machine that it concerns; the answer means nothing. */
final class Happenings implements PairEvent.Cases<Boolean> {
    private final PairMachine machine;

    Happenings(PairMachine machine) {
        this.machine = machine;
    }

    @Override
    public Boolean started(PairEvent.Started event) {
        machine.started(event.start());
        return true;
    }

    @Override
    public Boolean recordRead(PairEvent.RecordRead event) {
        machine.desk().read(event.number(), event.answer());
        return true;
    }

    @Override
    public Boolean recordChanged(PairEvent.RecordChanged event) {
        machine.desk().wantRead();
        return true;
    }

    @Override
    public Boolean casAnswered(PairEvent.CasAnswered event) {
        machine.desk().cas(event.token(), event.answer());
        return true;
    }

    @Override
    public Boolean promiseDurable(PairEvent.PromiseDurable event) {
        machine.promised(event.epoch());
        return true;
    }

    @Override
    public Boolean linkUp(PairEvent.LinkUp event) {
        machine.linkUp();
        return true;
    }

    @Override
    public Boolean linkDown(PairEvent.LinkDown event) {
        machine.linkDown(event.refused());
        return true;
    }

    @Override
    public Boolean messageReceived(PairEvent.MessageReceived event) {
        machine.received(event.message());
        return true;
    }

    @Override
    public Boolean appended(PairEvent.Appended event) {
        machine.core().log().appended(event.last());
        machine.office().appended(event.last(), event.epoch());
        return true;
    }

    @Override
    public Boolean logSynced(PairEvent.LogSynced event) {
        machine.core().log().synced(event.durable());
        machine.following().acknowledge();
        return true;
    }

    @Override
    public Boolean writeRefused(PairEvent.WriteRefused event) {
        machine.core().log().writeRefused(event.written());
        machine.following().writeRefused();
        return true;
    }

    @Override
    public Boolean truncated(PairEvent.Truncated event) {
        machine.wasCut(event.last());
        return true;
    }

    @Override
    public Boolean chainsFound(PairEvent.ChainsFound event) {
        if (machine.office().active()) {
            machine.replication().chainsFound(event.round(), event.points());
        } else {
            machine.following().chainsFound(event.round(), event.points());
        }
        return true;
    }

    @Override
    public Boolean applied(PairEvent.Applied event) {
        machine.core().log().applied(event.sequence());
        return true;
    }

    @Override
    public Boolean logTrimmed(PairEvent.LogTrimmed event) {
        machine.core().log().trimmed(event.base());
        return true;
    }

    @Override
    public Boolean treeInstalled(PairEvent.TreeInstalled event) {
        machine.core().log().replaced(event.base());
        machine.core().filled();
        machine.following().linkUp();
        machine.following().hello();
        return true;
    }

    @Override
    public Boolean tick(PairEvent.Tick event) {
        machine.tick();
        return true;
    }

    @Override
    public Boolean clockDoubt(PairEvent.ClockDoubt event) {
        machine.stoodStill();
        return true;
    }

    @Override
    public Boolean diskFailed(PairEvent.DiskFailed event) {
        machine.diskFailed(event.what());
        return true;
    }

    @Override
    public Boolean diskFull(PairEvent.DiskFull event) {
        machine.core().diskFull(event.full());
        return true;
    }

    @Override
    public Boolean operatorSwitchover(PairEvent.OperatorSwitchover event) {
        machine.switchover();
        return true;
    }
}
