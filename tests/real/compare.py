#!/usr/bin/python3
"""Compares what `tappa run --json` printed. Exit 1 with a line for each difference.

compare.py graph RESULT DFG.csv     transitions are the directly-follows graph, edge by edge
compare.py log RESULT LOG.csv CASE ACTIVITY TIME   the same, counted here from the log; events and cases too
compare.py expected RESULT EXPECTED.json           every number that EXPECTED names
compare.py same RESULT RESULT                      two results are one
"""
import collections
import csv
import datetime
import json
import sys


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def edges(result):
    """(from, to) -> count. The entry of a journey comes from nowhere and is no edge."""
    found = collections.Counter()
    for row in result["transitions"]:
        if row["from"] is not None:
            found[row["from"], json.dumps(row["to"])] += row["count"]
    return found


def graph(result, path):
    wanted = {(row[0], json.dumps(row[1])): int(row[2]) for row in table(path)[1:]}
    return different("edge", wanted, edges(result))


def log(result, path, *columns):
    names, *lines = table(path)
    # The last column of a name, as a header may leave a name out or say it twice.
    case, activity, time = (len(names) - 1 - names[::-1].index(one) for one in columns)
    lines = sorted(enumerate(lines), key=lambda one: (datetime.datetime.fromisoformat(one[1][time]), one[0]))
    last, follows = {}, collections.Counter()
    for _, line in lines:
        if line[case] in last:
            follows[last[line[case]], json.dumps(line[activity])] += 1
        last[line[case]] = line[activity]
    counts = {"read": len(lines), "taken": len(lines), "ignored": 0, "refused": 0}
    return (different("edge", follows, edges(result)) + different("events", counts, result["events"])
            + different("", {"customers": len(last), "journeys": len(last)},
                        {"customers": result["customers"], "journeys": result["journeys"]})
            + different("stage", collections.Counter(last.values()), result["stages"]))


def expected(result, path):
    wanted = load(path)
    found = different("edge", edges(wanted), edges(result))
    for part in ("events", "stages"):
        found += different(part, wanted[part], result[part])
    for name, goal in wanted["goals"].items():
        seen = result["goals"].get(name, {})
        found += different("goal " + name, {"count": goal["count"]}, {"count": seen.get("count")})
        if "value" in goal and abs(goal["value"] - (seen.get("value") or 0)) > 0.005 + 1e-9 * abs(goal["value"]):
            found.append("goal %s: value %s instead of %s" % (name, seen.get("value"), goal["value"]))
    return found + different("", {"customers": wanted["customers"], "journeys": wanted["journeys"]},
                             {"customers": result["customers"], "journeys": result["journeys"]})


def same(one, path):
    two = load(path)
    parts = ("events", "customers", "journeys", "stages", "goals")
    return (different("", {part: one[part] for part in parts}, {part: two[part] for part in parts})
            + different("edge", edges(one), edges(two)))


def different(what, wanted, seen):
    """Nothing and 0 are the same: a result may name what never happened."""
    return ["%s %s: %s instead of %s" % (what, key, seen.get(key, 0), wanted.get(key, 0))
            for key in sorted(set(wanted) | set(seen), key=str) if wanted.get(key, 0) != seen.get(key, 0)]


def main():
    kind, result, *rest = sys.argv[1:]
    found = {"graph": graph, "log": log, "expected": expected, "same": same}[kind](load(result), *rest)
    for line in found[:20]:
        print("    " + line)
    if len(found) > 20:
        print("    and %d more" % (len(found) - 20))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
