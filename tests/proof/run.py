"""run.py WORK [UNIT...]: asks Frama-C about each unit of units.txt and holds the answers to open.txt.

A unit is a C file of this folder that includes the sources it is about. `wp` proves for each named function, whatever it is called with within
its contract, that it has no undefined behaviour and keeps the contract; `eva` runs the unit's main() on all inputs at once and says what
could go wrong. Goals and alarms that are not proved stand in open.txt with their reasons; one that is not there, or that is there and is
proved, is an error.
"""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PREPROCESS = ['-cpp-extra-args=-I. -Iinclude', '-machdep', 'gcc_x86_64', '-c11']
WP = ['-wp', '-wp-rte', '-wp-prover', 'z3,cvc4', '-wp-timeout', '20', '-wp-par', '2']
EVA = ['-eva', '-eva-precision', '5', '-eva-verbose', '0', '-eva-no-alloc-returns-null']


def table(name, columns):
    for number, row in enumerate((HERE / name).read_text().splitlines(), 1):
        if row.strip() and not row.startswith('#'):
            parts = [part.strip() for part in row.split(' | ')]
            if len(parts) != columns or not all(parts):
                sys.exit(f'{name}:{number}: wants {columns} columns')
            yield parts


def ask(work, unit, options, words, then=()):
    log = work / f'{unit}.log'
    command = ['frama-c', *PREPROCESS, *options, *words.split(), str(HERE / f'{unit}.c'), *then]
    done = subprocess.run(command, cwd=work / 'tree', capture_output=True, text=True, check=False)
    log.write_text(' '.join(command) + '\n' + done.stdout + done.stderr)
    if done.returncode:
        sys.exit(f'{unit}: frama-c failed, see {log}\n' + '\n'.join((done.stdout + done.stderr).splitlines()[-10:]))
    return done.stdout


def goals(work, unit, functions):
    """How many goals are proved, how many there are, and the names of those that are not."""
    report = ask(work, unit, WP, f'-wp-fct {functions}')
    proved, of = map(int, re.search(r'Proved goals: +(\d+) / (\d+)', report).groups())
    left = sorted({match[1] for match in re.finditer(r'^\[wp\] \[(?!Qed|Z3|CVC4)\S+\] Goal (\S+)', report, re.M)})
    return proved, of, left


def alarms(work, unit, options):
    """As goals(): properties that Eva looked at, and `FILE: what could be wrong`."""
    report = ask(work, unit, EVA, options, ['-then', '-report'])
    left = set()
    for match in re.finditer(r'^\[eva:alarm\] (\S+?):\d+: Warning: *\n((?:  .*\n)+)', report, re.M):
        left.add(f'{match[1]}: {" ".join(match[2].split())}')
    counts = {what: int(number) for number, what in re.findall(r'^ +(\d+) (Completely validated|Considered valid|Total)$', report, re.M)}
    # What the C library is taken to promise is not ours to prove.
    return counts['Completely validated'], counts['Total'] - counts.get('Considered valid', 0), sorted(left)


work = pathlib.Path(sys.argv[1]).resolve()
open_goals = {(unit, goal): reason for unit, goal, reason in table('open.txt', 3)}
met, wrong, proved_all, of_all = set(), [], 0, 0
for unit, tool, what, words in table('units.txt', 4):
    if sys.argv[2:] and unit not in sys.argv[2:]:
        continue
    proved, of, left = (goals if tool == 'wp' else alarms)(work, unit, words)
    proved_all, of_all = proved_all + proved, of_all + of
    print(f'{unit:12} {tool:4} {proved:5} of {of:5} goals proved: {what}', flush=True)
    for goal in left:
        if (unit, goal) in open_goals:
            met.add((unit, goal))
            print(f'    open: {goal}: {open_goals[unit, goal]}')
        else:
            wrong.append(f'{unit}: not proved, and not in open.txt: {goal}')
    if len(left) != of - proved:
        wrong.append(f'{unit}: {of - proved} goals are not proved, but {len(left)} are named')
    wrong += [f'open.txt: {unit} | {goal}: this is proved' for name, goal in open_goals
              if name == unit and (name, goal) not in met and goal not in left]
print('\n'.join(wrong), end='\n' if wrong else '')
print(f'{proved_all} of {of_all} goals proved, {of_all - proved_all} open')
sys.exit(bool(wrong))
