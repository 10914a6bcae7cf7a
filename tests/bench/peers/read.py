"""read.py FORMAT FILE: how many events of each name a log has, with the standard library."""
import collections
import csv
import json
import sys
import xml.etree.ElementTree

counts = collections.Counter()
form, path = sys.argv[1:]
if form == 'xes':
    for _, element in xml.etree.ElementTree.iterparse(path):
        if element.tag == 'event':
            counts[element.find('string').get('value')] += 1
            element.clear()
else:
    with open(path, newline='') as file:
        if form == 'csv':
            counts.update(row['event'] for row in csv.DictReader(file))
        else:
            counts.update(json.loads(line)['event'] for line in file)
print(json.dumps(counts))
