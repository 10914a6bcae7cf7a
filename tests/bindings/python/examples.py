"""examples.py: does what examples/python/README.md says, with this Python. Every command there is run here: the backend is driven over HTTP, the flow is
compared with what tappa.Replay does record by record. Closes with `N passed, N failed`."""
import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

import tappa

ROOT = pathlib.Path(__file__).resolve().parents[3]
BACKEND, FLOW = re.findall(r'^    (sh .*)$', (ROOT / 'examples/python/README.md').read_text(), re.M)
ENVIRONMENT = {**os.environ, 'TAPPA_PYTHON': sys.executable}
passed = failed = 0


def check(what, is_right):
    global passed, failed
    passed, failed = passed + bool(is_right), failed + (not is_right)
    if not is_right:
        print(f'wrong: {what}')


class Backend:
    def __init__(self, folder):
        self.clock, self.store = folder / 'clock', folder / 'backend.sqlite'
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self):
        self.process = subprocess.Popen([*shlex.split(BACKEND)[:-1], str(self.port)], cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True,
                                        env={**ENVIRONMENT, 'BACKEND_CLOCK': str(self.clock), 'BACKEND_STORE': str(self.store)})
        for _ in range(600):
            try:
                return socket.create_connection(('127.0.0.1', self.port), 1).close()
            except OSError:
                time.sleep(0.1)
        sys.exit('the backend does not answer')

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def at(self, text):
        self.clock.write_text(text)

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        connection.request(method, path, json.dumps(body) if body is not None else None, {'Content-Type': 'application/json'})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text)

    def report(self, customer, event, touchpoint=None, **fields):
        return self.ask('POST', '/events', {'customer': customer, 'event': event, 'touchpoint': touchpoint, 'fields': fields})

    def sent(self):
        return [(one['customer'], one['name']) for one in self.ask('GET', '/outbox')[1]]


def drive(it):
    it.at('2026-03-01T10:00:00Z')
    check('nobody yet', it.ask('GET', '/customers/anna')[0] == 404 and it.ask('GET', '/outbox') == (200, []))
    status, anna = it.report('anna', 'add_to_cart', 'phone_app', price=19.5, quantity=2)
    check('a basket', status == 200 and (anna['data']['basket'], anna['data']['items'], anna['data']['last_place']) == (39.0, 2, 'phone_app'))
    check('where she stands', 'choosing' in anna['stages'] and it.ask('GET', '/customers/anna') == (200, anna))
    check('when the mail is due', anna['next_due'] == '2026-03-01T11:00:00Z')
    for what, *report in (('price', 'anna', 'add_to_cart', None), ('touchpoint', 'anna', 'search', 'nowhere')):
        fields = {'price': 'much'} if what == 'price' else {}
        status, answer = it.report(*report, **fields)
        check(f'{what}: {answer}', status == 422 and answer['detail'])
    check('no such field', it.report('anna', 'add_to_cart', colour='red')[0] == 422)
    check('no number', it.report('anna', 'add_to_cart', price=float('inf'))[0] == 422)
    check('no text', it.report('anna\ud800', 'search')[0] == 422 and it.report('anna', 'search\ud800')[0] == 422)
    check('no customer', it.ask('POST', '/events', {'event': 'search'})[0] == 422)
    check('what was refused changed nothing', it.ask('GET', '/customers/anna') == (200, anna))
    it.report('berta', 'add_to_cart', price=5.0, quantity=1)
    it.at('2026-03-01T10:30:00Z')
    check('an order', it.report('berta', 'purchase', revenue=5.0)[1]['data']['orders'] == 1)
    it.at('2026-03-01T10:10:00Z')
    check('late', it.report('berta', 'search')[0] == 422)

    # The process dies: nothing is lost, Anna's mail comes when it is due, once; Berta has ordered and gets none.
    it.stop()
    it.start()
    it.at('2026-03-01T11:00:00Z')
    check('the mail about the basket', it.ask('POST', '/due') == (200, {'ran': 1}) and it.sent() == [('anna', 'basket_mail')])
    check('once', it.ask('POST', '/due') == (200, {'ran': 0}) and it.sent() == [('anna', 'basket_mail')])
    mail = it.ask('GET', '/outbox')[1][0]
    check('what it says and until when', json.loads(mail['arguments'])['total'] == 39.0 and mail['expires'] == '2026-03-02T11:00:00Z')

    # An event runs what fell due before it.
    it.at('2026-03-05T00:00:00Z')
    check('a timer before an event', it.report('berta', 'search')[0] == 200 and it.sent()[1:] == [('berta', 'matching_mail')])

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: it.report('carla', 'add_to_cart', price=1.0, quantity=1)[0], range(40)))
    check('forty at once', answers == [200] * 40 and it.ask('GET', '/customers/carla')[1]['data']['items'] == 40)


def backend():
    with tempfile.TemporaryDirectory() as folder:
        it = Backend(pathlib.Path(folder))
        try:
            drive(it)
        finally:
            it.stop()


def package():
    """The package is built where there is none, and where a source has changed: asked of a tree with a pip that only writes down what it is told."""
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        for name in ('examples/python/package.sh', 'tests/support/packages.sh', 'lib/base/text.c', 'include/tappa/base.h', 'meson.build', 'bindings/python/setup.py'):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
        (tree / 'python3').write_text('mkdir -p build-python/bin; printf "#!/bin/sh\\necho \\$* >>pip.log\\n" >build-python/bin/pip; chmod +x build-python/bin/pip\n')
        (tree / 'python3').chmod(0o755)

        def built(*packages):
            log = tree / 'pip.log'
            log.unlink(missing_ok=True)
            subprocess.run(['sh', '-euc', '. examples/python/package.sh; python_with "$@"', 'sh', *packages], cwd=tree, check=True, stdout=subprocess.DEVNULL,
                           env={**{name: value for name, value in os.environ.items() if name != 'TAPPA_PYTHON'}, 'PATH': f'{tree}:{os.environ["PATH"]}'})
            return log.exists() and 'polars' in log.read_text() and './bindings/python' in log.read_text()
        check('it is built once', built('polars') and not built('polars'))
        for name in ('lib/base/text.c', 'bindings/python/setup.py'):
            (tree / name).write_text((tree / name).read_text().replace('a', 'b', 1))
            check(f'again after a change of {name}', built('polars') and not built('polars'))
        check('again for another package', built('polars', 'pandas'))


def steps(log):
    """From where to where, by the replay of the package that goes record by record."""
    replay, counts = tappa.Replay(tappa.Model.load(ROOT / 'examples/models/omnichannel.yaml')), collections.Counter()
    replay.observer = lambda _, batch: counts.update((one.source, one.target) for one in batch.taken)
    records = sorted((json.loads(line) for line in log.read_text().splitlines()), key=lambda record: record['time'])
    for record in records:
        replay.feed(record['customer'], record['event'], tappa.parse_time(record['time']), record.get('data'))
    if records:
        replay.advance(tappa.parse_time(records[-1]['time']))
    return {(a, b): times for (a, b), times in counts.items() if a and b and a != b}


def flow():
    command = shlex.split(FLOW)
    with tempfile.TemporaryDirectory() as folder:
        svg, log, short = pathlib.Path(folder, 'flow.svg'), ROOT / command[2], pathlib.Path(folder, 'short.ndjson')
        # A basket that was left for forty days is empty before the next thing goes into it.
        left = ''.join(json.dumps({'id': day, 'customer': 'zita', 'event': 'add_to_cart', 'time': f'2026-{day}T00:00:00Z', 'data': {'price': 1.0}}) + '\n' for day in ('04-01', '05-11'))
        short.write_text(''.join(log.read_text().splitlines(True)[:60]) + left)
        unknown = pathlib.Path(folder, 'unknown.ndjson')
        unknown.write_text(short.read_text() + '{"id": "x", "customer": "zoe", "event": "nobody knows", "time": "2027-01-01T00:00:00Z"}\n')
        for path, same in ((log, log), (short, short), (unknown, short)):
            ran = subprocess.run([*command[:2], path, svg], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True)
            check(f'{path.name}: {ran.stderr}', ran.returncode == 0 and f'{int(path is unknown)} unknown to the model, 0 refused' in ran.stdout)
            drawn = {}
            for title in xml.etree.ElementTree.parse(svg).getroot().findall('.//{*}path/{*}title'):
                source, target, times = re.fullmatch(r'(\w+) to (\w+): (\d+)', title.text).groups()
                drawn[source, target] = int(times)
            check(f'{path.name}: what is drawn is what happened: {drawn}', len(drawn) > 3 and drawn == steps(same))


backend()
flow()
package()
print(f'{passed} passed, {failed} failed')
sys.exit(bool(failed or not passed))
