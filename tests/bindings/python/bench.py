"""bench.py SEVEN: what an event of the seven-stage benchmark costs through Python, beside SEVEN (tests/bench/seven.c, the same model) and beside the
package `transitions` where it is installed. Every way must end in the same stages. Medians of five rounds; ratios are to Journey.feed()."""
import array
import pathlib
import re
import statistics
import subprocess
import sys
import time

import tappa

ROOT = pathlib.Path(__file__).resolve().parents[3]
MODEL = tappa.Model.load(ROOT / 'tests/bench/seven-stages.yaml')
STAGES = [stage.name for stage in MODEL.stages]
ROWS = [[int(number) if number.isdigit() else number for number in re.split(r',\s*', row)] for row in re.findall(
    r'\{([A-Z]+,\s*[A-Z_]+,\s*\d+,\s*\d+,\s*[A-Z]+)\}', (ROOT / 'tests/bench/seven.h').read_text())]
EVENTS = [event.name for event in MODEL.events[:12]]
COUNT, CUSTOMERS = 100000, 1000


def stream():
    """Walks of customers, from a linear congruential generator: an event that the stage knows in 55 of 100 draws."""
    seed, stage, made = 0x5eed, ['AWARENESS'] * CUSTOMERS, []

    def draw(below):
        nonlocal seed
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        return (seed >> 32) % below
    for _ in range(COUNT):
        customer, value = draw(CUSTOMERS), draw(1000)
        mine = [row for row in ROWS if row[0] == stage[customer]]
        event = mine[draw(len(mine))][1] if draw(100) < 55 else EVENTS[draw(12)].upper()
        stage[customer] = next((row[4] for row in mine if row[1] == event and row[2] <= value <= row[3]), stage[customer])
        made.append((customer, EVENTS.index(event.lower()), value))
    return made, [stage.count(name.upper()) for name in STAGES]


MADE, EXPECTED = stream()
NAMED = [(customer, EVENTS[event], value) for customer, event, value in MADE]


def feed():
    feeds = [tappa.Journey(MODEL, str(i)).feed for i in range(CUSTOMERS)]
    begun = time.process_time()
    for i, (customer, event, value) in enumerate(NAMED):
        feeds[customer](event, i, value=value)
    took = time.process_time() - begun
    at = [one.__self__.stage for one in feeds]
    return took, [sum(stage is not None and stage.name == name for stage in at) + (name == STAGES[0]) * at.count(None) for name in STAGES]


def cohort():
    cohort = tappa.Cohort(MODEL, CUSTOMERS)
    columns = [array.array(kind, values) for kind, values in zip('IIq', zip(*MADE))]
    times = array.array('q', range(COUNT))
    begun = time.process_time()
    cohort.feed(columns[0], columns[1], times, value=columns[2])
    took = time.process_time() - begun
    counts = list(cohort.histogram().values())
    return took, [counts[0] + CUSTOMERS - sum(counts), *counts[1:]]


def peer():
    from transitions import Machine

    def guard(low, high):
        return lambda value: low <= value <= high
    machine = Machine(model=None, states=[name.upper() for name in STAGES], initial='AWARENESS', auto_transitions=False, ignore_invalid_triggers=True)
    for source, event, low, high, target in ROWS:
        machine.add_transition(event.lower(), source, target, conditions=guard(low, high))
    machine.add_transition('email_open', [], 'AWARENESS')
    people = [type('Person', (), {})() for _ in range(CUSTOMERS)]
    machine.add_model(people)
    begun = time.process_time()
    for customer, event, value in NAMED:
        if event != 'email_open':
            getattr(people[customer], event)(value)
    took = time.process_time() - begun
    return took, [sum(one.state == name.upper() for one in people) for name in STAGES]


def median(way):
    times = []
    for _ in range(5):
        took, histogram = way()
        if histogram != EXPECTED:
            sys.exit(f'{way.__name__}: {histogram} instead of {EXPECTED}')
        times.append(took * 1e9 / COUNT)
    return statistics.median(times)


ways = {'Journey.feed, one field': feed, 'Cohort.feed': cohort}
try:
    import transitions
    ways[f'transitions {transitions.__version__}'] = peer
except ImportError:
    print('transitions is not installed: no peer')
base = None
for name, way in ways.items():
    cost = median(way)
    base = base or cost
    print(f'{name:<28}{cost:10.1f} ns an event{cost / base:10.2f}')
print(subprocess.run([sys.argv[1], str(ROOT / 'tests/bench/seven-stages.yaml'), '5'], capture_output=True, text=True, check=True).stdout)
