#!/usr/bin/python3
"""run.py MODEL EVENTS.ndjson [--until TIME]: the trace, one JSON line for each event handled."""
import argparse
import json
import sys

import cel
import machine
import model as models


def micros(time):
    return cel.read_time(time) // 1000 if isinstance(time, str) else time


class Refused(Exception):
    """A field does not fit its type."""


class Customer:
    def __init__(self, model, id):
        self.id, self.zone, self.journeys = id, "UTC", []
        self.profile = {name: slot.default for name, slot in model.profile.items() if slot.default is not None}


class Population:
    """All customers of one model, and the order in which what happens to them happens."""

    def __init__(self, model, write):
        self.model, self.write = model, write
        self.customers, self.journeys = {}, []
        self.ignored = self.refused = 0

    def replay(self, events, until=None):
        for line in sorted(events, key=lambda line: micros(line["time"])):
            self.run_timers(micros(line["time"]))
            self.feed(line)
        if until is not None:
            self.run_timers(until)

    def run_timers(self, until):
        while True:
            waiting = [(timer.due, number, timer.order, timer, journey)
                       for number, journey in enumerate(self.journeys) for timer in journey.state.timers]
            due, _, _, timer, journey = min(waiting, key=lambda entry: entry[:3], default=(None,) * 5)
            if due is None or due > until:
                return
            self.print(journey.fire(timer))

    def print(self, lines):
        for line in lines:
            self.write(line)

    # ---- events

    def feed(self, line):
        try:
            event = self.event(line)
        except Refused as refusal:
            self.refused += 1
            print("refused: %s: %s" % (line["id"], refusal), file=sys.stderr)
            return
        customer = self.customers.setdefault(line["customer"], Customer(self.model, line["customer"]))
        customer.zone = line.get("zone", customer.zone)
        for journey in customer.journeys:
            journey.zone = customer.zone
        self.deliver(event, customer)

    def deliver(self, event, customer):
        key = self.key(event)
        if self.model.key and key is None:
            candidates = customer.journeys
            may_begin = not candidates
        else:
            candidates = [journey for journey in customer.journeys if journey.key == key]
            over = all(journey.state.ended for journey in candidates)
            again = self.model.again
            if again == "always" and self.model.entry is None:
                again = "after_end"
            may_begin = {"never": not candidates, "after_end": over, "always": True}[again]
        if may_begin:
            try:
                begun = self.begin(event, customer, key)
            except machine.NoEntry:
                pass
            else:
                if begun and self.model.entry is None:
                    self.print(begun.handle(event))
                return
        living = [journey for journey in candidates if not journey.state.ended]
        for journey in living or candidates[-1:]:
            if journey.state.ended:
                journey.now = event.time
                self.print([{**journey.line(event.name), "taken": [], "effects": [], "errors": []}])
            else:
                self.print(journey.handle(event))
        if not candidates:
            self.ignored += 1

    def begin(self, event, customer, key):
        """The new journey, or None where its start looped: then it has not begun."""
        name = customer.id if key is None else "%s#%s" % (customer.id, key)
        same = sum(journey.key == key for journey in customer.journeys)
        journey = machine.Journey(self.model, name if same == 0 else "%s#%d" % (name, same + 1),
                                  customer.profile, customer.zone, event.time)
        journey.key = key
        lines = journey.start(event)
        self.print(lines)
        if "error" in lines[-1]:
            return None
        customer.journeys.append(journey)
        self.journeys.append(journey)
        return journey

    def key(self, event):
        if not self.model.key:
            return None
        probe = machine.Journey(self.model, "", {}, "UTC", event.time)
        probe.state.event = event
        try:
            value = probe.value(self.model.key)
            return cel.to_string(value, cel.kind(value))
        except (machine.Failed, cel.CelError):
            return None

    def event(self, line):
        name = self.model.canonical.get(line["event"], line["event"])
        fields = {}
        if name in self.model.events:
            for field, spec in self.model.events[name].fields.items():
                if field in line.get("data", {}):
                    fields[field] = fit(line["data"][field], spec.type, field)
                elif spec.default is not None:
                    fields[field] = spec.default
        return machine.Event(name, micros(line["time"]), fields, line.get("touchpoint"))


def fit(value, type, field):
    """A JSON value as a CEL value. JSON knows one kind of number: 5 is a double where a double is declared."""
    try:
        if type == "double" and cel.kind(value) in ("int", "double"):
            return float(value)
        if type in ("timestamp", "duration") and isinstance(value, str):
            return cel.to_timestamp(value, "string") if type == "timestamp" else cel.to_duration(value, "string")
        if type in ("int", "bool", "string") and cel.kind(value) == type:
            return cel.checked_int(value) if type == "int" else value
    except cel.CelError:
        pass
    raise Refused("%s: %r is no %s" % (field, value, type))


def run(model_text, events, until=None):
    """The trace as a list; also what the tests call."""
    lines = []
    Population(models.read(model_text), lines.append).replay(events, until)
    return lines


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("model")
    options.add_argument("events")
    options.add_argument("--until")
    options = options.parse_args()
    with open(options.model, encoding="utf-8") as file:
        text = file.read()
    with open(options.events, encoding="utf-8") as file:
        events = [json.loads(line) for line in file if line.strip()]
    for line in run(text, events, micros(options.until) if options.until else None):
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
