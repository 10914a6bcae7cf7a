"""pairs.py: every operator on pairs of values at the edges of their kinds, every conversion and getter on each of them, as lines of a
.cel file. What they give is said by the oracle's evaluator, which knows nothing of the library; see tests/oracle/cel.py."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'oracle'))
import cel # noqa: E402

INTS = ['0', '1', '-1', '2', '7', '-7', '9007199254740993', '4611686018427387904', '9223372036854775807', '-9223372036854775808']
UINTS = ['0u', '1u', '7u', '9223372036854775807u', '9223372036854775808u', '18446744073709551615u']
DOUBLES = ['0.0', '-0.0', '1.0', '-1.0', '1.5', '-7.0', '9007199254740992.0', '9223372036854775807.0', '-9223372036854775808.0',
           '-9223372036854777856.0', '9223372036854777856.0', '18446744073709551616.0', '18446744073709555712.0', '1e300',
           'double("NaN")', 'double("inf")', 'double("-inf")']
TEXTS = ['""', '"a"', '"ab"', '"b"', '"1"', '"é"', 'b""', 'b"a"', 'b"ab"', 'b"\\377"']
TIMES = ['timestamp("2009-02-13T23:31:30.25Z")', 'timestamp("1969-12-31T23:59:58.75Z")', 'timestamp("0001-01-01T00:00:00Z")',
         'timestamp("9999-12-31T23:59:59.999999Z")', 'duration("0s")', 'duration("1.5s")', 'duration("-5025.000001s")',
         'duration("315576000000s")', 'duration("-315576000000s")']
HOLDERS = ['[]', '[1]', '[1.0]', '[1, 2]', '[2, 1]', '["a"]', '[double("NaN")]', '[[1u]]', '{}', '{"a": 1}', '{"a": 1.0}', '{"a": 2}',
           '{1: "x"}', '{1u: "x", true: "y"}', '{true: "y", 1: "x"}', '{"a": [1], "b": null}', '{"b": null, "a": [1.0]}']
WORDS = ['true', 'false', 'null']
VALUES = INTS + UINTS + DOUBLES + TEXTS + TIMES + HOLDERS + WORDS
STRINGS = ['"-1"', '"+1"', '"-"', '"1.5"', '"1e3"', '".5"', '"true"', '"True"', '"TRUE"', '"t"', '"T"', '"f"', '"FALSE"', '"tRUE"', '"NaN"',
           '"9223372036854775807"', '"9223372036854775808"', '"-9223372036854775808"', '"-9223372036854775809"',
           '"18446744073709551615"', '"18446744073709551616"', '" 1"', '"1 "', '"1h"', '"-1h30m"', '"1.5h"', '"0"', '"1d"',
           '"2009-02-13T23:31:30+02:00"', '"2009-02-30T23:31:30Z"', '"2009-02-13 23:31:30Z"']
GETTERS = ['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear', 'getHours', 'getMinutes', 'getSeconds',
           'getMilliseconds']
ZONES = ['', '"UTC"', '"Europe/Rome"', '"+05:30"', '"-09:00"', '"02:00"']
# Left to the implementation, or said by CEL's conformance tests otherwise.
NOT_ASKED = {'string(dyn(double("NaN")))', 'string(dyn(double("inf")))', 'string(dyn(double("-inf")))', 'uint(dyn("+1"))'}
# What is part of the message, for each of the oracle's failures.
FAILURES = {'no such overload': 'no such overload', 'integer overflow': 'integer overflow', 'unsigned integer overflow': 'overflow',
            'division by zero': 'division by zero', 'modulus by zero': 'modulus by zero'}


def differs(a, b):
    """Where CEL's conformance tests want something else than exact arithmetic: an integer is held to a double as a double, and
    times further apart than 64 bits of nanoseconds have no difference."""
    a, b = (cel.evaluate(cel.parse(text), {}) for text in (a, b))
    kinds = {cel.kind(a), cel.kind(b)}
    if kinds == {'timestamp'}:
        return abs(a.ns - b.ns) > cel.INT_MAX
    return kinds in ({'int', 'double'}, {'uint', 'double'}) and a != b and float(a) == float(b)


def outcome(text):
    try:
        value = cel.evaluate(cel.parse(text), {})
    except cel.CelError as failed:
        words = '' if text[-1] == ']' or text.startswith(('int(dyn("', 'uint(dyn("')) else FAILURES.get(str(failed).partition(':')[0], '')
        return 'error: ' + words # an index that is no number, a text that is none: each has words of its own
    except OverflowError:
        return None              # Python's own dates end at the year 9999, in any zone
    return json.dumps(cel.to_json(value), ensure_ascii=False, separators=(',', ':'))


def lines():
    values = [f'dyn({value})' for value in VALUES]
    numbers = values[:len(INTS) + len(UINTS) + len(DOUBLES)]
    for a in values:
        for b in values:
            if differs(a, b):
                continue
            yield f'[{a} == {b}, {a} != {b}]'
            yield f'{a} + {b}'
            yield f'{a} - {b}'
            together = f'[{a} < {b}, {a} <= {b}, {a} > {b}, {a} >= {b}]'
            yield together if '"' not in outcome(together) else f'{a} < {b}'
            if a in numbers and b in numbers:
                yield from (f'{a} {operator} {b}' for operator in '*/%')
    holders = [f'dyn({value})' for value in HOLDERS]
    for a in values:
        for b in holders + ['dyn("a")']:
            yield f'{a} in {b}'
            yield f'{b}[{a}]'
            yield f'{b} + [{a}]'
    for a in values + [f'dyn({value})' for value in STRINGS]:
        yield from (f'{word}({a})' for word in ('int', 'uint', 'double', 'bool', 'string', 'bytes', 'timestamp', 'duration', 'size'))
        yield from (f'{a}.{word}' for word in ('a', 'b'))
        yield from (f'has({a}.{word})' for word in ('a', 'b'))
        yield from (f'{a}.{word}({b})' for word in ('startsWith', 'endsWith', 'contains') for b in ('""', '"a"', '"b"', '"abc"'))
        yield from (f'{sign}{a}' for sign in ('-!' if 'duration' not in a else '!'))
        yield from (f'{a}.{macro}' for macro in ('all(x, x == 1)', 'exists(x, x == 1)', 'exists_one(x, x == 1)', 'map(x, [x])',
                                                 'filter(x, x == 1)', 'map(x, x == 1, [x])'))
        yield from (f'{a} {operator} {b}' for operator in ('&&', '||') for b in ('true', 'false', 'dyn(1)'))
        yield from (f'{b} {operator} {a}' for operator in ('&&', '||') for b in ('true', 'false'))
        yield f'{a} ? 1 : 2'
    for time in TIMES:
        for zone in ZONES:
            yield from (f'dyn({time}).{getter}({zone})' for getter in GETTERS)


for line in lines():
    expected = outcome(line)
    if expected is not None and line not in NOT_ASKED:
        print(line, '=>', expected)
