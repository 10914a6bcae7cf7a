"""Compares zone.c with Python's zoneinfo, which shares no code with it.

    test-base-zone.py PRINT [--all] [SHARE]

PRINT is the program of test-base-zone-print.c. Every zone of the system with all its changes from 2000 to 2037, then
rules past the table to 2100, the same zones as slim files where zic is there to make them, and rules that no zone of
today uses. With --all each change meets every time of day, without it a few by chance (seeded). With SHARE one zone in so many.
"""

import datetime
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
import zoneinfo

SYSTEM = "/usr/share/zoneinfo"
EPOCH = datetime.datetime(1970, 1, 1)
UTC_EPOCH = EPOCH.replace(tzinfo=datetime.timezone.utc)
SECOND = 10**6
HOUR = 3600 * SECOND
DAY = 24 * HOUR
TIMES_OF_DAY = [
    0, 1, HOUR // 2, HOUR, 3 * HOUR // 2, 2 * HOUR - 1, 2 * HOUR, 9 * HOUR // 4, 5 * HOUR // 2, 3 * HOUR, 7 * HOUR // 2,
    9 * HOUR, 12 * HOUR + 1, 23 * HOUR, 47 * HOUR // 2, DAY - 1,
]  # fmt: skip
FROMS = [
    -50 * HOUR, -26 * HOUR, -24 * HOUR, -24 * HOUR + 1, -13 * HOUR, -3 * HOUR, -HOUR, -HOUR // 2, -1, 0, 1, HOUR // 2,
    HOUR - 1, HOUR, 2 * HOUR, 13 * HOUR, 24 * HOUR, 49 * HOUR, 75 * HOUR,
]  # fmt: skip
# Rules, and who knows the answer: zoneinfo counts `59` from 1 and lets `J59` be the leap day (CPython 3.11); the C library
# looks at one year at a time and so misses a summer time that never ends.
RULES = [
    ("zoneinfo", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("zoneinfo", "<+0330>-3:30<+0430>,J79/24,J263/24"),
    ("zoneinfo", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"),
    ("zoneinfo", "EET-2EEST,M3.4.4/50,M10.4.4/50"),
    ("zoneinfo", "IST-1GMT0,M10.5.0,M3.5.0/1"),
    ("zoneinfo", "AEST-10AEDT,M10.1.0,M4.1.0/3"),
    ("zoneinfo", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"),
    ("zoneinfo", "XXX-2<+01>-1,0/0,J365/23"),
    ("zoneinfo", "EST5EDT,0/0,J365/25"),
    ("zoneinfo", "AAA-12BBB-13:45,J60/2,J305/26"),
    ("zoneinfo", "AAA11:59:59BBB,M2.5.1,M11.1.6/0"),
    ("zoneinfo", "<+14>-14"),
    ("zoneinfo", "<-12>+12"),
    ("libc", "AAA3BBB,59,J90"),
    ("libc", "AAA3BBB,J60,90"),
    ("libc", "AAA-3BBB,J59,330/-30"),
    ("libc", "AAA3BBB,60/3:30:15,300/-5"),
    ("libc", "NZST-12NZDT,M9.5.0,M4.1.0/3"),
]


def year(y):
    return (datetime.datetime(y, 1, 1) - EPOCH) // datetime.timedelta(microseconds=1)


def moment(at):
    return UTC_EPOCH + datetime.timedelta(microseconds=at)


class Oracle:
    def __init__(self, zone):
        self.zone = zone

    def offset(self, at):
        return moment(at).astimezone(self.zone).utcoffset() // datetime.timedelta(seconds=1)

    def changes(self, first, last, step):
        """Where in [first, last) the offset becomes another; what comes and goes within a step is missed."""
        found = []
        before = self.offset(first)
        for low in range(first, last, step):
            high = low + step
            after = self.offset(high)
            if after == before:
                continue
            a, b = low // SECOND, high // SECOND
            while b - a > 1:
                middle = (a + b) // 2
                if self.offset(middle * SECOND) == before:
                    a = middle
                else:
                    b = middle
            found.append(b * SECOND)
            before = after
        return found

    def shown(self, local):
        """When the clock first shows `local`, or the end of the gap that skips it."""
        naive = EPOCH + datetime.timedelta(microseconds=local)
        low, high = (
            (naive.replace(tzinfo=self.zone, fold=fold) - UTC_EPOCH) // datetime.timedelta(microseconds=1)
            for fold in (1, 0)
        )
        if high + self.offset(high) * SECOND == local:
            return high
        while high - low > 1:
            middle = (low + high) // 2
            if middle + self.offset(middle) * SECOND >= local:
                high = middle
            else:
                low = middle
        return high

    def next(self, start, time_of_day):
        day = start // DAY * DAY
        return min(
            at
            for i in range(-3, 5)
            for at in [self.shown(day + i * DAY + time_of_day)]
            if at >= start
        )


class LibcOracle(Oracle):
    """The C library under TZ=rule."""

    def __init__(self, rule):
        os.environ["TZ"] = rule
        time.tzset()

    def offset(self, at):
        return time.localtime(at // SECOND).tm_gmtoff

    def shown(self, local):
        offsets = sorted({self.offset(local + hours * HOUR) for hours in (-30, 0, 30)}, reverse=True)
        for offset in offsets:
            if self.offset(local - offset * SECOND) == offset:
                return local - offset * SECOND
        low, high = (local - offset * SECOND for offset in (offsets[0], offsets[-1]))
        while high - low > 1:
            middle = (low + high) // 2
            if middle + self.offset(middle) * SECOND >= local:
                high = middle
            else:
                low = middle
        return high


class Questions:
    """Asks in one go: a line for each, and what must come back."""

    def __init__(self, everything):
        self.lines, self.wanted, self.about = [], [], []
        self.everything = everything
        self.random = random.Random(2037)

    def ask(self, about, line, wanted):
        self.about.append(about)
        self.lines.append(line)
        self.wanted.append(str(wanted))

    def ask_zone(self, label, folder, name, oracle, spans, first=1902, last=2100):
        self.ask(label, f"load {folder} {name}", 0)
        for begin, end, step in spans:
            for at in oracle.changes(year(begin), year(end), step):
                for near in (at - SECOND, at - 1, at, at + 1, at + 30 * DAY):
                    self.ask(label, f"offset {near}", oracle.offset(near))
                pairs = [(f, t) for f in FROMS for t in TIMES_OF_DAY]
                for start, time_of_day in pairs if self.everything else self.random.sample(pairs, 5):
                    self.ask(label, f"next {at + start} {time_of_day}", oracle.next(at + start, time_of_day))
        for _ in range(20):
            at = self.random.randrange(year(first), year(last))
            self.ask(label, f"offset {at}", oracle.offset(at))
            time_of_day = self.random.choice(TIMES_OF_DAY)
            at = self.random.randrange(year(1972), year(last))
            self.ask(label, f"next {at} {time_of_day}", oracle.next(at, time_of_day))

    def answer(self, program):
        run = subprocess.run([program], input="\n".join(self.lines) + "\n", capture_output=True, text=True)
        answers = run.stdout.split("\n")[:-1]
        wrong = 0
        for about, line, wanted, got in zip(self.about, self.lines, self.wanted, answers):
            if wanted != got:
                wrong += 1
                if wrong <= 20:
                    print(f"{about}: {line}: wanted {wanted}, got {got}")
        if run.returncode or len(answers) != len(self.lines):
            print(f"{program}: exit {run.returncode}, {len(answers)} of {len(self.lines)} answers\n{run.stderr}")
            return 1
        print(f"{len(self.lines)} questions, {wrong} wrong answers")
        return 1 if wrong or not self.lines else 0


def system_zones():
    """One name for each different file."""
    seen = {}
    for name in sorted(zoneinfo.available_timezones()):
        path = os.path.join(SYSTEM, name)
        if os.path.isfile(path):
            with open(path, "rb") as f:
                seen.setdefault(f.read(), name)
    return sorted(seen.values())


def from_file(folder, name):
    with open(os.path.join(folder, name), "rb") as f:
        return zoneinfo.ZoneInfo.from_file(f, key=name)


def slim(folder):
    """The system's zones without the table that the rule makes needless; None where that cannot be had."""
    source = os.path.join(SYSTEM, "tzdata.zi")
    for zic in ("/usr/sbin/zic", "/usr/bin/zic"):
        if os.path.exists(zic) and os.path.exists(source):
            run = subprocess.run([zic, "-b", "slim", "-d", folder, source], capture_output=True)
            return folder if run.returncode == 0 else None
    return None


def rule_file(rule):
    """A file of version 3 that holds nothing but a rule."""
    def block(version):
        return b"TZif" + version + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"AAA\0"

    return block(b"3") + block(b"3") + b"\n" + rule.encode() + b"\n"


def main():
    questions = Questions("--all" in sys.argv[2:])
    share = next((int(word) for word in sys.argv[2:] if word != "--all"), 1)
    # zoneinfo must read the very files that the library reads, whatever else Python has.
    zoneinfo.reset_tzpath(to=[SYSTEM])
    names = system_zones()[::share]
    if not names:
        print("no zone files on this system")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            oracle = Oracle(from_file(SYSTEM, name))
            spans = [(2000, 2048, 4 * DAY), (2095, 2101, 4 * DAY)]
            questions.ask_zone(name, SYSTEM, name, oracle, spans)
        # Asked about the slim file, the library must answer as Python does about the full one. Only to 2037: some zic
        # leave out what is foretold for later.
        for name in names if slim(folder) else []:
            if os.path.exists(os.path.join(folder, name)):
                oracle = Oracle(from_file(SYSTEM, name))
                questions.ask_zone(name + " (slim)", folder, name, oracle, [(2020, 2030, 4 * DAY)], last=2037)
        for i, (judge, rule) in enumerate(RULES):
            with open(os.path.join(folder, f"Rule{i}"), "wb") as f:
                f.write(rule_file(rule))
            oracle = LibcOracle(rule) if judge == "libc" else Oracle(from_file(folder, f"Rule{i}"))
            first = 1972 if judge == "libc" else 1902  # before 1970 the C library does not try
            questions.ask_zone(rule, folder, f"Rule{i}", oracle, [(1996, 2012, DAY), (2095, 2105, DAY)], first=first)
        return questions.answer(sys.argv[1])


sys.exit(main())
