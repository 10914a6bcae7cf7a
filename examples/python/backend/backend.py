"""A shop's backend: each event that its website reports moves one customer, between requests a journey lies in SQLite as a snapshot, and what a step
asks for lies in the outbox of the same transaction.

BACKEND_STORE: the SQLite file (./backend.sqlite). BACKEND_CLOCK: a file that says what time it is, for tests."""
import contextlib
import datetime
import math
import os
import pathlib
import sqlite3
from typing import Any

import fastapi
import pydantic

import tappa

MODEL = tappa.Model.load(pathlib.Path(__file__).resolve().parents[2] / 'models' / 'omnichannel.yaml')  # compiled once, shared by all requests
STORE = os.environ.get('BACKEND_STORE', 'backend.sqlite')
SCHEMA = '''
create table if not exists journeys (customer text primary key, snapshot blob not null, due text);
create index if not exists journeys_due on journeys (due);
create table if not exists outbox (id integer primary key, customer text not null, kind text not null, name text not null, arguments text not null,
    at text not null, expires text);
'''
app = fastapi.FastAPI(title='A shop and the journeys of its customers')


class Report(pydantic.BaseModel):
    """What the website saw. The event by its name in the model, or by an alias of Segment, GA4 or Shopify."""
    customer: str
    event: str
    touchpoint: str | None = None
    fields: dict[str, Any] = {}


def now():
    clock = os.environ.get('BACKEND_CLOCK')
    return tappa.parse_time(pathlib.Path(clock).read_text().strip()) if clock else datetime.datetime.now(datetime.timezone.utc)


@contextlib.contextmanager
def transaction():
    """All of a request, or nothing of it; the next one of the same customer waits."""
    store = sqlite3.connect(STORE, timeout=30, isolation_level=None)
    try:
        store.executescript(SCHEMA)
        store.execute('begin immediate')
        yield store
        store.execute('commit')
    finally:
        store.close()  # rolls back what was not committed


def load(store, customer):
    row = store.execute('select snapshot from journeys where customer = ?', (customer,)).fetchone()
    return tappa.Snapshot(row[0]).restore(MODEL)[0] if row else tappa.Journey(MODEL, customer)


def text(time):
    return time and tappa.format_time(time)


def save(store, journey, batches):
    store.execute('insert or replace into journeys values (?, ?, ?)', (journey.customer, bytes(journey.snapshot()), text(journey.next_due)))
    for effect in (one for batch in batches for one in batch.effects if one.kind in ('contact', 'emit')):
        store.execute('insert into outbox (customer, kind, name, arguments, at, expires) values (?, ?, ?, ?, ?, ?)', (
            journey.customer, effect.kind, effect.name, tappa.to_json(effect.arguments), text(effect.time), text(effect.expires and effect.time + effect.expires)))


def run_due(journey, time):
    return list(iter(lambda: journey.run_due(time), None))


def shown(journey):
    data = {name: text(value) if isinstance(value, datetime.datetime) else value for name, value in journey.data.items()}
    return {'customer': journey.customer, 'stages': [stage.name for stage in journey.stages], 'data': data, 'next_due': text(journey.next_due)}


@app.post('/events')
def report(report: Report):
    """Timers first that fell due meanwhile, then the event."""
    if not all(math.isfinite(value) for value in report.fields.values() if isinstance(value, float)):
        raise fastapi.HTTPException(422, 'a number is finite')
    with transaction() as store:
        try:
            journey, time = load(store, report.customer), now()
            batches = run_due(journey, time)
            batches.append(journey.feed(report.event, time, touchpoint=report.touchpoint, **report.fields))
        except (tappa.TappaError, TypeError, UnicodeError) as error:
            raise fastapi.HTTPException(422, str(error)) from None
        save(store, journey, batches)
        return shown(journey)


@app.get('/customers/{customer}')
def look(customer: str):
    with transaction() as store:
        if not store.execute('select 1 from journeys where customer = ?', (customer,)).fetchone():
            raise fastapi.HTTPException(404, 'nobody of this name was here')
        return shown(load(store, customer))


@app.post('/due')
def due():
    """For cron, each minute: what fell due without an event."""
    with transaction() as store:
        time, ran = now(), 0
        for customer, in store.execute('select customer from journeys where due <= ? order by due', (text(time),)).fetchall():
            journey = load(store, customer)
            batches = run_due(journey, time)
            save(store, journey, batches)
            ran += len(batches)
        return {'ran': ran}


@app.get('/outbox')
def outbox():
    with transaction() as store:
        rows = store.execute('select customer, kind, name, arguments, at, expires from outbox order by id').fetchall()
        return [dict(zip(('customer', 'kind', 'name', 'arguments', 'at', 'expires'), row)) for row in rows]
