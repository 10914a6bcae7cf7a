"""Quiet hours and `at` timers over every zone of the system, at each change of its clock from 2000 to 2037, against Python's zoneinfo.

    test-hours.py PRINT [SHARE]

PRINT is the program of test-hours-print.c. The oracle knows nothing of how the library looks for the end: it asks what the clock shows at one
moment after the other. With SHARE one zone in so many. Clocks are set at whole quarters of an hour, a few at whole minutes (checked), so between two of them nothing changes.
"""

import datetime
import os
import random
import subprocess
import sys
import zoneinfo

SYSTEM = "/usr/share/zoneinfo"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
SECOND = 10**6
MINUTE = 60 * SECOND
QUARTER = 15 * MINUTE
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STEP = 6 * DAY  # no clock is set twice within it: with two days there are as many changes
# In minutes; where `to` is not after `from` they last over midnight.
RULES = [
    [(21 * 60, 8 * 60 + 30)], [(22 * 60, 2 * 60 + 30)], [(2 * 60, 2 * 60 + 30)], [(0, 2 * 60)], [(23 * 60, 0)], [(3 * 60, 2 * 60)],
    [(20 * 60, 0), (0, 7 * 60)], [(12 * 60, 14 * 60), (13 * 60, 2 * 60 + 15), (2 * 60 + 15, 3 * 60)], [(60, 75), (75, 150), (150, 180)],
    [(23 * 60 + 45, 23 * 60 + 30)], [(0, 0)], [(6 * 60, 6 * 60)], [(2 * 60 + 30, 14 * 60), (14 * 60, 2 * 60 + 30)], [],
]  # fmt: skip
ATS = [0, 30, 60, 120, 135, 150, 180, 540, 23 * 60 + 45]
FROMS = [-26 * HOUR, -3 * HOUR, -HOUR - 1, -HOUR, -QUARTER, -1, 0, 1, QUARTER, HOUR, 3 * HOUR, 30 * HOUR]


def moment(at):
    return EPOCH + datetime.timedelta(microseconds=at)


def year(y):
    return (datetime.datetime(y, 1, 1, tzinfo=datetime.timezone.utc) - EPOCH) // datetime.timedelta(microseconds=1)


class Clock:
    def __init__(self, name):
        with open(os.path.join(SYSTEM, name), "rb") as f:
            self.zone = zoneinfo.ZoneInfo.from_file(f, key=name)
        self.known = {}
        self.step = QUARTER

    def shown(self, at):
        """Microseconds since local midnight."""
        local = moment(at).astimezone(self.zone)
        return ((local.hour * 60 + local.minute) * 60 + local.second) * SECOND + local.microsecond

    def offset(self, at):
        if at not in self.known:
            self.known[at] = moment(at).astimezone(self.zone).utcoffset() // datetime.timedelta(microseconds=1)
        return self.known[at]

    def changes(self):
        found = []
        at, before = year(2000), self.offset(year(2000))
        while at < year(2038):
            after = self.offset(at + STEP)
            if after != before:
                low, high = at, at + STEP
                while high - low > 1:
                    middle = (low + high) // 2
                    if moment(middle).astimezone(self.zone).utcoffset() // datetime.timedelta(microseconds=1) == before:
                        low = middle
                    else:
                        high = middle
                found.append(high)
                before = after
            at += STEP
        while any(at % self.step for change in found for at in (change, self.offset(change))) or self.offset(year(2000)) % self.step:
            assert self.step > MINUTE, self.zone
            self.step = MINUTE
        return found

    def is_quiet(self, at, rules):
        shown = self.shown(at)
        for first, last in rules:
            first, last = first * MINUTE, last * MINUTE
            if first <= shown < last or (last <= first and not last <= shown < first):
                return True
        return False

    def quiet_until(self, now, rules):
        if not self.is_quiet(now, rules):
            return now
        for at in range(now // self.step * self.step + self.step, now + 4 * DAY, self.step):
            if not self.is_quiet(at, rules):
                return at
        return "never"

    def next_at(self, start, minute):
        """The first moment at or after `start` whose clock shows it, or at which a gap that skips it ends; of two in an overlap the first."""
        at = -(-start // self.step) * self.step
        wanted = minute * MINUTE
        while True:
            now, before = at + self.offset(at), at - self.step + self.offset(at - self.step)
            day = now // DAY * DAY
            for target in (day - DAY + wanted, day + wanted):
                # Reached or jumped over just now, and not shown once before, as an overlap would.
                if before < target <= now and not self.was_shown(target, at):
                    return at
            at += self.step

    def was_shown(self, local, before):
        return any(at + self.offset(at) == local for at in range(before - 3 * HOUR, before, self.step))


def zones():
    seen = {}
    for name in sorted(zoneinfo.available_timezones()):
        path = os.path.join(SYSTEM, name)
        if os.path.isfile(path):
            with open(path, "rb") as f:
                seen.setdefault(f.read(), name)
    return sorted(seen.values())


def main():
    dice = random.Random(2037)
    zoneinfo.reset_tzpath(to=[SYSTEM])
    names = zones()[:: int(sys.argv[2]) if len(sys.argv) > 2 else 1]
    if not names:
        print("no zone files on this system: install tzdata")
        return 1
    lines, wanted = [], []
    changes = 0
    for name in names:
        clock = Clock(name)
        lines.append(f"load {SYSTEM} {name}")
        wanted.append("0")
        found = clock.changes()
        changes += len(found)
        for change in found or [year(2020)]:
            for _ in range(2):
                now, rules = change + dice.choice(FROMS), dice.choice(RULES)
                lines.append(f"quiet {now} " + " ".join(f"{a} {b}" for a, b in rules))
                wanted.append(str(clock.quiet_until(now, rules)))
            now, minute = change + dice.choice(FROMS) - HOUR, dice.choice(ATS)
            lines.append(f"at {now} {minute}")
            wanted.append(str(clock.next_at(now + HOUR, minute)))
    run = subprocess.run([sys.argv[1]], input="\n".join(lines) + "\n", capture_output=True, text=True)
    got = run.stdout.split("\n")[:-1]
    zone, wrong = "", 0
    for line, want, answer in zip(lines, wanted, got):
        zone = line if line.startswith("load") else zone
        if want != answer:
            wrong += 1
            if wrong <= 20:
                print(f"{zone}: {line}: wanted {want}, got {answer}")
    if run.returncode or len(got) != len(lines):
        print(f"{sys.argv[1]}: exit {run.returncode}, {len(got)} of {len(lines)} answers\n{run.stderr}")
        return 1
    print(f"{len(names)} zones, {changes} changes, {len(lines)} questions, {wrong} wrong answers")
    return 1 if wrong else 0


sys.exit(main())
