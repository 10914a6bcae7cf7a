"""CEL, read from its language definition: a parser and a tree-walking evaluator.

Nothing is type-checked beforehand; a wrong type is an error while evaluating. A value is a Python
bool, int (int64), Uint, float, str, bytes, None, Timestamp, Duration, list or Map. A variable may
also be a Record (`data`, `event`, `journey`, ...), which is selected from but is no value itself.
"""
import base64
import datetime
import math
import re
import zoneinfo


class CelError(Exception):
    """An expression that failed while it was evaluated."""


class CelSyntax(Exception):
    """A text that is no expression."""


class Uint(int):
    pass


class Timestamp:
    """Nanoseconds since 1970-01-01T00:00:00Z."""

    def __init__(self, ns):
        if not MIN_TIME <= ns <= MAX_TIME:
            raise CelError("timestamp overflow")
        self.ns = ns


class Duration:
    """Nanoseconds."""

    def __init__(self, ns):
        if abs(ns) > MAX_DURATION:
            raise CelError("duration overflow")
        self.ns = ns


class Map:
    """Pairs in the order written; looked up with CEL's equality, under which 1, 1u and 1.0 are one key."""

    def __init__(self, pairs):
        self.pairs = pairs

    def find(self, key):
        return next((pair for pair in self.pairs if equal(pair[0], key)), None)


class Record:
    """What a variable with declared fields is: a field not in `fields` is unset."""

    def __init__(self, fields):
        self.fields = fields

    def has(self, name):
        return name in self.fields

    def select(self, name):
        if name not in self.fields:
            raise CelError("no such field: " + name)
        return self.fields[name]

    def call(self, name, args):
        raise CelError("no such overload: " + name)


SECOND = 1_000_000_000
DAY = 86400 * SECOND
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MIN_TIME = -62135596800 * SECOND
MAX_TIME = 253402300800 * SECOND - 1
MAX_DURATION = 315576000000 * SECOND
INT_MIN, INT_MAX, UINT_MAX = -2**63, 2**63 - 1, 2**64 - 1


# ---------------------------------------------------------------------------------------- reading

TOKEN = re.compile(r"""
    (?P<space>  (?:\s|//[^\n]*)+ )
  | (?P<string> (?:[rR][bB]?|[bB][rR]?)?(?:
        \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' ) )
  | (?P<float>  \d+\.\d+(?:[eE][+-]?\d+)? | \d+[eE][+-]?\d+ | \.\d+(?:[eE][+-]?\d+)? )
  | (?P<int>    (?:0[xX][0-9a-fA-F]+|\d+)[uU]? )
  | (?P<ident>  [A-Za-z_][A-Za-z0-9_]* )
  | (?P<quoted> `[A-Za-z0-9_./ -]+` )
  | (?P<op>     && | \|\| | == | != | <= | >= | [-+*/%!<>?:.,()\[\]{}] )
""", re.VERBOSE | re.DOTALL)
# A raw string ends at the first quote, whatever stands before it; TOKEN knows escapes only.
RAW = re.compile(r"""(?P<string>(?:[rR][bB]?|[bB][rR])(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"[^"\n]*"|'[^'\n]*'))""",
                 re.DOTALL)
ESCAPE = re.compile(r"\\(?:([abfnrtv\\?\"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))")
PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
SIMPLE = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`"))
RESERVED = set("as break const continue else for function if import let loop package namespace return var void while"
               .split())
MACROS = {"all": 2, "exists": 2, "exists_one": 2, "map": (2, 3), "filter": 2}


def tokens(text):
    at, found = 0, []
    while at < len(text):
        match = RAW.match(text, at) or TOKEN.match(text, at)
        if not match:
            raise CelSyntax("unexpected %r" % text[at])
        if match.lastgroup != "space":
            found.append((match.lastgroup, match.group()))
        at = match.end()
    return found + [("end", "")]


def string_literal(text):
    prefix = re.match("[rRbB]*", text).group().lower()
    body = text[len(prefix):]
    quote = 3 if len(body) >= 6 and body[:3] in ('"""', "'''") else 1
    body = body[quote:-quote]
    parts, at = [], 0
    while at < len(body):
        if body[at] != "\\" or "r" in prefix:
            parts.append(body[at].encode())
            at += 1
            continue
        # An astral character may be written as two halves, as JSON does.
        if "b" not in prefix and (pair := PAIR.match(body, at)):
            parts.append(bytes.fromhex(pair.group(1) + pair.group(2)).decode("utf-16-be").encode())
            at = pair.end()
            continue
        match = ESCAPE.match(body, at)
        if not match:
            raise CelSyntax("unknown escape in " + text)
        simple, hexa, short, long, octal = match.groups()
        if simple:
            parts.append(SIMPLE[simple].encode())
        elif "b" in prefix and (hexa or octal):  # in bytes these two are a byte, in strings a code point
            parts.append(bytes([int(hexa, 16) if hexa else int(octal, 8)]))
        else:
            parts.append(chr(int(octal, 8) if octal else int(hexa or short or long, 16)).encode())
        at = match.end()
    whole = b"".join(parts)
    return whole if "b" in prefix else whole.decode()


class Parser:
    """Recursive descent; a node is a tuple whose first item is its kind."""

    def __init__(self, text):
        self.tokens, self.at = tokens(text), 0

    def peek(self):
        return self.tokens[self.at][1] if self.tokens[self.at][0] in ("op", "ident") else None

    def take(self, *texts):
        if self.peek() in texts:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def need(self, text):
        if not self.take(text):
            raise CelSyntax("expected %r, found %r" % (text, self.tokens[self.at][1]))

    def whole(self):
        node = self.expr()
        if self.tokens[self.at][0] != "end":
            raise CelSyntax("unexpected %r" % self.tokens[self.at][1])
        return node

    def expr(self):
        node = self.left(0)
        if self.take("?"):
            yes = self.left(0)
            self.need(":")
            node = ("cond", node, yes, self.expr())
        return node

    LEVELS = [("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%")]

    def left(self, level):
        if level == len(self.LEVELS):
            return self.unary()
        node = self.left(level + 1)
        while operator := self.take(*self.LEVELS[level]):
            node = ("binary", operator, node, self.left(level + 1))
        return node

    def unary(self):
        if self.take("!"):
            return ("not", self.unary())
        if self.peek() == "-":
            self.at += 1
            # The sign belongs to a literal: so the smallest int can be written.
            if self.tokens[self.at][0] in ("int", "float"):
                return self.member(self.number("-"))
            return ("minus", self.unary())
        return self.member(self.primary())

    def number(self, sign=""):
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "float":
            return ("literal", float(sign + text))
        digits = text.rstrip("uU")
        value = int(sign + digits, 16 if digits[:2] in ("0x", "0X") else 10)
        if digits != text:
            if not 0 <= value <= UINT_MAX or sign:
                raise CelSyntax("no uint: " + sign + text)
            return ("literal", Uint(value))
        if not INT_MIN <= value <= INT_MAX:
            raise CelSyntax("no int: " + sign + text)
        return ("literal", value)

    def name(self):
        kind, text = self.tokens[self.at]
        if kind != "ident":
            raise CelSyntax("expected a name, found %r" % text)
        self.at += 1
        return text

    def arguments(self, end):
        found = []
        while not self.take(end):
            found.append(self.expr())
            if not self.take(","):
                self.need(end)
                break
        return found

    def primary(self):
        kind, text = self.tokens[self.at]
        if kind in ("int", "float"):
            return self.number()
        if kind == "string":
            self.at += 1
            return ("literal", string_literal(text))
        if self.take("("):
            node = self.expr()
            self.need(")")
            return node
        if self.take("["):
            return ("list", self.arguments("]"))
        if self.take("{"):
            return ("map", self.pairs())
        root = self.take(".")
        word = self.name()
        if word in ("true", "false", "null"):
            return ("literal", {"true": True, "false": False, "null": None}[word])
        if word in RESERVED or word == "in":
            raise CelSyntax("reserved word " + word)
        if not self.take("("):
            return ("root" if root else "name", word)
        args = self.arguments(")")
        if word == "has":
            if len(args) != 1 or args[0][0] != "select":
                raise CelSyntax("has() takes one field selection")
            return ("has", args[0][1], args[0][2])
        return ("call", word, args)

    def pairs(self):
        found = []
        while not self.take("}"):
            key = self.expr()
            self.need(":")
            found.append((key, self.expr()))
            if not self.take(","):
                self.need("}")
                break
        return found

    def member(self, node):
        while operator := self.take(".", "["):
            if operator == "[":
                node = ("index", node, self.expr())
                self.need("]")
                continue
            if self.tokens[self.at][0] == "quoted":
                node = ("select", node, self.tokens[self.at][1][1:-1])
                self.at += 1
                continue
            word = self.name()
            if not self.take("("):
                node = ("select", node, word)
                continue
            args = self.arguments(")")
            counts = MACROS.get(word)
            if counts and len(args) in (counts if isinstance(counts, tuple) else (counts,)) and args[0][0] == "name":
                node = ("macro", word, node, args[0][1], args[1:])
            else:
                node = ("method", node, word, args)
        return node


def parse(text):
    return Parser(text).whole()


# ------------------------------------------------------------------------------------- evaluating

def kind(value):
    names = {bool: "bool", int: "int", Uint: "uint", float: "double", str: "string", bytes: "bytes",
             type(None): "null", Timestamp: "timestamp", Duration: "duration", list: "list", Map: "map"}
    return names.get(type(value), "record")


NUMBERS = ("int", "uint", "double")


def equal(a, b):
    ka, kb = kind(a), kind(b)
    if ka in NUMBERS and kb in NUMBERS:
        a, b = comparable(a, b)
        return a == b
    if ka != kb:
        return False
    if ka == "list":
        return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b))
    if ka == "map":
        return len(a.pairs) == len(b.pairs) and all(
            (other := b.find(key)) is not None and equal(value, other[1]) for key, value in a.pairs)
    if ka in ("timestamp", "duration"):
        return a.ns == b.ns
    return a == b


def comparable(a, b):
    """Beside a double an integer counts as one, so that near 2^63 neighbours are equal: CEL's conformance tests have it so."""
    return (float(a), float(b)) if "double" in (kind(a), kind(b)) else (a, b)


def ordered(operator, a, b):
    ka, kb = kind(a), kind(b)
    if not (ka == kb and ka in ("bool", "string", "bytes", "timestamp", "duration") or ka in NUMBERS and kb in NUMBERS):
        raise CelError("no such overload: %s %s %s" % (ka, operator, kb))
    if ka in ("timestamp", "duration"):
        a, b = a.ns, b.ns
    elif ka in NUMBERS:
        a, b = comparable(a, b)
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


def checked_int(value):
    if not INT_MIN <= value <= INT_MAX:
        raise CelError("integer overflow")
    return int(value)


def checked_uint(value):
    if not 0 <= value <= UINT_MAX:
        raise CelError("unsigned integer overflow")
    return Uint(value)


def in_range(ns):
    """CEL's conformance tests want the difference of two times in 64 bits of nanoseconds: 292 years."""
    if not -INT_MAX <= ns <= INT_MAX:
        raise CelError("duration overflow")
    return ns


def arithmetic(operator, a, b):
    ka, kb = kind(a), kind(b)
    if ka == kb and ka in ("int", "uint"):
        check = checked_int if ka == "int" else checked_uint
        if operator in "/%" and b == 0:
            raise CelError("division by zero" if operator == "/" else "modulus by zero")
        a, b = int(a), int(b)
        if operator in "/%":
            quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)  # towards zero
            checked = check(quotient)
            return checked if operator == "/" else check(a - b * quotient)
        return check({"+": a + b, "-": a - b, "*": a * b}[operator])
    if ka == kb == "double" and operator != "%":
        if operator == "/" and b == 0:
            return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
        return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[operator]()
    if operator == "+":
        if ka == kb and ka in ("string", "bytes", "list"):
            return a + b
        if (ka, kb) in (("timestamp", "duration"), ("duration", "timestamp")):
            return Timestamp(a.ns + b.ns)
        if ka == kb == "duration":
            return Duration(a.ns + b.ns)
    if operator == "-":
        if ka == kb == "timestamp":
            return Duration(in_range(a.ns - b.ns))
        if ka == kb == "duration":
            return Duration(a.ns - b.ns)
        if (ka, kb) == ("timestamp", "duration"):
            return Timestamp(a.ns - b.ns)
    raise CelError("no such overload: %s %s %s" % (ka, operator, kb))


def inside(a, b):
    if kind(b) == "list":
        return any(equal(a, item) for item in b)
    if kind(b) == "map":
        return b.find(a) is not None
    raise CelError("no such overload: %s in %s" % (kind(a), kind(b)))


def boolean(value):
    if value is not True and value is not False:
        raise CelError("no such overload: " + kind(value) + " is no bool")
    return value


def logic(deciding, one, other):
    """`||` (deciding True) and `&&` (deciding False): the deciding value wins over an error on the other side."""
    failed = None
    for side in (one, other):
        try:
            if boolean(side()) is deciding:
                return deciding
        except CelError as error:
            failed = failed or error
    if failed:
        raise failed
    return not deciding


def evaluate(node, names):
    what = node[0]
    if what == "literal":
        return node[1]
    if what == "name":
        if node[1] not in names:
            raise CelError("no such name: " + node[1])
        return names[node[1]]
    if what == "root":  # `.x`: never what a macro calls x
        return evaluate(("name", node[1]), names.get("", names))
    if what == "select":
        return select(evaluate(node[1], names), node[2])
    if what == "has":
        return has(evaluate(node[1], names), node[2])
    if what == "index":
        return index(evaluate(node[1], names), evaluate(node[2], names))
    if what == "list":
        return [evaluate(item, names) for item in node[1]]
    if what == "map":
        made = Map([])
        for key, value in node[1]:
            key = evaluate(key, names)
            if kind(key) not in ("bool", "int", "uint", "string"):
                raise CelError("unsupported key type: " + kind(key))
            if made.find(key):
                raise CelError("repeated key")
            made.pairs.append((key, evaluate(value, names)))
        return made
    if what == "not":
        return not boolean(evaluate(node[1], names))
    if what == "minus":
        value = evaluate(node[1], names)
        if kind(value) == "int":
            return checked_int(-value)
        if kind(value) == "double":
            return -value
        raise CelError("no such overload: -" + kind(value))
    if what == "cond":
        return evaluate(node[2] if boolean(evaluate(node[1], names)) else node[3], names)
    if what == "binary":
        return binary(node, names)
    if what == "macro":
        return macro(node, names)
    if what == "call":
        return function(node[1], [evaluate(arg, names) for arg in node[2]])
    target = evaluate(node[1], names)
    return method(target, node[2], [evaluate(arg, names) for arg in node[3]])


def binary(node, names):
    operator, left, right = node[1:]
    if operator in ("||", "&&"):
        return logic(operator == "||", lambda: evaluate(left, names), lambda: evaluate(right, names))
    a, b = evaluate(left, names), evaluate(right, names)
    if operator == "==":
        return equal(a, b)
    if operator == "!=":
        return not equal(a, b)
    if operator == "in":
        return inside(a, b)
    if operator in ("<", "<=", ">", ">="):
        return ordered(operator, a, b)
    return arithmetic(operator, a, b)


def select(value, name):
    if isinstance(value, Record):
        return value.select(name)
    if kind(value) == "map":
        return index(value, name)
    raise CelError("no such overload: %s.%s" % (kind(value), name))


def has(value, name):
    if isinstance(value, Record):
        return value.has(name)
    if kind(value) == "map":
        return value.find(name) is not None
    raise CelError("no such overload: has(%s.%s)" % (kind(value), name))


def index(value, key):
    if kind(value) == "map":
        pair = value.find(key)
        if pair is None:
            raise CelError("no such key: %s" % key)
        return pair[1]
    if kind(value) == "list" and kind(key) in NUMBERS and math.isfinite(key) and key == int(key):
        if not 0 <= key < len(value):
            raise CelError("index out of bounds: %d" % key)
        return value[int(key)]
    raise CelError("no such overload: %s[%s]" % (kind(value), kind(key)))


def macro(node, names):
    word, subject, variable, args = node[1:]
    subject = evaluate(subject, names)
    if kind(subject) not in ("list", "map"):
        raise CelError("no such overload: %s.%s" % (kind(subject), word))
    items = subject if kind(subject) == "list" else [key for key, _ in subject.pairs]

    def of(arg, item):
        return evaluate(arg, {"": names, **names, variable: item})

    if word in ("all", "exists"):
        failed = None
        for item in items:
            try:
                if boolean(of(args[0], item)) is (word == "exists"):
                    return word == "exists"
            except CelError as error:
                failed = failed or error
        if failed:
            raise failed
        return word == "all"
    if word == "exists_one":
        return sum(boolean(of(args[0], item)) for item in items) == 1
    if word == "filter":
        return [item for item in items if boolean(of(args[0], item))]
    return [of(args[-1], item) for item in items if len(args) == 1 or boolean(of(args[0], item))]


# -------------------------------------------------------------------------------------- functions

def function(name, args):
    if name == "size" and len(args) == 1:
        return method(args[0], name, [])
    if len(args) != 1 or name not in CONVERSIONS:
        raise CelError("no such overload: " + name)
    if name == "dyn":
        return args[0]
    return CONVERSIONS[name](args[0], kind(args[0]))


def to_int(v, k):
    if k in ("int", "uint"):
        return checked_int(v)
    if k == "double":
        if not INT_MIN < v <= INT_MAX:  # open bounds: CEL's conformance tests, `double_int_min_range`
            raise CelError("integer overflow")
        return checked_int(int(v))
    if k == "string" and re.fullmatch(r"[+-]?\d+", v, re.ASCII):
        return checked_int(int(v))
    if k == "timestamp":
        return v.ns // SECOND
    raise CelError("no int: " + k)


def to_uint(v, k):
    if k in ("int", "uint"):
        return checked_uint(v)
    if k == "double" and math.isfinite(v) and v >= 0:  # -0.5 too is below the range
        return checked_uint(int(v))
    if k == "string" and re.fullmatch(r"\d+", v, re.ASCII):
        return checked_uint(int(v))
    raise CelError("no uint: " + k)


def to_double(v, k):
    if k in NUMBERS:
        return float(v)
    if k == "string" and re.fullmatch(r"[+-]?(\d+(\.\d*)?(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf|infinity|nan)", v, re.ASCII | re.IGNORECASE):
        if math.isinf(float(v)) and "n" not in v.lower():
            raise CelError("double overflow")
        return float(v)
    raise CelError("no double: " + k)


def to_bool(v, k):
    if k == "bool":
        return v
    if k == "string" and v in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if k == "string" and v in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise CelError("no bool: " + k)


def to_string(v, k):
    if k == "string":
        return v
    if k == "bool":
        return "true" if v else "false"
    if k in ("int", "uint"):
        return str(int(v))
    if k == "double" and not math.isfinite(v):  # CEL does not say; as JSON's mapping does
        return "NaN" if math.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    if k == "double":
        return re.sub(r"\.0$", "", repr(v))
    if k == "bytes":
        try:
            return v.decode()
        except UnicodeDecodeError:
            raise CelError("no UTF-8")
    if k == "timestamp":
        return time_text(v.ns)
    if k == "duration":
        return duration_text(v.ns)
    raise CelError("no string: " + k)


def to_bytes(v, k):
    if k == "bytes":
        return v
    if k == "string":
        return v.encode()
    raise CelError("no bytes: " + k)


def to_timestamp(v, k):
    if k == "timestamp":
        return v
    if k == "int":
        return Timestamp(v * SECOND)
    if k == "string":
        return Timestamp(read_time(v))
    raise CelError("no timestamp: " + k)


def to_duration(v, k):
    if k == "duration":
        return v
    if k == "string":
        return Duration(read_duration(v))
    raise CelError("no duration: " + k)


CONVERSIONS = {"int": to_int, "uint": to_uint, "double": to_double, "bool": to_bool, "string": to_string,
               "bytes": to_bytes, "timestamp": to_timestamp, "duration": to_duration, "dyn": None}


def fraction(ns):
    return "" if ns == 0 else (".%09d" % ns).rstrip("0")


def time_text(ns):
    moment = EPOCH + datetime.timedelta(seconds=ns // SECOND)
    return moment.strftime("%%04d-%m-%dT%H:%M:%S") % moment.year + fraction(ns % SECOND) + "Z"


def duration_text(ns):
    return ("-" if ns < 0 else "") + str(abs(ns) // SECOND) + fraction(abs(ns) % SECOND) + "s"


CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"  # an offset too is at most 23:59, as RFC 3339 says


def read_time(text):
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]" + CLOCK + ")", text, re.ASCII)
    if not match:
        raise CelError("no timestamp: " + text)
    try:
        moment = datetime.datetime(*(int(part) for part in match.groups()[:6]), tzinfo=datetime.timezone.utc)
    except ValueError:
        raise CelError("no timestamp: " + text)
    seconds = (moment - EPOCH) // datetime.timedelta(seconds=1) - offset(match.group(8))
    return seconds * SECOND + int((match.group(7) or ".")[1:10].ljust(9, "0"))


def offset(text):
    """Seconds of `Z`, `+09:30` or `02:00`."""
    if text in "Zz":
        return 0
    sign = -1 if text[0] == "-" else 1
    hours, minutes = text.lstrip("+-").split(":")
    return sign * (int(hours) * 3600 + int(minutes) * 60)


UNITS = {"h": 3600 * SECOND, "m": 60 * SECOND, "s": SECOND, "ms": 1_000_000, "us": 1000, "ns": 1}


def read_duration(text):
    match = re.fullmatch(r"([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|ns))+|0)", text, re.ASCII)
    if not match:
        raise CelError("no duration: " + text)
    total = 0
    for number, unit in re.findall(r"([\d.]+)(h|ms|m|s|us|ns)", match.group(2)):
        whole, _, part = number.partition(".")
        total += int(whole or 0) * UNITS[unit] + int(part or 0) * UNITS[unit] // 10 ** len(part)
    return -total if match.group(1) == "-" else total


def local(stamp, args):
    zone = datetime.timezone.utc
    if args:
        if re.fullmatch("[+-]?" + CLOCK, args[0], re.ASCII):
            zone = datetime.timezone(datetime.timedelta(seconds=offset(args[0])))
        else:
            try:
                zone = zoneinfo.ZoneInfo(args[0])
            except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
                raise CelError("no such zone: " + args[0])
    seconds, years = stamp.ns // SECOND, 0
    # In a zone a time may lie in the year 0 or 10000, which datetime does not know; after 400 years the calendar repeats.
    if seconds * SECOND < MIN_TIME + DAY or seconds * SECOND > MAX_TIME - DAY:
        years = 400 if seconds > 0 else -400
        seconds -= years // 400 * 146097 * 86400
    return (EPOCH + datetime.timedelta(seconds=seconds)).astimezone(zone), years


TIME_GETTERS = {
    "getFullYear": lambda d: d.year,
    "getMonth": lambda d: d.month - 1,
    "getDate": lambda d: d.day,
    "getDayOfMonth": lambda d: d.day - 1,
    "getDayOfWeek": lambda d: d.isoweekday() % 7,
    "getDayOfYear": lambda d: d.timetuple().tm_yday - 1,
    "getHours": lambda d: d.hour,
    "getMinutes": lambda d: d.minute,
    "getSeconds": lambda d: d.second,
}


def towards_zero(ns, unit):
    return abs(ns) // unit * (-1 if ns < 0 else 1)


def method(target, name, args):
    if isinstance(target, Record):
        return target.call(name, args)
    k, kinds = kind(target), [kind(arg) for arg in args]
    if name == "size" and not args and k in ("string", "bytes", "list", "map"):
        return len(target.pairs) if k == "map" else len(target)
    if k == "string" and kinds == ["string"]:
        if name == "startsWith":
            return target.startswith(args[0])
        if name == "endsWith":
            return target.endswith(args[0])
        if name == "contains":
            return args[0] in target
    if k == "timestamp" and kinds in ([], ["string"]):
        if name in TIME_GETTERS:
            moment, years = local(target, args)
            return TIME_GETTERS[name](moment) + (years if name == "getFullYear" else 0)
        if name == "getMilliseconds":
            local(target, args)  # a zone that does not exist is an error here too
            return target.ns % SECOND // 1_000_000
    if k == "duration" and not args:
        if name == "getMilliseconds":  # the part below a second, as CEL's conformance tests have it
            return towards_zero(target.ns, 1_000_000) - towards_zero(target.ns, SECOND) * 1000
        if name in ("getHours", "getMinutes", "getSeconds"):
            return towards_zero(target.ns, UNITS[name[3].lower()])
    raise CelError("no such overload: %s.%s" % (k, name))


def to_json(value):
    """CEL's JSON mapping."""
    k = kind(value)
    if k == "timestamp":
        return time_text(value.ns)
    if k == "duration":
        return duration_text(value.ns)
    if k == "bytes":
        return base64.b64encode(value).decode()
    if k == "list":
        return [to_json(item) for item in value]
    if k == "map":
        return {to_string(key, kind(key)): to_json(item) for key, item in value.pairs}
    if k == "double" and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if k == "record":
        raise CelError("no value")
    return value
