"""truth.py PHP RUNNER: what every step of every scenario did, and why, is the same from PHP as from C: stages, rows taken, effects with their values,
failed expressions, and the explanation of each row considered. Closes with `N passed, N failed`: lines."""
import itertools
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
PHP, RUNNER = sys.argv[1:3]
FILES = sorted([*(ROOT / 'tests' / 'scenario').glob('*.scenario'), *(ROOT / 'examples' / 'models').glob('*.scenario')])
passed = failed = 0


def told(*command):
    lines = subprocess.run([*command, '--tell', *FILES], capture_output=True, text=True, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines if line.startswith('{')]


for number, (ours, theirs) in enumerate(itertools.zip_longest(told(PHP, pathlib.Path(__file__).parent / 'scenario.php'), told(RUNNER)), 1):
    if ours == theirs:
        passed += 1
    else:
        failed += 1
        print(f'line {number}:\n  PHP: {json.dumps(ours)}\n  C:   {json.dumps(theirs)}')
        if failed > 20:
            break
print(f'{passed} passed, {failed} failed')
sys.exit(bool(failed or not passed))
