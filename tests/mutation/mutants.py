"""The mutants of a build: each conditional jump of an object file, turned into `always` and into `never`.

A jump is found in the object that the compiler made, with the source line that the debugger knows, and found again by its function
and its bytes in each program that holds the function. Changing it there is the same as changing the assembly and linking again, and
takes no time. Two kinds of jumps are the compiler's own and not counted: those of the stack protector and of the stack probes.
"""
import collections
import hashlib
import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
JUMP = re.compile(r'(?:7[0-9a-f]|0f 8[0-9a-f])(?: |$)')
LINE = re.compile(r'^\s+([0-9a-f]+):\t((?:[0-9a-f]{2} )+)\s*(.*)$')
PLACE = re.compile(r'^(/\S+?):(\d+)(?: \(discriminator \d+\))?$')

Jump = collections.namedtuple('Jump', 'file function index offset code size digest source line')
Mutant = collections.namedtuple('Mutant', 'id jump direction')


def source_text(path, line, cache={}):
    """The line as written, blanks at its ends dropped."""
    if path not in cache:
        cache[path] = (ROOT / path).read_text().splitlines()
    return cache[path][line - 1].strip()


def relative(path):
    """A path of the debugger's as one from the project's root."""
    path = pathlib.Path(path).resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def home(path, function, cache={}):
    """The file that defines the function. The disassembler takes a header's function for the source's own where it was not inlined."""
    if (path, function) not in cache:
        headers = sorted(str(header.relative_to(ROOT)) for header in ROOT.glob('lib/**/*.h'))
        defines = re.compile(rf'^{re.escape(function)}\(', re.M)
        cache[path, function] = next((name for name in [path] + headers if defines.search((ROOT / name).read_text())), path)
    return cache[path, function]


def disassemble(obj):
    return subprocess.run(['objdump', '-drlw', obj], capture_output=True, text=True, check=True).stdout.splitlines()


def jumps_of(obj, file):
    """All jumps of an object file, in the order of its functions."""
    found, function, frame, place, before, codes = [], '', '', (file, 0), [''], {}
    for text in disassemble(obj):
        if match := re.match(r'^[0-9a-f]+ <(\S+)>:$', text):
            function, before, index, codes[match[1]] = match[1], [''], 0, b''
        elif match := re.match(r'^(\w+)\(\):$', text):
            frame = match[1]
        elif match := PLACE.match(text):
            place = home(relative(match[1]), frame), int(match[2])
        elif function and (match := LINE.match(text)):
            code = bytes.fromhex(match[2])
            codes[function] += code
            if JUMP.match(match[2]):
                if '%fs:0x28' not in ' '.join(before[-2:]) and not re.match(r'cmp +%r\w+,%rsp', before[-1]):
                    found.append(Jump(file, function, index, int(match[1], 16), code, 0, '', *place))
                index += 1
            before.append(match[3])
    digests = {name: hashlib.sha256(code).hexdigest()[:12] for name, code in codes.items()}
    return [jump._replace(size=len(codes[jump.function]), digest=digests[jump.function]) for jump in found]


def mutants_of(build, places):
    """The mutants of all objects made of these files, and of the files of these folders."""
    listing = subprocess.run(['ninja', '-C', build, '-t', 'compdb'], capture_output=True, text=True, check=True).stdout
    mutants = []
    for source, obj in sorted(objects(build, listing)):
        if any((source + '/').startswith(place.rstrip('/') + '/') for place in places):
            for jump in jumps_of(pathlib.Path(build, obj), source):
                for direction in ('always', 'never'):
                    name = f'{source.removeprefix("lib/")}:{jump.function}:{jump.index}:{direction}'
                    mutants.append(Mutant(name, jump, direction))
    return mutants


def objects(build, listing):
    for entry in json.loads(listing):
        source = relative(pathlib.Path(build, entry['file']))
        if source.startswith('lib/') and entry['output'].endswith('.o') and '.a.p/' in entry['output']:
            yield source, entry['output']


class Program:
    """A program, or a shared library, whose copy is changed in place: one jump at a time."""

    def __init__(self, path, copy):
        self.path, self.copy = pathlib.Path(path), pathlib.Path(copy)
        self.bytes = self.path.read_bytes()
        self.symbols, self.segments, self.places = collections.defaultdict(list), [], {}
        file = ''
        for text in subprocess.run(['readelf', '-sW', path], capture_output=True, text=True, check=True).stdout.splitlines():
            parts = text.split()
            if len(parts) >= 7 and parts[3] == 'FILE':
                file = parts[7] if len(parts) > 7 else ''
            elif len(parts) == 8 and parts[3] == 'FUNC' and parts[6] != 'UND':
                self.symbols[parts[7]].append((file, int(parts[1], 16), int(parts[2], 0)))
        for text in subprocess.run(['readelf', '-lW', path], capture_output=True, text=True, check=True).stdout.splitlines():
            parts = text.split()
            if parts and parts[0] == 'LOAD':
                self.segments.append(tuple(int(part, 16) for part in parts[1:3]) + (int(parts[4], 16),))
        self.copy.parent.mkdir(parents=True, exist_ok=True)
        self.copy.write_bytes(self.bytes)
        self.copy.chmod(0o755)

    def offset(self, address):
        """Where in the file an address stands."""
        return next(at + address - start for at, start, size in self.segments if start <= address < start + size)

    def place(self, jump):
        """The address of the jump; None where the program has no such function."""
        key = jump.file, jump.function, jump.index
        if key not in self.places:
            self.places[key] = None
            known = self.symbols.get(jump.function, ())
            name = pathlib.Path(jump.file).name
            for _, address, size in [symbol for symbol in known if symbol[0] == name] or known:
                at = self.offset(address) + jump.offset
                head = jump.code[:2] # all of a short jump; of a long one the rest is the linker's
                if size <= jump.size < size + 16 and self.bytes[at:at + 2] == head:
                    self.places[key] = address + jump.offset
        return self.places[key]

    def mutate(self, mutant):
        """Writes the mutant into the copy."""
        at, size = self.offset(self.place(mutant.jump)), len(mutant.jump.code)
        if mutant.direction == 'never':
            code = {2: b'\x66\x90', 6: b'\x66\x0f\x1f\x44\x00\x00'}[size]
        elif size == 2:
            code = b'\xeb' + self.bytes[at + 1:at + 2]
        else:
            code = b'\x90\xe9' + self.bytes[at + 2:at + 6]
        self.write(at, code)

    def restore(self, mutant):
        at = self.offset(self.place(mutant.jump))
        self.write(at, self.bytes[at:at + len(mutant.jump.code)])

    def write(self, at, code):
        with open(self.copy, 'r+b') as file:
            file.seek(at)
            file.write(code)
