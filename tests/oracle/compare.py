#!/usr/bin/python3
"""compare.py --tappa BINARY --seeds A..B: `tappa run MODEL EVENTS --trace` against the oracle on generated models.

Each seed's files stay in the folder given by --out, so a difference can be looked at again.
"""
import argparse
import contextlib
import io
import json
import os
import subprocess
import sys

import generate
import run


def canonical(line):
    """One trace line as comparable text: 1 and 1.0 differ in it. Of errors only the expressions count."""
    line = dict(line)
    line["errors"] = sorted(error["expression"] for error in line["errors"])
    return json.dumps(line, ensure_ascii=False, sort_keys=True)


def by_journey(lines):
    """Between journeys the order is free, within one it is not."""
    found = {}
    for line in lines:
        found.setdefault(line["journey"], []).append(canonical(line))
    return found


def difference(expected, found):
    """A text that shows the first difference, or None."""
    expected, found = by_journey(expected), by_journey(found)
    for journey in list(expected) + [journey for journey in found if journey not in expected]:
        ours, theirs = expected.get(journey, []), found.get(journey, [])
        for number in range(max(len(ours), len(theirs))):
            one = ours[number] if number < len(ours) else "nothing more"
            other = theirs[number] if number < len(theirs) else "nothing more"
            if one != other:
                before = ours[number - 1] if number else "nothing"
                return "journey %s, line %d\n  before: %s\n  oracle: %s\n  tappa:  %s" % (journey, number + 1, before, one, other)
    return None


def compare(tappa, seed, folder):
    model, events = os.path.join(folder, "model.yaml"), os.path.join(folder, "events.ndjson")
    text, log = generate.write(seed, folder)
    with contextlib.redirect_stderr(io.StringIO()):  # what is refused is said to the reader of one trace only
        expected = run.run(text, log)
    try:
        done = subprocess.run([tappa, "run", model, events, "--trace"], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "tappa took more than a minute"
    if done.returncode != 0 and ': error: ' not in done.stderr:  # 1 where all events were refused, which the traces tell
        return "tappa ended with %d\n%s" % (done.returncode, done.stderr[-2000:])
    try:
        found = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        return difference(expected, found)
    except (ValueError, KeyError, TypeError) as error:
        return "tappa's trace cannot be read: %r" % error


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tappa", required=True)
    options.add_argument("--seeds", required=True, help="A..B, both included")
    options.add_argument("--out", default="build-oracle-seeds")
    options = options.parse_args()
    first, last = (int(part) for part in options.seeds.split(".."))
    failed = 0
    for seed in range(first, last + 1):
        folder = os.path.join(options.out, str(seed))
        wrong = compare(options.tappa, seed, folder)
        if wrong:
            failed += 1
            print("seed %d, %s: %s" % (seed, os.path.join(folder, "model.yaml"), wrong), flush=True)
    print("%d passed, %d failed" % (last - first + 1 - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
