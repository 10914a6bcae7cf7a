"""sizes.py: a C file has at most 600 lines, a function at most 80. What may be longer stands in exceptions.txt, with a reason."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE, FUNCTION = 600, 80
wrong = []

allowed = {}
for number, line in enumerate((pathlib.Path(__file__).parent / 'exceptions.txt').read_text().splitlines(), 1):
    if line.strip() and not line.startswith('#'):
        name, _, reason = line.partition(' ')
        if not reason.strip():
            wrong.append(f'exceptions.txt:{number}: {name} has no reason')
        allowed[name] = False


def check(name, lines, most):
    if lines <= most:
        return
    if name in allowed:
        allowed[name] = True
    else:
        wrong.append(f'{name}: {lines} lines, at most {most}')


files = [path for folder in ('include', 'lib', 'examples', 'bindings', 'tests') for path in sorted((ROOT / folder).rglob('*'))
         if path.suffix in ('.c', '.h')]
for path in files:
    check(str(path.relative_to(ROOT)), len(path.read_text().splitlines()), FILE)

sources = [str(path.relative_to(ROOT)) for path in files]
out = subprocess.run(['ctags', '--languages=C', '--map-C=+.h', '--kinds-C=f', '--fields=+ne', '--output-format=json', '-f', '-', *sources],
                     cwd=ROOT, check=True, capture_output=True, text=True).stdout
functions = [json.loads(line) for line in out.splitlines()]
for f in functions:
    if f['path'].startswith(('lib/', 'examples/')) and 'end' in f:
        check(f'{f["path"]}:{f["name"]}', f['end'] - f['line'] + 1, FUNCTION)

wrong += [f'exceptions.txt: {name} needs no exception any more' for name, used in allowed.items() if not used]
if sources and not functions:
    wrong.append('ctags found no function: is it universal-ctags?')
print('\n'.join(wrong) or f'{len(files)} files, {len(functions)} functions: none too long')
sys.exit(bool(wrong))
