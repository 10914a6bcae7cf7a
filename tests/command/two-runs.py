"""two-runs.py TAPPA: two `tappa run --shared` of one log at once, whose events have no ids, take each event once; also where one is killed."""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

TAPPA = pathlib.Path(sys.argv[1]).resolve()
EVENTS = 12000
MODEL = 'tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: {count: n}}}}\n'
wrong = []


def lines(begin, end):
    return ''.join(f'{{"customer": "c{i % 50}", "event": "Go", "time": {1767603600000000 + i * 1000000}}}\n' for i in range(begin, end))


def start(*arguments):
    return subprocess.Popen([TAPPA, 'run', 'model', 'log', '--store', 'shop.db', '--shared', '--json', *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, cwd=folder)


def expect(what, got, wanted):
    if got != wanted:
        wrong.append(f'{what}: {wanted} is wanted, and it was {got}')


def counted():
    db = sqlite3.connect(f'file:{folder}/shop.db?mode=ro', uri=True, timeout=60)
    try:
        return db.execute('SELECT count(*) FROM journal').fetchone()[0]
    finally:
        db.close()


with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)
    (here / 'model').write_text(MODEL)
    (here / 'log').write_text(lines(0, EVENTS) + '{\n')
    taken, met = [], 0
    both = [start(), start()]
    for run in both:
        out, err = run.communicate()
        expect(f'a run beside another ended ({err})', run.returncode, 0)
        taken.append(json.loads(out)['taken'] if out else 0)
        met += 'at the same time' in err
    expect('taken by two runs', sum(taken), EVENTS)
    expect('counted behind them', counted(), EVENTS)
    if min(taken) and not met:
        wrong.append(f'both took events, {taken}, and neither says so')
    # The log has grown; of two that read what is new one is killed.
    with (here / 'log').open('a') as log:
        log.write(lines(EVENTS, 2 * EVENTS))
    both = [start(), start()]
    while counted() == EVENTS and any(run.poll() is None for run in both):
        time.sleep(0.01)
    both[0].kill()
    expect('the other of one that was killed ended', both[1].wait(), 0)
    for run in both:
        run.communicate()
    expect('counted where one was killed', counted(), 2 * EVENTS)
print('\n'.join(wrong) or f'{taken} and {2 * EVENTS} events')
sys.exit(bool(wrong))
