#!/usr/bin/python3
"""generate.py --seed N --out DIR: a random valid model (model.yaml) and a random event log (events.ndjson)."""
import argparse
import json
import os
import random

import yaml

import cel

MINUTE, HOUR, DAY = 60, 3600, 86400
SLOTS = {"n": "int", "m": "int", "k": "int", "unset_n": "int", "d": "double", "unset_d": "double", "flag": "bool",
         "tag": "string", "moment": "timestamp", "span": "duration", "unset_span": "duration"}
PROFILE = {"p": "int", "score": "double", "mail": "string", "vip": "bool", "seen": "timestamp"}
# A field has one type wherever it occurs: `event.f` under `*` needs that.
FIELDS = {"count": "int", "code": "int", "amount": "double", "label": "string", "ok": "bool", "at": "timestamp",
          "wait": "duration"}
DEFAULTS = {"int": [0, 1, 5, -3], "double": [0.0, 0.5, 2.25, -1.0], "bool": [True, False], "string": ["", "a", "héllo", "x y"],
            "timestamp": ["2026-01-01T00:00:00Z", "2026-03-01T10:00:00.5+02:00"], "duration": ["1h", "1d12h", "250ms", "PT5M"]}
EVENTS = ["e1", "e2", "e3", "Product Viewed", "order", "order.paid", "order.paid.twice", "order.shipped", "orders", "Größe"]
UNDECLARED = ["unknown", "promo.spring", "order.new", "orderly"]
SHORT = ["250ms", "1s", "90s", "5m", "15m", "PT30S"]
LONG = ["60m", "1h", "1h30m", "6h", "12h", "24h", "1d", "1d12h", "PT2H", "P1DT12H", "2d"]
TOUCHPOINTS = {"shop": {"channel": "place", "direction": "inbound"}, "site": {"channel": "web", "direction": "inbound"},
               "letter": {"channel": "post", "direction": "outbound", "cost": 0.5},
               "mail": {"channel": "email", "direction": "outbound"}}
CHANNELS = {"place": {"setting": "offline"}, "web": {"setting": "online"}, "post": {"setting": "offline"},
            "email": {"setting": "online"}}
# Beginnings of logs: some days before the clocks change somewhere.
BEGINNINGS = ["2026-03-27T22:00:00Z", "2026-10-23T12:00:00Z", "2026-03-06T09:30:00Z", "2026-10-02T03:00:00Z",
              "2026-09-04T12:00:00Z", "2026-01-10T00:00:00Z", "2028-02-28T20:00:00Z"]
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "America/Santiago"]
STEADY_ZONES = ["Asia/Kolkata", "UTC", "Asia/Tokyo"]


def quoted(text):
    """A text as a CEL string literal."""
    return json.dumps(text, ensure_ascii=False)


class Stage:
    def __init__(self, name, parent, kind):
        self.name, self.parent, self.kind = name, parent, kind  # atomic, compound, parallel, final, history
        self.children = []
        self.spec = {}

    def below(self):
        return [stage for child in self.children for stage in [child] + child.below()]

    def path(self):
        return (self.parent.path() if self.parent else []) + [self]


class Maker:
    LOG = 10, 50  # lines of a log

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.chance = lambda p: self.random.random() < p
        self.pick = self.random.choice
        self.steady = self.chance(0.3)  # only zones whose clocks never change, so that `every` may stand beside `at`

    def some(self, items, low, high):
        items = list(items)
        return self.random.sample(items, min(len(items), self.random.randint(low, high)))

    # ---- the whole model

    def model(self):
        model = {"tappa": 1, "model": "made", "version": 1}
        if self.chance(0.3):
            model["title"] = self.pick(["Generated", {"en": "Generated", "de": "Erzeugt"}])
        model["data"] = {"sent": {"type": "int", "default": 0}, "raised": {"type": "int", "default": 0}}
        model["data"] |= {slot: self.field(type, not slot.startswith("unset")) for slot, type in SLOTS.items()}
        model["profile"] = {slot: {**self.field(type, self.chance(0.5)), "source": "observed"} for slot, type in PROFILE.items()}
        self.events = {}
        for name in self.some(EVENTS, 4, 8):
            spec = {}
            if self.chance(0.7):
                spec["fields"] = {field: self.short(self.field(FIELDS[field], self.chance(0.3)))
                                  for field in self.some(FIELDS, 1, 4)}
            if self.chance(0.3):
                spec["touchpoint"] = self.pick(["shop", "site"])
            if self.chance(0.3):
                spec["aka"] = ["aka_" + str(len(self.events))]
            self.events[name] = spec
        model["events"] = self.events
        model["channels"], model["touchpoints"] = CHANNELS, TOUCHPOINTS
        self.personas = self.some(["keen", "shy"], 0, 2)
        self.tree()
        if self.personas:
            guards = ["has(profile.mail) && profile.mail == \"a\"", "data.n > 2", "journey.visits(%s) > 1" % self.stage_text(),
                      "data.flag || journey.age > duration(\"3h\")", "journey.at(%s)" % self.stage_text()]
            model["personas"] = {name: self.pick(guards) for name in self.personas}
        if self.chance(0.6):
            model["entry"] = self.entry()
        if self.chance(0.5):
            model["entry_rules"] = self.rules()
        for stage in self.all:
            self.fill(stage)
        model["stages"] = {stage.name: stage.spec for stage in self.top}
        if self.chance(0.3):
            model["goals"] = {"goal": {"reach": self.pick(self.real).name}}
        return model

    def field(self, type, default):
        return {"type": type, "default": self.pick(DEFAULTS[type])} if default else {"type": type}

    def short(self, spec):
        return spec["type"] if len(spec) == 1 and self.chance(0.7) else spec

    def rules(self):
        rules = {"again": self.pick(["never", "after_end", "always"])}
        keys = sorted({field for spec in self.events.values() for field in spec.get("fields", {}) if field in ("code", "label")})
        if keys and self.chance(0.4):
            rules = {"key": "event." + self.pick(keys)}
        return rules

    # ---- the tree

    def tree(self):
        self.numbers = 0
        self.top = [self.stage(None, 1, ["atomic", "compound", "parallel"]) for _ in range(self.random.randint(2, 4))]
        if self.chance(0.35):
            self.top.append(self.stage(None, 1, ["final"]))
        self.all = [stage for top in self.top for stage in [top] + top.below()]
        self.real = [stage for stage in self.all if stage.kind != "history"]
        self.named = {stage.name: stage for stage in self.all}
        self.stageful = [stage for stage in self.real if stage.children]

    def stage(self, parent, depth, kinds):
        self.numbers += 1
        kind = "atomic" if depth == 4 and kinds[0] == "atomic" else self.pick(kinds)
        pattern = self.pick(["s%d", "s%d", "s%d", "stage %d", "étape-%d", "%d", "s%d: x"])
        stage = Stage(pattern % self.numbers, parent, kind)
        if kind == "compound":
            stage.children = [self.stage(stage, depth + 1, ["atomic", "atomic", "compound", "parallel"])
                              for _ in range(self.random.randint(1, 3))]
            if self.chance(0.4):
                stage.children.append(self.stage(stage, depth + 1, ["final"]))
        elif kind == "parallel":
            stage.children = [self.stage(stage, depth + 1, ["atomic", "compound", "compound", "compound", "parallel"])
                              for _ in range(self.random.randint(2, 3))]
        if stage.children:
            for _ in range(self.pick([0, 0, 1, 1, 2])):
                stage.children.insert(self.random.randint(0, len(stage.children)), self.stage(stage, depth + 1, ["history"]))
        return stage

    def stage_text(self):
        return quoted(self.pick(self.real).name)

    def separate(self, within):
        """A list of targets below `within`, one in each of several regions of one parallel stage; or None."""
        wide = [stage for stage in within if stage.kind == "parallel"]
        if not wide:
            return None
        regions = [child for child in self.pick(wide).children if child.kind != "history"]
        chosen = self.some(regions, 2, len(regions))
        return [self.pick([region] + region.below()).name for region in chosen]

    def target(self, within):
        return self.separate(within) if self.chance(0.15) and any(s.kind == "parallel" for s in within) \
            else self.pick(within).name

    # ---- one stage

    def fill(self, stage):
        spec = stage.spec
        if stage.kind == "history":
            self.fill_history(stage)
            return
        if stage.kind == "final":
            spec["final"] = True
        if stage.kind == "parallel":
            spec["parallel"] = True
        if self.chance(0.2):
            spec["title"] = "Title of " + stage.name
        parts = []
        if stage.kind == "compound" and self.chance(0.5):
            parts.append(("initial", self.initial(stage)))
        if self.chance(0.35):
            parts.append(("enter", self.actions(self.anything())))
        if self.chance(0.25):
            parts.append(("leave", self.actions(self.anything())))
        if stage.kind != "final":
            if self.chance(0.85):
                parts.append(("when", self.when(stage)))
            if self.chance(0.2):
                parts.append(("always", self.always(stage)))
            if self.chance(0.3):
                parts.append(("after", {delay: self.after(stage, delay) for delay in self.some(SHORT + LONG * 2, 1, 3)}))
            if stage.children and self.chance(0.5):
                parts.append(("done", self.rows(stage, [], ["done."])))
        self.random.shuffle(parts)
        spec.update(parts)
        if stage.children:
            spec["stages"] = {child.name: child.spec for child in stage.children}

    def initial(self, stage):
        # A history that leads back to its own parent's default entry would never arrive: it needs a default.
        below = [s for s in stage.below() if s.kind != "history" or s.parent is not stage or s.spec.get("default")
                 or s.spec.setdefault("default", self.history_target(s))]
        to = self.target(below)
        return {"to": to, "do": self.actions(self.anything())} if self.chance(0.4) else to

    def history_target(self, history):
        shallow = history.spec.setdefault("history", self.pick(["shallow", "deep"])) == "shallow"
        if shallow:
            return self.pick([child for child in history.parent.children if child.kind != "history"]).name
        return self.target([stage for stage in history.parent.below() if stage.kind != "history"])

    def fill_history(self, history):
        spec = history.spec
        spec.setdefault("history", self.pick(["shallow", "deep"]))
        if "default" in spec or self.chance(0.6):
            to = spec.get("default") or self.history_target(history)
            spec["default"] = {"to": to, "do": self.actions(self.anything())} if self.chance(0.4) else to

    # ---- rows

    def entry(self):
        made = {}
        for pattern in self.patterns(1, 3, internal=False):
            rows = []
            for _ in range(self.pick([1, 1, 2])):
                row = self.row(None, self.fields_of([pattern]))
                row.setdefault("to", self.target(self.all))
                row.pop("internal", None)
                rows.append(row)
            made[pattern] = self.short_rows(rows)
        return made

    def patterns(self, low, high, internal=True):
        pool = list(self.events) + list(self.events) + ["order.*", "promo.*", "*", "*"]
        if internal:
            pool += ["error.execution"] * 2 + ["done.state." + stage.name for stage in self.stageful]
            if self.chance(0.2):
                pool += ["error.*", "done.state.*"]
        return list(dict.fromkeys(self.some(pool, low, high)))

    def fields_of(self, patterns):
        """The fields that a row for these events may read: those that each of the patterns may have."""
        found = None
        for pattern in patterns:
            names = [name for name in self.events
                     if pattern in ("*", name) or pattern.endswith(".*") and (name + ".").startswith(pattern[:-1])]
            fields = {field for name in names for field in self.events[name].get("fields", {})}
            found = fields if found is None else found & fields
        return sorted(found)

    def anything(self):
        return self.fields_of(["*"])

    def when(self, stage):
        patterns = self.patterns(1, 5)
        if self.chance(0.3):
            made = []
            for pattern in patterns:
                more = self.some(self.events, 1, 1) if self.chance(0.3) else []
                names = list(dict.fromkeys([pattern] + more))
                row = self.row(stage, self.fields_of(names))
                self.calm(row, names)
                made.append({"event": names if len(names) > 1 or self.chance(0.2) else pattern, **row})
            return made
        return {pattern: self.rows(stage, self.fields_of([pattern]), [pattern]) for pattern in patterns}

    def rows(self, stage, scope, patterns=()):
        rows = [self.row(stage, scope) for _ in range(self.pick([1, 1, 1, 2, 3]))]
        for row in rows:
            self.calm(row, patterns)
        return self.short_rows(rows)

    def calm(self, row, patterns):
        """Rows for internal events that lead somewhere often go round for ever: most may do so a few times only."""
        if "to" in row and any(pattern[:5] in ("*", "error", "done.") for pattern in patterns) and self.chance(0.9):
            target = self.named[row["to"] if isinstance(row["to"], str) else row["to"][0]]
            counted = target.parent if target.kind == "history" else target
            limit = "journey.visits(%s) < %d" % (quoted(counted.name), self.random.randint(2, 6))
            row["if"] = "%s && (%s)" % (limit, row["if"]) if "if" in row and self.chance(0.5) else limit

    def short_rows(self, rows):
        rows = [row["to"] if list(row) == ["to"] and isinstance(row["to"], str) and self.chance(0.7) else row for row in rows]
        return rows[0] if len(rows) == 1 and self.chance(0.8) else rows

    def row(self, stage, scope):
        parts = {}
        if self.chance(0.4):
            parts["if"] = self.guard(scope)
        if self.chance(0.65):
            parts["to"] = self.target(self.all)
            below = stage.below() if stage else []
            if below and self.chance(0.4):
                parts["to"] = self.target(below)
                if self.chance(0.6):
                    parts["internal"] = True
        if self.chance(0.5):
            parts.update({"do": self.actions(scope)} if self.chance(0.5) else self.beside(scope))
        if "after" in parts:
            parts["if"] = "data.sent < 300"
        elif ("raise" in parts or "send" in parts) and self.chance(0.8):
            parts["if"] = "data.raised < 25"
            parts["set"] = {"raised": "data.raised + 1"}
        if self.chance(0.1):
            parts["title"] = "why"
        keys = list(parts)
        self.random.shuffle(keys)
        return {key: parts[key] for key in keys}

    def beside(self, scope):
        """Actions beside `if` and `to`: several kinds, of which one at most takes a `with`."""
        made = {}
        if self.chance(0.5):
            made.update(self.action("set", scope))
        if self.chance(0.2):
            made.update(self.action("learn", scope))
        if self.chance(0.2):
            made.update(self.action("cancel", scope))
        if self.chance(0.2):
            made.update(self.action("count", scope))
        if self.chance(0.5):
            made.update(self.action(self.pick(["contact", "raise", "send", "emit", "start"]), scope))
        elif self.chance(0.2):
            made.update({"set": {"sent": "data.sent + 100"}, **self.later(scope)})
        return made

    def always(self, stage):
        """Mostly rows that end by themselves; now and then a circle."""
        if self.chance(0.75):
            limit = self.pick([2, 3, 7, 7, 8, 9, 998, 999, 1000, 1001])
            row = {"if": "data.k >= 5 && data.k < %d" % limit, "set": {"k": "data.k + 1"}}
            if limit < 10 and self.chance(0.4):
                row["to"] = self.pick(self.all).name
            return row
        row = self.row(stage, self.anything())
        row["if"] = "journey.visits(%s) == %d && %s" % (self.stage_text(), self.random.randint(1, 3), self.bool(self.anything(), 1))
        return row

    def after(self, stage, delay):
        if delay in SHORT:  # what comes back every 250ms would fill the trace
            return {"if": self.guard([]), **self.action(self.pick(["set", "emit", "count"]), [])}
        if self.chance(0.6):
            return self.rows(stage, [])
        row = self.row(stage, [])
        form = self.pick(["every", "at", "both"] if self.steady else ["every", "at"])
        if form != "every":
            row["at"] = self.pick(["09:00", "02:30", "02:00", "00:00", "23:59", "03:00"])
        if form != "at":
            row["every"] = self.pick(["6h", "1d", "P1DT12H"] if form == "every" else ["1d", "2d"])
        return row

    # ---- actions

    def actions(self, scope, depth=0):
        made = []
        for _ in range(self.pick([1, 1, 2, 3])):
            if depth < 2 and self.chance(0.15):
                made.append({"if": self.guard(scope), "do": self.actions(scope, depth + 1)})
                if self.chance(0.5):
                    made[-1]["else"] = self.actions(scope, depth + 1)
                continue
            kinds = ["set"] * 6 + ["learn", "contact", "raise", "send", "cancel", "start", "emit", "emit", "count"]
            item = self.action(self.pick(kinds), scope)
            if ("raise" in item or "send" in item) and self.chance(0.8):  # else it often goes round for ever
                item = {"if": "data.raised < 25", "do": [{"set": {"raised": "data.raised + 1"}}, item]}
            elif self.chance(0.2):
                item = {"if": self.guard(scope), **item}
            made.append(item)
        if self.chance(0.25):
            made.append({"if": "data.sent < 8", "do": [{"set": {"sent": "data.sent + 1"}}, self.later(scope)]})
        return made

    def later(self, scope):
        """A delayed send; events that send themselves again must not grow in number for ever."""
        made = {**self.action("send", scope), "after": self.pick(LONG)}
        if self.chance(0.5):
            made["id"] = self.pick(["one", "two"])
        return made

    def action(self, kind, scope):
        if kind in ("set", "learn"):
            slots = SLOTS if kind == "set" else PROFILE
            return {kind: {slot: self.scalar(slots[slot], scope) for slot in self.some(slots, 1, 2)
                           if not slot.startswith("unset") or self.chance(0.3)} or {list(slots)[0]: "1"}}
        if kind in ("raise", "send"):
            name = self.pick(list(self.events))
            made = {kind: name}
            fields = self.events[name].get("fields", {})
            if fields and self.chance(0.6):
                made["with"] = {field: self.scalar(FIELDS[field], scope) for field in self.some(fields, 1, 2)}
            return made
        if kind == "cancel":
            return {"cancel": self.pick(["one", "two"])}
        if kind == "count":
            made = {"count": self.pick(["visits", "things"])}
            if self.chance(0.5):
                made["by"] = self.scalar("int", scope)
            return made
        made = {kind: {"contact": self.pick(["letter", "mail"]), "start": "other-model", "emit": self.pick(["ping", "pong"])}[kind]}
        if self.chance(0.6):
            made["with"] = {name: self.value(scope) for name in self.some(["a", "b", "c"], 1, 2)}
        if kind == "contact" and self.chance(0.3):
            made["expires"] = self.pick(SHORT + LONG)
        return made

    # ---- expressions; `scope` is the list of the event's fields that may be read

    def scalar(self, type, scope):
        text = self.expr(type, scope, 2)
        if type == "int" and text.isdigit() and self.chance(0.5):
            return int(text)  # a plain 5 in the file is the expression 5 too
        return text

    def value(self, scope):
        form = self.random.randint(0, 9)
        if form == 0:
            return "[%s, %s]" % (self.int(scope, 1), self.int(scope, 1))
        if form == 1:
            return "{\"x\": %s, \"y\": %s}" % (self.double(scope, 0), self.double(scope, 0))
        if form == 2:
            return "bytes(%s)" % self.string(scope, 1)
        if form == 3:
            return self.pick(["3u + 4u", "uint(%s)" % self.int(scope, 0), "null", "[1, 2, 3].map(x, x * %s)" % self.int(scope, 0)])
        return self.expr(self.pick(["int", "double", "bool", "string", "timestamp", "duration"]), scope, 2)

    def guard(self, scope):
        return self.bool(scope, 2)

    def expr(self, type, scope, depth):
        return {"int": self.int, "double": self.double, "bool": self.bool, "string": self.string,
                "timestamp": self.timestamp, "duration": self.duration}[type](scope, depth)

    def leaf(self, type, scope, literals):
        """A literal or a variable; slots without a value come up seldom."""
        names = ["data." + slot for slot, t in SLOTS.items() if t == type and (not slot.startswith("unset") or self.chance(0.15))]
        names += ["profile." + slot for slot, t in PROFILE.items() if t == type and self.chance(0.3)]
        names += ["event." + field for field in scope if FIELDS[field] == type] * 2
        return self.pick(names) if names and self.chance(0.7) else self.pick(literals)

    def int(self, scope, depth):
        if depth == 0:
            return self.leaf("int", scope, ["0", "1", "2", "5", "-3", "0x1F", "40"])
        a, b, c = (self.int(scope, depth - 1) for _ in range(3))
        return self.pick([
            lambda: a, lambda: a,
            lambda: "%s + %s" % (a, b), lambda: "(%s - %s)" % (a, b), lambda: "%s * (%s)" % (a, b), lambda: "%s + %s * 3 %% 5" % (a, b),
            lambda: "(%s) / (%s)" % (a, b), lambda: "(%s) %% (%s)" % (a, b), lambda: "-(%s)" % a,
            lambda: "9223372036854775807 - (%s)" % a, lambda: "(%s) * 4611686018427387904" % a,
            lambda: "size(%s)" % self.string(scope, depth - 1), lambda: "%s.size()" % self.list(scope),
            lambda: "int(%s)" % self.double(scope, depth - 1), lambda: "int(\"%s\")" % self.pick(["12", "-4", "x", ""]),
            lambda: "journey.visits(%s)" % self.stage_text(), lambda: "(%s ? %s : %s)" % (self.bool(scope, depth - 1), a, b),
            lambda: "%s.%s(%s)" % (self.timestamp(scope, 0), self.pick(["getFullYear", "getMonth", "getDate", "getDayOfMonth",
                                                                        "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes",
                                                                        "getSeconds", "getMilliseconds"]),
                                   self.pick(["", "\"Europe/Berlin\"", "\"America/New_York\"", "\"+05:30\"", "\"-08:00\""])),
            lambda: "%s.%s()" % (self.pick(["(%s)" % self.duration(scope, 0), "journey.age"]),
                                 self.pick(["getHours", "getMinutes", "getSeconds"])),
            lambda: "int(%s)" % self.timestamp(scope, 0), lambda: "%s[%s]" % (self.list(scope), self.pick(["0", "1", "2", a])),
            lambda: "{\"a\": %s, \"b\": %s}[%s]" % (a, b, self.pick(["\"a\"", "\"b\"", "\"c\""])),
            lambda: "{\"a\": %s}.a" % c])()

    def list(self, scope):
        items = "[%s]" % ", ".join(self.int(scope, 0) for _ in range(self.random.randint(1, 3)))
        return self.pick([items, items, items + ".filter(i, i > 1)", items + ".map(i, i + 1)", items + ".map(i, i > 0, i * 2)",
                          "(%s + [7])" % items])

    def double(self, scope, depth):
        if depth == 0:
            return self.leaf("double", scope, ["0.0", "0.5", "2.25", "-1.75", "1e3", "100.0"])
        a, b = self.double(scope, depth - 1), self.double(scope, depth - 1)
        return self.pick([
            lambda: a, lambda: "%s + %s" % (a, b), lambda: "(%s - %s)" % (a, b), lambda: "(%s) * 0.5" % a, lambda: "(%s) / 4.0" % a,
            lambda: "double(%s)" % self.int(scope, depth - 1), lambda: "double(\"%s\")" % self.pick(["1.5", "2", "nope"]),
            lambda: "(%s ? %s : %s)" % (self.bool(scope, depth - 1), a, b), lambda: "-(%s)" % a])()

    def string(self, scope, depth):
        if depth == 0:
            return self.leaf("string", scope, ["\"a\"", "'b'", "\"héllo\"", "\"\"", "r\"x\\y\"", "\"\\u00e9\\n\"", "journey.id"])
        a, b = self.string(scope, depth - 1), self.string(scope, depth - 1)
        return self.pick([
            lambda: a, lambda: "%s + %s" % (a, b), lambda: "string(%s)" % self.int(scope, depth - 1), lambda: "event.name",
            lambda: "event.touchpoint", lambda: "event.channel", lambda: "string(%s)" % self.bool(scope, 0),
            lambda: "(%s ? %s : %s)" % (self.bool(scope, depth - 1), a, b), lambda: "string(%s)" % self.timestamp(scope, 0),
            lambda: "string(%s)" % self.duration(scope, 0)])()

    def timestamp(self, scope, depth):
        if depth == 0:
            return self.leaf("timestamp", scope, ["now", "event.time", "journey.started",
                                                  "timestamp(\"2026-03-29T01:30:00.250Z\")"])
        a = self.timestamp(scope, depth - 1)
        return self.pick([
            lambda: a, lambda: "(%s + %s)" % (a, self.duration(scope, 0)), lambda: "(%s - %s)" % (a, self.duration(scope, 0)),
            lambda: "journey.entered(%s)" % self.stage_text(), lambda: "timestamp(%s)" % self.int(scope, 0),
            lambda: "timestamp(\"2026-02-30T00:00:00Z\")" if self.chance(0.2) else a])()

    def duration(self, scope, depth):
        if depth == 0:
            return self.leaf("duration", scope, ["duration(\"1h30m\")", "duration(\"-1.5s\")", "duration(\"250ms\")", "journey.age"])
        a, b = self.duration(scope, depth - 1), self.duration(scope, depth - 1)
        return self.pick([lambda: a, lambda: "(%s + %s)" % (a, b), lambda: "(%s - %s)" % (a, b),
                          lambda: "(%s - %s)" % (self.timestamp(scope, 0), self.timestamp(scope, 0))])()

    def bool(self, scope, depth):
        if depth == 0:
            return self.leaf("bool", scope, ["true", "false", "data.n > 1", "data.m < 4", "data.flag"])
        a, b = self.bool(scope, depth - 1), self.bool(scope, depth - 1)
        type = self.pick(["int", "int", "double", "string", "timestamp", "duration"])
        forms = [
            lambda: a, lambda: "%s && %s" % (a, b), lambda: "(%s || %s)" % (a, b), lambda: "!(%s)" % a,
            lambda: "(%s ? %s : %s)" % (a, b, self.bool(scope, 0)), lambda: "(%s) == (%s)" % (a, b),
            lambda: "has(data.%s)" % self.pick(list(SLOTS)), lambda: "has(profile.%s)" % self.pick(list(PROFILE)),
            lambda: "journey.at(%s)" % self.stage_text(), lambda: "journey.visits(%s) %s %d" % (self.stage_text(), self.pick(["<", ">="]), self.random.randint(1, 3)),
            lambda: "%s in %s" % (self.int(scope, 0), self.list(scope)), lambda: "%s in {\"a\": 1, \"b\": 2}" % self.string(scope, 0),
            lambda: "%s.%s(%s)" % (self.string(scope, 0), self.pick(["startsWith", "endsWith", "contains"]), self.string(scope, 0)),
            lambda: "%s.%s(i, i %s %s)" % (self.list(scope), self.pick(["all", "exists", "exists_one"]), self.pick(["<", "==", "/ i =="]), self.int(scope, 0)),
            lambda: "bytes(%s) == b\"a\"" % self.string(scope, 0), lambda: "event.name == %s" % quoted(self.pick(list(self.events)))]
        forms += [lambda: "(%s) %s (%s)" % (self.expr(type, scope, depth - 1), self.pick(["==", "!=", "<", "<=", ">", ">="]),
                                            self.expr(type, scope, depth - 1))] * 6
        if scope:
            forms += [lambda: "has(event.%s)" % self.pick(scope)] * 2
            field = self.pick(scope)
            forms += [lambda: "has(event.%s) && event.%s %s (%s)" % (field, field, self.pick(["==", "!=", "<", ">="]),
                                                                     self.expr(FIELDS[field], [], 0))] * 4
        if self.personas:
            forms.append(lambda: "persona." + self.pick(self.personas))
        return self.pick(forms)()

    # ---- the log

    def log(self):
        start = cel.read_time(self.pick(BEGINNINGS)) // 1000
        zones = STEADY_ZONES if self.steady else ZONES
        customers = {name: self.pick(zones + [None]) for name in self.some(["c1", "c2", "anna", "Jürgen"], 1, 3)}
        lines, time = [], start
        for number in range(self.random.randint(*self.LOG)):
            time += self.pick([0, 0, 1, 250_000, 1_000_000, 60_000_000, 600_000_000, HOUR * 1_000_000, HOUR * 1_000_000,
                               self.random.randint(1, 12 * HOUR) * 1_000_000])
            customer = self.pick(list(customers))
            lines.append(self.event(number, customer, customers[customer], time))
        # The last event lets the waiting timers run.
        lines.append({"id": "last", "customer": "nobody", "event": "unknown", "time": time + 4 * DAY * 1_000_000})
        if self.chance(0.3):
            self.random.shuffle(lines)
        return lines

    def event(self, number, customer, zone, time):
        name = self.pick(list(self.events) * 4 + UNDECLARED)
        spec = self.events.get(name, {})
        line = {"id": "i%d" % number, "customer": customer, "event": self.pick(spec.get("aka", []) + [name]),
                "time": time if self.chance(0.3) else cel.time_text(time * 1000)}
        if zone:
            line["zone"] = zone
        if self.chance(0.2):
            line["touchpoint"] = self.pick(["shop", "site"])
        data = {field: self.json(FIELDS[field]) for field in spec.get("fields", {}) if self.chance(0.8)}
        if data and self.chance(0.04):
            field = self.pick(list(data))
            data[field] = self.pick([{"no": 1}, "no"]) if FIELDS[field] != "string" else 5
        if data or self.chance(0.2):
            line["data"] = data
        return line

    def json(self, type):
        return self.pick({"int": [0, 1, 2, 3, 7, -1, 2**63 - 1], "double": [0, 1, 0.5, 2.25, 99.9, -3.0], "bool": [True, False],
                          "string": ["", "a", "b", "héllo", "x \"y\""], "duration": ["1.5s", "3600s", "0s"],
                          "timestamp": ["2026-03-29T00:59:59.999Z", "2026-05-01T12:00:00+02:00"]}[type])


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True  # the format knows no anchors


def make(seed):
    """The text of a model and the lines of a log."""
    maker = Maker(seed)
    model, log = maker.model(), maker.log()
    style = maker.pick([False, False, None])
    text = yaml.dump(model, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=style)
    return text, log


def write(seed, folder):
    """What is made, as files as well."""
    os.makedirs(folder, exist_ok=True)
    text, log = make(seed)
    with open(os.path.join(folder, "model.yaml"), "w", encoding="utf-8") as file:
        file.write(text)
    with open(os.path.join(folder, "events.ndjson"), "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in log)
    return text, log


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--out", required=True)
    options = options.parse_args()
    write(options.seed, options.out)


if __name__ == "__main__":
    main()
