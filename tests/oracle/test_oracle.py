"""Handwritten cases for the oracle: what SCXML, CEL and the format's text say, worked out by hand.

Run here with `python3 -m unittest`.
"""
import unittest

import cel
import machine
import run

HEAD = """
tappa: 1
model: case
version: 1
"""


def trace(text, *events, until=None):
    """Events are names, one second apart from 2026-01-01, or maps that say more."""
    lines = []
    for number, event in enumerate(events):
        event = event if isinstance(event, dict) else {"event": event}
        lines.append({"id": str(number), "customer": "c", "time": "2026-01-01T00:00:%02dZ" % number, **event})
    return run.run(HEAD + text, lines, run.micros(until) if until else None)


def steps(*args, **named):
    """[event, stages] of each line."""
    return [[line["event"], line["stages"]] for line in trace(*args, **named)]


def emitted(*args, **named):
    """The names of all effects, in order, of all lines."""
    return [list(effect.values())[0] for line in trace(*args, **named) for effect in line["effects"]]


class Cel(unittest.TestCase):
    def value(self, text, **names):
        return cel.to_json(cel.evaluate(cel.parse(text), names))

    def fails(self, text):
        with self.assertRaises(cel.CelError, msg=text):
            self.value(text)

    def test_values(self):
        for text, value in [
                ("1 + 2 * 3", 7), ("-7 / 2", -3), ("-7 % 2", -1), ("7 % -2", 1), ("0x10", 16), ("1.0 / 0.0", "Infinity"),
                ("-9223372036854775808", -2**63), ("18446744073709551615u", 2**64 - 1), ("2 == 2.0", True),
                ("1u < 2", True), ("'a' < 'b' && b'a' < b'b'", True), ("1 in [3, 2, 1]", True), ("'a' in {'a': 1}", True),
                ("true ? 1 : 2", 1), ("false ? 1 : true ? 2 : 3", 2), ("size('h\u00e9')", 2), ("size(b'h\u00e9')", 3),
                ("'a\\u00e9\\n\\x41'", "a\u00e9\nA"), ("r'\\n'", "\\n"), ("'''a'b'''", "a'b"), ("b'\\xff'", "/w=="),
                ("[1, 2] + [3]", [1, 2, 3]), ("{'a': 1}.a", 1), ("has({'a': 1}.b)", False), ("{1: 'x'}[1]", "x"),
                ("[1, 2, 3].filter(x, x > 1).map(x, x * 2)", [4, 6]), ("[1, 2, 3].map(x, x > 1, x * 2)", [4, 6]),
                ("[1, 2].exists_one(x, x == 1)", True), ("[].all(x, false)", True), ("[].exists(x, true)", False),
                ("int(-1.9)", -1), ("int('12')", 12), ("double('1.5')", 1.5), ("string(1.5)", "1.5"), ("bool('true')", True),
                ("int(timestamp('1970-01-01T00:01:00Z'))", 60), ("timestamp(60)", "1970-01-01T00:01:00Z"),
                ("timestamp('2026-01-01T00:00:00.50Z') + duration('1h30m')", "2026-01-01T01:30:00.5Z"),
                ("timestamp('2026-01-01T00:00:00+01:00')", "2025-12-31T23:00:00Z"),
                ("timestamp('2026-01-02T00:00:00Z') - timestamp('2026-01-01T00:00:00Z')", "86400s"),
                ("duration('-1.5s')", "-1.5s"), ("duration('1h30m').getMinutes()", 90), ("duration('1500ms').getSeconds()", 1),
                ("timestamp('2026-07-01T23:30:00Z').getDate('Europe/Berlin')", 2),
                ("timestamp('2026-07-05T12:00:00Z').getDayOfWeek()", 0), ("timestamp('2026-07-05T12:00:00Z').getMonth()", 6),
                ("timestamp('2026-07-05T12:00:00Z').getHours('-02:30')", 9), ("size([1]) + size({})", 1)]:
            self.assertEqual(self.value(text), value, text)

    def test_errors(self):
        for text in ["9223372036854775807 + 1", "-(-9223372036854775808)", "1 / 0", "1 % 0", "1u - 2u", "1 + 1.0", "[1][1]",
                     "{'a': 1}.b", "'a' + 1", "1 ? 2 : 3", "int('x')", "int(1e30)", "uint(-1)", "{1: 1, 1: 2}", "!1",
                     "timestamp('2026-02-30T00:00:00Z')", "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
                     "'a'.matches('a')", "[1, 2].exists_one(x, x / 0 == 1)", "1 && true", "nobody"]:
            self.fails(text)

    def test_logic_absorbs_errors(self):
        for text, value in [("1 / 0 > 0 || true", True), ("true || 1 / 0 > 0", True), ("1 / 0 > 0 && false", False),
                            ("[0, 1].exists(x, 1 / x == 1)", True), ("[0, 1].all(x, 1 / x == 2)", False)]:
            self.assertEqual(self.value(text), value, text)
        for text in ["1 / 0 > 0 || false", "1 / 0 > 0 && true", "[0, 1].all(x, 1 / x == 1)"]:
            self.fails(text)

    def test_syntax(self):
        for text in ["1 +", "a b", "'x", "has(a)", "9223372036854775808", "1 2", "for", "", "a.", "(1"]:
            with self.assertRaises(cel.CelSyntax, msg=text):
                cel.parse(text)


NESTED = """
events: {E: {}, F: {}, G: {}}
stages:
  A:
    leave: [emit: leave A]
    enter: [emit: enter A]
    initial: {to: a2, do: [emit: initial A]}
    stages:
      a1: {}
      a2:
        enter: [emit: enter a2]
        leave: [emit: leave a2]
        when:
          E: {to: b2, emit: E}
          F: {to: A, emit: F}
    when:
      E: {to: b1, emit: never}
      G: {to: a2, internal: true, emit: G}
  B:
    enter: [emit: enter B]
    stages:
      b1: {enter: [emit: enter b1]}
      b2: {enter: [emit: enter b2]}
"""


class Transitions(unittest.TestCase):
    def test_exit_actions_entry(self):
        self.assertEqual(emitted(NESTED, "E"), ["enter A", "initial A", "enter a2",
                                               "leave a2", "leave A", "E", "enter B", "enter b2"])

    def test_to_an_ancestor_leaves_it(self):
        self.assertEqual(emitted(NESTED, "F")[3:],
                         ["leave a2", "leave A", "F", "enter A", "initial A", "enter a2"])

    def test_internal_does_not(self):
        self.assertEqual(emitted(NESTED, "G")[3:], ["leave a2", "G", "enter a2"])

    def test_external_into_a_descendant_leaves_the_source(self):
        self.assertEqual(emitted(NESTED.replace("internal: true, ", ""), "G")[3:],
                         ["leave a2", "leave A", "G", "enter A", "enter a2"])

    def test_first_that_holds(self):
        text = """
events: {E: {fields: {n: int}}}
stages:
  a:
    when:
      - {event: E, if: event.n > 1, to: b}
      - {event: [E, E], if: event.n > 0, to: c}
      - {event: "*", emit: any}
  b: {}
  c: {}
"""
        for n, stage in [(2, "b"), (1, "c"), (0, "a")]:
            self.assertEqual(steps(text, {"event": "E", "data": {"n": n}})[-1], ["E", [stage]])
        line = trace(text, "E")[-1]
        self.assertEqual([error["expression"] for error in line["errors"]], ["event.n > 1", "event.n > 0"])
        # the star takes the event, then both errors' error.execution
        self.assertEqual(len(line["effects"]), 3)

    def test_patterns_and_aliases(self):
        text = """
events: {order.paid: {aka: [paid]}, order: {}, orders: {}}
stages:
  a:
    when:
      order: {emit: plain}
      "order.*": {emit: prefix}
      "*": {emit: star}
"""
        self.assertEqual(emitted(text, "order", "order.paid", "paid", "order.new", "orders", "other"),
                         ["plain", "prefix", "prefix", "prefix", "star", "star"])
        self.assertEqual(trace(text, "paid")[-1]["event"], "order.paid")

    def test_always_and_raise_before_the_next_event(self):
        text = """
data: {n: {type: int, default: 0}}
events: {E: {}, R: {}, S: {}}
stages:
  a:
    when:
      E:
        do:
          - send: S
          - raise: R
          - set: {n: data.n + 1}
      R: {emit: R}
      S: {emit: S}
    always: {if: data.n == 1, set: {n: data.n + 1}, emit: always}
"""
        self.assertEqual(emitted(text, "E"), ["always", "R", "S"])
        self.assertEqual(steps(text, "E"), [["start", ["a"]], ["E", ["a"]], ["S", ["a"]]])
        self.assertEqual(trace(text, "E")[1]["taken"], [{"from": "a", "to": None}] * 3)

    def test_always_after_an_event_that_matches_nothing(self):
        text = """
events: {E: {}}
stages:
  a: {always: {if: event.name == "Other", to: b}}
  b: {}
"""
        self.assertEqual(steps(text, "Other")[-1], ["Other", ["b"]])


PARALLEL = """
events: {E: {}, F: {}, G: {}, H: {}, back: {}, deep: {}, go: {}}
stages:
  P:
    parallel: true
    stages:
      R1:
        enter: [emit: enter R1]
        leave: [emit: leave R1]
        stages:
          a: {leave: [emit: leave a], when: {E: b, G: out}}
          b: {enter: [emit: enter b], when: {F: f1}}
          f1: {final: true}
          h1: {history: shallow}
        when: {H: R1}
      R2:
        enter: [emit: enter R2]
        leave: [emit: leave R2]
        stages:
          c: {leave: [emit: leave c], when: {E: d, G: d}}
          d: {enter: [emit: enter d], when: {F: f2}}
          f2: {final: true}
    done: {to: out, emit: done P}
    when: {G: {emit: never}, go: out}
  out:
    when: {back: h1, deep: {to: [b, d]}}
"""


class Parallel(unittest.TestCase):
    def test_each_region_chooses(self):
        self.assertEqual(steps(PARALLEL, "E"), [["start", ["a", "c"]], ["E", ["b", "d"]]])
        self.assertEqual(emitted(PARALLEL, "E"), ["enter R1", "enter R2", "leave c", "leave a", "enter b", "enter d"])

    def test_conflict_goes_to_the_earlier_region(self):
        line = trace(PARALLEL, "G")[-1]
        self.assertEqual(line["stages"], ["out"])
        self.assertEqual(line["taken"], [{"from": "a", "to": "out"}])
        self.assertEqual(emitted(PARALLEL, "G")[2:], ["leave c", "leave R2", "leave a", "leave R1"])

    def test_a_region_targeting_itself_leaves_the_parallel_stage(self):
        self.assertEqual(emitted(PARALLEL, "H")[2:],
                         ["leave c", "leave R2", "leave a", "leave R1", "enter R1", "enter R2"])

    def test_done(self):
        self.assertEqual(steps(PARALLEL, "E", "F")[-1], ["F", ["out"]])
        line = trace(PARALLEL, "E", "F")[-1]
        self.assertEqual(line["taken"], [{"from": "b", "to": "f1"}, {"from": "d", "to": "f2"}, {"from": "P", "to": "out"}])

    def test_shallow_history_in_a_region(self):
        self.assertEqual(steps(PARALLEL, "E", "go", "back")[-1], ["back", ["b", "c"]])

    def test_list_of_targets(self):
        self.assertEqual(steps(PARALLEL, "G", "deep")[-1], ["deep", ["b", "d"]])
        self.assertEqual(trace(PARALLEL, "G", "deep")[-1]["taken"], [{"from": "out", "to": ["b", "d"]}])

    def test_descendant_preempts(self):
        text = """
events: {E: {}}
stages:
  P:
    parallel: true
    stages:
      R1: {stages: {a: {}, b: {}}}
      R2: {stages: {c: {when: {E: d}}, d: {}}}
    when: {E: out}
  out: {}
"""
        # a finds P's row first; c's row is from a descendant of P and pre-empts it
        self.assertEqual(steps(text, "E")[-1], ["E", ["a", "d"]])

    def test_nested_parallel_is_done_recursively(self):
        text = """
events: {E: {}}
stages:
  P:
    parallel: true
    stages:
      Q:
        parallel: true
        stages:
          q1: {stages: {x: {when: {E: y}}, y: {final: true}}}
          q2: {stages: {u: {when: {E: v}}, v: {final: true}}}
    when:
      done.state.q1: {emit: q1}
      done.state.q2: {emit: q2}
      done.state.Q: {emit: Q}
    done: {emit: P}
"""
        self.assertEqual(emitted(text, "E"), ["q1", "q2", "Q", "P"])

    def test_internal_on_a_parallel_stage(self):
        text = PARALLEL.replace("G: {emit: never}", "back: {to: b, internal: true}")
        self.assertEqual(emitted(text, "E", "back")[6:], ["leave R2", "leave R1", "enter R1", "enter b", "enter R2"])
        self.assertEqual(steps(text, "E", "back")[-1], ["back", ["b", "c"]])


class History(unittest.TestCase):
    TEXT = """
events: {next: {}, out: {}, shallow: {}, deep: {}}
stages:
  start:
    when:
      shallow: hs
      deep: hd
  A:
    enter: [emit: A]
    initial: {to: x, do: [emit: initial]}
    stages:
      x: {stages: {x1: {when: {next: y2}}, x2: {}}}
      y: {stages: {y1: {}, y2: {}}}
      hs: {history: shallow, default: {to: y, do: [emit: default]}}
      hd: {history: deep}
    when: {out: start}
"""

    def test_default(self):
        self.assertEqual(steps(self.TEXT, "shallow")[-1][1], ["y1"])
        self.assertEqual(emitted(self.TEXT, "shallow"), ["A", "default"])

    def test_without_default_the_parents_own(self):
        self.assertEqual(steps(self.TEXT, "deep")[-1][1], ["x1"])
        self.assertEqual(emitted(self.TEXT, "deep"), ["A", "initial"])

    def test_returning(self):
        self.assertEqual(steps(self.TEXT, "deep", "next", "out", "shallow")[-1][1], ["y1"])
        self.assertEqual(steps(self.TEXT, "deep", "next", "out", "deep")[-1][1], ["y2"])
        self.assertEqual(emitted(self.TEXT, "deep", "next", "out", "shallow"), ["A", "initial", "A"])


    def test_default_actions_only_where_the_parent_is_entered(self):
        text = self.TEXT.replace("when: {out: start}", "when: {out: {to: hs, internal: true}}")
        # A stays, so appendix D has no place for the default's actions
        self.assertEqual(emitted(text, "deep", "out"), ["A", "initial"])
        self.assertEqual(steps(text, "deep", "out")[-1][1], ["y1"])


class Ends(unittest.TestCase):
    TEXT = """
events: {E: {}, R: {}}
stages:
  a:
    leave: [emit: leave a]
    after: {1h: {emit: late}}
    when:
      E:
        - do: [raise: R, send: R, send: R]
          to: over
  over:
    final: true
    enter: [emit: enter over]
    leave: [{if: 'journey.at("over")', emit: leave over}]
"""

    def test_end(self):
        self.assertEqual(emitted(self.TEXT, "E"), ["leave a", "enter over", "leave over"])
        self.assertEqual(steps(self.TEXT, "E", "E", until="2026-01-02T00:00:00Z"),
                         [["start", ["a"]], ["E", ["over"]], ["E", ["over"]]])

    def test_loop_puts_everything_back(self):
        text = """
data: {n: {type: int, default: 0}}
profile: {p: {type: int, default: 0}}
events: {E: {}, S: {}, Q: {}}
stages:
  a:
    when:
      E: {do: [learn: {p: profile.p + 1}, send: S], to: b}
      Q: {emit: q, with: {p: profile.p, n: data.n}}
  b:
    when: {S: {send: S, set: {n: data.n + 1}}}
"""
        lines = trace(text, "E", "Q")
        self.assertEqual(lines[1], {"journey": "c", "event": "E", "time": "2026-01-01T00:00:00Z", "stages": ["a"],
                                    "taken": [], "effects": [], "errors": [], "error": "loop"})
        self.assertEqual(lines[2]["effects"], [{"emit": "q", "with": {"p": 0, "n": 0}}])

    def test_a_thousand_are_none_too_many(self):
        text = """
data: {n: {type: int, default: 0}}
events: {E: {}}
stages:
  a:
    when: {E: {set: {n: "1"}}}
    always: {if: data.n > 0 && data.n < LIMIT, set: {n: data.n + 1}}
"""
        lines = trace(text.replace("LIMIT", "1000"), "E")
        self.assertEqual(len(lines[1]["taken"]), 1000)
        self.assertEqual(trace(text.replace("LIMIT", "1001"), "E")[1]["error"], "loop")

    def test_loop_at_the_start(self):
        lines = trace("events: {E: {}}\nstages: {a: {always: {to: a}}}\n", "E")
        self.assertEqual([(line["event"], line["stages"], line["error"]) for line in lines], [("start", [], "loop")])


class Failures(unittest.TestCase):
    def test_own_list_stops(self):
        text = """
data: {n: int, m: {type: int, default: 1}}
events: {E: {}}
stages:
  a:
    when:
      E:
        do:
          - set: {m: "2"}
          - if: "true"
            do: [set: {m: data.n}, emit: never]
          - if: data.n > 0
            do: [emit: never]
            else: [{emit: else, with: {m: data.m}}]
          - emit: outer
          - set: {m: "3", n: 1 / 0}
          - emit: never
      error.execution: {emit: error, with: {m: data.m}}
"""
        line = trace(text, "E")[-1]
        self.assertEqual(line["effects"], [{"emit": "else", "with": {"m": 2}}, {"emit": "outer"},
                                           {"emit": "error", "with": {"m": 3}}])
        self.assertEqual([error["expression"] for error in line["errors"]], ["data.n", "data.n > 0", "1 / 0"])

    def test_outside_rows_each_failure(self):
        text = """
data: {n: int}
events: {E: {}}
stages:
  a:
    enter: [{if: data.n > 0, emit: never}, set: {n: data.n}]
    when: {error.execution: {emit: error}}
"""
        self.assertEqual(emitted(text, "E"), ["error", "error"])


class Timers(unittest.TestCase):
    def test_order(self):
        text = """
events: {S: {}, E: {}}
stages:
  P:
    parallel: true
    enter: [{send: S, after: 1h}]
    stages:
      r1: {after: {1h: {emit: r1}, 2h: {to: r1, emit: again}}}
      r2: {after: {60m: {emit: r2}}}
    when: {S: {emit: S}}
"""
        lines = trace(text, "E", until="2026-01-01T02:30:00Z")
        self.assertEqual([(line["event"], line["time"][11:], [list(e.values())[0] for e in line["effects"]]) for line in lines[2:]],
                         [("after", "01:00:00Z", ["r1"]), ("after", "01:00:00Z", ["r2"]), ("S", "01:00:00Z", ["S"]),
                          ("after", "02:00:00Z", ["again"])])

    def test_leaving_drops_after_but_not_sends(self):
        text = """
events: {S: {fields: {n: int}}, T: {}, E: {}, C: {}}
data: {n: {type: int, default: 1}}
stages:
  a:
    enter: [{send: S, after: 1h, with: {n: data.n}}, {send: T, after: 2h, id: t}, set: {n: "5"}]
    after: {30m: {emit: never}}
    when: {E: b}
  b:
    when: {S: {emit: S, with: {n: event.n}}, T: {emit: T}, C: {cancel: t}}
"""
        self.assertEqual(emitted(text, "E", until="2026-01-02T00:00:00Z"), ["S", "T"])
        self.assertEqual(emitted(text, "E", "C", until="2026-01-02T00:00:00Z"), ["S"])
        self.assertEqual(trace(text, "E", until="2026-01-02T00:00:00Z")[2]["effects"], [{"emit": "S", "with": {"n": 1}}])

    def test_guard_uses_up_and_every_does_not(self):
        text = """
data: {n: {type: int, default: 0}}
events: {E: {}}
stages:
  a:
    after:
      1h: {every: 2h, set: {n: data.n + 1}}
      2h: {if: data.n > 1, emit: never}
"""
        self.assertEqual([line["time"][11:16] for line in trace(text, "E", until="2026-01-01T05:00:00Z")[2:]],
                         ["01:00", "02:00", "03:00", "05:00"])

    def test_a_timer_runs_at_its_due_time_before_a_later_event(self):
        text = """
events: {E: {}}
stages:
  a: {after: {1h: b}}
  b: {after: {1h: c}}
  c: {when: {E: {emit: E, with: {at: 'journey.entered("c")', age: journey.age}}}}
"""
        line = trace(text, "x", {"event": "E", "time": "2026-01-01T05:00:00Z"})[-1]
        self.assertEqual(line["effects"][0]["with"], {"at": "2026-01-01T02:00:00Z", "age": "18000s"})

    def test_a_looping_timer_is_used_up(self):
        text = """
data: {n: {type: int, default: 0}}
events: {E: {}}
stages:
  a:
    after: {1h: {every: 1h, set: {n: "1"}}}
    always: {if: data.n == 1, set: {n: "1"}}
"""
        lines = trace(text, "E", until="2026-01-01T02:00:00Z")
        self.assertEqual([line.get("error") for line in lines], [None, None, "loop", "loop"])

    def test_local_time(self):
        def due(base, at, zone):
            return machine.time_text(machine.first_local(run.micros(base), at, zone))
        self.assertEqual(due("2026-01-01T08:00:00Z", (9, 0), "Europe/Berlin"), "2026-01-01T08:00:00Z")
        self.assertEqual(due("2026-01-01T08:00:00.000001Z", (9, 0), "Europe/Berlin"), "2026-01-02T08:00:00Z")
        # a gap from 02:00 to 03:00, and the hour from 02:00 to 03:00 twice
        self.assertEqual(due("2026-03-28T12:00:00Z", (2, 30), "Europe/Berlin"), "2026-03-29T01:00:00Z")
        self.assertEqual(due("2026-10-24T12:00:00Z", (2, 30), "Europe/Berlin"), "2026-10-25T00:30:00Z")
        self.assertEqual(due("2026-10-25T01:00:00Z", (2, 30), "Europe/Berlin"), "2026-10-26T01:30:00Z")
        # half an hour's gap, and a day that never was
        self.assertEqual(due("2026-10-03T12:00:00Z", (2, 15), "Australia/Lord_Howe"), "2026-10-03T15:30:00Z")
        self.assertEqual(due("2011-12-30T00:00:00Z", (9, 0), "Pacific/Apia"), "2011-12-30T10:00:00Z")


class Journeys(unittest.TestCase):
    TEXT = """
events: {E: {fields: {k: int}}, F: {fields: {k: int}}, end: {}}
profile: {p: {type: int, default: 0}}
ENTRY
stages:
  a:
    enter: [learn: {p: profile.p + 1}]
    when: {F: {emit: F}, end: over}
  over: {final: true}
"""

    def ids(self, entry, *events):
        return [[line["journey"], line["event"]] for line in trace(self.TEXT.replace("ENTRY", entry), *events)]

    def test_entry_uses_the_event_up(self):
        self.assertEqual(self.ids("entry: {E: a}", "F", "E", "F"), [["c", "start"], ["c", "F"]])
        line = trace(self.TEXT.replace("ENTRY", "entry: {E: a}"), "E")[0]
        self.assertEqual(line["taken"], [{"from": None, "to": "a"}])
        self.assertEqual(line["effects"], [{"learn": "p", "value": 1}])

    def test_after_end(self):
        self.assertEqual(self.ids("entry: {E: a}", "E", "end", "E"), [["c", "start"], ["c", "end"], ["c", "E"]])
        self.assertEqual(self.ids("entry: {E: a}\nentry_rules: {again: after_end}", "E", "E", "end", "E", "F"),
                         [["c", "start"], ["c", "E"], ["c", "end"], ["c#2", "start"], ["c#2", "F"]])

    def test_always(self):
        self.assertEqual(self.ids("entry: {E: a}\nentry_rules: {again: always}", "E", "E", "F"),
                         [["c", "start"], ["c#2", "start"], ["c", "F"], ["c#2", "F"]])

    def test_key(self):
        entry = "entry: {E: a}\nentry_rules: {key: event.k}"
        self.assertEqual(self.ids(entry, *({"event": event, "data": {"k": k}} for event, k in
                                           [("E", 1), ("E", 2), ("E", 1), ("F", 2)]), "end"),
                         [["c#1", "start"], ["c#2", "start"], ["c#1", "E"], ["c#2", "F"], ["c#1", "end"], ["c#2", "end"]])

    def test_refused(self):
        self.assertEqual(self.ids("", {"event": "E", "data": {"k": "x"}}), [])


if __name__ == "__main__":
    unittest.main()
