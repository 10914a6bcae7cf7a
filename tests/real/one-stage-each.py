#!/usr/bin/python3
"""one-stage-each.py NAME COLUMN LOG.csv: a model with one stage for each distinct event name of a log.

Every name leads from every stage to its own, itself included, so that the model's transition counts are
the log's directly-follows graph, edge by edge.
"""
import csv
import json
import sys

name, column, path = sys.argv[1:]
with open(path, encoding="utf-8-sig", newline="") as file:
    names = sorted({row[column] for row in csv.DictReader(file)})

quoted = [json.dumps(one, ensure_ascii=False) for one in names]  # a JSON string is a YAML string
print("tappa: 1\nmodel: %s\nversion: 1\n\nevents:" % name)
for one in quoted:
    print("  %s: {}" % one)
print("\nentry:")
for one in quoted:
    print("  %s: %s" % (one, one))
print("\nstages:")
for stage in quoted:
    print("  %s:\n    when:" % stage)
    for one in quoted:
        print("      %s: %s" % (one, one))
print("\ngoals:\n  seen: {reach: %s}" % quoted[0])
