package org.mmsys.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches SIGHUP and SIGTERM.
 *
 * <p>By reflection: the class that does it ({@code sun.misc.Signal}) is in every JDK 17 but outside its official API, and
 * naming it would break a build in which every warning is an error. Without it SIGTERM still drains by the shutdown hook.
 */
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Runs the action, on a thread of the JVM's own, whenever the signal arrives. */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                    return null;
                }
                return method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy) : (Object) false;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            log.atWarn()
                    .addKeyValue("signal", name)
                    .addKeyValue("error", notHere)
                    .log("signal cannot be caught");
        }
    }
}
