"""grow.py TAPPA [SEEDS]: logs that grow by so many bytes as it comes, in the middle of rows, cells and letters, and after each step a run over a store, some
of them killed: at the end all is there that a run over the whole logs takes, nothing twice, and everybody stands where they stand there. No event has an id, so
that nothing hides what is taken twice. Of every third seed one of two logs is turned over amid the runs: what the other has is there once all the same."""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

TAPPA = pathlib.Path(sys.argv[1]).resolve()
SEEDS = int(sys.argv[2]) if len(sys.argv) > 2 else 12
MODEL = ('tappa: 1\nmodel: m\nversion: 1\nevents: {Added: {}, Paid: {}}\n'
         'stages: {basket: {when: {Added: {count: n}, Paid: {to: paid}}}, paid: {when: {Added: {to: basket}, Paid: {}}}}\n')
PEOPLE = ['c0', 'c1', 'c2']


def moment(dice):
    return f'2026-03-03T{dice.randint(9, 11):02}:{dice.randint(0, 59):02}:{dice.randint(0, 59):02}.{dice.randint(0, 999999):06}Z'


def csv(dice, count, end, tag):
    separator = dice.choice(',;\t')
    rows = [separator.join(['customer', 'note', 'event', 'time', 'total'])]
    for i in range(count):
        note = dice.choice(['n', 'ä€', '', f'"two{end}lines ä"', f'"q""uo{separator}te"', f'"{end}c1{separator}x{separator}Added{separator}5"'])
        row = [dice.choice(PEOPLE), note, dice.choice(['Added', 'Paid']), dice.choice([moment(dice), str(1772530000000000 + dice.randint(0, 9 * 10**9))]), f'{tag}{i}']
        rows.append(dice.choice([separator.join(row)] * 15 + ['', f'a bad{separator}row']))
    return end.join(rows) + end


def ndjson(dice, count, end, tag):
    rows = []
    for i in range(count):
        event = {'customer': dice.choice(PEOPLE), 'event': dice.choice(['Added', 'Paid']), 'time': moment(dice), 'data': {'t': f'ä€{tag}{i}'}}
        text = json.dumps(event, ensure_ascii=dice.random() < 0.5)
        rows.append(dice.choice([text] * 10 + ['', '{"customer": "c0"}', '{broken', f'  {text}', f'[{text}, {text}]', text.replace('customer', 'nobody'),
                                                text.replace('"ä', '99999999999999999999.5, "x": "ä')]))
    return end.join(rows) + end


def start(store, logs, *options):
    return subprocess.Popen([TAPPA, 'run', 'model', *logs, '--store', store, *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def told(*arguments):
    return subprocess.run([TAPPA, *arguments], cwd=folder, capture_output=True, text=True, check=False).stdout


def what_is_in(store):
    """Each event with what became of it, however often, and where everybody stands."""
    events = []
    for who in [['--customer', person] for person in PEOPLE] + [['--nobody']]:
        for line in told('journal', '--store', store, *who).splitlines():
            entry = json.loads(line)
            events.append((who[-1], entry['time'], entry.get('event'), str(entry.get('data')), entry['outcome']))
    return sorted(events), [told('where', '--store', store, '--customer', person) for person in PEOPLE], told('counts', '--store', store)


def text_of(dice, form, tag):
    return (dice.choice(['', '\ufeff']) + form(dice, dice.choice([3, 5, 25]), dice.choice(['\n', '\r\n']), tag)).encode()


def grow(dice, turns):
    """Whether it ends as the whole does."""
    logs, texts, at, forms, turned = [], [], [], [], turns > 0
    for i in range(2 if turns else dice.choice([1, 1, 2])):
        form, name = dice.choice([(csv, 'csv'), (ndjson, 'ndjson')])
        forms.append(form)
        logs.append(f'log{i}.{name}')
        texts.append(text_of(dice, form, f'of{i} '))
        at.append(0)
        (folder / logs[i]).write_bytes(b'')
    while any(at[i] < len(text) for i, text in enumerate(texts)):
        for i, text in enumerate(texts):
            to = min(len(text), at[i] + dice.choice([0, 1, dice.randint(2, 9), dice.randint(2, 9), dice.randint(0, len(text) // (2 if turned else 8))]))
            with (folder / logs[i]).open('ab') as log:
                log.write(text[at[i]:to])
            at[i] = to
        half = dice.random() < 0.25
        run = start('grown.db', logs, *(['--until', '2026-03-03T10:30:00Z'] if half else []))
        if dice.random() < 0.2:
            time.sleep(dice.random() * 0.02)
            run.kill()
        run.wait()
        if turns and dice.random() < (0.5 if half else 0.05):
            texts[1], at[1] = text_of(dice, forms[1], 'of1 again '), 0
            (folder / logs[1]).write_bytes(b'')
            turns -= 1
    codes = [start(store, logs).wait() for store in ('grown.db', 'grown.db', 'whole.db')]
    if not set(codes) <= {0, 1}:  # 1: what was left is nothing but bad lines
        return False
    grown, whole = what_is_in('grown.db'), what_is_in('whole.db')
    if turned:
        grown, whole = ([event for event in events if 'of0 ' in event[3]] for events, *_ in (grown, whole))
    return grown == whole


wrong = []
for seed in range(SEEDS):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / 'model').write_text(MODEL)
        if not grow(random.Random(seed), 2 * (seed % 3 == 2)):
            wrong.append(seed)
print(f'{SEEDS} seeds, wrong: {wrong}')
sys.exit(bool(wrong))
