"""The Python package beside packages of PyPI: mypy's stubtest holds the stubs to the module; NumPy hands
arrays in; pyarrow, Polars, pandas and DuckDB hand tables in and take results out.
What a table must do is said by Journey.feed(), event for event. Ends with `N passed, N failed`."""
import os
import pathlib
import random
import subprocess
import sys
import unittest
from datetime import datetime, timedelta, timezone

import duckdb
import numpy
import pandas
import polars
import pyarrow

import tappa

ROOT = pathlib.Path(__file__).resolve().parents[3]
MODEL = tappa.Model.load(ROOT / 'examples/models/omnichannel.yaml')
T0 = datetime(2026, 3, 1, 10, tzinfo=timezone.utc)
# Names of at most 12 bytes lie inside a string view, longer ones beside it.
NAMES = ['anna', 'è', 'exactly_12_b', 'thirteen_byte', 'a customer whose name is longer than any view']
EVENTS = ['search', 'view_item', 'add_to_cart', 'cart_viewed', 'Checkout Started', 'add_shipping_info', 'purchase', 'refund']


def rows():
    """(customer, event, time, price, quantity, revenue) of a stream that meets each event in each customer's life, and absent fields."""
    made = []
    for i in range(400):
        draw = i * 2654435761 % 2**32 >> 8
        made.append((NAMES[draw % 5], EVENTS[draw // 5 % 8], T0 + timedelta(seconds=17 * i), None if i % 7 == 0 else i / 4, None if i % 3 else i % 5, float(i)))
    return made


ROWS = rows()
COLUMNS = dict(zip(('customer', 'event', 'time', 'price', 'quantity', 'revenue'), map(list, zip(*ROWS))))
MET = list(dict.fromkeys(COLUMNS['customer']))
CUSTOMER_INDICES = [MET.index(name) for name in COLUMNS['customer']]
EVENT_INDICES = [MODEL.event(name).index for name in COLUMNS['event']]


def expected():
    """What the rows do one by one: snapshots by name, transitions, effects."""
    journeys, taken, effects = {name: tappa.Journey(MODEL, name) for name in MET}, [], []
    for i, (name, event, time, *fields) in enumerate(ROWS):
        known = MODEL.event(event).fields
        batch = journeys[name].feed(event, time, **{key: value for key, value in zip(('price', 'quantity', 'revenue'), fields) if key in known and value is not None})
        taken += [(one.time, one.source, one.target, one.row, MET.index(name), i) for one in batch.taken]
        effects += [(one.kind, one.name, one.value, MET.index(name), i) for one in batch.effects]
    return {name: journey.snapshot() for name, journey in journeys.items()}, taken, effects


SNAPSHOTS, TAKEN, EFFECTS = expected()


def table(**types):
    """The rows as pyarrow has them; types by column."""
    kinds = {'time': pyarrow.timestamp('us', 'UTC'), 'quantity': pyarrow.int64(), **types}
    return pyarrow.table({name: pyarrow.array(values, kinds.get(name)) for name, values in COLUMNS.items()})


class Stubs(unittest.TestCase):
    def test_stubtest(self):
        ran = subprocess.run([sys.executable, '-m', 'mypy.stubtest', 'tappa'], capture_output=True, text=True)
        self.assertEqual((ran.returncode, ran.stdout.strip()[:7]), (0, 'Success'), ran.stdout + ran.stderr)

    def test_a_strict_caller(self):
        ran = subprocess.run([sys.executable, '-m', 'mypy', '--strict', '--cache-dir', os.devnull, pathlib.Path(__file__).with_name('typed.py')],
                             capture_output=True, text=True)
        self.assertEqual((ran.returncode, ran.stdout.strip()[:7]), (0, 'Success'), ran.stdout + ran.stderr)


class Tables(unittest.TestCase):
    def replayed(self, what, **columns):
        cohort = tappa.Cohort(MODEL, len(MET))
        batch = cohort.replay(what, **columns)
        self.assertEqual([cohort[i].snapshot() for i in range(len(MET))], [SNAPSHOTS[name] for name in MET])
        self.assertEqual(cohort.customers, tuple(MET))
        self.assertEqual([(one.time, one.source, one.target, one.row, one.journey, one.input) for one in batch.taken], TAKEN)
        self.assertEqual([(one.kind, one.name, one.value, one.journey, one.input) for one in batch.effects], EFFECTS)
        return batch

    def indices(self, what):
        """The same where customers and events are numbers."""
        cohort = tappa.Cohort(MODEL, len(MET))
        batch = cohort.replay(what)
        self.assertEqual([(one.time, one.source, one.target, one.row, one.journey, one.input) for one in batch.taken], TAKEN)
        self.assertEqual([cohort[i].data for i in range(len(MET))], [SNAPSHOTS[name].restore(MODEL)[0].data for name in MET])

    def test_it_is_a_life(self):
        self.assertGreater(len(TAKEN), 100)
        self.assertGreater(len({target for _, _, target, _, _, _ in TAKEN}), 5)
        self.assertGreater(len(EFFECTS), 20)

    def test_text(self):
        for kind in (pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()):
            with self.subTest(kind):
                self.replayed(table(customer=kind, event=kind))

    def test_dictionaries(self):
        for index in (pyarrow.int8(), pyarrow.uint8(), pyarrow.int16(), pyarrow.uint32(), pyarrow.int64()):
            for text in (pyarrow.string(), pyarrow.large_string()):
                kind = pyarrow.dictionary(index, text)
                with self.subTest(kind):
                    self.replayed(table(customer=kind, event=kind))

    def test_pieces(self):
        plain, coded = table(), table(customer=pyarrow.dictionary(pyarrow.int8(), pyarrow.string()))
        for name, whole in (('plain', plain), ('coded', coded)):
            for size in (1, 7, 399):
                with self.subTest(name, size=size):
                    self.replayed(pyarrow.Table.from_batches(whole.to_batches(max_chunksize=size)))
                    self.replayed(pyarrow.RecordBatchReader.from_batches(whole.schema, whole.to_batches(max_chunksize=size)))
        # A slice begins at an offset of its own in every buffer.
        padded = pyarrow.concat_tables([plain.slice(390), plain]).combine_chunks()
        self.replayed(padded.slice(10))

    def test_random_tables(self):
        """Of any type, cut anywhere, with gaps anywhere and anything below them: what feed() does row by row."""
        kinds = {'n': 'int', 'd': 'double', 'b': 'bool', 's': 'string', 't': 'timestamp', 'u': 'duration'}
        slots = ', '.join(f'{name}: {{type: {kind}}}' for name, kind in kinds.items())
        fields, rules = ', '.join(f'{name}: {kind}' for name, kind in kinds.items()), ', '.join(f'{{if: has(event.{name}), set: {{{name}: event.{name}}}}}' for name in kinds)
        model = tappa.Model.parse(f'{{tappa: 1, model: m, version: 1, data: {{{slots}}}, events: {{E: {{aka: [ee], fields: {{{fields}}}}}, F: {{}}}}, '
                                  f'stages: {{s: {{when: {{E: {{do: [{rules}]}}, F: {{}}}}}}}}}}')
        pa, draw = pyarrow, random.Random(7)
        types = {'customer': [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()), pa.uint32(), pa.int64(), pa.uint8()],
                 'event': [pa.string(), pa.string_view(), pa.dictionary(pa.uint16(), pa.large_string()), pa.uint32(), pa.int16()],
                 'time': [pa.timestamp(unit, zone) for unit in ('s', 'ms', 'us', 'ns') for zone in ('UTC', 'Europe/Rome')] + [pa.int64()],
                 'n': [pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64(), pa.null()],
                 'd': [pa.float32(), pa.float64(), pa.int64(), pa.uint64(), pa.int8()], 'b': [pa.bool_()],
                 's': [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())],
                 't': [pa.timestamp('us', 'UTC'), pa.timestamp('ms', 'UTC'), pa.timestamp('ns', 'UTC'), pa.int64()], 'u': [pa.duration('us'), pa.duration('s'), pa.duration('ns'), pa.int64()]}

        def column(name, count):
            kind = draw.choice(types[name])
            if name in ('customer', 'event') and not pa.types.is_integer(kind):
                values = [draw.choice(['ann', 'è', 'a customer with a long name', 'bo' * 7] if name == 'customer' else ['E', 'ee', 'F']) for _ in range(count)]
            elif name in ('customer', 'event'):
                values = [draw.randrange(4 if name == 'customer' else 2) for _ in range(count)]
            elif name == 'time':
                values = [1000 * draw.randrange(i + 1) for i in range(count)]  # some are late
                values = values if pa.types.is_integer(kind) else [{'s': 1, 'ms': 10**3, 'us': 10**6, 'ns': 10**9}[kind.unit] * one for one in values]
            elif name == 's':
                values = [draw.choice(['', 'x', 'ü' * 20, 'twelve bytes']) for _ in range(count)]
            elif name == 'b':
                values = [draw.random() < 0.5 for _ in range(count)]
            elif pa.types.is_integer(kind) and name in 'nd':
                bounds = numpy.iinfo(str(kind))
                values = [draw.choice([0, 1, bounds.min, min(bounds.max, 2**63 - 1) if name == 'n' else bounds.max]) for _ in range(count)]
            else:
                values = [draw.randrange(100) for _ in range(count)]
            gaps = 0 if name in ('customer', 'event', 'time') else draw.choice([0, 0, 0.02, 0.5, 1])
            mask = numpy.array([draw.random() < gaps for _ in range(count)], bool)
            if kind == pa.null():
                return pa.nulls(count)
            if pa.types.is_dictionary(kind):
                entries = [*dict.fromkeys(values)] + [None] * (name == 's')  # a gap in the column, or a null that it points to
                to_null = numpy.array([draw.random() for _ in range(count)]) < draw.choice([0, 0.5, 1])
                codes = [entries.index(None if gap and to else one) for one, gap, to in zip(values, mask, to_null)]
                return pa.DictionaryArray.from_arrays(pa.array(codes, kind.index_type, mask=mask & ~to_null), pa.array(entries, kind.value_type))
            if pa.types.is_boolean(kind) or pa.types.is_large_string(kind) or pa.types.is_string(kind) or pa.types.is_string_view(kind):
                return pa.array(values, kind, mask=mask)
            data = pa.array(values, kind).to_numpy(zero_copy_only=False).astype(kind.to_pandas_dtype() if not pa.types.is_temporal(kind) else 'int64', copy=True)
            data.view('u1').reshape(count, -1)[mask] = 0xfe  # what lies below a gap fits nothing
            return pa.Array.from_buffers(kind, count, [pa.array(~mask).buffers()[1] if mask.any() else None, pa.py_buffer(data.tobytes())])

        for _ in range(int(os.environ.get('TAPPA_TABLES', 150))):
            count, chosen = draw.choice([1, 7, 64, 600, 1300]), [name for name in types if name in ('customer', 'event', 'time') or draw.random() < 0.4]
            whole = pa.table({name: column(name, count) for name in chosen})
            first = draw.choice([0, 0, 8, draw.randrange(count)]) % count
            whole = lying = whole.slice(first, draw.choice([count, draw.randrange(count + 1)]))
            cuts = sorted({0, whole.num_rows, *(draw.randrange(whole.num_rows + 1) for _ in range(draw.choice([0, 0, 1, 5])))})
            batches = [batch for begin, end in zip(cuts, cuts[1:]) for batch in whole.slice(begin, end - begin).to_batches()]
            whole = pa.Table.from_batches(batches, whole.schema)
            if draw.random() < 0.3 and lying.num_rows:  # structs have an offset of their own, beside that of what is in them
                structs = lying.combine_chunks().to_struct_array().chunk(0)
                begin = draw.choice([0, 8, draw.randrange(lying.num_rows)])
                whole, batches = lying.slice(begin), [structs.slice(begin)]
            cohort, journeys, late = tappa.Cohort(model, 4), {}, []
            batch = cohort.replay(pa.chunked_array(batches) if batches and isinstance(batches[0], pa.StructArray) else whole)
            rows = zip(*(whole[name].cast(pa.int64()).to_pylist() if pa.types.is_timestamp(whole[name].type) or pa.types.is_duration(whole[name].type) else whole[name].to_pylist() for name in chosen))
            for i, row in enumerate(rows):
                values = dict(zip(chosen, row))
                for name in ('time', 't', 'u'):
                    unit = getattr(whole[name].type, 'unit', 'us') if name in chosen else 'us'
                    if values.get(name) is not None:
                        values[name] = values[name] * {'s': 10**6, 'ms': 1000}.get(unit, 1) // (1000 if unit == 'ns' else 1)
                customer, event, time = (values.pop(name) for name in ('customer', 'event', 'time'))
                event = event if isinstance(event, str) else ('E', 'F')[event]
                if values.get('u') is not None:
                    values['u'] = timedelta(microseconds=values['u'])
                if customer not in journeys:
                    journeys[customer] = tappa.Journey(model, str(customer))
                try:
                    journeys[customer].feed(event, time, **values if event != 'F' else {})
                except tappa.LateError:
                    late.append(i)
            self.assertEqual([one.input for one in batch.refused], late, whole.schema)
            for customer, journey in journeys.items():
                self.assertEqual(cohort[cohort.customers.index(customer) if isinstance(customer, str) else customer], journey, whole.schema)

    def test_many_names(self):
        names = [f'{"long " * (i % 3)}{i}' for i in range(5000)]
        cohort = tappa.Cohort(MODEL, len(names))
        table = pyarrow.table({'customer': names + names[::-1], 'event': ['search'] * 10000, 'time': pyarrow.array([0] * 10000, pyarrow.int64())})
        for whole in (table, pyarrow.concat_tables([table.slice(0, 6000), table.slice(6000)])):
            cohort.replay(whole)
            self.assertEqual((cohort.customers, [cohort[i].customer for i in (0, 77, 4999)]), (tuple(names), [names[0], names[77], names[4999]]))
            self.assertEqual({journey.sequence for journey in cohort}, {3} if whole is table else {5})

    def test_dictionaries_differ_by_piece(self):
        kind = pyarrow.dictionary(pyarrow.int8(), pyarrow.string())
        pieces = [table().slice(at, 50).combine_chunks().set_column(0, 'customer', pyarrow.chunked_array([COLUMNS['customer'][at:at + 50]]).cast(kind))
                  for at in range(0, 400, 50)]
        self.replayed(pyarrow.concat_tables(pieces))

    def test_units_of_time(self):
        for unit in ('s', 'ms', 'us', 'ns'):
            self.replayed(table(time=pyarrow.timestamp(unit, 'Europe/Rome')))
        whole = table()
        self.replayed(whole.set_column(2, 'time', whole['time'].cast(pyarrow.int64())))

    def test_numbers(self):
        for kind in (pyarrow.int8(), pyarrow.uint8(), pyarrow.uint16(), pyarrow.int32()):
            self.replayed(table(quantity=kind))
        self.replayed(table(price=pyarrow.float32()))

    def test_other_names_and_other_columns(self):
        renamed = table().rename_columns(['who', 'what', 'when', 'price', 'quantity', 'revenue'])
        self.replayed(renamed.append_column('note', pyarrow.array([[1]] * 400)), customer='who', event='what', time='when')

    def test_indices(self):
        for kind in (pyarrow.uint8(), pyarrow.int32(), pyarrow.uint32(), pyarrow.int64(), pyarrow.uint64()):
            self.indices(table().set_column(0, 'customer', pyarrow.array(CUSTOMER_INDICES, kind)).set_column(1, 'event', pyarrow.array(EVENT_INDICES, kind)))

    def test_polars(self):
        frame = polars.from_arrow(table())
        self.replayed(frame)
        self.replayed(frame.with_columns(polars.col('event').cast(polars.Categorical), polars.col('customer').cast(polars.Categorical)))
        self.replayed(frame.with_columns(polars.col('event').cast(polars.Enum(EVENTS))))
        self.replayed(polars.concat([frame.slice(0, 123), frame.slice(123)], rechunk=False))
        self.replayed(polars.concat([frame, frame]).slice(400))

    def test_pandas(self):
        gaps = table().to_pandas()  # where whole numbers with gaps are floats
        with self.assertRaisesRegex(tappa.FieldError, 'quantity: a column of int is wanted'):
            tappa.Cohort(MODEL, len(MET)).replay(gaps)
        frame = gaps.astype({'quantity': 'Int64'})
        self.replayed(frame)
        self.replayed(frame.astype({'customer': 'category', 'event': 'category'}))
        self.replayed(frame.astype({'customer': object, 'event': object}))
        self.replayed(frame.set_index('revenue', drop=False))
        self.replayed(pandas.concat([frame, frame]).iloc[400:])
        self.indices(frame.assign(customer=CUSTOMER_INDICES, event=EVENT_INDICES))

    def test_duckdb(self):
        with duckdb.connect() as base:
            base.execute("set TimeZone = 'UTC'")
            base.register('given', table())
            base.execute('create table log as select *, row_number() over () as place from given')
            log = base.table('log').order('place')
            self.replayed(log)
            base.execute(f'create type event_name as enum ({str(EVENTS)[1:-1]})')
            base.execute(f'create type customer_name as enum ({str(NAMES)[1:-1]})')
            self.replayed(log.select('* replace (event::event_name as event, customer::customer_name as customer)'))
            base.register('numbers', pandas.DataFrame({'place': range(1, 401), 'who': CUSTOMER_INDICES, 'what': EVENT_INDICES}))
            self.indices(base.sql('select log.* replace (who::uinteger as customer, what::usmallint as event) from log join numbers using (place) order by place'))
            batch = tappa.Cohort(MODEL, len(MET)).replay(log)
            taken = pyarrow.table(batch.taken)
            self.assertEqual(base.sql('select source, target, row, journey, input from taken order by input').fetchall(), [row[1:] for row in TAKEN])

    def test_numpy(self):
        """Arrays of any width, strided, read-only, out of a record array; and what is of another byte order or has two dimensions."""
        times = numpy.array([int((time - datetime(1970, 1, 1, tzinfo=timezone.utc)) / timedelta(microseconds=1)) for time in COLUMNS['time']])
        prices = numpy.array([1.0 if price is None else price for price in COLUMNS['price']])
        add = MODEL.event('add_to_cart').index
        expected, cohort = [tappa.Journey(MODEL, name) for name in MET], tappa.Cohort(MODEL, len(MET))
        for who, time, price in zip(CUSTOMER_INDICES, COLUMNS['time'], prices):
            expected[who].feed('add_to_cart', time, price=float(price))
        records = numpy.rec.fromarrays([numpy.array(CUSTOMER_INDICES, 'u4'), numpy.full(400, add, 'u4'), times, prices], names='who,what,when,price')
        wide = numpy.zeros((400, 3), 'i8')
        wide[:, 1] = CUSTOMER_INDICES
        frozen = times.copy()
        frozen.setflags(write=False)
        for who, what, when, price in [
                (numpy.array(CUSTOMER_INDICES, 'u1'), numpy.full(400, add, 'i2'), frozen, prices), (records.who, records.what, records.when, records.price),
                (wide[:, 1], numpy.full(800, add)[::2], times[::-1][::-1], prices.astype('f4'))]:
            cohort = tappa.Cohort(MODEL, len(MET))
            self.assertEqual(len(cohort.feed(who, what, when, price=price).refused), 0)
            self.assertEqual([cohort[i].data for i in range(len(MET))], [one.data for one in expected])
        who, what = numpy.array(CUSTOMER_INDICES), numpy.full(400, add)
        for call in (lambda: cohort.feed(who.astype('>i8'), what, times), lambda: cohort.feed(wide, what, times), lambda: cohort.feed(who, what, times.astype('M8[us]')),
                     lambda: cohort.feed(who, what, times, price=prices.astype('c16')), lambda: cohort.feed(who.astype(object), what, times), lambda: cohort.feed(who, what, times.astype('f8'))):
            with self.assertRaisesRegex(tappa.FieldError, 'buffer of'):
                call()
        batch = tappa.Cohort(MODEL, len(MET)).feed(who, what, times, price=prices)
        self.assertEqual(numpy.asarray(batch.taken.column('journey')).tolist(), [one.journey for one in batch.taken])

    def test_numbers_of_every_width(self):
        """With the ends of each type, and more of them than are read at once."""
        model = tappa.Model.parse('{tappa: 1, model: m, version: 1, data: {n: {type: int}, d: {type: double}}, events: {E: {fields: {n: int, d: double}}}, '
                                  'stages: {s: {when: {E: {do: [{if: has(event.n), set: {n: event.n}}, {if: has(event.d), set: {d: event.d}}]}}}}}')
        for kind in ('i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8'):
            ends = (0, 1, numpy.iinfo(kind).min, numpy.iinfo(kind).max) if kind[0] != 'f' else (0.0, -0.5, numpy.finfo(kind).max, numpy.inf)
            values = numpy.array([ends[i % 4] for i in range(1100)], kind)
            for field in ('n', 'd')[kind[0] == 'f':]:
                for one in (values, numpy.stack([values, values[::-1]], 1)[:, 0]):
                    cohort, who = tappa.Cohort(model, 1100), numpy.arange(1100)
                    if field == 'n' and kind == 'u8':
                        with self.assertRaisesRegex(tappa.InvalidError, 'n: the number at 3 is out of range'):
                            cohort.feed(who, who * 0, who, n=one)
                        one = numpy.minimum(one, 2**63 - 1)
                    cohort.feed(who, who * 0, who, **{field: one})
                    self.assertEqual([journey.data[field] for journey in cohort], one.tolist() if field == 'n' else [float(number) for number in one.tolist()], kind)
        for kind, wrong in (('i8', -1), ('i8', 2**32 - 1), ('u8', 2**63), ('i2', -1)):
            who = numpy.arange(1100).astype(kind)
            who[1027] = numpy.array(wrong).astype(kind)
            with self.assertRaisesRegex(tappa.InvalidError, 'customers: the number at 1027 is out of range'):
                tappa.Cohort(model, 1100).feed(who, who * 0, numpy.arange(1100))

    def test_numpy_scalars(self):
        model = tappa.Model.parse('{tappa: 1, model: m, version: 1, data: {n: {type: int}, d: {type: double}, b: {type: bool}}, '
                                  'events: {E: {fields: {n: int, d: double, b: bool}}}, stages: {s: {when: {E: {set: {n: event.n, d: event.d, b: event.b}}}}}}')
        made = {'n': numpy.int64(5), 'd': numpy.float32(0.5), 'b': numpy.bool_(True)}
        journey = tappa.Journey(model, 'anna')
        journey.feed('E', numpy.int64(0), **made)
        self.assertEqual(journey.data, {'n': 5, 'd': 0.5, 'b': True})
        for name in ('n', 'd'):
            with self.assertRaisesRegex(tappa.FieldError, f'field `{name}`'):
                journey.feed('E', 0, **{name: numpy.bool_(True)})
        with self.assertRaisesRegex(tappa.FieldError, 'field `b`'):
            journey.feed('E', 0, b=numpy.int8(1))
        with tappa.Engine() as engine:
            engine.add_model(model, now=0)
            self.assertEqual(engine.ingest([{'event': 'E', 'time': 0, 'customer': 'anna', 'data': {**made, 'other': numpy.bool_(False)}}], now=0)[0].outcome, 'taken')
            anna = engine.find('customer', 'anna')
            self.assertEqual((engine.where(anna).journeys[0].data, engine.journal(anna)[0]['data']), (journey.data, {**journey.data, 'other': False}))

    def test_results(self):
        batch = self.replayed(table())
        arrow, frame = pyarrow.table(batch.taken), polars.DataFrame(batch.taken)
        for columns in (arrow.to_pydict(), frame.to_dict(as_series=False), pandas.DataFrame.from_arrow(batch.taken).astype(object).replace({float('nan'): None}).to_dict('list')):
            self.assertEqual(list(columns), ['time', 'row', 'source', 'target', 'journey', 'input'])
            self.assertEqual([one.astimezone(timezone.utc) for one in columns['time']], [time for time, *_ in TAKEN])
            self.assertEqual(list(zip(columns['source'], columns['target'], columns['row'], columns['journey'], columns['input'])), [row[1:] for row in TAKEN])
        arrow.validate(full=True)
        effects = pyarrow.table(batch.effects)
        effects.validate(full=True)
        self.assertEqual(effects['value'].to_pylist(), [None if value is None else tappa.to_json(value) for _, _, value, _, _ in EFFECTS])
        self.assertEqual(polars.DataFrame(batch.effects)['name'].to_list(), [name for _, name, _, _, _ in EFFECTS])
        del batch
        self.assertEqual(effects['kind'].to_pylist(), [kind for kind, *_ in EFFECTS])
        none = tappa.Cohort(MODEL, 1).replay(table().slice(0, 0))
        self.assertEqual((pyarrow.table(none.taken).num_rows, polars.DataFrame(none.refused).shape), (0, (0, 2)))

    def test_a_refusal_goes_by(self):
        again = pyarrow.concat_tables([table(), table().slice(0, 1)])
        self.assertEqual(pyarrow.table(self.replayed(again).refused).to_pydict(), {'input': [400], 'error': ['LateError']})

    def test_what_does_not_fit(self):
        whole, text = table(), pyarrow.array(['x'] * 400)
        holed = pyarrow.array([None, *COLUMNS['customer'][1:]])
        for kind, what in [
                (tappa.TimeError, table(time=pyarrow.timestamp('us'))), (tappa.FieldError, whole.set_column(2, 'time', text)),
                (tappa.FieldError, whole.set_column(0, 'customer', holed)), (tappa.FieldError, whole.set_column(0, 'customer', holed.dictionary_encode())),
                (tappa.FieldError, whole.set_column(2, 'time', pyarrow.array([None, *COLUMNS['time'][1:]], pyarrow.timestamp('us', 'UTC')))),
                (tappa.FieldError, whole.set_column(2, 'time', pyarrow.array([2**62] * 400, pyarrow.timestamp('s', 'UTC')))),
                (tappa.FieldError, whole.set_column(3, 'price', text)), (tappa.FieldError, whole.set_column(4, 'quantity', pyarrow.array([1.5] * 400))),
                (tappa.FieldError, whole.set_column(4, 'quantity', pyarrow.array([2**63] * 400, pyarrow.uint64()))),
                (tappa.FieldError, whole.set_column(0, 'customer', pyarrow.array([1.5] * 400))), (tappa.UnknownNameError, whole.set_column(1, 'event', text)),
                (tappa.InvalidError, whole.set_column(1, 'event', pyarrow.array([-1] * 400))), (tappa.InvalidError, whole.set_column(1, 'event', pyarrow.array([999] * 400))),
                (tappa.UnknownNameError, whole.drop_columns(['time'])), (tappa.LimitError, whole.set_column(0, 'customer', pyarrow.array(list(map(str, range(400)))))),
                (TypeError, COLUMNS)]:
            cohort = tappa.Cohort(MODEL, len(MET))
            with self.subTest(kind), self.assertRaises(kind) as caught:
                cohort.replay(what)
            self.assertTrue(str(caught.exception))
            self.assertEqual((cohort.customers, set(cohort.histogram().values())), ((), {0}))
            self.assertEqual(len(cohort.replay(whole).taken), len(TAKEN))  # as if nothing had been
            self.assertEqual([cohort[i].snapshot() for i in range(len(MET))], [SNAPSHOTS[name] for name in MET])

    def test_a_message_says_what_is_wanted_and_where(self):
        whole, text = table(), pyarrow.array(['x'] * 400)
        two = pyarrow.array([*COLUMNS['customer'][:257], None, *COLUMNS['customer'][258:]])
        for words, what in [
                ('time: a column of timestamp is wanted, not of string$', whole.set_column(2, 'time', text)),
                ('quantity: a column of int is wanted, not of float64 .*Int64', whole.set_column(4, 'quantity', pyarrow.array([1.5] * 400))),
                ('price: a column of double is wanted, not of dictionary of string$', whole.set_column(3, 'price', text.dictionary_encode())),
                ('price: a column of double is wanted, not of decimal .*`d:5,2`', whole.set_column(3, 'price', pyarrow.array([1] * 400, pyarrow.decimal128(5, 2)))),
                ('customer: a column of text or ints is wanted, not of binary$', whole.set_column(0, 'customer', pyarrow.array([b'x'] * 400))),
                ('customer: row 257 has none', whole.set_column(0, 'customer', two)),
                ('customer: row 257 has none', whole.set_column(0, 'customer', pyarrow.chunked_array([two[:100], two[100:]]))),
                ('event: row 257: the index', whole.set_column(1, 'event', pyarrow.array([*EVENT_INDICES[:257], -1, *EVENT_INDICES[258:]]))),
                ('stream: .*__arrow_c_stream__.*{', COLUMNS), ('stream: .*LazyFrame', polars.from_arrow(whole).lazy())]:
            with self.subTest(words), self.assertRaisesRegex((ValueError, TypeError), words):
                tappa.Cohort(MODEL, len(MET)).replay(what)
        cohort, zero, one = tappa.Cohort(MODEL, 1), numpy.zeros(1, numpy.uint32), numpy.ones(1, numpy.int64)
        for words, times in [("format '>q'.*byte order", one.astype('>i8')), ('dtype', one.astype('datetime64[us]')), ('not one of 0 dim', one[0])]:
            with self.subTest(words), self.assertRaisesRegex(tappa.FieldError, 'times: a one-dimensional buffer of ints is wanted.*' + words):
                cohort.feed(zero, zero, times)


if __name__ == '__main__':
    result = unittest.main(exit=False, verbosity=1).result
    bad = min(len(result.failures) + len(result.errors), result.testsRun)  # subtests fail one by one
    print(f'{result.testsRun - bad} passed, {bad} failed')
    sys.exit(bool(bad))
