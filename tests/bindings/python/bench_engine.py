"""bench_engine.py: what it costs to ingest records through Python into an engine in memory, and how much of it is reading them. Medians of five rounds."""
import datetime
import statistics
import time

import tappa

START, SECOND, COUNT = datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc), datetime.timedelta(seconds=1), 20000
MODEL = tappa.Model.parse('''
tappa: 1
model: shop
version: 1
events: {Product Added: {fields: {price: double}}, Order Completed: {}}
data: {total: {type: double, default: 0.0}}
stages:
  looking: {when: {Product Added: {set: {total: event.price}, to: basket}}}
  basket: {when: {Product Added: {set: {total: data.total + event.price}}, Order Completed: looking}, after: {1h: looking}}
''')
DICTS = [{'event': 'Product Added', 'time': START + i * SECOND, 'identities': {'login': f'c{i % 1000}'}, 'data': {'price': 1.0}} for i in range(COUNT)]
RECORDS = [tappa.Record(**one) for one in DICTS]


def ingest(records, at_once):
    with tappa.Engine() as engine:
        engine.add_model(MODEL, now=START)
        begun = time.process_time()
        for first in range(0, COUNT, at_once):
            engine.ingest(records[first:first + at_once], now=START)
        return time.process_time() - begun


def read(records):
    """The last one is none, so that all are read and nothing is done."""
    records = [*records, None]
    with tappa.Engine() as engine:
        begun = time.process_time()
        try:
            engine.ingest(records, now=START)
        except TypeError:
            return time.process_time() - begun


ways = {f'{name}, {at_once:,} at once': lambda records=records, at_once=at_once: ingest(records, at_once)
        for name, records in (('dicts', DICTS), ('tappa.Record', RECORDS)) for at_once in (1, 100, 10000)}
ways |= {'reading dicts alone': lambda: read(DICTS), 'reading tappa.Record alone': lambda: read(RECORDS)}
costs = {name: [] for name in ways}
for _ in range(5):
    for name, way in ways.items():
        costs[name].append(way() * 1e6 / COUNT)
for name, cost in costs.items():
    print(f'{name:<30}{statistics.median(cost):8.2f} us a record')
