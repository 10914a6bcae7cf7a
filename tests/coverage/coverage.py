"""coverage.py BUILD [--partly] [FOLDER...]: what BUILD/profile says of lib/, as a table and as places not covered.

A decision is what turns the program's way; its conditions are joined by && and ||. MC/DC asks of each condition two runs in which it
alone turns the decision; of a condition that stands alone, both outcomes. clang measures no decision in which a condition holds a decision
of its own (an argument such as `f(a || b)`): such conditions count as not covered, until they are written apart.

The library's own objects are asked, not the programs that hold them: no function is missing there. A function of a header stands in
several objects; what one of them covered is covered.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXCLUSIONS = pathlib.Path(__file__).parent / 'exclusions.txt'
GOAL = {'lib/base': 100, 'lib/core/expr': 100, 'lib/core/journey': 100, 'lib/core/model': 100}
ELSEWHERE = 95
EXPANSION, MCDC_BRANCH = 1, 6 # llvm's kinds: the use of a macro; a branch that belongs to a measured decision

Place = collections.namedtuple('Place', 'file line column kind text function says')
"""kind: `line`, `true` or `false` (an outcome not seen), `pair` (a condition that never alone turned its decision)."""


class Condition:
    """How often it was true and false (None: not told), whether it alone turned its decision (None: it stands alone), where that is."""

    def __init__(self):
        self.times, self.pair, self.decision = None, None, None

    def add(self, times, pair, decision):
        """What one more object says of it."""
        if times:
            self.times = [a + b for a, b in zip(self.times or (0, 0), times)]
        if decision:
            self.pair, self.decision = bool(self.pair or pair), decision


class Source:
    """A file's text, by lines and columns as llvm counts them."""

    def __init__(self, name):
        self.lines = (ROOT / name).read_text().splitlines()

    def text(self, start_line, start, end_line, end):
        if start_line == end_line:
            found = self.lines[start_line - 1][start - 1:end - 1]
        else:
            found = '\n'.join([self.lines[start_line - 1][start - 1:], *self.lines[start_line:end_line - 1],
                               self.lines[end_line - 1][:end - 1]])
        return ' '.join(found.split())

    def is_operand(self, start_line, start, end_line, end):
        """Whether && or || stands beside this text, brackets and ! left out."""
        after = ' '.join([self.lines[end_line - 1][end - 1:], *self.lines[end_line:end_line + 1]])
        before = ' '.join([*self.lines[max(start_line - 2, 0):start_line - 1], self.lines[start_line - 1][:start - 1]])
        return bool(re.match(r'[\s)]*(&&|\|\|)', after) or re.search(r'(&&|\|\|)[\s(!]*$', before))

    def function(self, line):
        """The function whose body the line is in: as the house writes, its name begins the line above."""
        for text in reversed(self.lines[:line]):
            if match := re.match(r'(\w+)\(', text):
                return match[1]
        return '-'


def tool(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def export(build, form):
    listing = json.loads(tool('ninja', '-C', build, '-t', 'compdb'))
    objects = [str(pathlib.Path(entry['directory'], entry['output'])) for entry in listing
               if pathlib.Path(entry['directory'], entry['file']).resolve().is_relative_to(ROOT / 'lib') and entry['output'].endswith('.o')]
    named = [word for name in sorted(objects) for word in ('-object', name)][1:]
    return tool('llvm-cov-19', 'export', f'-format={form}', f'-instr-profile={build}/profile', *named)


def relative(path):
    path = pathlib.Path(path).resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT / 'lib') else None


def lines_of(report):
    """{file: {line: count}}"""
    found, name = collections.defaultdict(lambda: collections.defaultdict(int)), None
    for row in report.splitlines():
        if row.startswith('SF:'):
            name = relative(row[3:])
        elif row.startswith('DA:') and name:
            line, count = row[3:].split(',')[:2]
            found[name][int(line)] += int(count)
    return found


def decisions_of(function):
    """{(use of a macro, span of a condition): (pair seen, decision's span)}. llvm numbers the uses of macros within a function (0 is outside
    of all), but does not say of a decision in which it stands: it is one that has as many conditions there, none of them told yet."""
    outside = {region[6]: (region[5], tuple(region[:4])) for region in function['regions'] if region[7] == EXPANSION}
    standing = collections.defaultdict(list)
    for branch in function['branches']:
        at = key = branch[6], tuple(branch[:4])
        while at and branch[8] == MCDC_BRANCH:
            standing[at[0]].append((at[1], key))
            at = outside.get(at[0])
    found = {}
    for record in function['mcdc_records']:
        start, end, seen = tuple(record[:2]), tuple(record[2:4]), record[-1]
        if start == end:
            continue # a macro of the system's headers
        for use in sorted({use for use, _ in outside.values()} | standing.keys()):
            inside = {span: key for span, key in standing[use] if start <= span[:2] and span[2:] <= end}
            # Of a condition that is a macro of the system's headers only the use of the macro is told.
            for at, span in outside.values():
                if at == use and start <= span[:2] and span[2:] <= end and not any(s[:2] <= span[:2] and span[2:] <= s[2:] for s in inside):
                    inside[span] = use, span
            if len(inside) == len(seen) and not found.keys() & set(inside.values()):
                found.update({key: (shown, (function['filenames'][use], start + end)) for (_, key), shown in zip(sorted(inside.items()), seen)})
                break
        else:
            raise SystemExit(f'{function["name"]}: the conditions of the decision at {record[:4]} are not told')
    return found


def conditions_of(report):
    """{file: {(function, use of a macro, span): Condition}}"""
    found = collections.defaultdict(dict)
    for function in report['data'][0]['functions']:
        own, pairs = function['name'].split(':')[-1], decisions_of(function)
        times = {(branch[6], tuple(branch[:4])): branch[4:6] for branch in function['branches']}
        for use, span in times.keys() | pairs.keys():
            if name := relative(function['filenames'][use]):
                seen = found[name].setdefault((own if use else '', use, span), Condition())
                seen.add(times.get((use, span)), *pairs.get((use, span), (None, None)))
    return found


class Count:
    def __init__(self):
        self.all = self.seen = self.excluded = 0

    def add(self, place):
        """One thing that is covered (no place), or not."""
        self.all += 1
        self.seen += place is None
        self.excluded += place is not None and exclusions.covers(place)

    @property
    def share(self):
        return 100.0 * self.seen / (self.all - self.excluded) if self.all > self.excluded else 100.0

    def __str__(self):
        left_out = f' -{self.excluded}' if self.excluded else ''
        return f'{self.share:6.2f} % {f"{self.seen}/{self.all}{left_out}":>14}'


class Exclusions:
    """FILE | FUNCTION | KIND | TEXT | REASON. Of a condition that is never true, or never false, the pair is excluded with it. What is covered on
    some machines has a reason that begins with `sometimes:`."""

    def __init__(self):
        self.rows, self.used, self.wrong = {}, set(), []
        for number, row in enumerate(EXCLUSIONS.read_text().splitlines(), 1):
            if not row.strip() or row.startswith('#'):
                continue
            parts = [part.strip() for part in row.split(' | ')]
            if len(parts) != 5 or parts[2] not in ('line', 'true', 'false', 'pair') or not parts[4]:
                self.wrong.append(f'exclusions.txt:{number}: write FILE | FUNCTION | line, true, false or pair | TEXT | REASON')
            else:
                self.rows[tuple(parts[:4])] = number
                if parts[4].startswith('sometimes:'):
                    self.used.add(tuple(parts[:4]))

    def covers(self, place):
        kinds = ('pair', 'true', 'false') if place.kind == 'pair' else (place.kind,)
        keys = [(place.file, place.function, kind, place.text) for kind in kinds]
        known = [key for key in keys if key in self.rows]
        self.used.update(known)
        return bool(known)

    def stale(self):
        return [f'exclusions.txt:{number}: {" | ".join(key)}: this is covered, or no longer there'
                for key, number in self.rows.items() if key not in self.used]


def look_at_lines(name, source, lines, count, places):
    """A run of lines that were not executed is one place, named by its first; each line counts."""
    first, before = None, None
    for line in sorted(lines):
        if lines[line]:
            first, place = None, None
        else:
            if first is None or lines.get(before):
                first = Place(name, line, 1, 'line', source.lines[line - 1].strip(), source.function(line), 'not executed')
                places.append(first)
            place = first
        count.add(place)
        before = line


def look_at_conditions(name, source, conditions, branches, mcdc, places):
    for (_, _, span), seen in sorted(conditions.items(), key=lambda item: item[0][2]):
        text, function, missing = source.text(*span), source.function(span[0]), []
        if text in ('0', '1', 'true', 'false'):
            continue # a loop without an end
        label = bool(re.match(r'case\b|default$', text))
        for kind, times in zip(('true',) if label else ('true', 'false'), seen.times or ()):
            place = None if times else Place(name, *span[:2], kind, text, function, 'never reached' if label else f'never {kind}')
            branches.add(place)
            missing += [place] if place else []
        if not label:
            place = condition_place(name, source, span, seen, text, function, missing)
            mcdc.add(place)
            missing = [place] if place else []
        places += missing


def decision_text(path, span):
    return Source(relative(path)).text(*span)


def condition_place(name, source, span, seen, text, function, missing):
    """None where the condition is covered."""
    pair = Place(name, *span[:2], 'pair', text, function, '')
    if seen.decision:
        times = '{} times true, {} false'.format(*seen.times) if seen.times else 'outcomes not told'
        return None if seen.pair else pair._replace(says=f'lacks its pair ({times}) in: {decision_text(*seen.decision)}')
    if source.is_operand(*span):
        return pair._replace(says='in this decision a condition holds a decision: not measured, write it apart')
    return missing[0] if missing else None


def show(place):
    return f'{place.file}:{place.line}:{place.column}: {place.function}: {place.kind} `{place.text}`: {place.says}'


build, arguments = sys.argv[1], sys.argv[2:]
partly = '--partly' in arguments
folders = [folder.rstrip('/') for folder in arguments if folder != '--partly']
exclusions = Exclusions()
lines, conditions = lines_of(export(build, 'lcov')), conditions_of(json.loads(export(build, 'text')))
table = collections.defaultdict(lambda: (Count(), Count(), Count()))
places, wrong = [], list(exclusions.wrong)
for name in sorted(lines):
    source, counts = Source(name), table[str(pathlib.Path(name).parent)]
    look_at_lines(name, source, lines[name], counts[0], places)
    look_at_conditions(name, source, conditions[name], counts[1], counts[2], places)

print(f'{"":20}{"lines":>23}{"branches":>24}{"MC/DC":>24}   goal')
for folder, counts in sorted(table.items()):
    goal = GOAL.get(folder, ELSEWHERE)
    print(f'{folder:20}', *counts, f'{goal:4} %', '' if counts[2].share >= goal else ' missed')
    if counts[2].share < goal:
        wrong.append(f'{folder}: MC/DC is {counts[2].share:.2f} %, the goal {goal} %')
left = [place for place in places if not exclusions.covers(place)]
for place in sorted(left):
    if not folders or str(pathlib.Path(place.file).parent) in folders:
        print(show(place))
wrong += exclusions.stale()
if partly: # what a part of the tests covers says nothing of goals
    sys.exit(0)
print('\n'.join(wrong), end='\n' if wrong else '')
whole = [counts[2] for counts in table.values()]
seen, of = sum(c.seen for c in whole), sum(c.all - c.excluded for c in whole)
print(f'MC/DC of lib/: {100.0 * seen / of:.2f} % ({seen} of {of} conditions, {sum(c.excluded for c in whole)} more excluded with a reason); '
      f'{len(wrong)} wrong')
sys.exit(bool(wrong))
