package org.mmsys.replica.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mmsys.replica.pair.PairRole;

/** Writes down what a half was told to do for the world. */
final class TestOffice implements Office {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile boolean serving;
    private volatile boolean held;
    private volatile String exit = "";

    boolean serving() {
        return serving;
    }

    boolean held() {
        return held;
    }

    String exited() {
        return exit;
    }

    List<String> told() {
        return told;
    }

    @Override
    public void serve(PairRole role, long epoch) {
        serving = true;
        told.add("serve " + role + " " + epoch);
    }

    @Override
    public void stopServing(String why) {
        serving = false;
        told.add("stop " + why);
    }

    @Override
    public void dropSessions() {
        told.add("drop");
    }

    @Override
    public void holdReplies(boolean hold, String why) {
        held = hold;
        told.add("hold " + hold);
    }

    @Override
    public void exit(int code, String why) {
        exit = code + " " + why;
    }
}
