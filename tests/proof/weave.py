"""weave.py OUT ACSL...: copies lib/ and include/ to OUT, with the contracts of the ACSL files written into the sources.

An ACSL file says `--- FILE`, then for each place `=== LINE`, a line of that file without its indentation (` #2`: its second occurrence), and the
annotation, which comes to stand before that line; before the return type where the line begins a function. `!== LINE` puts what follows
in the line's place, where Frama-C cannot read it. A line that is no longer there is an error: contracts and sources go together.
"""
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def place(lines, wanted, file):
    number = 1
    if match := re.fullmatch(r'(.*) #(\d+)', wanted):
        wanted, number = match[1], int(match[2])
    found = [i for i, line in enumerate(lines) if line.strip() == wanted]
    if len(found) < number:
        raise SystemExit(f'{file}: there is no line `{wanted}`' + (f' for the {number}th time' if number > 1 else ''))
    at = found[number - 1]
    return at - 1 if re.match(r'\w+\(', lines[at]) else at


def weave(text, out):
    for part in re.split(r'^--- ', text, flags=re.M)[1:]:
        file, _, rest = part.partition('\n')
        path = out / file.strip()
        lines = path.read_text().splitlines()
        found = []
        for sign, wanted, annotation in re.findall(r'^([=!])== (.*)\n((?:(?![=!]== ).*\n)*)', rest, re.M):
            found.append((place(lines, wanted.rstrip(), file), sign == '!', annotation.rstrip('\n')))
        for at, instead, annotation in sorted(found, reverse=True):
            lines[at:at + instead] = annotation.split('\n')
        path.write_text('\n'.join(lines) + '\n')


out = pathlib.Path(sys.argv[1])
shutil.rmtree(out, ignore_errors=True)
for folder in ('lib', 'include'):
    shutil.copytree(ROOT / folder, out / folder)
for name in sys.argv[2:]:
    weave(pathlib.Path(name).read_text(), out)
