#!/usr/bin/env python3
"""How fast a half catches up after it was away: resync.py PREFIX [MESSAGES [SMTP_PORT]]

PREFIX: of a pair that peers/pair.sh started. Kills the half that does not serve, delivers MESSAGES (default 100000) of 4 KiB to the
other, starts it again, and tells how many messages a second it took over until both were in sync, from the moment its link
stood; meanwhile one client sends on, and its slowest 250 is told, too.
"""
import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
import time

PREFIX = sys.argv[1]
MESSAGES = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
SMTP = int(sys.argv[3]) if len(sys.argv) > 3 else 15025
HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.environ.get("MMSYS", os.path.join(HERE, "..", "dist", "target", "mmsys"))
LETTER = "From: u1@bench.test\r\nTo: u1@bench.test\r\nSubject: resync\r\n\r\n" + "text\r\n" * 600


def pair(half):
    try:
        done = subprocess.run([f"{HOME}/bin/mmsysctl", "--data", f"{PREFIX}/{half}", "status", "--json"],
                              capture_output=True, text=True, timeout=10)
        return json.loads(done.stdout or "{}").get("pair", {})
    except (json.JSONDecodeError, subprocess.TimeoutExpired):
        return {}


def serving():
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for half, other in (("s1-primary", "s1-backup"), ("s1-backup", "s1-primary")):
            if pair(half).get("role") == "primary-duo":
                return half, other
        time.sleep(0.2)
    sys.exit("not in sync after 120 s")


class Sender(threading.Thread):
    """Sends a message every 50 ms, and keeps the longest time one took."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.times, self.failures, self.ending = port, [], 0, False
        self.start()

    def run(self):
        while not self.ending:
            begun = time.monotonic()
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as smtp:
                    smtp.sendmail("u1@bench.test", ["u1@bench.test"], LETTER)
                self.times.append(time.monotonic() - begun)
            except (OSError, smtplib.SMTPException):
                self.failures += 1
            time.sleep(0.05)


def main():
    half, other = serving()
    port = SMTP if half == "s1-primary" else SMTP + 1
    with open(f"{PREFIX}/{other}.pid") as file:
        os.kill(int(file.read()), signal.SIGKILL)
    time.sleep(3)
    load = subprocess.run(["java", "-XX:+UseSerialGC", f"{HERE}/LoadGen.java", "smtp-deliver", "--port", str(port), "--users", "10",
                           "--from", "u1@bench.test", "--sessions", "20", "--messages", str(MESSAGES), "--size", "4096"],
                          capture_output=True, text=True)
    print("delivered to the half that is alone:", json.loads(load.stdout.strip().splitlines()[-1]).get("msgs_s"), "messages/s")
    sender = Sender(port)
    environment = dict(os.environ, PREFIX=PREFIX, SMTP_PORT=str(SMTP))
    subprocess.run([f"{HERE}/peers/pair.sh", "start-node", other], env=environment, check=True)
    linked = None
    while True:
        state = pair(half)
        if linked is None and state.get("connectedSince"):
            linked = time.monotonic()
        if state.get("role") == "primary-duo":
            break
        time.sleep(0.1)
    took = time.monotonic() - linked
    sender.ending = True
    sender.join()
    times = sorted(sender.times)
    print(f"{MESSAGES} messages taken over in {took:.1f} s: {MESSAGES / took:.0f} messages/s")
    print(f"meanwhile {len(times)} messages sent, median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms, {sender.failures} failed")


main()
