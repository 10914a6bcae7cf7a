"""bench.py SEVEN LIBTAPPA FEED: what an event costs through Python: of the seven-stage benchmark, beside the same calls through ctypes, the package
`transitions` where it is installed and SEVEN (tests/bench/seven.c, the same model); and of two fields, beside FEED, which does it in C. Every way must
end in the same stages. Medians of five rounds, interleaved; ratios are to Journey.feed()."""
import array
import ctypes
import datetime
import pathlib
import re
import statistics
import subprocess
import sys
import time
import zoneinfo

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


class Value(ctypes.Structure):
    _fields_ = [('kind', ctypes.c_uint32), ('size', ctypes.c_uint32), ('integer', ctypes.c_int64), ('real', ctypes.c_double), ('data', ctypes.c_void_p)]


class Event(ctypes.Structure):
    _fields_ = [('size', ctypes.c_uint32), ('type', ctypes.c_uint32), ('time', ctypes.c_int64), ('fields', ctypes.POINTER(Value)), ('field_count', ctypes.c_uint32),
                ('touchpoint', ctypes.c_uint32), ('name', ctypes.c_char_p), ('name_size', ctypes.c_uint32), ('flags', ctypes.c_uint32)]


class Column(ctypes.Structure):
    _fields_ = [('field', ctypes.c_char_p), ('field_size', ctypes.c_size_t), ('kind', ctypes.c_uint32), ('flags', ctypes.c_uint32), ('values', ctypes.c_void_p),
                ('offsets', ctypes.c_void_p), ('present', ctypes.c_void_p)]


class Columns(ctypes.Structure):
    _fields_ = [('size', ctypes.c_uint32), ('flags', ctypes.c_uint32), ('count', ctypes.c_size_t), ('journeys', ctypes.c_void_p), ('events', ctypes.c_void_p),
                ('times', ctypes.c_void_p), ('columns', ctypes.POINTER(Column)), ('column_count', ctypes.c_size_t)]


C = ctypes.CDLL(sys.argv[2])
INT, DOUBLE, NONE = tappa.constants['INT'], tappa.constants['DOUBLE'], 2**32 - 1


def made(function, *arguments):
    """What a constructor of the library gives."""
    out = ctypes.c_void_p()
    if getattr(C, function)(*arguments, ctypes.byref(out)):
        sys.exit(f'{function} fails')
    return out


def compiled(model):
    text, out = model.source.encode(), ctypes.c_void_p()
    if C.tappa_model_compile(CONTEXT, text, ctypes.c_size_t(len(text)), None, None, ctypes.byref(out)):
        sys.exit('the model does not compile')
    return out


CONTEXT = made('tappa_context_new', None)
BATCH = made('tappa_batch_new', CONTEXT)
COMPILED = compiled(MODEL)
C.tappa_journey_feed.argtypes = [ctypes.c_void_p, ctypes.POINTER(Event), ctypes.c_void_p]


class Foreign:
    """A journey as a class over ctypes has it: events and fields by name, a status that is looked at."""

    def __init__(self, model, name, kinds):
        self.handle = made('tappa_journey_new', model, name.encode(), ctypes.c_size_t(len(name)), None, ctypes.c_size_t(0))
        self.kinds, self.values = kinds, (Value * len(kinds))()
        self.event = Event(size=ctypes.sizeof(Event), touchpoint=NONE, fields=self.values, field_count=len(kinds))

    def feed(self, events, event, time, **fields):
        self.event.type, self.event.time = events[event], time
        for value, (name, kind) in zip(self.values, self.kinds):
            value.kind = kind
            if kind == INT:
                value.integer = fields[name]
            else:
                value.real = fields[name]
        status = C.tappa_journey_feed(self.handle, self.event, BATCH)
        if status:
            raise ValueError(status)


def foreign_feed():
    journeys = [Foreign(COMPILED, str(i), [('value', INT)]) for i in range(CUSTOMERS)]
    events = {event.name: event.index for event in MODEL.events}
    begun = time.process_time()
    for i, (customer, event, value) in enumerate(NAMED):
        journeys[customer].feed(events, event, i, value=value)
    took = time.process_time() - begun
    counts = [0] * len(STAGES)
    C.tappa_journey_stage_at.restype = ctypes.c_void_p
    for one in journeys:
        stage = C.tappa_journey_stage_at(one.handle, ctypes.c_size_t(0))
        counts[C.tappa_stage_index(ctypes.c_void_p(stage)) if stage else 0] += 1
        C.tappa_journey_free(one.handle)
    return took, counts


def foreign_cohort():
    """The library's own cost: one call for all events, its batch used again."""
    cohort = made('tappa_cohort_new', COMPILED, ctypes.c_uint32(CUSTOMERS))
    columns = [array.array(kind, values) for kind, values in zip('IIq', zip(*MADE))] + [array.array('q', range(COUNT))]
    who, what, value, when = (column.buffer_info()[0] for column in columns)
    column = Column(b'value', 5, INT, 0, value)
    all_ = Columns(ctypes.sizeof(Columns), 0, COUNT, who, what, when, ctypes.pointer(column), 1)
    begun = time.process_time()
    status = C.tappa_cohort_feed(cohort, ctypes.byref(all_), BATCH, None)
    took = time.process_time() - begun
    counts = (ctypes.c_uint64 * len(STAGES))()
    C.tappa_cohort_histogram(cohort, counts, ctypes.c_size_t(len(STAGES)))
    C.tappa_cohort_free(cohort)
    return took, None if status else [counts[0] + CUSTOMERS - sum(counts), *counts[1:]]


TWO_FIELDS = tappa.Model.parse('''
tappa: 1
model: two-fields
version: 1
events:
  added: {fields: {price: double, quantity: int}}
stages:
  looking: {when: {added: {if: event.price > 1.0, to: filled}}}
  filled: {when: {added: {if: event.quantity > 0, to: looking}}}
goals: {sale: {reach: filled}}
''')


def nothing():
    begun = time.process_time()
    for _ in range(COUNT):
        pass
    return time.process_time() - begun


def two_fields():
    feed = tappa.Journey(TWO_FIELDS, 'anna').feed
    begun = time.process_time()
    for i in range(COUNT):
        feed('added', i, price=2.0, quantity=5)
    return time.process_time() - begun


def two_fields_datetime(zone=datetime.timezone.utc):
    feed, now = tappa.Journey(TWO_FIELDS, 'anna').feed, datetime.datetime(2026, 3, 1, tzinfo=zone)
    moments = [now + datetime.timedelta(microseconds=1234567 * i) for i in range(COUNT)]  # one object is read again faster than another
    begun = time.process_time()
    for moment in moments:
        feed('added', moment, price=2.0, quantity=5)
    return time.process_time() - begun


def two_fields_elsewhere():
    return two_fields_datetime(zoneinfo.ZoneInfo('Europe/Rome'))


def two_fields_ahead():
    return two_fields_datetime(datetime.timezone(datetime.timedelta(hours=1)))


def two_fields_foreign():
    journey, events = Foreign(compiled(TWO_FIELDS), 'anna', [('price', DOUBLE), ('quantity', INT)]), {'added': 0}
    feed, begun = journey.feed, time.process_time()
    for i in range(COUNT):
        feed(events, 'added', i, price=2.0, quantity=5)
    return time.process_time() - begun


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


ways = {'Journey.feed, one field': feed, 'the same through ctypes': foreign_feed, 'Cohort.feed': cohort, 'one C call for all': foreign_cohort}
try:
    import transitions
    ways[f'transitions {transitions.__version__}'] = peer
except ImportError:
    print('transitions is not installed: no peer')
fields = {'an empty loop': nothing, 'two fields, time an int': two_fields, 'two fields, a datetime': two_fields_datetime,
          'two fields, a zone of its own': two_fields_elsewhere, 'two fields, an offset': two_fields_ahead, 'two fields, ctypes': two_fields_foreign}
costs = {name: [] for name in [*ways, *fields, 'two fields, C']}
for _ in range(5):
    for name, way in ways.items():
        took, histogram = way()
        if histogram != EXPECTED:
            sys.exit(f'{name}: {histogram} instead of {EXPECTED}')
        costs[name].append(took * 1e9 / COUNT)
    for name, way in fields.items():
        costs[name].append(way() * 1e9 / COUNT)
    costs['two fields, C'].append(float(subprocess.run([sys.argv[3], 'feed'], capture_output=True, text=True, check=True).stdout))
costs = {name: statistics.median(times) for name, times in costs.items()}
base = costs['Journey.feed, one field']
for name, cost in costs.items():
    print(f'{name:<28}{cost:10.1f} ns an event{cost / base:10.2f}')
beyond = [costs[f'two fields, {name}'] - costs['an empty loop'] - costs['two fields, C'] for name in ('time an int', 'a datetime', 'a zone of its own', 'an offset')]
print(f'beyond C: {beyond[0]:.1f} ns a feed of two fields, {beyond[1]:.1f} where its time is a datetime in UTC, '
      f'{beyond[2]:.1f} in a zone of zoneinfo, {beyond[3]:.1f} of a fixed offset; {costs["Cohort.feed"] - costs["one C call for all"]:.1f} ns an event of a cohort')
print(subprocess.run([sys.argv[1], str(ROOT / 'tests/bench/seven-stages.yaml'), '5'], capture_output=True, text=True, check=True).stdout)
