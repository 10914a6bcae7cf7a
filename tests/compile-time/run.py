"""run.py COMPILE: how the cost of compiling grows with the model. Prints seconds and instructions for models of 500 to 10,000 stages with ten
transitions each, and the slope: the exponent with which the cost grows. The verdict is on instructions, which valgrind counts the same on
every machine and under any load: 1.0 is linear, sorting adds a tenth at most, a quadratic part would soon show. Seconds are printed, and
judged only by a bound that a busy machine keeps."""
import math
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SIZES = (500, 1000, 2500, 10000)
COUNTED = SIZES[:-1]   # valgrind would take longer for the largest than for all others
STEEPEST = 1.10
SLOWEST = 5.0   # seconds for the largest, whatever else the machine does; a second is what it should take


def slope(points):
    """Least squares through the logarithms."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mx, my = (sum(column) / len(logs) for column in zip(*logs))
    return sum((x - mx) * (y - my) for x, y in logs) / sum((x - mx) ** 2 for x, _ in logs)


def instructions(work, *command):
    """Inside tappa_model_compile() alone."""
    out = work / 'callgrind.out'
    subprocess.run(['valgrind', '--tool=callgrind', '--toggle-collect=tappa_model_compile', f'--callgrind-out-file={out}', *command], check=True, capture_output=True)
    return int(re.search(r'^(?:summary|totals): (\d+)', out.read_text(), re.M).group(1))


with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder)
    counted, timed = [], []
    for size in SIZES:
        model = work / f'{size}.yaml'
        with model.open('w') as file:
            subprocess.run([sys.executable, HERE / 'generate.py', str(size)], stdout=file, check=True)
        stages, rows, seconds = subprocess.run([sys.argv[1], model, '5'], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        if int(stages) != size or int(rows) < 10 * size:
            sys.exit(f'{size} stages asked for, the model has {stages} and {rows} transitions')
        timed.append((size, float(seconds)))
        if size in COUNTED:
            counted.append((size, instructions(work, sys.argv[1], model, '1')))
        count = f', {counted[-1][1]:13,} instructions, {counted[-1][1] // int(rows):,} for each transition' if size in COUNTED else ''
        print(f'{size:6} stages, {rows:>6} transitions: {float(seconds):.3f} s{count}', flush=True)

steepness = slope(counted)
print(f'slope: {steepness:.3f} by instructions (at most {STEEPEST}), {slope(timed):.3f} by the clock')
print(f'10,000 stages and 100,000 transitions: {timed[-1][1]:.3f} s')
sys.exit(steepness > STEEPEST or timed[-1][1] > SLOWEST)
