package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What stands between a process and the C library: its disk may be slow or fail, its clock may be wrong, as files in a
 * directory say. Needs gcc.
 */
final class SickDisk {
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/stat.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static const char *where(const char *name, char *path, size_t size) {
                const char *dir = getenv("FAULTS");
                snprintf(path, size, "%s/%s", dir ? dir : "/nowhere", name);
                return path;
            }

            static int is(const char *name) {
                char path[512];
                return syscall(SYS_access, where(name, path, sizeof path), F_OK) == 0;
            }

            static long number(const char *name) {
                char path[512], text[32];
                int fd = syscall(SYS_openat, AT_FDCWD, where(name, path, sizeof path), O_RDONLY);
                if (fd < 0) return 0;
                long count = syscall(SYS_read, fd, text, sizeof text - 1);
                syscall(SYS_close, fd);
                text[count > 0 ? count : 0] = 0;
                return atol(text);
            }

            static void late(void) {
                long millis = number("slow");
                if (millis > 0) usleep(millis * 1000);
            }

            /* Only the journal's own files: a socket does not fail like a disk. */
            static int bad(const char *name, int fd) {
                char link[64], path[512];
                if (!is(name)) return 0;
                snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
                ssize_t length = readlink(link, path, sizeof path - 1);
                if (length < 0) return 0;
                path[length] = 0;
                return strstr(path, "/journal/") != 0;
            }

            #define REAL(type, name) ((type) dlsym(RTLD_NEXT, name))

            int fdatasync(int fd) {
                late();
                if (bad("sync-fails", fd)) { errno = EIO; return -1; }
                return REAL(int (*)(int), "fdatasync")(fd);
            }

            int fsync(int fd) {
                late();
                if (bad("sync-fails", fd)) { errno = EIO; return -1; }
                return REAL(int (*)(int), "fsync")(fd);
            }

            ssize_t write(int fd, const void *octets, size_t count) {
                if (bad("write-fails", fd)) { errno = EIO; return -1; }
                return syscall(SYS_write, fd, octets, count);
            }

            ssize_t pwrite64(int fd, const void *octets, size_t count, off64_t at) {
                if (bad("write-fails", fd)) { errno = EIO; return -1; }
                return syscall(SYS_pwrite64, fd, octets, count, at);
            }

            int clock_gettime(clockid_t which, struct timespec *now) {
                int result = REAL(int (*)(clockid_t, struct timespec *), "clock_gettime")(which, now);
                if (which == CLOCK_REALTIME && result == 0) now->tv_sec += number("clock");
                return result;
            }

            int gettimeofday(struct timeval *now, void *zone) {
                int result = REAL(int (*)(struct timeval *, void *), "gettimeofday")(now, zone);
                if (result == 0) now->tv_sec += number("clock");
                return result;
            }
            """;

    private final Path library;
    private final Path faults;

    private SickDisk(Path library, Path faults) {
        this.library = library;
        this.faults = faults;
    }

    /** One that is well, for one process. */
    static SickDisk make(Path dir, String name) throws IOException, InterruptedException {
        Tool.need("gcc");
        Path library = dir.resolve("sick.so");
        if (!Files.exists(library)) {
            Path source = Files.writeString(dir.resolve("sick.c"), SOURCE);
            Tool.run(dir, "", "gcc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                    .orFail();
        }
        return new SickDisk(library, Files.createDirectory(dir.resolve("faults-of-" + name)));
    }

    /** What the process has to be started with. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "FAULTS", faults.toString());
    }

    /** Each force takes so much longer; 0: no longer than it does. */
    void slow(long millis) throws IOException {
        say("slow", millis);
    }

    /** The clock on the wall is wrong by so many seconds. */
    void clock(long seconds) throws IOException {
        say("clock", seconds);
    }

    private void say(String name, long number) throws IOException {
        Path fresh = Files.writeString(faults.resolve(name + ".tmp"), number + "\n");
        Files.move(fresh, faults.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** The journal's next {@code sync} or {@code write} fails. */
    void fail(String what) throws IOException {
        Files.createFile(faults.resolve(what + "-fails"));
    }

    void heal() throws IOException {
        for (String name : java.util.List.of("sync-fails", "write-fails", "slow", "clock")) {
            Files.deleteIfExists(faults.resolve(name));
        }
    }
}
