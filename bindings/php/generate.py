"""generate.py [--check]: writes what follows from the public headers: the enums and exceptions between two marks in tappa.stub.php, and
names.h, which leads from the numbers to them. With --check writes nothing and fails where what stands there is not what it would write.

Every number that the headers define must have its place below: a new one that has none is an error here, not a hole in the binding."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / 'tests' / 'support'))
import headers  # noqa: E402

BEGIN, END = '// What follows is written by generate.py from the headers.', '// What generate.py writes ends here.'

# Enum: its numbers by their prefix, or one by one; what they say.
ENUMS = {
    'Kind': (['UNSET', 'BOOL', 'INT', 'UINT', 'DOUBLE', 'STRING', 'BYTES', 'TIMESTAMP', 'DURATION', 'NULL', 'LIST', 'MAP', 'TYPE', 'ERROR'],
             'The kind of a slot or field.'),
    'Severity': (['ERROR_SEVERITY', 'WARNING_SEVERITY'], 'How bad a diagnostic is: a model with errors does not compile.'),
    'StageKind': ('STAGE_', 'What a stage is.'),
    'Setting': (['ONLINE', 'OFFLINE'], 'Where a channel is.'),
    'Direction': (['INBOUND', 'OUTBOUND'], 'Who begins a contact: the customer (inbound) or the shop (outbound).'),
    'Owner': (['OWNED', 'PAID', 'EARNED'], 'Whose a touchpoint is.'),
    'RowKind': ('ROW_', 'Where a row of a model is written.'),
    'Again': ('AGAIN_', 'When a customer may begin another journey.'),
    'StepKind': ('STEP_', 'What a step handled.'),
    'Space': ('SPACE_', 'Whose slot was written: the journey\'s or the customer\'s.'),
    'TimerKind': ('TIMER_', 'What became of a timer.'),
    'EffectKind': ('EFFECT_', 'What the host is asked to do.'),
    'Verdict': ('VERDICT_', 'Why a row was taken, or why not.'),
    'MovedKind': ('MOVED_', 'What restoring under another version did.'),
    'Source': (['DECLARED', 'OBSERVED', 'DERIVED'], 'By what the shop knows a slot of the profile.'),
    'Policy': (['FOLLOW', 'PIN', 'MIGRATE'], 'What becomes of journeys under way when a newer version of their model comes.'),
    'Outcome': ('INGEST_', 'What became of an event. All but duplicates are kept in the journal.'),
    'DecisionKind': (['OFFER', 'CONTACT'], 'What may be said.'),
    'Reason': (['OPEN', 'NOT_HERE', 'NOT_YET', 'CLAIMED', 'OVER', 'NOT_THIS_STAGE', 'HOLDOUT', 'CONDITION', 'NO_CONSENT', 'QUIET', 'CAPPED', 'OUTRANKED'],
               'What stops an offer or a contact; the first that applies is told, in this order.'),
    'ContactState': ('CONTACT_', 'What became of a contact.'),
}
POSITIVE = {'OK', 'NOT_BEGUN', 'NOT_DUE', 'END', 'MORE'}
WORDS = {'EINVAL': 'Invalid', 'ENOMEM': 'Memory', 'EEXPR': 'Expression'}
# Read by the binding itself, or of things that PHP does not have.
INSIDE = {'VERSION_MAJOR', 'VERSION_MINOR', 'VERSION_PATCH', 'NONE', 'NEVER', 'API', 'MUST_CHECK', 'COHORT_TIMERS',
          'SNAPSHOT_CURRENT', 'SNAPSHOT_MIN_READABLE', 'RECORD_TEXT', 'STORE_SPAN_MAX', 'STORE_REMOVE', 'STORE_NEW', 'STORE_SAME', 'STORE_OF',
          'STORE_MOVED', 'STORE_VERSION', 'STORE_SHARED'}
INSIDE_PREFIX = ('LIMIT_', 'ERR_')


def camel(name):
    return ''.join(word.capitalize() for word in name.split('_'))


def read():
    """(name without TAPPA_, value text, comment beside, comment above) of all numbers of libtappa and libtappa-engine, in the order of the headers."""
    found = []
    for path in headers.core() + headers.of_library('tappa-engine'):
        text = path.read_text()
        for match in re.finditer(r'^(?:/\*((?:(?!\*/).)*)\*/\n)?#define TAPPA_(\w+)[ \t]+([^\n/]*?)[ \t]*(?:/\*(.*?)\*/)?$', text, re.M | re.S):
            beside, above = (' '.join((match.group(i) or '').split()) for i in (4, 1))
            if not match.group(2).endswith('_H'):
                found.append((match.group(2), match.group(3), beside, above))
    return found


def sort_out(numbers):
    """The members of each enum, the statuses, the texts; ends where a number has no place."""
    members, statuses, texts, left = {enum: [] for enum in ENUMS}, [], [], []
    for name, value, beside, above in numbers:
        if name in INSIDE or name.startswith(INSIDE_PREFIX):
            continue
        place = next((enum for enum, (which, _) in ENUMS.items()
                      if (name in which if isinstance(which, list) else name.startswith(which))), None)
        if place:
            which = ENUMS[place][0]
            short = name if isinstance(which, list) else name[len(which):]
            # How C lays a value out says nothing to PHP.
            members[place].append((name, camel(short.removesuffix('_SEVERITY')), int(value), '' if place == 'Kind' else beside))
        elif name in POSITIVE or re.fullmatch(r'\(-\d+\)', value):
            word = camel(name) if name in POSITIVE else WORDS.get(name, name[1:].capitalize())
            statuses.append((name, word, int(value.strip('()')), beside or above))
        elif value.startswith('"'):
            texts.append(name)
        else:
            left.append(name)
    if left:
        sys.exit(f'generate.py: the headers define {", ".join("TAPPA_" + name for name in left)}, which has no place in the binding')
    return members, statuses, texts


def sentence(comment):
    return f'    /** {comment[0].upper() + comment[1:]} */\n' if comment else ''


def counters():
    """The sums of struct tappa_counters, in their order."""
    text = (headers.FOLDER / 'engine' / 'engine.h').read_text()
    body = headers.strip_comments(re.search(r'struct tappa_counters \{(.*?)\n\};', text, re.S).group(1))
    return [name.strip() for names in re.findall(r'uint64_t ([^;]*);', body) for name in names.split(',')]


def stub(members, statuses, texts):
    out = [BEGIN + '\n']
    for name in texts:
        out.append(f'/**\n * The name of an event with a meaning for the engine.\n * @var string\n * @cvalue TAPPA_{name}\n */\nconst {name} = UNKNOWN;\n')
    for enum, rows in members.items():
        cases = ''.join(f'{sentence(comment)}    case {case} = {value};\n' for _, case, value, comment in rows)
        out.append(f'/** {ENUMS[enum][1]} */\nenum {enum}: int\n{{\n{cases}}}\n')
    cases = ''.join(f'{sentence(comment)}    case {word} = {value};\n' for _, word, value, comment in statuses)
    out.append(f'/** What the library answered. A number means one thing for ever. */\nenum Status: int\n{{\n{cases}}}\n')
    out.append('/** What every exception of Tappa is: one class for each status that is an error. After it nothing has changed. */\n'
               'class Exception extends \\Exception\n{\n'
               '    /** What the library answered; its number is the exception\'s code. */\n    public readonly Status $status;\n}\n')
    for name, word, value, comment in statuses:
        if value < 0:
            body = ('    /**\n     * All that is wrong or doubtful, sorted by place.\n     * @var list<Diagnostic>\n     */\n'
                    '    public readonly array $diagnostics;\n') if name == 'EMODEL' else ''
            out.append(f'/** {comment} */\nclass {word}Exception extends Exception\n{{\n{body}}}\n')
    out.append(END)
    return '\n'.join(out)


def names(members, statuses):
    lines = ['/* Written by generate.py from the public headers. */', '#ifndef PHP_TAPPA_NAMES_H', '#define PHP_TAPPA_NAMES_H', '']
    enums = {**members, 'Status': statuses}
    for enum, rows in enums.items():
        lines.append(f'static const struct enum_case cases_of_{enum}[] = {{')
        lines += [f'    {{TAPPA_{name}, "{case}"}},' for name, case, _, _ in rows]
        lines += ['};', '']
    lines.append('static const struct enum_type enum_types[] = {')
    lines += [f'    [PHP_TAPPA_{enum}] = {{register_class_Tappa_{enum}, cases_of_{enum}, {len(rows)}}},' for enum, rows in enums.items()]
    lines += ['};', '', 'static const struct exception_type exception_types[] = {']
    lines += [f'    {{TAPPA_{name}, register_class_Tappa_{word}Exception}},' for name, word, value, _ in statuses if value < 0]
    lines += ['};', '', 'static const struct counter counters[] = {']
    lines += [f'    {{"{name}", offsetof(struct tappa_counters, {name})}},' for name in counters()]
    lines += ['};', '', '#endif', '']
    return '\n'.join(lines)


members, statuses, texts = sort_out(read())
path = HERE / 'tappa.stub.php'
old = path.read_text()
before, rest = old.split(BEGIN, 1)
after = rest.split(END, 1)[1]
wanted = {path: before + stub(members, statuses, texts) + after, HERE / 'names.h': names(members, statuses)}
differ = [file.name for file, text in wanted.items() if not file.exists() or file.read_text() != text]
if '--check' in sys.argv:
    print(f'{", ".join(differ)}: not what the headers say; run bindings/php/generate.py' if differ else 'enums and exceptions are what the headers say')
    sys.exit(bool(differ))
for file, text in wanted.items():
    file.write_text(text)
