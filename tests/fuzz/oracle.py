"""oracle.py: the oracle's answer to one expression after the other, for fuzz-evaluate.c, which starts this program.

Request on standard input: size of the text, then int, uint, double, timestamp and duration (microseconds), size of a string, all little
end first; then text and string. Answer: one line. `!` is an error, `?` nothing to compare: what the oracle does not cover.
"""
import math
import pathlib
import re
import struct
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'oracle'))
import cel  # noqa: E402

REQUEST = struct.Struct('<IqQdqqI')
MICRO = 1000


class NotCovered(Exception):
    pass


def in_microseconds(kind):
    """Tappa's times have microseconds: what is finer is not compared."""
    made = kind.__init__

    def init(self, ns):
        if ns % MICRO:
            raise NotCovered
        made(self, ns)
    kind.__init__ = init


in_microseconds(cel.Timestamp)
in_microseconds(cel.Duration)


def written(value):
    """One text for each value; 1, 1u and 1.0 differ in it."""
    k = cel.kind(value)
    if k == 'bool':
        return 'b1' if value else 'b0'
    if k in ('int', 'uint'):
        return k[0] + str(int(value))
    if k == 'double':
        return 'dnan' if math.isnan(value) else 'd' + struct.pack('>d', value).hex()
    if k == 'string':
        return 's' + value.encode().hex()
    if k == 'bytes':
        return 'y' + value.hex()
    if k in ('timestamp', 'duration'):
        return k[0] + k[-1] + str(value.ns // MICRO)
    if k == 'null':
        return 'n'
    if k == 'list':
        return '[' + ''.join(written(item) + ',' for item in value) + ']'
    if k == 'map':
        return '{' + ''.join(written(key) + '=' + written(item) + ',' for key, item in value.pairs) + '}'
    raise NotCovered


TYPES = {'type', 'bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration', 'list', 'map', 'null_type'}


def has_types(node):
    """Types as values (`type(1) == int`, `.map`) are no part of the oracle."""
    if isinstance(node, tuple) and node and node[0] in ('name', 'root') and node[1] in TYPES or \
            isinstance(node, tuple) and node and node[0] == 'call' and node[1] == 'type':
        return True
    return isinstance(node, (tuple, list)) and any(has_types(part) for part in node)


def has_made_zones(node):
    """Whether a getter's zone is not simply written out: the library loads no zone while it evaluates."""
    if isinstance(node, tuple) and node and node[0] == 'method' and node[3] and node[3][0][0] != 'literal':
        return True
    return isinstance(node, (tuple, list)) and any(has_made_zones(part) for part in node)


def zones_covered(named):
    def local(stamp, args):
        if args and not re.fullmatch('UTC|[+-]?..:..', args[0]) and (not named or re.fullmatch(r'Z|[+-]\d{4}', args[0])):
            raise NotCovered  # `Z` and `+0100` are the library's own, as its zones are written
        return getter_local(stamp, args)
    return local


getter_local = cel.local


def answer(text, values):
    try:
        node = cel.parse(text.decode())
        if has_types(node):
            return '?'
        cel.local = zones_covered(not has_made_zones(node))
        return written(cel.evaluate(node, values))
    except cel.CelError:
        return '!'
    except (NotCovered, RecursionError, MemoryError):
        return '?'


def serve():
    read, write = sys.stdin.buffer, sys.stdout
    while head := read.read(REQUEST.size):
        size, i, u, d, t, p, length = REQUEST.unpack(head)
        text, s = read.read(size), read.read(length).decode()
        try:
            values = {'i': i, 'u': cel.Uint(u), 'd': d, 's': s, 'b': True, 'y': b'\0\xff', 't': cel.Timestamp(t * MICRO),
                      'p': cel.Duration(p * MICRO), 'l': [1, 2, 3], 'm': cel.Map([('a', 1), ('b', 'two')]), 'any': 1}
            line = answer(text, values)
        except Exception as error:  # the oracle itself is wrong: shown, never passed over
            line = '#' + repr(error)
        write.write(line.replace('\n', ' ') + '\n')
        write.flush()


sys.setrecursionlimit(20000)
threading.stack_size(512 << 20)
thread = threading.Thread(target=serve)
thread.start()
thread.join()
