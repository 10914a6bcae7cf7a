"""One journey: SCXML's appendix D (Algorithm for SCXML Interpretation) over the format, word for word.

Times are integer microseconds since 1970. A call (a start, an event, a due timer) returns its trace
lines, one for each step. Comments name only what departs from appendix D or completes it.
"""
import collections
import copy
import datetime
import zoneinfo

import cel

LIMIT = 1000  # transitions in one call
DAY = datetime.timedelta(days=1)


class Failed(Exception):
    def __init__(self, expr, message):
        self.expr, self.message = expr, message


class Loop(Exception):
    pass


class NoEntry(Exception):
    """No entry row matches."""


class Event:
    def __init__(self, name, time, fields=None, touchpoint=None):
        self.name, self.time, self.fields, self.touchpoint = name, time, fields or {}, touchpoint


class Timer:
    """An `after` row of an active stage, or (row None) a delayed send."""

    def __init__(self, due, order, after=None, stage=None, event=None, id=None, base=None):
        self.due, self.order, self.base = due, order, base  # base: the due time before `at` moved it
        self.after, self.stage, self.event, self.id = after, stage, event, id


class State:
    """All that a step may change of a journey. What its containers hold is never changed in place."""

    def __init__(self):
        self.active, self.history = set(), {}
        self.data, self.visits, self.entered = {}, {}, {}
        self.timers, self.sends = [], 0
        self.event = None        # the one last taken up
        self.ended = None        # the top-level final stage

    def copy(self):
        twin = State()
        twin.__dict__ = {name: copy.copy(value) for name, value in self.__dict__.items()}
        return twin


def stamp(micros):
    return cel.Timestamp(micros * 1000)


def time_text(micros):
    return cel.time_text(micros * 1000)


def typed(value, type):
    return cel.kind(value) == type


# --------------------------------------------------------------------------------------- the tree

def ancestors(stage, up_to=None):
    """getProperAncestors; the root counts as one."""
    found = []
    stage = stage.parent
    while stage is not None and stage is not up_to:
        found.append(stage)
        stage = stage.parent
    return found


def descends(stage, other):
    return other in ancestors(stage)


def compound(stage):
    return bool(stage.children) and not stage.parallel


def default_entry(stage):
    """The targets and actions of a compound stage's default entry."""
    if stage.initial:
        return stage.initial.targets, stage.initial.actions
    return [stage.children[0].name], []


# -------------------------------------------------------------------------------------- variables

class EventRecord(cel.Record):
    def __init__(self, journey, event):
        fields = {}
        if event:
            fields.update(event.fields)
            fields["name"], fields["time"] = event.name, stamp(event.time)
            model = journey.model
            declared = model.events.get(event.name)
            touchpoint = event.touchpoint or (declared and declared.touchpoint)
            if touchpoint:
                fields["touchpoint"] = touchpoint
                fields["channel"] = model.channel_of[touchpoint]
        super().__init__(fields)


class JourneyRecord(cel.Record):
    def __init__(self, journey):
        self.state = journey.state
        super().__init__({"id": journey.id, "started": stamp(journey.started),
                          "age": cel.Duration((journey.now - journey.started) * 1000)})

    def call(self, name, args):
        stage, = args
        if name == "at":
            return stage in self.state.active
        if name == "visits":
            return self.state.visits.get(stage, 0)
        if name == "entered":
            if stage not in self.state.entered:
                raise cel.CelError("never entered: " + stage)
            return stamp(self.state.entered[stage])
        raise cel.CelError("no such overload: journey." + name)


class PersonaRecord(cel.Record):
    def __init__(self, journey):
        super().__init__({})
        self.journey = journey

    def select(self, name):
        return cel.evaluate(self.journey.model.personas[name].ast, self.journey.variables())


# ---------------------------------------------------------------------------------------- journey

class Journey:
    def __init__(self, model, id, profile, zone, now):
        self.model, self.id = model, id
        self.profile = profile   # one dict, shared by the customer's journeys
        self.zone, self.started, self.now = zone, now, now
        self.state = State()
        self.state.data = {name: slot.default for name, slot in model.data.items() if slot.default is not None}

    # ---- calls

    def start(self, event=None):
        """Raises NoEntry, and has changed nothing, where `entry` takes no notice of the event."""
        return self.call("start", self.now, lambda: self.begin(event))

    def handle(self, event):
        return self.call(event.name, event.time, lambda: self.take_up(event))

    def fire(self, timer):
        """A timer is used up, or armed anew, before its step: a loop changes nothing of that."""
        self.state.timers.remove(timer)
        if timer.event:
            return self.call(timer.event.name, timer.due, lambda: self.take_up(timer.event))
        if timer.after.every:
            base = timer.base + timer.after.every
            while base <= timer.due:  # a round that `at` put off beyond the next one is the next one's
                base += timer.after.every
            self.arm(timer.stage, timer.order, timer.after, base)
        return self.call("after", timer.due, lambda: self.time_out(timer))

    def call(self, name, now, first):
        saved, saved_profile = self.state.copy(), dict(self.profile)
        self.now = now
        self.transitions = 0
        self.outer = collections.deque()
        try:
            lines = [self.step(name, first)]
            while self.outer and not self.state.ended:
                event = self.outer.popleft()
                lines.append(self.step(event.name, lambda: self.take_up(event)))
            return lines
        except Loop:
            self.state = saved
            self.profile.clear()
            self.profile.update(saved_profile)
            self.taken, self.effects, self.errors = [], [], {}
            return [{**self.line(name), "error": "loop"}]

    def line(self, name):
        return {"journey": self.id, "event": name, "time": time_text(self.now), "stages": self.leaves(),
                "taken": self.taken, "effects": self.effects, "errors": list(self.errors.values())}

    def leaves(self):
        if self.state.ended:
            return [self.state.ended]
        return [stage.name for stage in self.configuration() if not stage.children]

    # ---- one step: an external event, then eventless transitions and the internal queue until nothing is left

    def step(self, name, first):
        self.taken, self.effects, self.errors = [], [], {}
        self.failed_rows = []
        self.internal = collections.deque()
        first()
        while not self.state.ended:
            enabled = self.select(None)
            if not enabled:
                if not self.internal:
                    break
                self.state.event = self.internal.popleft()
                enabled = self.select(self.state.event)
            self.microstep(enabled)
        return self.line(name)

    def take_up(self, event):
        self.state.event = event
        self.microstep(self.select(event))

    def time_out(self, timer):
        """A timer is an event that one `after` alone matches."""
        self.state.event = Event("after", timer.due)
        row = self.first(timer.after.rows)
        self.microstep([row] if row else [])

    def begin(self, event):
        if self.model.entry is None:
            self.enter([([self.model.root.children[0]], self.model.root)])
            return
        self.state.event = event
        row = self.first([row for row in self.model.entry if self.matches(row, event)])
        if not row:
            raise NoEntry
        self.count([row])
        self.run(row.actions, row)
        self.enter([(self.stages(row.targets), self.model.root)])

    def count(self, enabled):
        self.transitions += len(enabled)
        if self.transitions > LIMIT:
            raise Loop
        self.taken += [{"from": row.source and row.source.name, "to": row.to} for row in enabled]

    # ---- selection

    def configuration(self):
        return sorted((self.model.stages[name] for name in self.state.active), key=lambda stage: stage.order)

    def stages(self, names):
        return [self.model.stages[name] for name in names]

    def matches(self, row, event):
        if event is None or row.events is None:
            return event is None and row.events is None
        for pattern in row.events:
            if pattern == "*":
                return True
            if pattern.endswith(".*") and (event.name + ".").startswith(pattern[:-1]):
                return True
            if pattern == event.name and self.declared(event.name):
                return True
        return False

    def declared(self, name):
        return name in self.model.events or name == "error.execution" or name.startswith("done.state.")

    def first(self, rows):
        """The first row whose `if` holds; those after it are not looked at."""
        return next((row for row in rows if self.holds(row.guard, row)), None)

    def select(self, event):
        """selectTransitions, or with None selectEventlessTransitions."""
        enabled = []
        for leaf in self.configuration():
            if leaf.children:
                continue
            for stage in [leaf] + ancestors(leaf):
                row = self.first([row for row in stage.rows if self.matches(row, event)])
                if row:
                    if row not in enabled:
                        enabled.append(row)
                    break
        return self.without_conflicts(enabled)

    def without_conflicts(self, enabled):
        filtered = []
        for t1 in enabled:
            preempted, remove = False, []
            for t2 in filtered:
                if self.exit_set([t1]) & self.exit_set([t2]):
                    if descends(t1.source, t2.source):
                        remove.append(t2)
                    else:
                        preempted = True
                        break
            if not preempted:
                filtered = [t for t in filtered if t not in remove] + [t1]
        return filtered

    # ---- targets

    def effective(self, targets):
        found = []
        for stage in targets:
            if not stage.history:
                more = [stage]
            elif stage.name in self.state.history:
                more = self.stages(self.state.history[stage.name])
            else:
                more = self.effective(self.history_default(stage)[0])
            found += [s for s in more if s not in found]
        return found

    def history_default(self, history):
        """Without a `default` of its own, the parent's default entry."""
        if history.default:
            return self.stages(history.default.targets), history.default.actions
        if history.parent.parallel and not history.parent.initial:
            return history.parent.children, []
        targets, actions = default_entry(history.parent)
        return self.stages(targets), actions

    def domain(self, row):
        targets = self.effective(self.stages(row.targets))
        if not targets:
            return None
        source = row.source
        # Wider than SCXML: a parallel stage may be left standing too.
        if row.internal and source.children and all(descends(s, source) for s in targets):
            return source
        return next(stage for stage in ancestors(source)
                    if (compound(stage) or stage is self.model.root) and all(descends(s, stage) for s in targets))

    def exit_set(self, rows):
        found = set()
        for row in rows:
            domain = self.domain(row)
            if domain:
                found |= {name for name in self.state.active if descends(self.model.stages[name], domain)}
        return found

    # ---- microstep

    def microstep(self, enabled):
        if not enabled:
            return
        self.count(enabled)
        self.leave(enabled)
        for row in enabled:
            self.run(row.actions, row)
        self.enter([(self.stages(row.targets), self.domain(row)) for row in enabled if row.targets])

    def leave(self, rows):
        going = sorted(self.stages(self.exit_set(rows)), key=lambda stage: -stage.order)
        active = self.configuration()
        for stage in going:
            for history in stage.histories:
                self.state.history[history.name] = [
                    s.name for s in active
                    if (s.parent is stage if history.history == "shallow" else not s.children and descends(s, stage))]
        for stage in going:
            self.run(stage.leave, None)
            self.state.timers = [timer for timer in self.state.timers if timer.stage is not stage]
            self.state.active.remove(stage.name)

    def enter(self, moves):
        """`moves`: for each transition its targets, as written, and its domain."""
        self.to_enter, self.by_default, self.history_actions = [], [], {}
        for targets, domain in moves:
            for stage in targets:
                self.add_descendants(stage)
            for stage in self.effective(targets):
                self.add_ancestors(stage, domain)
            if domain.parallel:  # of `internal` on a parallel stage: its other regions are entered anew
                self.add_regions(domain)
        final = None
        for stage in sorted(self.to_enter, key=lambda stage: stage.order):
            self.state.active.add(stage.name)
            self.state.visits[stage.name] = self.state.visits.get(stage.name, 0) + 1
            self.state.entered[stage.name] = self.now
            self.state.timers = [timer for timer in self.state.timers if timer.stage is not stage]  # entered again, not left
            for i, after in enumerate(stage.after):
                self.arm(stage, (0, stage.order, i), after, self.now + after.delay)
            self.run(stage.enter, None)
            if stage in self.by_default:
                self.run(default_entry(stage)[1], None)
            self.run(self.history_actions.get(stage, []), None)
            if stage.final:
                if stage.parent is self.model.root:
                    final = stage
                else:
                    self.done(stage.parent)
        if final:
            self.end(final)

    def done(self, stage):
        """Appendix D looks at the grandparent alone; here each parallel stage around is looked at."""
        while stage is not self.model.root:
            self.internal.append(Event("done.state." + stage.name, self.now))
            stage = stage.parent
            if not stage.parallel or not all(self.in_final(child) for child in stage.children):
                return

    def in_final(self, stage):
        if stage.parallel:
            return all(self.in_final(child) for child in stage.children)
        return any(child.final and child.name in self.state.active for child in stage.children)

    def end(self, final):
        """exitInterpreter."""
        for stage in reversed(self.configuration()):
            self.run(stage.leave, None)
            self.state.active.remove(stage.name)
        self.state.ended = final.name
        self.state.timers = []

    def add_descendants(self, stage):
        if stage.history:
            if stage.name in self.state.history:
                targets = self.stages(self.state.history[stage.name])
            else:
                targets, self.history_actions[stage.parent] = self.history_default(stage)
            self.add_both(targets, stage.parent)
            return
        self.add(stage)
        if stage.initial or compound(stage):
            if stage not in self.by_default:
                self.by_default.append(stage)
            self.add_both(self.stages(default_entry(stage)[0]), stage)
        if stage.parallel:
            self.add_regions(stage)

    def add_both(self, targets, up_to):
        for stage in targets:
            self.add_descendants(stage)
        for stage in targets:
            self.add_ancestors(stage, up_to)

    def add_ancestors(self, stage, up_to):
        for ancestor in ancestors(stage, up_to):
            if ancestor is self.model.root:
                return
            self.add(ancestor)
            if ancestor.parallel:
                self.add_regions(ancestor)

    def add_regions(self, parallel):
        for child in parallel.children:
            if not any(descends(stage, child) for stage in self.to_enter):
                self.add_descendants(child)

    def add(self, stage):
        if stage not in self.to_enter:
            self.to_enter.append(stage)

    # ---- timers

    def arm(self, stage, order, after, base):
        due = first_local(base, after.at, self.zone) if after.at else base
        self.state.timers.append(Timer(due, order, after=after, stage=stage, base=base))

    # ---- expressions

    def variables(self):
        return {"event": EventRecord(self, self.state.event), "data": cel.Record(self.state.data),
                "profile": cel.Record(self.profile), "journey": JourneyRecord(self),
                "persona": PersonaRecord(self), "now": stamp(self.now)}

    def value(self, expr):
        try:
            return cel.evaluate(expr.ast, self.variables())
        except cel.CelError as error:
            raise Failed(expr, str(error))

    def holds(self, guard, row):
        if guard is None:
            return True
        try:
            value = self.value(guard)
            if not typed(value, "bool"):
                raise Failed(guard, "no bool")
            return value
        except Failed as failure:
            self.record(failure, row)
            return False

    def record(self, failure, row):
        """`row` is None for lists outside rows, where each failure raises the event."""
        expr = failure.expr
        self.errors.setdefault(expr.path, {"path": expr.path, "expression": expr.text, "message": failure.message})
        if row is None or row not in self.failed_rows:
            self.internal.append(Event("error.execution", self.now))
        if row is not None:
            self.failed_rows.append(row)

    # ---- actions

    def run(self, actions, row):
        for action in actions:
            if action.kind == "do":
                self.run(action.do if self.holds(action.guard, row) else action.otherwise, row)
            elif self.holds(action.guard, row):
                try:
                    self.act(action)
                except Failed as failure:
                    self.record(failure, row)
                    return

    def act(self, action):
        kind = action.kind
        if kind == "set":
            for slot, expr in action.slots:
                self.state.data[slot] = self.value(expr)
        elif kind == "learn":
            for slot, expr in action.slots:
                self.profile[slot] = self.value(expr)
                self.effects.append({"learn": slot, "value": cel.to_json(self.profile[slot])})
        elif kind == "raise":
            self.internal.append(self.event(action, self.now))
        elif kind == "send" and action.after is None:
            self.outer.append(self.event(action, self.now))
        elif kind == "send":
            due = self.now + action.after
            self.state.sends += 1
            self.state.timers.append(Timer(due, (1, self.state.sends), event=self.event(action, due), id=action.id))
        elif kind == "cancel":
            self.state.timers = [t for t in self.state.timers if not t.event or t.id != action.name]
        else:
            effect = {kind: action.name}
            if action.fields is not None:
                effect["with"] = {name: cel.to_json(self.value(expr)) for name, expr in action.fields}
            if action.by:
                effect["by"] = cel.to_json(self.value(action.by))
            if action.expires is not None:
                effect["expires"] = cel.duration_text(action.expires * 1000)
            self.effects.append(effect)

    def event(self, action, time):
        declared = self.model.events[action.name].fields
        fields = {name: field.default for name, field in declared.items() if field.default is not None}
        for name, expr in action.fields or []:
            value = self.value(expr)
            if not typed(value, declared[name].type):
                raise Failed(expr, "does not fit " + declared[name].type)
            fields[name] = value
        return Event(action.name, time, fields)


# ------------------------------------------------------------------------------------- local time

def first_local(base, at, zone):
    """The first instant not before `base` at which the clock in `zone` shows `at`; microseconds."""
    zone = zoneinfo.ZoneInfo(zone)
    moment = cel.EPOCH + datetime.timedelta(microseconds=base)
    day = moment.astimezone(zone).date() - DAY
    while True:
        wall = datetime.datetime.combine(day, datetime.time(*at), zone)
        instant = resolve(wall)
        if instant >= moment:
            return (instant - cel.EPOCH) // datetime.timedelta(microseconds=1)
        day += DAY


def resolve(wall):
    """A wall time as an instant: the first of two; of none, the end of the gap."""
    utc = datetime.timezone.utc
    before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    naive = wall.replace(tzinfo=None)
    if before >= after:  # unambiguous, or an overlap, of which fold=0 is the first
        return (naive - before).replace(tzinfo=utc)
    low, high = (naive - after).replace(tzinfo=utc), (naive - before).replace(tzinfo=utc)
    second = datetime.timedelta(seconds=1)
    while high - low > second:  # the clocks change somewhere in (low, high]
        middle = low + (high - low) // 2 // second * second
        if middle.astimezone(wall.tzinfo).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
