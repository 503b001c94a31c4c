#!/usr/bin/env python3
"""How long clients wait when the half of a pair that serves is killed: takeover.py PREFIX [KILLS [SMTP_PORT POP3_PORT]]

PREFIX: of a pair that peers/pair.sh started. For each kill -9 of the serving half: the time until a client that tries both
addresses every 50 ms has its next 250, and another its next login. The kill -9 that takes the registry's leader with it is told
apart. The killed half is started again, and the next kill comes when both are in sync. Prints a line a kill and medians; exits
with 1 when the office is not taken over within 60 s.
"""
import json
import os
import poplib
import signal
import smtplib
import statistics
import subprocess
import sys
import threading
import time

PREFIX = sys.argv[1]
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 10
SMTP, POP3 = (int(port) for port in (sys.argv[3:5] or ("15025", "15110")))
HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.environ.get("MMSYS", os.path.join(HERE, "..", "dist", "target", "mmsys"))
LETTER = "From: u1@bench.test\r\nTo: u1@bench.test\r\nSubject: takeover\r\n\r\n" + "text\r\n" * 100
HALVES = ("s1-primary", "s1-backup")


def ctl(half, *words):
    try:
        return subprocess.run([f"{HOME}/bin/mmsysctl", "--data", f"{PREFIX}/{half}", *words],
                              capture_output=True, text=True, timeout=10).stdout
    except subprocess.TimeoutExpired:
        return ""


def status(half):
    try:
        return json.loads(ctl(half, "status", "--json") or "{}")
    except json.JSONDecodeError:
        return {}


def in_sync():
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for half in HALVES:
            if status(half).get("pair", {}).get("role") == "primary-duo":
                return half
        time.sleep(0.1)
    sys.exit("not in sync after 120 s")


def leads_registry(half):
    return half.replace("-", "/") + " leads the registry" in ctl(half, "explain")


class Client(threading.Thread):
    """Does something every 50 ms at one address after the other, and keeps when it was done."""

    def __init__(self, what):
        super().__init__(daemon=True)
        self.what, self.done, self.longest = what, [], 0.0
        self.start()

    def run(self):
        turn = 0
        while True:
            turn += 1
            try:
                begun = time.monotonic()
                self.what(turn % 2)
                self.done.append((begun, time.monotonic()))
            except (OSError, smtplib.SMTPException, poplib.error_proto):
                pass
            time.sleep(0.05)

    def after(self, moment):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.done and self.done[-1][0] > moment:
                return next(end for begun, end in self.done if begun > moment) - moment
            time.sleep(0.005)
        sys.exit("nobody served for 60 s")


def send(n):
    with smtplib.SMTP("127.0.0.1", SMTP + n, timeout=10) as smtp:
        smtp.sendmail("u1@bench.test", ["u1@bench.test"], LETTER)


def login(n):
    pop = poplib.POP3("127.0.0.1", POP3 + n, timeout=10)
    pop.user("u2")
    pop.pass_("pw2")
    pop.quit()


def main():
    senders, readers = Client(send), Client(login)
    rows = []
    for number in range(1, KILLS + 1):
        half = in_sync()
        time.sleep(1)
        leader = leads_registry(half)
        with open(f"{PREFIX}/{half}.pid") as file:
            pid = int(file.read())
        moment = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        row = (half, leader, senders.after(moment), readers.after(moment))
        rows.append(row)
        print(f"{number:3} {half} next 250 after {row[2]:.3f} s, next login after {row[3]:.3f} s{' (led the registry)' if leader else ''}", flush=True)
        environment = dict(os.environ, PREFIX=PREFIX, SMTP_PORT=str(SMTP), POP3_PORT=str(POP3))
        subprocess.run([f"{HERE}/peers/pair.sh", "start-node", half], env=environment, check=True)
    in_sync()
    for words, some in (("the registry's leader stayed", [r for r in rows if not r[1]]), ("the registry's leader died too", [r for r in rows if r[1]])):
        for place, what in ((2, "250"), (3, "login")):
            times = [r[place] for r in some]
            if times:
                print(f"{words}, {len(times)} kills: next {what} median {statistics.median(times):.3f} s, longest {max(times):.3f} s")


main()
