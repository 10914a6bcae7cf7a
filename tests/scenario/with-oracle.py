#!/usr/bin/python3
"""with-oracle.py FILE.scenario...: holds scenarios to the naive interpreter of tests/oracle.

Scenarios are written by hand from the format; this shows, without the library, that they say what the
format says. It also reads the grammar of README.md, and nothing more. Exit 1 where one fails.
"""
import contextlib
import io
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "oracle"))
import cel  # noqa: E402
import machine  # noqa: E402
import model as models  # noqa: E402
import run as oracle  # noqa: E402

STRING = r'"(?:[^"\\]|\\.)*"'
VALUE = r'(?:%s|-?[0-9][-+0-9.eE]*|true|false|null|unset)' % STRING
FIELD = re.compile(r'([A-Za-z_][A-Za-z0-9_]*)=(%s)(?=\s|,|$)' % VALUE)
UNSET = object()


class Wrong(Exception):
    """A line that the grammar does not know."""


# ------------------------------------------------------------------------------------------ words

class Words:
    """One line, taken apart from the left."""

    def __init__(self, text):
        self.rest = text.strip()

    def take(self, pattern):
        found = re.match(r'(?:%s)' % pattern, self.rest)
        if not found:
            return None
        self.rest = self.rest[found.end():].lstrip()
        return found

    def expect(self, pattern):
        found = self.take(pattern)
        if not found:
            raise Wrong("expected %s before: %s" % (pattern, self.rest))
        return found

    def end(self):
        if self.rest:
            raise Wrong("too much: " + self.rest)

    def name(self, stop=r'->|,|\[|\]|:|$|[A-Za-z_][A-Za-z0-9_]*='):
        """(text, quoted): a JSON string, or all words up to `stop`."""
        quoted = self.take(STRING)
        if quoted:
            return json.loads(quoted.group()), True
        words = []
        while self.rest and not re.match(stop, self.rest):
            words.append(self.expect(r'[^\s,\[\]:]+').group())
        if not words:
            raise Wrong("expected a name before: " + self.rest)
        return " ".join(words), False

    def fields(self):
        found = {}
        while True:
            field = self.take(FIELD.pattern)
            if not field:
                return found
            found[field.group(1)] = UNSET if field.group(2) == "unset" else json.loads(field.group(2))

    def list(self, item):
        items = [item()]
        while self.take(","):
            items.append(item())
        return items


def micros(text, base):
    if text.startswith("+"):
        if base is None:
            raise Wrong("nothing to count from: " + text)
        return base + models.duration(text[1:])
    return cel.read_time(text) // 1000


# ---------------------------------------------------------------------------------------- customers


class Alone(oracle.Population):
    """One customer, alone in the world."""

    def __init__(self, path, id, zone):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.lines = []
        super().__init__(models.read(text), self.lines.append)
        top = models.plain(models.yaml.compose(text, Loader=models.yaml.SafeLoader))
        # Which arm a customer has is not the scenarios' business: the first one.
        self.arms = {name: next(iter(spec["arms"])) for name, spec in top.get("experiments", {}).items()}
        self.id, self.zone, self.last = id, zone, None

    def happens(self, time, event, fields):
        """(lines of this `at`, ignored, refused)"""
        self.lines.clear()
        if event is None:
            self.run_timers(time)
            return list(self.lines), False, False
        if self.last is not None and time < self.last:
            return [], False, True
        self.run_timers(time)
        before, refused, journeys = len(self.lines), self.refused, len(self.journeys)
        touchpoint = fields.pop("touchpoint", None)
        line = {"id": "-", "customer": self.id, "event": event, "time": time, "zone": self.zone, "data": fields}
        if touchpoint:
            line["touchpoint"] = touchpoint
        with contextlib.redirect_stderr(io.StringIO()):  # a refusal is a result here, not a message
            self.feed(line)
        if self.refused > refused:
            return list(self.lines), False, True
        self.last = time
        news = self.lines[before:]
        name = self.model.canonical.get(event, event)
        used = len(self.journeys) > journeys and self.model.entry is not None
        taken = any(one["taken"] or "error" in one for one in news if one["event"] == name)
        return list(self.lines), not used and not taken, False


variables = machine.Journey.variables


def with_experiments(self):
    return {**variables(self), "experiment": cel.Record(ARMS)}


machine.Journey.variables = with_experiments
ARMS = {}


# ------------------------------------------------------------------------------------------- checks

def same(asked, seen):
    if isinstance(asked, (int, float)) and isinstance(seen, (int, float)) and not isinstance(asked, bool):
        return asked == seen
    return type(asked) is type(seen) and asked == seen


class Runner:
    def __init__(self, path):
        self.path, self.folder = path, os.path.dirname(path)
        self.model = None
        self.scenarios = self.checks = 0
        self.failures = []
        self.clear()

    def clear(self):
        self.customers, self.customer, self.zone, self.time, self.at = {}, None, "UTC", None, None

    def fail(self, number, text):
        self.failures.append("%s:%d: %s" % (self.path, number, text))

    def run(self):
        with open(self.path, encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                if text.strip() and not text.strip().startswith("#"):
                    try:
                        self.line(number, text.strip())
                    except (Wrong, KeyError, ValueError) as wrong:
                        self.fail(number, "%s: %s" % (type(wrong).__name__, wrong))
        self.close()
        return self

    def line(self, number, text):
        words = Words(text)
        if not text.startswith("then "):
            self.close()
        if words.take(r'scenario:'):
            self.clear()
            self.scenarios += 1
        elif words.take(r'model:'):
            self.model = os.path.join(self.folder, words.rest)
        elif words.take(r'zone\s'):
            self.zone = words.expect(r'\S+').group()
            words.end()
        elif words.take(r'customer\s'):
            id, _ = words.name()
            words.end()
            if id not in self.customers:
                self.customers[id] = Alone(self.model, id, self.zone)
            self.customer = self.customers[id]
        elif words.take(r'at\s'):
            self.happens(number, words)
        elif words.take(r'then\s'):
            if self.at is None:
                raise Wrong("no `at` before")
            self.checks += 1
            self.check(number, words)
            words.end()
        else:
            raise Wrong("unknown line: " + text)

    def happens(self, number, words):
        time = micros(words.expect(r'\S+').group(), self.time)
        event, fields = None, {}
        if not words.take(r'nothing\s+happens$'):
            event, _ = words.name()
            fields = words.fields()
        words.end()
        ARMS.clear()
        ARMS.update(self.customer.arms)
        lines, ignored, refused = self.customer.happens(time, event, fields)
        self.time = time
        self.at = {"number": number, "lines": lines, "ignored": ignored, "refused": refused,
                   "loop": any("error" in line for line in lines),
                   "errors": sum(len(line["errors"]) for line in lines), "said": set()}

    def close(self):
        """What must not have happened unless it was said."""
        at, self.at = self.at, None
        if not at:
            return
        for what in ("errors", "ignored", "refused", "loop"):
            if at[what] and what not in at["said"]:
                detail = [line["errors"] for line in at["lines"] if line["errors"]] if what == "errors" else ""
                self.fail(at["number"], "%s, and nobody said so %s" % (what, detail))

    def journey(self, words):
        journeys = self.customer.journeys
        if words.take(r'of\s'):
            id, _ = words.name()
            return next(journey for journey in journeys if journey.id == id)
        if not journeys:
            raise Wrong("no journey yet")
        return journeys[-1]

    def compare(self, number, what, asked, seen):
        if asked != seen:
            self.fail(number, "%s: %s instead of %s" % (what, seen, asked))

    def check(self, number, words):
        at = self.at
        kind = words.expect(r'[a-z]+').group()
        if kind in ("ignored", "refused", "loop"):
            at["said"].add(kind)
            self.compare(number, kind, True, at[kind])
        elif kind == "errors":
            words.expect(":")
            at["said"].add("errors")
            self.compare(number, kind, int(words.expect(r'[0-9]+').group()), at["errors"])
        elif kind == "journeys":
            words.expect(":")
            self.compare(number, kind, int(words.expect(r'[0-9]+').group()), len(self.customer.journeys))
        elif kind == "ended":
            self.compare(number, kind, True, bool(self.journey(words).state.ended))
        elif kind == "stages":
            journey = self.journey(words)
            words.expect(":")
            self.compare(number, kind, [name for name, _ in words.list(words.name)], journey.leaves())
        elif kind == "next":
            journey = self.journey(words)
            words.expect(":")
            asked = words.expect(r'\S+').group()
            due = min((timer.due for timer in journey.state.timers), default=None)
            self.compare(number, kind, "none" if asked == "none" else machine.time_text(micros(asked, self.time)),
                         "none" if due is None else machine.time_text(due))
        elif kind in ("data", "profile"):
            slots = self.journey(words).state.data if kind == "data" else self.customer_profile()
            words.expect(":")
            self.slots(number, kind, words.fields(), {name: cel.to_json(value) for name, value in slots.items()})
        elif kind == "taken":
            words.expect(":")
            asked = [] if words.take(r'none$') else words.list(lambda: self.move(words))
            self.compare(number, kind, asked, [(row["from"], row["to"]) for line in at["lines"] for row in line["taken"]])
        elif kind == "effects":
            words.expect(":")
            self.effects(number, [] if words.take(r'none$') else words.list(lambda: self.effect(words)))
        else:
            raise Wrong("unknown check: " + kind)

    def customer_profile(self):
        return next(iter(self.customer.customers.values())).profile

    def slots(self, number, what, asked, seen):
        if not asked:
            raise Wrong("no field")
        for name, value in asked.items():
            if value is UNSET:
                if name in seen:
                    self.fail(number, "%s: %s is %r, not unset" % (what, name, seen[name]))
            elif not (name in seen and same(value, seen[name])):
                self.fail(number, "%s: %s is %r instead of %r" % (what, name, seen.get(name, "unset"), value))

    def move(self, words):
        source, quoted = words.name()
        words.expect("->")
        if words.take(r'\['):
            target = [name for name, _ in words.list(words.name)]
            words.expect(r'\]')
        else:
            target, plain = words.name()
            target = None if target == "stays" and not plain else target
        return None if source == "entry" and not quoted else source, target

    def effect(self, words):
        action = words.expect(r'learn|contact|start|emit|count').group()
        name, _ = words.name()
        return action, name, words.fields()

    def effects(self, number, asked):
        seen = [effect for line in self.at["lines"] for effect in line["effects"]]
        names = [next(iter(effect.items())) for effect in seen]
        self.compare(number, "effects", [one[:2] for one in asked], names)
        for (_, name, fields), effect in zip(asked, seen):
            if fields:
                self.slots(number, "effect " + name, fields, {**effect, **effect.get("with", {})})


def main():
    runs = [Runner(path).run() for path in sys.argv[1:]]
    for run in runs:
        for failure in run.failures:
            print(failure)
    failed = sum(bool(run.failures) for run in runs)
    print("%d files, %d scenarios, %d checks, %d failures" % (
        len(runs), sum(run.scenarios for run in runs), sum(run.checks for run in runs),
        sum(len(run.failures) for run in runs)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
