"""compare.py C PYTHON RUNNER FILE...: the same scenarios through the C runner C and the Python runner RUNNER, line by line.

Each line is the trace of a step, or a row that was considered with its reason. Numbers are compared by their values:
1.0 is no 1, and how many digits a double is written with is not the binding's business."""
import json
import subprocess
import sys


def lines(command):
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f'{command[:2]}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}')
    return [json.loads(line, parse_int=str) for line in ran.stdout.splitlines() if line.startswith('{')]


c, python = lines([sys.argv[1], '--tell', *sys.argv[4:]]), lines([sys.argv[2], sys.argv[3], '--tell', *sys.argv[4:]])
wrong = [(one, other) for one, other in zip(c, python) if one != other]
for one, other in wrong[:10]:
    print(f'C:      {one}\nPython: {other}')
if len(c) != len(python) or len(c) < 1000:
    sys.exit(f'{len(c)} lines from C, {len(python)} from Python')
print(f'{len(c) - len(wrong)} passed, {len(wrong)} failed')
sys.exit(bool(wrong))
