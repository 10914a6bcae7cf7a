"""branches.py SEVEN MODEL: branches that a processor would guess wrongly, by callgrind's simulation, for each event of the seven-stage
benchmark inside `feed` and the cohort: at most 0.1. Times depend on the machine and its load; this does not, and it is what decides them: a
wrong guess costs as much as twenty instructions. Two counts of events are compared, so that what a call costs once does not count."""
import pathlib
import re
import subprocess
import sys
import tempfile

WAYS = {'feed': 'tappa_journey_feed', 'cohort': 'tappa_cohort_feed'}
FEW, MANY = 50_000, 150_000
MOST = 0.1


def counted(work, way, events):
    """Instructions and wrong guesses inside the calls alone."""
    out = work / f'{way}.{events}'
    subprocess.run(['valgrind', '--tool=callgrind', '--branch-sim=yes', f'--toggle-collect={WAYS[way]}', f'--callgrind-out-file={out}',
                    sys.argv[1], sys.argv[2], '1', str(events), way], check=True, capture_output=True)
    text = out.read_text()
    names = re.search(r'^events: (.*)$', text, re.M).group(1).split()
    totals = dict(zip(names, map(int, re.search(r'^(?:summary|totals): (.*)$', text, re.M).group(1).split())))
    return totals['Ir'], totals.get('Bcm', 0) + totals.get('Bim', 0) # zeros at the end are left out


failed = 0
with tempfile.TemporaryDirectory() as folder:
    for way in WAYS:
        few, many = (counted(pathlib.Path(folder), way, events) for events in (FEW, MANY))
        instructions, wrong = ((b - a) / (MANY - FEW) for a, b in zip(few, many))
        bad = wrong > MOST or instructions < 10 # so few: nothing was counted
        failed += bad
        print(f'{way}: {instructions:.1f} instructions and {wrong:.3f} wrong guesses an event (at most {MOST}){": too many" * bad}')
print(f'{len(WAYS) - failed} passed, {failed} failed')
sys.exit(failed > 0)
