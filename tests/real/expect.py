#!/usr/bin/python3
"""expect.py MODEL MAP LOG UNTIL: what `tappa run --json` must say, by the naive interpreter of tests/oracle.

Reads the column map with its own few lines, and each customer alone, which changes nothing and is faster.
The results are in expected/; the logs themselves are not ours to ship. (`reach` goals are left out.)
"""
import collections
import csv
import decimal
import json
import os
import sys

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))
import cel  # noqa: E402
import model as models  # noqa: E402
import run as oracle  # noqa: E402


def moment(text, form):
    if form == "epoch":
        return int(decimal.Decimal(text) * 1000000)
    if form == "date":
        text = "%s-%s-%sT00:00:00Z" % (text[:4], text[4:6], text[6:])
    else:
        text = text.replace(" ", "T", 1)
        if len(text) == 19:
            text += "Z"
    return cel.read_time(text) // 1000


def rows(path, map):
    """Each row as a function from a column's name or 1-based number to its text."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        if map["separator"] == "space":
            lines = (line.split() for line in file)
        else:
            lines = csv.reader(file, delimiter={"tab": "\t"}.get(map["separator"], map["separator"]))
        names = next(lines) if map["header"] else []
        for line in lines:
            yield lambda column: line[column - 1 if isinstance(column, int) else names.index(column)]


def events(path, map, model):
    for number, row in enumerate(rows(path, map)):
        event = map["event"]["const"] if isinstance(map["event"], dict) else row(map["event"])
        name = model.canonical.get(event, event)
        data = {}
        for field, column in map.get("fields", {}).items():
            spec = model.events[name].fields.get(field) if name in model.events else None
            if spec:
                data[field] = {"int": int, "double": float}.get(spec.type, str)(row(column))
        line = {"id": str(number), "customer": row(map["customer"]), "event": event, "data": data,
                "time": moment(row(map["time"]), map["time_format"])}
        if "touchpoint" in map:
            line["touchpoint"] = row(map["touchpoint"])
        yield line


def main():
    model_path, map_path, log, until = sys.argv[1:]
    with open(model_path, encoding="utf-8") as file:
        text = file.read()
    model = models.read(text)
    with open(map_path, encoding="utf-8") as file:
        map = yaml.safe_load(file)
    goals = {name: goal for name, goal in yaml.safe_load(text).get("goals", {}).items() if "event" in goal}
    customers, counts = collections.defaultdict(list), collections.Counter()
    totals = collections.defaultdict(float)
    for line in events(log, map, model):
        customers[line["customer"]].append(line)
        counts["read"] += 1
        name = model.canonical.get(line["event"], line["event"])
        for goal, spec in goals.items():
            if spec["event"] == name:
                counts["goal " + goal] += 1
                if "value" in spec:
                    totals[goal] += line["data"][spec["value"].removeprefix("event.")]
    transitions, stages, effects = collections.Counter(), collections.Counter(), collections.Counter()
    journeys = 0
    for lines in customers.values():
        trace = []
        population = oracle.Population(model, trace.append)
        population.replay(lines, oracle.micros(until))
        counts["refused"] += population.refused
        counts["ignored"] += population.ignored
        journeys += len(population.journeys)
        for line in trace:
            for row in line["taken"]:
                if row["from"] is not None:
                    transitions[row["from"], json.dumps(row["to"])] += 1
            if line["event"] not in ("start", "after") and not line["taken"]:
                counts["ignored"] += 1
            for effect in line["effects"]:
                kind, name = next(iter(effect.items()))
                effects[kind + " " + name] += 1
        for journey in population.journeys:
            for stage in journey.leaves():
                stages[stage] += 1
    json.dump({
        "customers": len(customers), "journeys": journeys,
        "events": {"read": counts["read"], "taken": counts["read"] - counts["ignored"] - counts["refused"],
                   "ignored": counts["ignored"], "refused": counts["refused"]},
        "stages": dict(sorted(stages.items())),
        "transitions": [{"from": one, "to": json.loads(two), "count": n} for (one, two), n in sorted(transitions.items())],
        "effects": dict(sorted(effects.items())),
        "goals": {goal: {"count": counts["goal " + goal], **({"value": round(totals[goal], 2)} if "value" in spec else {})}
                  for goal, spec in goals.items()},
    }, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
