"""What a caller with `mypy --strict` writes: test_packages.py checks it, and nobody runs it. Each `type: ignore` stands where an error is wanted: one that is
not needed is an error too."""
import array
import datetime

import numpy
import polars
import pyarrow  # type: ignore[import-untyped]

import tappa
from tappa import Batch, Effect, Engine, Journey, Model, Record, Replay, Taken


def rows(batch: Batch) -> list[Taken]:
    for taken in batch.taken:
        print(taken.source)
    for number, effect in enumerate(batch.effects):
        print(number, effect.kind)
    firsts: tuple[Effect, ...] = batch.effects[:2]
    print(firsts, any(effect.kind == 'contact' for effect in batch.effects), *reversed(batch.failures))
    match batch.taken[0]:
        case Taken(source=source, target=target):
            print(source, target)
    return sorted(batch.taken, key=lambda one: one.time) + list(batch.taken[1:])


def journey(model: Model) -> None:
    with Journey(model, 'anna') as anna:
        rows(anna.feed('Product Added', datetime.datetime.now(datetime.timezone.utc), price=19.9))
        anna.feed('Product Added', '2026-03-01')  # type: ignore[arg-type]
        anna.feed('Product Added', 0, price=[1.0])  # type: ignore[arg-type]
        name: str = anna.stage.name  # type: ignore[union-attr]
        restored, moved = anna.snapshot().restore(model)
        print(name, restored.stages[0].name, [one.what for one in moved])
    try:
        Model.parse('tappa: 1')
    except tappa.ModelError as error:
        print(error.diagnostics[0].line)


def cohort(model: Model) -> None:
    many = tappa.Cohort(model, 3, timers=True)
    rows(many.feed(numpy.zeros(3, numpy.uint32), array.array('I', [1]), memoryview(b''), price=numpy.zeros(3), name=['a', None]))
    many.feed([0, 1, 2], array.array('I', [1]), memoryview(b''))  # type: ignore[arg-type]
    print([one.id for one in many], polars.DataFrame(many.replay(polars.DataFrame()).taken))
    many.replay(pyarrow.table({}))
    many.replay({})  # type: ignore[arg-type]


def engine(model: Model) -> None:
    with Engine('shop.db', mode='shared') as shop:
        shop.add_model(model, tappa.Policy.FOLLOW)
        records = [Record('Product Added', 0, 'anna')]
        if shop.ingest(records)[0].outcome is tappa.Ingest.TAKEN:
            shop.ingest([{'event': tappa.CONSENT_GIVEN, 'time': 0, 'customer': 'anna'}])
        for contact in shop.claim():
            shop.report(contact.key, 'sent')
            shop.report(contact.key, 'lost')  # type: ignore[arg-type]
        print([one.stage for one in shop.where(shop.find('customer', 'anna')).journeys])


def replay(model: Model) -> str:
    log = Replay(model, trace=True)
    log.observer = lambda anna, batch: print(anna.id, len(batch))
    outcome: tappa.Outcome = log.feed('anna', 'Product Added', 0, {'price': 1})
    for batch in outcome.batches:
        rows(batch)
    return outcome.word + tappa.to_json(log.journeys[0].data) + tappa.__version__
