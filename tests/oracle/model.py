"""Reads the YAML of a valid model into plain objects. Nothing is diagnosed: a wrong model raises something.

Every scalar stays the text that stands in the file (PyYAML's own typing is YAML 1.1's); what a text
means is decided where it is used.
"""
import re
import yaml

import cel

MICRO = 1000  # nanoseconds
ACTIONS = ["set", "learn", "contact", "raise", "send", "cancel", "start", "emit", "count"]  # in the order of the table


class Expr:
    def __init__(self, text, path):
        self.text, self.path, self.ast = text, path, cel.parse(text)


class Action:
    """`kind` is one of ACTIONS, or `do` for a block; `guard` may be None."""

    def __init__(self, kind, guard=None):
        self.kind, self.guard = kind, guard
        self.name = None         # of a touchpoint, event, id, model, effect or counter
        self.slots = []          # of set and learn: (slot, Expr)
        self.fields = None       # of `with`: [(name, Expr)]
        self.by = None           # Expr
        self.after = None        # microseconds
        self.expires = None      # microseconds
        self.id = None
        self.do, self.otherwise = [], []


class Row:
    """A transition. `events` is None for always and after; `source` is None for entry."""

    def __init__(self, source, events):
        self.source, self.events = source, events
        self.guard = None
        self.targets, self.to = [], None
        self.internal = False
        self.actions = []


class Default:
    """Where an `initial` or the `default` of a history leads, and what it does."""

    def __init__(self, targets, actions):
        self.targets, self.actions = targets, actions


class After:
    def __init__(self, delay, every, at, rows):
        self.delay, self.every, self.at, self.rows = delay, every, at, rows


class Stage:
    def __init__(self, name, parent):
        self.name, self.parent = name, parent
        self.children = []       # without histories
        self.histories = []
        self.parallel = self.final = False
        self.history = None      # shallow or deep
        self.initial = self.default = None
        self.enter, self.leave = [], []
        self.rows, self.after = [], []
        self.order = 0           # document order


class Field:
    def __init__(self, type, default):
        self.type, self.default = type, default


class Event:
    def __init__(self, name, touchpoint, fields):
        self.name, self.touchpoint, self.fields = name, touchpoint, fields


class Model:
    def __init__(self, name):
        self.name = name
        self.data, self.profile = {}, {}             # name -> Field
        self.events, self.canonical = {}, {}         # name -> Event; name or alias -> name
        self.channel_of = {}                         # touchpoint -> channel
        self.personas = {}                           # name -> Expr
        self.entry = None                            # rows, or None where the model has no entry
        self.again, self.key = "never", None
        self.root = Stage("", None)
        self.stages = {}                             # name -> Stage


# --------------------------------------------------------------------------------------- scalars

UNITS = {"ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 604_800_000_000}


def duration(text):
    """Microseconds of `1d12h` or `P1DT12H`."""
    if text.startswith("P"):
        date, _, time = text[1:].partition("T")
        text = date.lower() + time.lower()
    parts = re.findall(r"(\d+)(\.\d+)?(ms|[smhdw])", text)
    if not parts or "".join(a + b + c for a, b, c in parts) != text:
        raise ValueError("no duration: " + text)
    return sum(int(a) * UNITS[c] + int(b[1:] or 0) * UNITS[c] // 10 ** (len(b) - 1) if b else int(a) * UNITS[c]
               for a, b, c in parts)


def truth(text):
    return text.lower() == "true"


def constant(type, text):
    if type == "int":
        return int(text)
    if type == "double":
        return float(text)
    if type == "bool":
        return truth(text)
    if type == "timestamp":
        return cel.Timestamp(cel.read_time(text))
    if type == "duration":
        return cel.Duration(duration(text) * MICRO)
    return text


def plain(node):
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return node.value


def listed(value):
    return value if isinstance(value, list) else [value]


# ---------------------------------------------------------------------------------------- parts

def read(text):
    top = plain(yaml.compose(text, Loader=yaml.SafeLoader))
    model = Model(top["model"])
    model.data = fields(top.get("data", {}))
    model.profile = fields(top.get("profile", {}))
    for name, spec in top.get("events", {}).items():
        spec = spec or {}
        model.events[name] = Event(name, spec.get("touchpoint"), fields(spec.get("fields", {})))
        for alias in [name] + listed(spec.get("aka", [])):
            model.canonical[alias] = name
    for name, spec in top.get("touchpoints", {}).items():
        model.channel_of[name] = spec["channel"]
    for name, text in top.get("personas", {}).items():
        model.personas[name] = Expr(text, "personas." + name)
    if "entry" in top:
        model.entry = when(None, top["entry"], "entry")
    rules = top.get("entry_rules", {})
    model.again = rules.get("again", "never")
    if "key" in rules:
        model.key = Expr(rules["key"], "entry_rules.key")
    children(model, model.root, top["stages"], "stages")
    number(model.root, 0)
    return model


def fields(specs):
    made = {}
    for name, spec in specs.items():
        spec = spec if isinstance(spec, dict) else {"type": spec}
        default = constant(spec["type"], spec["default"]) if "default" in spec else None
        made[name] = Field(spec["type"], default)
    return made


def children(model, parent, specs, path):
    for name, spec in specs.items():
        stage = read_stage(model, name, parent, spec or {}, path + "." + name)
        (parent.histories if stage.history else parent.children).append(stage)


def number(stage, at):
    """Document order; the histories need none, they are never active."""
    stage.order = at
    for child in stage.children:
        at = number(child, at + 1)
    return at


def read_stage(model, name, parent, spec, path):
    stage = model.stages[name] = Stage(name, parent)
    stage.parallel = truth(spec.get("parallel", "false"))
    stage.final = truth(spec.get("final", "false"))
    stage.history = spec.get("history")
    for key, value in spec.items():
        here = path + "." + key
        if key == "stages":
            children(model, stage, value, here)
        elif key == "initial":
            stage.initial = leads(value, here)
        elif key == "default":
            stage.default = leads(value, here)
        elif key == "enter":
            stage.enter = actions(value, here)
        elif key == "leave":
            stage.leave = actions(value, here)
        elif key == "when":
            stage.rows += when(stage, value, here)
        elif key == "always":
            stage.rows += transitions(stage, None, value, here)
        elif key == "done":
            stage.rows += transitions(stage, ["done.state." + name], value, here)
        elif key == "after":
            for delay, value in value.items():
                stage.after.append(after(stage, delay, value, here + "." + delay))
    return stage


def leads(value, path):
    if isinstance(value, dict):
        return Default(listed(value["to"]), actions(value.get("do", []), path + ".do"))
    return Default(listed(value), [])


def when(stage, value, path):
    if isinstance(value, dict):
        return [row for event, spec in value.items()
                for row in transitions(stage, [event], spec, path + "." + event)]
    return [transition(stage, listed(spec["event"]), spec, "%s[%d]" % (path, i)) for i, spec in enumerate(value)]


def transitions(stage, events, value, path):
    if isinstance(value, list):
        return [transition(stage, events, spec, "%s[%d]" % (path, i)) for i, spec in enumerate(value)]
    return [transition(stage, events, value, path)]


def transition(stage, events, spec, path):
    row = Row(stage, events)
    if not isinstance(spec, dict):
        spec = {"to": spec}
    if "if" in spec:
        row.guard = Expr(spec["if"], path + ".if")
    row.to = spec.get("to")
    row.targets = listed(row.to) if "to" in spec else []
    row.internal = truth(spec.get("internal", "false"))
    row.actions = actions(spec["do"], path + ".do") if "do" in spec else beside(spec, path)
    return row


def after(stage, delay, value, path):
    one = value if isinstance(value, dict) else {}
    at = None
    if "at" in one:
        at = tuple(int(part) for part in one["at"].split(":"))
    return After(duration(delay), duration(one["every"]) if "every" in one else None, at,
                 transitions(stage, None, value, path))


# -------------------------------------------------------------------------------------- actions

def actions(items, path):
    return [action(item, "%s[%d]" % (path, i)) for i, item in enumerate(items)]


def action(item, path):
    guard = Expr(item["if"], path + ".if") if "if" in item else None
    if "do" in item or "else" in item:
        made = Action("do", guard)
        made.do = actions(item.get("do", []), path + ".do")
        made.otherwise = actions(item.get("else", []), path + ".else")
        return made
    made, = beside(item, path)
    made.guard = guard
    return made


def beside(spec, path):
    """The actions of one map, in the table's order, whatever the order in the file."""
    return [one(kind, spec, path) for kind in ACTIONS if kind in spec]


def one(kind, spec, path):
    made = Action(kind)
    if kind in ("set", "learn"):
        made.slots = [(slot, Expr(text, "%s.%s.%s" % (path, kind, slot))) for slot, text in spec[kind].items()]
    else:
        made.name = spec[kind]
    if "with" in spec and kind in ("contact", "raise", "send", "start", "emit"):
        made.fields = [(name, Expr(text, "%s.with.%s" % (path, name))) for name, text in spec["with"].items()]
    if kind == "send":
        made.after = duration(spec["after"]) if "after" in spec else None
        made.id = spec.get("id")
    if kind == "contact" and "expires" in spec:
        made.expires = duration(spec["expires"])
    if kind == "count" and "by" in spec:
        made.by = Expr(spec["by"], path + ".by")
    return made
