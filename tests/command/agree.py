"""agree.py TAPPA: what `tappa run --store` keeps is what the log says, event by event, and each customer stands where `tappa run --trace` says."""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOG = ROOT / 'examples/data/shop.ndjson'
TAPPA = sys.argv[1]
UNTIL = ('--until', '2026-07-01T00:00:00Z')


def lines_of(*arguments):
    return [json.loads(line) for line in subprocess.run([TAPPA, *map(str, arguments)], capture_output=True, check=True, text=True).stdout.splitlines()]


log = collections.defaultdict(list)
for line in LOG.read_text().splitlines():
    event = json.loads(line)
    log[event['customer']].append((event['time'], event['event'], event.get('data', {})))

wrong, compared = [], 0
for model in sorted((ROOT / 'examples/models').glob('*.yaml')):
    with tempfile.TemporaryDirectory() as folder:
        store = pathlib.Path(folder, 'shop.db')
        subprocess.run([TAPPA, 'run', model, LOG, *UNTIL, '--store', store], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stages = {line['journey']: line['stages'] for line in lines_of('run', '--trace', model, LOG, *UNTIL) if 'stages' in line}
        for customer, events in log.items():
            kept = [(line['time'], line['event'], line.get('data', {}))
                    for line in lines_of('journal', '--store', store, '--customer', customer) if line['kind'] == 'event']
            if kept != sorted(events, key=lambda event: event[0]):
                wrong.append(f'{model.name}: {customer}: the log says\n{events}\nand the store\n{kept}')
            where, = lines_of('where', '--json', '--store', store, '--customer', customer)
            for journey in where['journeys']:
                now = [stage['stage'] for stage in journey['stages']]
                compared += 1
                if now != stages[customer]:
                    wrong.append(f'{model.name}: {customer} stands at {stages[customer]} in the log, at {now} in the store')
print('\n'.join(wrong) or f'{compared} journeys agree')
sys.exit(bool(wrong) or not compared)
