"""run.py BUILD PLACE...: of these files or folders, changes one conditional jump after the other and asks the tests whether they notice.

Prints each mutant that no test noticed, with its function and source line, and the killed of each file. What was found is kept in
BUILD/mutation.tsv: a killed mutant is not tried again while its function is the same, a survivor not while the tests are the same.
Survivors that cannot be noticed are explained in survivors.txt. Exit 1 where a survivor is not explained or an explanation is stale.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import mutants

HERE = pathlib.Path(__file__).parent
MEMORY, OUTPUT = 2 << 30, 64 << 20 # bytes that a mutant gone astray may take, and write
# Who is asked: tests of the core, not those of what is built on it; and of the benchmarks those that check what they count.
SUITES, ALSO = {'unit', 'scenario', 'command'}, {'seven-stages', 'seven-actions', 'seven-timers', 'replay-snapshot', 'replay-expression'}
NOT_ASKED = re.compile('base-zone-all|base-number|base-time|read-|draw|replay$|exchange-|engine|store|golden-schema')
SEEDS = '1..40'
FEW_MODELS = ('omnichannel', 'seven-stages', 'restaurant', 'history-deep', 'history-shallow', 'history-initial', 'parallel-conflict',
              'done-nested', 'done-parallel', 'journey-functions', 'timers', 'every', 'send', 'errors', 'order-of-actions', 'set-order',
              'touchpoints', 'raise', 'names', 'edges', 'five-stages')

Test = collections.namedtuple('Test', 'name command environment folder program')


def spent():
    """Seconds of the processor that finished children took: whoever else is busy on the machine makes no test longer."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def meson_tests(build):
    """The suite's own tests that run the compiled library, as meson starts them. A program linked to the library at run time is
    asked with a changed library."""
    listing = subprocess.run(['meson', 'introspect', '--tests', build], capture_output=True, text=True, check=True).stdout
    for test in json.loads(listing):
        suites = {suite.split(':')[-1] for suite in test['suite']}
        if NOT_ASKED.match(test['name']) or not (suites & SUITES or test['name'] in ALSO):
            continue
        command = unfolded(test['cmd'])
        if test['name'] == 'properties':
            command = command[:1] + [word for word in command[1:] if pathlib.Path(word).stem in FEW_MODELS]
        yield test | {'cmd': command}


def unfolded(command):
    """`sh -c 'exec "$0" "$1"/*.yaml' PROGRAM ROOT` as the program and its arguments: no shell stands between."""
    if command[:1] and pathlib.Path(command[0]).name == 'sh' and command[1] == '-c' and command[2].startswith('exec '):
        script = 'printf "%s\\n" ' + command[2].removeprefix('exec ')
        return subprocess.run(command[:2] + [script] + command[3:], capture_output=True, text=True, check=True).stdout.splitlines()
    return command


def random_models(build, work):
    """The random models and logs of `oracle-random`, which hold the traces to an interpreter of their own; that takes long, so here
    the traces are held to what the unchanged library said of them, once it was found right."""
    command, seeds = next(build.glob('examples/tappa/tappa')), work / 'seeds'
    subprocess.run([sys.executable, mutants.ROOT / 'tests/oracle/compare.py', '--tappa', command, '--seeds', SEEDS, '--out', seeds],
                   check=True, stdout=subprocess.DEVNULL)
    script = 'for seed in "$1"/*; do "$0" run "$seed/model.yaml" "$seed/events.ndjson" --trace 2>&1 | %s || exit 1; done'
    subprocess.run(['sh', '-c', script % 'cat >"$seed/trace"', command, seeds], check=True)
    return ['sh', '-c', script % 'cmp -s - "$seed/trace"', str(command), str(seeds)]


class Asker:
    """Runs tests against mutants in a folder of its own."""

    def __init__(self, build, work):
        self.build, self.work = pathlib.Path(build).resolve(), work
        self.library = (self.build / 'lib/core/libtappa.so').resolve()
        self.soname = '.'.join(self.library.name.split('.')[:3]) # libtappa.so.0
        self.programs, self.tests, self.seconds, self.reaching = {}, [], {}, collections.defaultdict(list)
        self.tree = work / 'tree' # what tests read, as it is now: whoever writes tests meanwhile changes nothing here
        for folder in ('tests', 'examples'):
            shutil.copytree(mutants.ROOT / folder, self.tree / folder)
        for test in meson_tests(build):
            program = self.build / test['cmd'][0] # some stand relative to the build folder
            test['cmd'][0] = str(program)
            if not program.is_relative_to(self.build) and not test['name'].startswith('command-'):
                continue
            self.add(test['name'], test['cmd'], test['env'], test['workdir'])
        self.add('random-models', random_models(self.build, work), {}, None)
        self.measure()

    def program(self, path):
        if path not in self.programs:
            copy = self.work / (self.soname if path == self.library else path.name)
            self.programs[path] = mutants.Program(path, copy)
        return self.programs[path]

    def add(self, name, command, environment, folder):
        path = pathlib.Path(command[0])
        inside = path.is_relative_to(self.build)
        shared = not inside or b'libtappa.so' in subprocess.run(['readelf', '-d', path], capture_output=True, check=True).stdout
        program = self.program(self.library if shared else path)
        command = [self.moved(word) for word in command]
        if not shared:
            command = [str(program.copy)] + command[1:]
        variables = os.environ | environment | {'CMOCKA_TEST_ABORT': '1', 'LD_LIBRARY_PATH': str(self.work)}
        self.tests.append(Test(name, command, variables, folder or self.build, program))

    def moved(self, word):
        """A path of the project's as one of the copy; the build folder stays where it is."""
        word = word.replace(f'{self.build}/../', f'{mutants.ROOT}/')
        for folder in ('tests', 'examples'):
            word = word.replace(f'{mutants.ROOT}/{folder}/', f'{self.tree}/{folder}/')
        return word

    def measure(self):
        """How much of the processor each test takes when nothing is changed; a test that fails then cannot be asked."""
        for test in list(self.tests):
            before = spent()
            if not self.passes(test, 60.0):
                sys.exit(f'{test.name} fails on the unchanged library.')
            self.seconds[test.name] = spent() - before

    def reach(self, jumps):
        """Notes which tests reach which jumps: only those are asked."""
        watcher, listing = self.work / 'reach.so', self.work / 'jumps'
        subprocess.run(['cc', '-O2', '-shared', '-fPIC', '-o', watcher, HERE / 'reach.c'], check=True)
        for test in self.tests:
            held = [jump for jump in jumps if test.program.place(jump) is not None]
            listing.write_text('\n'.join([test.program.copy.name] + [f'{test.program.place(jump):x}' for jump in held]) + '\n')
            found = listing.with_suffix('.reached')
            found.write_text('')
            watched = {'LD_PRELOAD': str(watcher), 'TAPPA_REACH': str(listing)}
            if not self.passes(test._replace(environment=test.environment | watched), 60.0):
                sys.exit(f'{test.name} fails while it is watched.')
            for number in set(found.read_text().split()):
                self.reaching[held[int(number)]].append(test)

    def passes(self, test, seconds):
        """Whether a test passes within so much time of the processor."""
        def limit():
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
            signal.setitimer(signal.ITIMER_PROF, seconds)

        child = subprocess.Popen(test.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 env=test.environment, cwd=test.folder, preexec_fn=limit)
        try:
            return child.wait(timeout=20 * seconds + 10) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def ask(self, mutant, kills):
        """The name of the first test that notices, or None. Who noticed in this function, then in this file, is asked first."""
        function, file = kills[mutant.jump.file, mutant.jump.function], kills[mutant.jump.file]

        def order(test):
            return -function[test.name], -file[test.name] / (0.01 + self.seconds[test.name]), self.seconds[test.name]

        for test in sorted(self.reaching[mutant.jump], key=order):
            test.program.mutate(mutant)
            try:
                if not self.passes(test, 0.2 + 5 * self.seconds[test.name]):
                    return test.name
            finally:
                test.program.restore(mutant)
        return None

    def digest(self):
        """Of all that is asked: the programs, and the files beside them."""
        total = hashlib.sha256()
        for test in sorted(self.tests, key=lambda test: test.name):
            total.update(test.name.encode() + test.program.bytes)
            for word in test.command[1:]:
                if pathlib.Path(word).is_file():
                    total.update(pathlib.Path(word).read_bytes())
        return total.hexdigest()[:12]


class Results:
    """What was found, in a file that a later run goes on with."""

    def __init__(self, path, digest):
        self.path, self.digest, self.known = path, digest, {}
        for line in path.read_text().splitlines() if path.exists() else ():
            name, code, tests, verdict = line.split('\t')
            self.known[name] = code, tests, verdict

    def verdict(self, mutant):
        code, tests, verdict = self.known.get(mutant.id, ('', '', ''))
        return verdict if code == mutant.jump.digest and (verdict != '-' or tests == self.digest) else ''

    def note(self, mutant, verdict):
        self.known[mutant.id] = mutant.jump.digest, self.digest, verdict
        with self.path.open('a') as file:
            print(mutant.id, mutant.jump.digest, self.digest, verdict, sep='\t', file=file)


def explanations():
    """survivors.txt: {(file, function, direction, source line): `same` or `time`}."""
    found = {}
    for number, line in enumerate((HERE / 'survivors.txt').read_text().splitlines(), 1):
        if line and not line.startswith('#'):
            parts = [part.strip() for part in line.split(' | ')]
            if len(parts) != 6 or parts[2] not in ('always', 'never') or parts[4] not in ('same', 'time'):
                sys.exit(f'survivors.txt:{number}: FILE | FUNCTION | always or never | SOURCE LINE | same or time | REASON is wanted')
            found[tuple(parts[:4])] = parts[4]
    return found


def key_of(mutant):
    jump = mutant.jump
    return jump.file, jump.function, mutant.direction, mutants.source_text(jump.source, jump.line)


def report(chosen, verdicts, whole):
    """Prints the figures; 1 where something is neither killed nor explained, or explained for nothing."""
    reasons, unexplained, stale, explained = explanations(), 0, 0, collections.Counter()
    files, survivors = collections.defaultdict(lambda: [0, 0]), set()
    for mutant in chosen:
        files[mutant.jump.file][0] += verdicts[mutant.id] != '-'
        files[mutant.jump.file][1] += 1
        if verdicts[mutant.id] == '-':
            survivors.add(key_of(mutant))
            explained[reasons.get(key_of(mutant))] += 1
            if key_of(mutant) not in reasons:
                unexplained += 1
                jump = mutant.jump
                print(f'survived: {mutant.id}\n    {jump.source}:{jump.line}: {key_of(mutant)[3]}')
    for key in reasons if whole else ():
        if key not in survivors and any(key[0].startswith(place) for place in whole):
            stale += 1
            print('stale in survivors.txt: ' + ' | '.join(key))
    for file, (killed, count) in sorted(files.items()):
        print(f'{killed:5} of {count:5} killed, {100 * killed / count:5.1f} %  {file}')
    killed, count = (sum(column) for column in zip(*files.values()))
    able = killed + unexplained # what a test can notice: not what does the same as before, as survivors.txt explains
    print(f'{killed} of {count} mutants killed, {100 * killed / count:.1f} %; explained: {explained["same"]} compute the same, of {explained["time"]} only '
          f'time depends; open: {unexplained}; of those that a test can notice {killed} of {able} killed, {100 * killed / max(able, 1):.1f} %')
    return bool(unexplained or stale)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build')
    parser.add_argument('places', nargs='*', default=['lib/core/journey', 'lib/core/expr'])
    parser.add_argument('--only', metavar='ID', help='this mutant alone; all tests are asked')
    parser.add_argument('--sample', type=int, metavar='N', help='so many mutants, drawn with --seed')
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()
    chosen = mutants.mutants_of(args.build, args.places)
    if args.only:
        chosen = [mutant for mutant in chosen if mutant.id == args.only]
    elif args.sample:
        chosen = random.Random(args.seed).sample(chosen, len(chosen))[:args.sample] # a larger sample holds the smaller ones
    if not chosen:
        sys.exit('No such mutant.')
    work = pathlib.Path(tempfile.mkdtemp(prefix='tappa-mutation-'))
    try:
        asker = Asker(args.build, work)
        asker.reach(sorted({mutant.jump for mutant in chosen}))
        results = Results(pathlib.Path(args.build, 'mutation.tsv'), asker.digest())
        kills, verdicts = collections.defaultdict(collections.Counter), {}
        for number, mutant in enumerate(chosen):
            verdict = '' if args.only else results.verdict(mutant)
            if not verdict:
                verdict = asker.ask(mutant, kills) or '-'
                results.note(mutant, verdict)
            verdicts[mutant.id] = verdict
            kills[mutant.jump.file][verdict] += 1
            kills[mutant.jump.file, mutant.jump.function][verdict] += 1
            if sys.stderr.isatty():
                print(f'\r{number + 1} of {len(chosen)}', end='', file=sys.stderr)
    finally:
        shutil.rmtree(work)
    if args.only:
        print(f'{args.only}: ' + ('survived' if verdict == '-' else f'killed by {verdict}'))
    sys.exit(report(chosen, verdicts, () if args.only or args.sample else args.places))


if __name__ == '__main__':
    main()
