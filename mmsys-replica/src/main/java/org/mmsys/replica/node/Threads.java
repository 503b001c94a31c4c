package org.mmsys.replica.node;

/** Threads of the pair: they never keep the process alive. */
final class Threads {
    private Threads() {}

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    static void start(String name, Runnable task) {
        daemon(name, task).start();
    }
}
