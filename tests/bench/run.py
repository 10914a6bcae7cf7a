"""run.py BUILD [--json] [--readme]: runs the benchmarks of a build and its peers and prints one table, ratios first. run.sh calls it.

Every figure is a median over several processes, each of which gives the median of its rounds; what is compared runs in turn. Times are of the
processor, not of the clock on the wall. A program whose answer is wrong ends the run."""
import datetime
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = pathlib.Path(sys.argv[1]).resolve()
PEERS = BUILD / 'peers'
PROCESSES = 5
FEWER = 100_000   # events for those that are slow; the switch says how they must end
LOGGED = 200_000  # events of a log

NAMES = {'switch': 'hand-written C switch', 'table': 'hand-written C table walk', 'feed': '`feed`, full batch',
         'cohort': 'cohort, with times and records'}


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def told(*command):
    """What a program of ours says of its cases: name → (ratio, ns)."""
    lines = map(json.loads, run(*command).splitlines())
    return {line['case']: (line['ratio'], line['ns']) for line in lines}


def timed(*command):
    """Processor seconds of a command, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = run(*command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, text


class Group:
    """One part of the table: rows that are compared with its first."""

    def __init__(self, title, unit, rows=()):
        self.title, self.unit, self.rows, self.notes = title, unit, list(rows), []

    def add(self, name, ratios, figure):
        self.rows.append({'name': name, 'ratio': statistics.median(ratios), 'least': min(ratios), 'most': max(ratios), 'figure': figure})


def ns(value):
    return f'{value:,.1f}' if value < 1000 else f'{value:,.0f}'


def several(commands):
    """Each of the commands PROCESSES times, in turn: a list of name → [(ratio, ns), ...]."""
    found = [{} for _ in commands]
    for _ in range(PROCESSES):
        for cases, command in zip(found, commands):
            for name, case in told(*command).items():
                cases.setdefault(name, []).append(case)
    return found


def add_cases(group, cases, names):
    for name, title in names.items():
        group.add(title, [ratio for ratio, _ in cases[name]], ns(statistics.median(value for _, value in cases[name])))


def seven_stages(work):
    models = [HERE / f'seven-{kind}.yaml' for kind in ('stages', 'actions', 'timers')]
    plain, actions, timers = several([(BUILD / 'tests/bench/seven', model, 5) for model in models])
    group = Group('Seven stages, a million events of ten thousand customers', 'ns an event')
    add_cases(group, plain, NAMES)
    add_cases(group, actions, {'feed': '`feed`, each stage with an action on entering', 'cohort': 'cohort, the same'})
    add_cases(group, timers, {'feed': '`feed`, each stage with a timer', 'cohort': 'cohort, the same timers'})
    base = statistics.median(value for _, value in plain['switch'])
    feed = statistics.median(value for _, value in plain['feed'])
    peers(group, work, base, feed)
    return group


def peers(group, work, base, feed):
    """The same journeys by others. A peer that is not there is named."""
    events, all_events = work / 'events', work / 'all-events'
    run(BUILD / 'tests/bench/seven', '-', events, FEWER)
    run(BUILD / 'tests/bench/seven', '-', all_events, 1_000_000)
    node, php, python = shutil.which('node'), shutil.which('php'), '/usr/bin/python3'
    table = [('Boost.MSM (C++, compiled)', (PEERS / 'msm', all_events), (PEERS / 'msm').exists()),
             ('robot3 (npm)', (node, PEERS / 'robot3.js', events), node and (PEERS / 'node_modules/robot3').exists()),
             ('XState 5 (npm)', (node, PEERS / 'xstate.js', events), node and (PEERS / 'node_modules/xstate').exists()),
             ('Symfony Workflow (PHP)', (php, PEERS / 'symfony.php', events),
              php and pathlib.Path('/usr/share/php/Symfony/Component/Workflow').exists()),
             ('transitions (Python)', (python, PEERS / 'transitions_.py', events),
              subprocess.run([python, '-c', 'import transitions'], capture_output=True).returncode == 0)]
    took = {}
    for _ in range(PROCESSES):
        for name, command, there in table:
            if there:
                said = json.loads(run(*command))
                expected = list(map(int, pathlib.Path(command[-1]).open().readline().split()))[:7]
                if said['histogram'] != expected:
                    sys.exit(f'{name} ends with {said["histogram"]}, not {expected}')
                took.setdefault(name, []).append(said['seconds'] * 1e9 / said['events'])
    for name, _, there in table:
        if there:
            group.add(name, [value / base for value in took[name]], ns(statistics.median(took[name])))
        else:
            group.notes.append(f'{name} could not be installed')
    slow = [name for name, _, there in table[2:] if there]
    if slow:
        fastest = min(slow, key=lambda name: statistics.median(took[name]))
        group.notes.append(f'`feed` is {statistics.median(took[fastest]) / feed:.0f} times as fast as {fastest}, the fastest of XState, Symfony Workflow'
                           ' and transitions')


def deep():
    (cases,) = several([(BUILD / 'tests/bench/deep', HERE / 'deep.yaml', 5)])
    group = Group('Leaf stages four levels down in two parallel regions', 'ns an event')
    add_cases(group, cases, {'switch': 'two numbers and a C switch', 'feed': NAMES['feed']})
    return group


def expressions():
    (cases,) = several([(BUILD / 'tests/bench/expressions', 5)])
    group = Group('One evaluation of an expression; the same condition in C, called, is 1', 'ns')
    add_cases(group, cases, {name: name for name in cases})
    return group


def scale():
    group = Group('A cohort of so many journeys, customers drawn uniformly; the C switch on the same events is 1', 'ns an event')
    for exponent in range(3, 8):
        (cases,) = several([(BUILD / 'tests/bench/scale', HERE / 'seven-stages.yaml', 10 ** exponent, 3)])
        add_cases(group, cases, {'cohort': f'{10 ** exponent:,} journeys'})
    return group


def lines_of(*command):
    return list(map(json.loads, run(*command).splitlines()))


def engine(work):
    """One process each: they go by turns and give medians themselves."""
    group = Group('The engine over SQLite; bare SQLite that looks up what it must know and writes the same rows is 1', 'us an event')
    opened = []
    for command in ((BUILD / 'tests/bench/bench-store', work), (BUILD / 'tests/bench/bench-engine', ROOT / 'examples/shop-backend/shop.yaml', work)):
        for line in lines_of(*command):
            if 'ratio' in line:
                what = line['case'].replace('-clock', ', by the clock').replace('-told', ', told what it would look up').replace('engine-', 'engine: ', 1).replace('store-', 'the store alone: ', 1)
                group.add(what, [line['ratio']], f"{line['ns'] / 1e3:,.1f}")
            else:
                opened.append(line)
    for line in opened:
        group.notes.append(f"{line['case']}: {line['customers']:,} customers, {line['ms']:,.1f} ms"
                           + (f", at most {line['mebibytes']:,.0f} MiB of memory" if 'mebibytes' in line else ''))
    (decision,) = lines_of(BUILD / 'tests/bench/decide', 15)
    group.notes.append(f"a decision, 50 offers and 10 caps: {decision['ns'] / 1e3:.1f} us")
    return group


def reading(work):
    group = Group('Reading a log and counting its events by name', 'million events, MB a second')
    for form in ('ndjson', 'csv', 'xes'):
        log = work / f'log.{form}'
        run(BUILD / 'tests/bench/readers', 'write', form, log, LOGGED)
        table = [('libtappa-exchange', (BUILD / 'tests/bench/readers', 'read', form, log, 1)),
                 ('Python', ('/usr/bin/python3', PEERS / 'read.py', form, log))]
        if form == 'ndjson':
            table.append(('jq', ('jq', '-n', 'reduce inputs as $e ({}; .[$e.event] += 1)', log)))
        if form == 'csv':
            table.append(('mawk', ('mawk', '-F,', 'NR > 1 {n[$2]++} END {for (k in n) printf "%s\\"%s\\": %d", s++ ? ", " : "{", k, n[k]; print "}"}', log)))
        took, expected = {}, None
        for _ in range(PROCESSES):
            for name, command in table:
                if not shutil.which(str(command[0])):
                    continue
                seconds, text = timed(*command)
                counts = json.loads(text)
                counts = counts.get('counts', counts)
                expected = expected or counts
                if counts != expected:
                    sys.exit(f'{name} counts something else in {log.name}')
                took.setdefault(name, []).append(seconds)
        base = statistics.median(took['libtappa-exchange'])
        for name, _ in table:
            if name in took:
                middle = statistics.median(took[name])
                group.add(f'{form.upper()}: {name}', [seconds / base for seconds in took[name]],
                          f'{LOGGED / middle / 1e6:.2f}, {log.stat().st_size / middle / 1e6:,.0f}')
            else:
                group.notes.append(f'{name} could not be installed')
    return group


def compiling(work):
    group = Group('Compiling a model, for each transition; a thousand stages are 1', 'ms in all')
    figures = []
    for size in (100, 1000, 10000):
        model = work / f'{size}.yaml'
        with model.open('w') as file:
            subprocess.run([sys.executable, ROOT / 'tests/compile-time/generate.py', str(size)], stdout=file, check=True)
        _, rows, seconds = run(BUILD / 'tests/compile-time/compile-time', model, 5).split()
        figures.append((size, int(rows), float(seconds)))
    base = figures[1][2] / figures[1][1]
    for size, rows, seconds in figures:
        group.add(f'{size:,} stages, {rows:,} transitions', [seconds / rows / base], f'{seconds * 1e3:,.1f}')
    return group


def machine():
    found = re.search(r'^model name\s*: (.*)$', pathlib.Path('/proc/cpuinfo').read_text(), re.M)
    processors = len(re.findall(r'^processor\s*:', pathlib.Path('/proc/cpuinfo').read_text(), re.M))
    compiler = run('cc', '-dumpfullversion').strip()
    load = f'{os.getloadavg()[0] / processors:.1f} others waiting for each core'
    return f'{found.group(1) if found else "unknown processor"}, {processors} cores, {load}, gcc {compiler}, {datetime.date.today()}'


def plain(groups, head):
    lines = [head]
    for group in groups:
        lines += ['', f'{group.title}', f'{"ratio":>10} {"range":>17}  {group.unit}']
        for row in group.rows:
            between = f'{row["least"]:.2f}-{row["most"]:.2f}'
            lines.append(f'{row["ratio"]:10,.2f} {between:>17}  {row["figure"]:>12}  {row["name"].replace("`", "")}')
        lines += [f'           {note.replace("`", "")}' for note in group.notes]
    return '\n'.join(lines)


def markdown(groups, head):
    lines = [f'{head}; `sh tests/bench/run.sh --readme` wrote it.', '']
    for group in groups:
        lines += [f'| ratio | {group.unit} | {group.title} |', '|--:|--:|---|']
        lines += [f'| {row["ratio"]:,.2f} | {row["figure"]} | {row["name"]} |' for row in group.rows]
        lines += ['', *(f'{note[0].upper() if note[0] != "`" else "`"}{note[1:]}.\n' for note in group.notes)]
    return '\n'.join(lines).rstrip() + '\n'


def main():
    head = machine()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        groups = [seven_stages(work), deep(), expressions(), scale(), reading(work), compiling(work), engine(work)]
    if '--json' in sys.argv:
        print(json.dumps({'machine': head, 'groups': [vars(group) for group in groups]}, indent=1))
    else:
        print(plain(groups, head))
    if '--readme' in sys.argv:
        path = ROOT / 'README.md'
        text, count = re.subn(r'(<!-- bench -->\n).*?(<!-- /bench -->)', lambda m: m[1] + markdown(groups, head) + m[2], path.read_text(), flags=re.S)
        if count != 1:
            sys.exit('README.md has no place for the table')
        path.write_text(text)


main()
