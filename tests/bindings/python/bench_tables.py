"""bench_tables.py: what an event of a table costs beyond Cohort.feed() over the same arrays, by what its customers and events are: numbers, entries of a
dictionary, text. All end in the same stages. Medians of five rounds, interleaved."""
import pathlib
import statistics
import sys
import time

import numpy
import polars
import pyarrow

import tappa

MODEL = tappa.Model.load(pathlib.Path(__file__).resolve().parents[2] / 'bench/seven-stages.yaml')
COUNT, CUSTOMERS = 1000000, 10000
draw = numpy.random.default_rng(1)
customers, events = (draw.integers(0, most, COUNT).astype(numpy.uint32) for most in (CUSTOMERS, 12))
times, values = numpy.arange(COUNT), draw.integers(0, 1000, COUNT)
moments = pyarrow.array(times, pyarrow.timestamp('us', 'UTC'))


def entries(numbers, names):
    return pyarrow.DictionaryArray.from_arrays(pyarrow.array(numbers.astype(numpy.int32)), pyarrow.array(names))


def table(customers, events):
    return pyarrow.table({'customer': customers, 'event': events, 'time': moments, 'value': values})


numbers = table(customers, events)
dictionaries = table(entries(customers, [f'customer {i}' for i in range(CUSTOMERS)]), entries(events, [event.name for event in MODEL.events[:12]]))
text = table(*(dictionaries[name].cast(pyarrow.string()) for name in ('customer', 'event')))
ways = {'Cohort.feed, NumPy': lambda cohort: cohort.feed(customers, events, times, value=values)}
ways |= {f'Cohort.replay, {name}': lambda cohort, one=one: cohort.replay(one) for name, one in
         (('numbers', numbers), ('dictionaries', dictionaries), ('text', text), ('text of Polars', polars.from_arrow(text)))}
costs, stages = {name: [] for name in ways}, set()
for _ in range(5):
    for name, way in ways.items():
        cohort = tappa.Cohort(MODEL, CUSTOMERS)
        begun = time.process_time()
        way(cohort)
        costs[name].append((time.process_time() - begun) * 1e9 / COUNT)
        stages.add(tuple(cohort.histogram().values()))
if len(stages) != 1:
    sys.exit(f'they do not end in the same stages: {stages}')
base = statistics.median(costs['Cohort.feed, NumPy'])
for name, rounds in costs.items():
    print(f'{name:<30}{statistics.median(rounds):8.1f} ns an event{statistics.median(rounds) - base:8.1f} beyond feed')
