"""Replay: many customers of one model, moved by records in order of time, as `tappa run` does it, over the core alone.

It keeps the journeys of each customer as `entry_rules` says, lets them share one profile, runs the timers of all in order of their due
time, and writes the trace of the model format."""
import base64
import datetime
import heapq
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from . import _core

__all__ = ['Outcome', 'Replay', 'to_json']
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)


def _plain(value):
    """A value as the trace writes it: CEL's mapping to JSON."""
    if isinstance(value, datetime.datetime):
        return _core.format_time(value)
    if isinstance(value, datetime.timedelta):
        micros = value // MICROSECOND
        text = f'{abs(micros) // 1000000}.{abs(micros) % 1000000:06}'.rstrip('0').rstrip('.')
        return f'{"-" if micros < 0 else ""}{text}s'
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return 'NaN' if value != value else 'Infinity' if value > 0 else '-Infinity'
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def to_json(value: Any) -> str:
    """A value of a slot or an effect as JSON, as the trace writes it."""
    return json.dumps(_plain(value), ensure_ascii=False)


class Outcome:
    """What became of a record: `word` is taken, ignored or refused; `message` says why it was refused; `loops` counts the steps that
    were given up, `batches` holds what was done, timers' included."""
    __slots__ = ('word', 'message', 'loops', 'batches')

    def __init__(self) -> None:
        self.word, self.message, self.loops = 'ignored', '', 0
        self.batches: list[_core.Batch] = []

    def __repr__(self) -> str:
        return f'<tappa.Outcome {self.word}{": " * bool(self.message)}{self.message}>'


class _Customer:
    __slots__ = ('id', 'journeys', 'zone', 'groups')

    def __init__(self, id):
        self.id, self.journeys, self.zone, self.groups = id, [], None, {}


class Replay:
    """Customers of one model. `trace`: keep the lines of the trace in `lines`. `explain`: batches say which rows were considered. `journeys` has them in
    the order in which they began; `observer`, where it is set, is called with a journey and each of its batches."""

    def __init__(self, model: _core.Model, *, trace: bool = False, explain: bool = False) -> None:
        self.model, self.explain = model, explain
        self.journeys: list[_core.Journey] = []  # in the order in which they began
        self.lines: list[str] | None = [] if trace else None
        self.observer: Callable[[_core.Journey, _core.Batch], object] | None = None
        self._customers: dict[str, _Customer] = {}
        self._owner: dict[tuple[str, str], int] = {}  # by the ids of journey and customer: its place among the journeys
        self._heap: list[tuple[int, int]] = []
        self._events = {name: event for event in model.events for name in (event.name, *event.aliases)
                        if event.name != 'error.execution' and not event.name.startswith('done.state.')}
        self._touchpoints = {one.name for one in model.touchpoints}

    # -- what is asked of it

    def feed(self, customer: str, event: str, time: datetime.datetime | int, fields: Mapping[str, Any] | None = None, *,
             touchpoint: str | None = None, zone: str | None = None) -> Outcome:
        """One record, handled to its end: first the timers of all that are due at or before its time. Fields are read as from JSON: an int
        where a double is declared, text where a timestamp or duration is. Returns an Outcome."""
        outcome = Outcome()
        time = self._micros(time)
        reading = self._read(event, fields or {}, touchpoint, outcome)
        person = self._person(customer, zone, outcome) if not outcome.message else None
        self._run_timers(time, outcome)
        if outcome.message:
            outcome.word = 'refused'
            return outcome
        took, failed = self._deliver(person, event, time, reading, outcome)
        outcome.word = 'taken' if took else 'refused' if failed else 'ignored'
        return outcome

    def advance(self, time: datetime.datetime | int) -> Outcome:
        """Runs all timers that are due at or before a time. Returns an Outcome."""
        outcome = Outcome()
        self._run_timers(self._micros(time), outcome)
        return outcome

    # -- reading a record

    def _micros(self, time):
        return time if isinstance(time, int) else _core.parse_time(_core.format_time(time)) and (time - EPOCH) // MICROSECOND

    def _read(self, event, fields, touchpoint, outcome):
        known, reading = self._events.get(event), {}
        if touchpoint and self._touchpoints:
            if touchpoint not in self._touchpoints:
                outcome.message = 'unknown touchpoint'
                return reading
            reading['touchpoint'] = touchpoint
        if known:
            for name, kind in known.fields.items():
                try:
                    if fields.get(name) is not None:
                        reading[name] = self._fit(fields[name], kind)
                except (ValueError, TypeError):
                    outcome.message = f'{known.name}: `{name}` is no {kind}'
        return reading

    @staticmethod
    def _fit(value, kind):
        if kind == 'int' and isinstance(value, float) and value.is_integer():
            value = int(value)
        elif kind == 'timestamp' and isinstance(value, str):
            value = _core.parse_time(value)
        elif kind == 'duration' and isinstance(value, str):
            value = _core.parse_duration(value)
        accepted = {'int': int, 'double': (int, float), 'bool': bool, 'string': str, 'timestamp': datetime.datetime, 'duration': datetime.timedelta}[kind]
        if not isinstance(value, accepted) or isinstance(value, bool) != (kind == 'bool'):
            raise ValueError(kind)
        if kind == 'double' and not math.isfinite(value):
            raise ValueError(kind)
        return float(value) if kind == 'double' else value

    def _person(self, name, zone, outcome):
        person = self._customers.get(name) or _Customer(name)
        if zone and zone != person.zone:
            try:
                _core.Journey(self.model, name, zone=zone)
            except _core.ZoneError:
                outcome.message = 'unknown time zone'
                return None
            person.zone = zone
            for journey in person.journeys:
                if not journey.ended:
                    journey.set_zone(zone)
        return self._customers.setdefault(name, person)

    # -- what happens when

    def _arm(self, number):
        due = self.journeys[number].next_due
        if due is not None:
            heapq.heappush(self._heap, ((due - EPOCH) // MICROSECOND, number))

    def _run_timers(self, until, outcome):
        while self._heap and self._heap[0][0] <= until:
            due, number = heapq.heappop(self._heap)
            journey = self.journeys[number]
            now = journey.next_due
            if now is None or (now - EPOCH) // MICROSECOND != due:
                continue  # moved or dropped since
            try:
                self._settle(number, journey.run_due(due), outcome)
            except (_core.LoopError, _core.LimitError) as error:
                outcome.loops += isinstance(error, _core.LoopError)
                steps = list(error.batch.steps)
                self._undone(journey, steps[0].event if steps else 'after', due, error)
                self._arm(number)

    def _candidates(self, person, event, time, reading):
        """The journeys that the record speaks to, whether it may begin another one, and its key."""
        again, group, key = self.model.again, person.journeys, None
        if self.model.has_key:
            key = self.model.event_key(event, time, **reading)
            if key is None:
                return group, not group, None
            group = person.groups.setdefault(key, [])
        if again == 'always' and not self.model.has_entry:
            again = 'after_end'
        living = any(not journey.ended for journey in group)
        return group, again == 'always' or not group or (again == 'after_end' and not living), key

    def _deliver(self, person, event, time, reading, outcome):
        group, may_begin, key = self._candidates(person, event, time, reading)
        if may_begin:
            begun, failed = self._begin(person, group, key, event, time, reading, outcome)
            if begun is not None or failed:
                if begun is not None and not self.model.has_entry:
                    self._feed(begun, event, time, reading, outcome)
                return begun is not None, failed
        living = [journey for journey in group if not journey.ended] or group[-1:]
        took = failed = False
        for journey in living:
            one, wrong = self._feed(self._owner[journey.id, person.id], event, time, reading, outcome)
            took, failed = took or one, failed or wrong
        return took, failed

    def _begin(self, person, group, key, event, time, reading, outcome):
        before = len(group if key is not None else person.journeys)
        id = person.id + (f'#{key}' if key is not None else '') + (f'#{before + 1}' if before else '')
        journey = _core.Journey(self.model, person.id, id, zone=person.zone, explain=self.explain)
        if person.journeys:
            journey.learn(**person.journeys[-1].profile)
        try:
            batch = journey.begin(event, time, **reading)
        except (_core.LateError, _core.FieldError, _core.LoopError, _core.LimitError) as error:
            self._refuse(journey, 'start', time, error, outcome)
            return None, True
        if not batch.begun:
            return None, False
        number = len(self.journeys)
        self.journeys.append(journey)
        person.journeys.append(journey)
        if key is not None:
            group.append(journey)
        self._owner[id, person.id] = number
        self._settle(number, batch, outcome)
        return number, False

    def _feed(self, number, event, time, reading, outcome):
        journey = self.journeys[number]
        try:
            batch = journey.feed(event, time, **reading)
        except (_core.LateError, _core.FieldError, _core.LoopError, _core.LimitError) as error:
            self._refuse(journey, self._events[event].name if event in self._events else event, time, error, outcome)
            return False, True
        self._settle(number, batch, outcome)
        return len(batch.taken) > 0, False

    def _refuse(self, journey, name, time, error, outcome):
        outcome.message = str(error)
        outcome.loops += isinstance(error, _core.LoopError)
        if isinstance(error, (_core.LoopError, _core.LimitError)):
            self._undone(journey, name, time, error)

    def _settle(self, number, batch, outcome):
        journey = self.journeys[number]
        learnt = {change.name for change in batch.changes if change.space == 'profile'}
        if learnt:
            profile = journey.profile
            for other in self._customers[journey.customer].journeys:
                if other is not journey:
                    other.learn(**{name: profile.get(name) for name in learnt})
        self._arm(number)
        outcome.batches.append(batch)
        if self.lines is not None:
            self.lines += [self._line(journey, step) for step in batch.steps]
        if self.observer:
            self.observer(journey, batch)

    # -- the trace

    def _line(self, journey, step):
        line = {'journey': journey.id, 'event': step.event, 'time': _core.format_time(step.time), 'stages': list(step.stages),
                'taken': [{'from': one.source, 'to': list(one.target) if isinstance(one.target, tuple) else one.target} for one in step.taken],
                'effects': [self._effect(one) for one in step.effects],
                'errors': [{'path': one.path, 'line': one.line, 'column': one.column, 'expression': one.expression, 'message': one.message}
                           for one in step.failures]}
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _effect(effect):
        shown = {effect.kind: effect.name}
        if effect.kind == 'learn':
            shown['value'] = _plain(effect.value)
        if effect.arguments:
            shown['with'] = _plain(effect.arguments)
        if effect.kind == 'count' and effect.value is not None:
            shown['by'] = _plain(effect.value)
        if effect.expires is not None:
            shown['expires'] = _plain(effect.expires)
        return shown

    def _undone(self, journey, name, time, error):
        if self.lines is not None:
            self.lines.append(json.dumps({'journey': journey.id, 'event': name, 'time': _core.format_time(time),
                                          'stages': [stage.name for stage in journey.stages], 'taken': [], 'effects': [], 'errors': [],
                                          'error': 'loop' if isinstance(error, _core.LoopError) else 'limit'}, ensure_ascii=False))
