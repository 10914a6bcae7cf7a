"""examples.py PHP COMMAND: does what examples/php/README.md says, with this PHP and this `tappa`. Every command there is run here: the shop is driven over
HTTP, the bridge's models are checked by the command and walked through beside Symfony's own library. Closes with `N passed, N failed`."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
README = (ROOT / 'examples' / 'php' / 'README.md').read_text()
PHP, TAPPA = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
SHOP, BRIDGE = re.findall(r'^    (sh .*)$', README, re.M)
ENVIRONMENT = {**os.environ, 'TAPPA_PHP': PHP}
passed = failed = 0


def check(what, is_right):
    global passed, failed
    passed, failed = passed + bool(is_right), failed + (not is_right)
    if not is_right:
        print(f'wrong: {what}')


class Visitor:
    """A browser: keeps its cookie, follows the way back to the basket."""

    def __init__(self, port):
        self.port, self.cookie = port, None

    def ask(self, method, path, **fields):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        headers = {'Content-Type': 'application/x-www-form-urlencoded'} | ({'Cookie': self.cookie} if self.cookie else {})
        connection.request(method, path, urllib.parse.urlencode(fields), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.cookie = (answer.getheader('Set-Cookie') or self.cookie).split(';')[0]
        connection.close()
        return self.ask('GET', answer.getheader('Location')) if answer.status == 303 else (answer.status, text)

    def basket(self):
        return dict(re.findall(r'<b id="(\w+)">([^<]*)</b>', self.ask('GET', '/basket')[1]))


class Shop:
    def __init__(self, folder):
        self.clock, self.store, self.mails = folder / 'clock', folder / 'shop.sqlite', folder / 'mails'
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        self.start()

    def answers(self):
        try:
            socket.create_connection(('127.0.0.1', self.port), 1).close()
        except OSError:
            return False
        return True

    def wait(self, is_there):
        for _ in range(300):
            if self.answers() == is_there:
                return
            time.sleep(0.1)
        sys.exit(f'the shop does not {"answer" if is_there else "go"}: {self.process.stderr.read().decode()}')

    def start(self):
        self.process = subprocess.Popen([*shlex.split(SHOP)[:-1], str(self.port)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        env={**ENVIRONMENT, 'SHOP_CLOCK': str(self.clock), 'SHOP_STORE': str(self.store), 'SHOP_MAILS': str(self.mails)}, start_new_session=True)
        self.wait(True)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.wait(False)  # its workers are no children of ours, and each of them holds the port
        self.process.stderr.close()

    def at(self, text):
        self.clock.write_text(text)

    def due(self):
        return json.loads(Visitor(self.port).ask('GET', '/due')[1])


def sent(answer):
    return sorted((mail['touchpoint'], mail['recipient'], mail['arguments']) for mail in answer['sent'])


def shop():
    with tempfile.TemporaryDirectory() as folder:
        it = Shop(pathlib.Path(folder))
        try:
            drive(it)
            devices(it)
        finally:
            it.stop()


def drive(it):
    it.at('2026-03-01T10:00:00Z')
    anna, berta, carla = Visitor(it.port), Visitor(it.port), Visitor(it.port)
    check('the products', anna.ask('GET', '/')[0] == 200 and 'boots' in anna.ask('GET', '/')[1])
    check('an empty basket', anna.basket() == {'items': '0', 'value': '0.00', 'orders': '0', 'stage': 'new'})
    check('a product seen', anna.ask('GET', '/product?product=boots')[0] == 200)
    anna.ask('POST', '/add', product='boots')
    anna.ask('POST', '/add', product='socks')
    anna.ask('POST', '/email', email='anna@shop.example', news='on')
    check('a basket', anna.basket() == {'items': '2', 'value': '96.50', 'orders': '0', 'stage': 'filled', 'offer': 'laces'})
    check('what nobody sells', anna.ask('POST', '/add', product='hats')[0] == 422)
    check('no address', anna.ask('POST', '/email', email='anna')[0] == 422)
    check('no such page', anna.ask('GET', '/nothing')[0] == 404)
    check('an order without a basket', berta.ask('POST', '/order')[0] == 422)
    # Berta wants no news, of Carla no address is known.
    for visitor, mail in ((berta, 'berta@shop.example'), (carla, None)):
        visitor.ask('POST', '/add', product='laces')
        if mail:
            visitor.ask('POST', '/email', email=mail)

    # Half an hour later Anna takes the socks out again: her hour begins anew.
    it.at('2026-03-01T10:30:00Z')
    anna.ask('POST', '/remove', product='socks')
    it.at('2026-03-01T11:00:00Z')
    check('no mail to Berta, who did not ask for it; nobody can write to Carla', sent(it.due()) == [])
    berta.ask('POST', '/order')
    check('an order', berta.basket() == {'items': '0', 'value': '0.00', 'orders': '1', 'stage': 'bought'})
    check('thanks to Berta', sent(it.due()) == [('thank_you', 'berta@shop.example', {'orders': 1})])

    # The process dies: nothing is lost, the mail to Anna comes when it is due, once, from whichever worker is asked.
    it.stop()
    it.start()
    it.at('2026-03-01T11:30:00Z')
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: it.due(), range(16)))
    check(f'one mail about the basket: {answers}', sent({'sent': [mail for answer in answers for mail in answer['sent']]}) ==
          [('basket_mail', 'anna@shop.example', {'items': 1, 'value': 89.0})])
    anna.ask('POST', '/order')
    it.at('2026-06-01T00:00:00Z')
    check('thanks to Anna, and nothing after it', sent(it.due()) == [('thank_you', 'anna@shop.example', {'orders': 1})] and sent(it.due()) == [])
    check('a basket that was left is empty after a month', carla.basket()['stage'] == 'looking')
    check('each mail is one file', len(list(it.mails.iterdir())) == 3)

    # Many requests of one visitor at once: none is lost.
    dora = Visitor(it.port)
    dora.basket()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: dora.ask('POST', '/add', product='laces')[0], range(40)))
    check(f'forty at once: {answers}', answers == [200] * 40 and dora.basket()['items'] == '40')


def devices(it):
    """The basket is filled on the phone, and ordered at the laptop: before the mail is due, and between two mailers."""
    for number, ordered in enumerate(('2026-07-01T10:20:00Z', '2026-07-02T11:30:00Z')):
        day = ordered[:10]
        phone, laptop = Visitor(it.port), Visitor(it.port)
        it.at(f'{day}T10:00:00Z')
        phone.ask('POST', '/login', login=f'emma{number}')
        phone.ask('POST', '/add', product='boots')
        phone.ask('POST', '/email', email='emma@shop.example', news='on')
        it.at(ordered)
        laptop.ask('POST', '/login', login=f'emma{number}')
        check('the basket of the phone', laptop.basket()['items'] == '1')
        laptop.ask('POST', '/order')
        it.at(f'{day}T12:00:00Z')
        check(f'thanks, and no mail about a basket that was bought at {ordered}', sent(it.due()) == [('thank_you', 'emma@shop.example', {'orders': 1})])
        check('the phone knows', phone.basket()['orders'] == '1')


# What Symfony would not take either, or what a model cannot do: the words that say so.
WRONG = {
    'x: {type: state_machine, places: [a, b], transitions: {go: {from: a, to: c}}}': 'the transition go speaks of the place c',
    'x: {places: [a, b], transitions: {go: {from: a}}}': 'the transition go has no `to`',
    'x: {places: [a, b], transitions: {go: ~}}': 'the transition go has no `to`',
    'x: {type: workflow, places: [a, b], transitions: {go: {from: [], to: b}}}': 'the transition go has no `from`',
    'x: {type: petri, places: [a], transitions: {}}': 'of the type "petri"',
    'x: {type: state_machine, places: [a, b], transitions: {go: {from: a, to: [a, b]}}}': 'leads to several places at once',
    'x: {places: [a, b, c], transitions: [{name: go, from: a, to: b}, {name: go, from: a, to: c}]}': 'two transitions named go leave the place a',
    'x: {places: [a, b], initial_marking: [a, b], transitions: {go: {from: a, to: b}}}': 'begins in several places at once',
    'x: {places: [a, b], initial_marking: c, transitions: {go: {from: a, to: b}}}': 'the initial marking speaks of the place c',
    'x: hello': 'must be a map',
    'x: {places: [a], transitions: none}': 'must be a list or a map',
    'x: {transitions: {}}': 'has no places',
    'x: {places: App\\State::*, transitions: {}}': 'write them out',
    'x: {places: !php/enum App\\State, transitions: {}}': 'write its value out',
    'x: {places: [a, b], initial_marking: !php/enum App\\State::A, transitions: {go: {from: a, to: b}}}': 'write its value out',
    'x: {places: [1.5], transitions: {}}': 'must be a name',
    'x: {type: workflow, places: [a, b], transitions: {go: {from: [{place: a, weight: 2}], to: b}}}': 'has a weight of 2',
    'x: {places: [a], transitions: {"*": {from: a, to: a}}}': 'a name that means others',
    'x: {type: workflow, places: [a, b, a + b], transitions: {}}': 'the name of a set of places',
    'x: {type: workflow, initial_marking: [a, b], places: [a, b], transitions: [{name: go, from: a, to: a, guard: one}, {name: go, from: b, to: b, guard: two}]}':
        'guards of their own',
    '': 'there is no framework.workflows',
    'x: [': 'bridge:',
}


def bridge():
    command = shlex.split(BRIDGE)
    shapes = ROOT / 'tests' / 'bindings' / 'php' / 'workflows.yaml'
    run = lambda *arguments: subprocess.run([*command[:2], *map(str, arguments)], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True)  # noqa: E731
    with tempfile.TemporaryDirectory() as folder:
        names = re.findall(r'^        (\w+):', shapes.read_text(), re.M)
        check(names, len(names) == 6)
        for source, name in [(command[2], command[3]), (command[2], 'article'), *((shapes, name) for name in names)]:
            made = run(source, name)
            model = pathlib.Path(folder, f'{name}.yaml')
            model.write_text(made.stdout)
            check(f'{name}: {made.stderr}', made.returncode == 0 and 'PHP' not in made.stderr)
            checked = subprocess.run([TAPPA, 'check', model], capture_output=True, text=True)
            check(f'{name}: {checked.stdout}{checked.stderr}', checked.returncode == 0)
            walked = subprocess.run([PHP, '-d', 'extension=ctype', HERE / 'walk.php', ROOT / source, name, model], capture_output=True, text=True)
            check(f'{name}: {walked.stdout}{walked.stderr}', walked.returncode == 0 and ', 0 failed' in walked.stdout)
        for name, word in (('places_from_transitions', 'metadata priority'), ('names', 'metadata colour'), ('one_name_in_two_regions', 'enters right_1 where that is held already'),
                           ('never', 'the transition lost can never be taken')):
            check(f'{name}: {word}', word in run(shapes, name).stderr)
        wrong = pathlib.Path(folder, 'wrong.yaml')
        for text, word in WRONG.items():
            wrong.write_text(f'framework:\n  workflows:\n    {text}\n')
            said = run(wrong)
            check(f'{text}: {said.stdout}{said.stderr}', said.returncode == 1 and said.stderr.startswith('bridge: ') and word in said.stderr and not said.stdout)
        for arguments, word in (([], 'usage'), (['nowhere.yaml'], 'no such file'), ([command[2]], 'which one'), ([command[2], 'x'], 'no workflow'),
                                (['examples/php/README.md'], 'bridge:'), (['examples'], 'no such file')):
            said = run(*arguments)
            check(f'{arguments}: {said.stderr}', said.returncode == 1 and word in said.stderr and not said.stdout)


shop()
bridge()
print(f'{passed} passed, {failed} failed')
sys.exit(bool(failed or not passed))
