"""generate.py [--check]: writes src/generated.h and tappa/_words.py from the public headers of libtappa and its engine: constants, classes of errors,
words, enumerations, names of counters.

Nothing of it is copied by hand, so a status or a constant that a header gains is one that Python has. --check writes nothing and
fails where a file on disk differs."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'tests' / 'support'))
import headers  # noqa: E402

# A status is called after itself, ELATE: LateError, but for those whose word says too little.
NAMES = {'EINVAL': 'Invalid', 'ENOMEM': 'OutOfMemory', 'EIO': 'Read', 'EEXPR': 'Expression', 'ENAME': 'UnknownName', 'EMODELS': 'OtherModel'}
# The built-in class that Python's users would catch; ValueError for the others.
BASES = {'ENOMEM': 'MemoryError', 'EIO': 'OSError', 'ESTORE': 'OSError', 'ELOOP': 'RuntimeError', 'EBUSY': 'RuntimeError', 'ECONFLICT': 'RuntimeError',
         'EFORKED': 'RuntimeError', 'ENAME': 'LookupError', 'EZONE': 'LookupError', 'EUNKNOWN': 'LookupError'}
# What a status means where the header speaks of C.
MEANINGS = {'EINVAL': 'An argument is out of range, or does not fit what is there.', 'ENOMEM': 'There is no memory left.',
            'ELIMIT': 'Something is larger than a limit allows.', 'EBUSY': 'Another thread is using it, or another process has it.'}
# Numbers that Python's users see as words.
WORDS = ['STEP', 'EFFECT', 'VERDICT', 'STAGE', 'ROW', 'TIMER', 'SPACE', 'MOVED']
PLAIN = {'kind': ['UNSET', 'BOOL', 'INT', 'UINT', 'DOUBLE', 'STRING', 'BYTES', 'TIMESTAMP', 'DURATION', 'NULL', 'LIST', 'MAP', 'TYPE', 'ERROR'],
         'setting': ['ONLINE', 'OFFLINE'], 'direction': ['INBOUND', 'OUTBOUND'], 'owner': ['OWNED', 'PAID', 'EARNED'],
         'source': ['DECLARED', 'OBSERVED', 'DERIVED']}
ENUMS = {'Ingest': 'What became of an event that was ingested.', 'Reason': 'Why an offer or a contact is not open, or that it is.',
         'ContactState': 'Where a contact is on its way.', 'Policy': 'What becomes of journeys under way when a newer version of their model comes.'}
DEFINE = re.compile(r'^#define (TAPPA_\w+)[ \t]+\(?(-?\d+)u?\)?', re.M)
STRING = re.compile(r'^#define TAPPA_(\w+)[ \t]+"([^"]*)"', re.M)
ENGINE = headers.FOLDER / 'engine'


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def statuses(text):
    """(name, number, meaning): a status stands below the comment that says what it means."""
    found = re.findall(r'/\* ([^*]+?) \*/\n#define TAPPA_(E\w+) \((-\d+)\)', text)
    return [(name, int(number), re.sub(r'\s+', ' ', meaning)) for meaning, name, number in found]


def words(constants, prefix, names):
    rows = [f'    [{constants[prefix + name]}] = "{name.lower().replace("_", "-")}",' for name in names]
    return rows


def enumerations():
    """Name of the Python class to (prefix, members), in the order of their numbers."""
    contact = [name[6:] for name, _ in DEFINE.findall((ENGINE / 'contact.h').read_text())]
    ingest = [name[6:] for name, _ in DEFINE.findall((ENGINE / 'ingest.h').read_text())]
    return {'Ingest': ('INGEST_', [name[7:] for name in ingest if name.startswith('INGEST_')]), 'Reason': ('', contact[:contact.index('OFFER')]),
            'ContactState': ('CONTACT_', [name[8:] for name in contact if name.startswith('CONTACT_')]),
            'Policy': ('', [name[6:] for name, _ in DEFINE.findall((ENGINE / 'engine.h').read_text())])}


def counters():
    body = re.search(r'struct tappa_counters \{(.*?)\}', headers.strip_comments((ENGINE / 'engine.h').read_text()), re.S).group(1)
    return [name for names in re.findall(r'uint64_t ([^;]*);', body) for name in re.split(r',\s*', names)]


def generate_words():
    lines = ['"""Made by generate.py from include/tappa/engine; not edited by hand."""', 'import enum', 'from typing import Final', '',
             f'__all__ = {[*ENUMS, *(name for name, _ in STRING.findall((ENGINE / "ingest.h").read_text()))]}', '']
    for name, (_, members) in enumerations().items():
        lines += ['', f'class {name}(enum.StrEnum):', f'    """{ENUMS[name]}"""']
        lines += [f"    {member} = '{member.lower().replace('_', '-')}'" for member in members] + ['']
    lines += ['', '# Events that the engine itself understands.']
    return '\n'.join(lines + [f"{name}: Final = '{text}'" for name, text in STRING.findall((ENGINE / 'ingest.h').read_text())] + [''])


def generate():
    text = '\n'.join(path.read_text() for path in [*headers.core(), headers.FOLDER / 'record.h', *headers.of_library('tappa-engine')])
    constants = {name: int(value) for name, value in DEFINE.findall(text)}
    lines = ['/* Made by generate.py from include/tappa; not edited by hand. */', '#ifndef TAPPA_PYTHON_GENERATED_H', '#define TAPPA_PYTHON_GENERATED_H', '']
    lines += ['static const struct generated_constant {', '    const char *name;', '    long long value;', '} generated_constants[] = {']
    lines += [f'    {{"{name[6:]}", {value}}},' for name, value in constants.items()]
    lines += ['};', '', 'static const struct generated_status {', '    int number;', '    const char *name, *base, *meaning;', '} generated_statuses[] = {']
    known = statuses(text)
    if len(known) != sum(bool(re.fullmatch(r'TAPPA_E[A-Z]+', name)) and value < 0 for name, value in constants.items()):
        raise SystemExit('a status has no comment above it that says what it means')
    for name, number, meaning in known:
        lines.append(f'    {{{number}, "{NAMES.get(name, name[1:].title())}Error", "{BASES.get(name, "ValueError")}",\n     {quoted(MEANINGS.get(name, meaning))}}},')
    lines += ['};', '']
    tables = {prefix.lower(): ('TAPPA_' + prefix + '_', [name[len(prefix) + 7:] for name in constants if name.startswith(f'TAPPA_{prefix}_')])
              for prefix in WORDS}
    tables |= {name: ('TAPPA_', members) for name, members in PLAIN.items()}
    tables |= {name.lower(): ('TAPPA_' + prefix, members) for name, (prefix, members) in enumerations().items()}
    for name, (prefix, members) in tables.items():
        lines += [f'#define {name.upper()}_WORDS \\', '    (const char *const[]){ \\']
        lines += [row.replace('    [', '        [') + ' \\' for row in words(constants, prefix, members)]
        lines += ['    }', f'#define {name.upper()}_WORD_COUNT {max(constants[prefix + one] for one in members) + 1}', '']
    lines += ['#define COUNTERS(X) \\', '    ' + ' '.join(f'X({name})' for name in counters()), '', '#endif', '']
    return '\n'.join(lines)


if __name__ == '__main__':
    for path, made in ((HERE / 'src' / 'generated.h', generate()), (HERE / 'tappa' / '_words.py', generate_words())):
        if sys.argv[1:] != ['--check']:
            path.write_text(made)
        elif path.read_text() != made:
            sys.exit(f'{path} is not what the headers say: run bindings/python/generate.py')
