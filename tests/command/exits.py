"""exits.py TAPPA: each subcommand over a store ends with 0, 1 and 2 where README's table and `tappa help COMMAND` say so; the two say the same."""
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TAPPA = pathlib.Path(sys.argv[1]).resolve()
LOG = '{"customer": "anna", "event": "Product Added", "time": "2026-03-03T10:00:00Z", "data": {"price": 30.0}}\n'
MODEL = (ROOT / 'examples/shop-backend/shop.yaml').read_text()
KEY = '0' * 32
wrong = []


def run(*arguments):
    ran = subprocess.run([TAPPA, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return ran.returncode, ran.stdout, ran.stderr


def ends(code, *arguments):
    got, out, err = run(*arguments)
    if got != code:
        wrong.append(f'tappa {" ".join(arguments)}: {code} is wanted, and it was {got}:\n{out}{err}')
    if got and not out + err:
        wrong.append(f'tappa {" ".join(arguments)}: {got}, and says nothing')
    return out


with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)
    files = {'shop.yaml': MODEL, 'next.yaml': MODEL.replace('version: 1\n', 'version: 2\n'), 'other.yaml': MODEL.replace('model: basket', 'model: other'),
             'log': LOG, 'more': LOG.replace('anna', 'ben'), 'bad': '{}\n{\n', 'mixed': '{}\n' + LOG}
    for name, text in files.items():
        (here / name).write_text(text)
    model, newer, other, log, bad, mixed, store = (str(here / name) for name in ('shop.yaml', 'next.yaml', 'other.yaml', 'log', 'bad', 'mixed', 'shop.db'))
    over, who = ('--store', store), ('--customer', 'anna')
    cases = {
        'run': [(0, log), (1, bad), (0, mixed), (2,)],
        'where': [(0, *who), (1, '--customer', 'nobody'), (2,)],
        'journal': [(0, *who), (1, '--customer', 'nobody'), (2,)],
        'export': [(0, *who), (1, '--customer', 'nobody'), (2,)],
        'decide': [(0, *who), (1, '--customer', 'nobody'), (1, *who, '--at', 'moon'), (2,)],
        'due': [(0,), (2, 'more')],
        'claim': [(0,), (2, '--limit', 'none')],
        'report': [(1, KEY, 'sent'), (2, KEY), (2, KEY, 'eaten')],
        'plan': [(0, model), (1, newer), (1, other), (2,)],
        'counts': [(0,), (2, 'more')],
        'damaged': [(0,), (2, 'more')],
        'part': [(1, 'anna', 'login=anna'), (2, 'anna')],
        'apply': [(0, model), (1, newer), (1, other), (2,)],
        'erase': [(1, '--customer', 'nobody'), (0, *who), (2,)],
    }
    table = (ROOT / 'README.md').read_text().partition('| over a store |')[2].partition('\n\n')[0]
    readme = {name: text for names, text in re.findall(r'^\| (`.*`) \| (.*) \|$', table, re.M) for name in re.findall(r'`(\w+)`', names)}
    wrong += [f'README\'s table has {name}, which is not tried here' for name in set(readme) - set(cases)]
    for name, all_of_it in cases.items():
        for code, *arguments in all_of_it:
            before = [model] if name == 'run' and arguments else []
            ends(code, name, *before, *arguments, *over)
        if name != 'run':
            usual = ['--customer', 'anna'] if name in ('where', 'journal', 'export', 'decide', 'erase') else \
                [KEY, 'sent'] if name == 'report' else [model] if name in ('plan', 'apply') else ['a', 'b'] if name == 'part' else []
            ends(1, name, *usual, '--store', str(here / 'nothing.db'))
        said = ends(0, 'help', name)
        if said != ends(0, name, '--help'):
            wrong.append(f'`tappa help {name}` and `tappa {name} --help` differ')
        told = re.search(r'1: a file cannot be used(?:; )?(.*)\.\n', said)
        if not told or told[1] != readme.get(name, ''):
            wrong.append(f'README says of {name}: {readme.get(name)}\nand its help: {said}')
    # Somebody is damaged.
    ends(0, 'run', model, str(here / 'more'), *over)
    with sqlite3.connect(store) as db:
        db.execute("UPDATE customer SET state = x'' WHERE customer = (SELECT customer FROM identity WHERE value = 'ben')")
    db.close()
    ends(1, 'damaged', *over)
    ends(1, 'counts', *over)
    ends(2, 'help', 'fly')
print('\n'.join(wrong) or f'{sum(map(len, cases.values()))} cases of {len(cases)} subcommands')
sys.exit(bool(wrong))
