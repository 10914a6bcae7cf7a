"""test-backend.py SERVER: examples/shop-backend, killed by SIGKILL again and again.

First README's blocks, exactly as they stand, with a kill after each. Then a ledger: baskets filled on phones, orders from desks, claims in between, kills
in the middle of requests. What was acknowledged is there afterwards, and after an order was acknowledged no claim hands out its mail. A crowd, whose
events go to the disk together, killed and told to end. What is refused, and how; clients that nobody has taught; and somebody whose rows are damaged, beside everybody else."""
import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / 'examples/shop-backend'
HOUR = 3600
wrong = []


def check(holds, what):
    if not holds:
        wrong.append(what)


def stamp(ago):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - ago))


class Server:
    """One server over one file; a restart takes another port, as any free one will do."""

    def __init__(self, folder):
        self.folder = folder
        self.start()

    def start(self):
        self.process = subprocess.Popen([sys.argv[1], '--port', '0', '--store', str(self.folder / 'shop.db'), str(HERE / 'shop.yaml')],
                                        stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        self.port = int(self.address.rpartition(':')[2])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def restart(self):
        self.kill()
        self.start()

    def ask(self, method, path, body=None, kind='application/json', **headers):
        """(status, answer); None where no answer came: the server was killed."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        try:
            connection.request(method, path, body, {'Content-Type': kind, **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, json.loads(text) if answer.headers['Content-Type'] == 'application/json' else text
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def readme(server, folder):
    """The blocks, each in a shell of its own; a kill behind each. What they printed, block by block."""
    (folder / 'examples').symlink_to(ROOT / 'examples')
    printed = []
    for block in re.findall(r'^```sh\n(.*?)^```$', (HERE / 'README.md').read_text(), re.M | re.S):
        ran = subprocess.run(['sh', '-euc', block], cwd=folder, env={'PATH': '/usr/local/bin:/usr/bin:/bin', 'shop': server.address},
                             stdin=subprocess.DEVNULL, capture_output=True, text=True)
        check(ran.returncode == 0 and not ran.stderr, f'{block}\nexit code {ran.returncode}:\n{ran.stdout}{ran.stderr}')
        printed.append(ran.stdout)
        server.restart()
    return printed


def answers(text):
    """The JSON documents of a text, one behind the other."""
    decoder, found = json.JSONDecoder(), []
    while text.strip():
        value, end = decoder.raw_decode(text.lstrip())
        found.append(value)
        text = text.lstrip()[end:]
    return found


def check_readme(printed, folder):
    signed_in, asked, ben, mailed, queued, parted, erased = printed
    check([a['events'][0]['outcome'] for a in answers(signed_in)] == ['taken', 'taken', 'taken'], signed_in)
    check(len({a['events'][0]['customer'] for a in answers(signed_in)}) == 1, f'the phone is not hers:\n{signed_in}')
    offered, standing = answers(asked)
    check([v['name'] for v in offered['say']] == ['free_shipping', 'basket_mail'], asked)
    check([(v['name'], v['reason']) for v in offered['not']] == [('help', 'not here')], asked)
    check([s['stage'] for s in standing['journeys'][0]['stages']] == ['filled'], asked)
    check(standing['profile'] == {'email': 'ann@shop.example'}, asked)
    check([e['outcome'] for a in answers(ben) for e in a['events']] == ['taken', 'taken', 'taken', 'taken'], ben)
    mails = list((folder / 'mails').glob('*.eml'))
    check(len(mails) == 1 and 'To: ann@shop.example' in mailed and 'goods worth 59.9.' in mailed, f'{mails}\n{mailed}')
    check(mailed.endswith('{"contacts": []}\n'), f'somebody is left to be written to:\n{mailed}')
    lines, _, metrics = queued.partition('# ')
    check([e['outcome'] for e in answers(lines)[0]['events']] == ['taken', 'taken', 'duplicate'], lines)
    check('tappa_events_total{outcome="taken"} 2\n' in metrics and 'tappa_events_total{outcome="duplicate"} 1\n' in metrics, metrics)
    done, tablet = answers(parted)
    check(done == {'parted': True}, parted)
    check([(i['kind'], i['value']) for i in tablet['identities']] == [('cookie', 'tablet')], parted)
    handed, gone, asked_again = answers(erased)
    check([(i['kind'], i['value']) for i in handed['identities']] == [('login', 'cleo')] and len(handed['journal']) == 2, erased)
    check(gone['erased'] is True and re.fullmatch('[0-9a-f]{32}', gone['proof']), erased)
    check(asked_again == {'error': 'nobody is known by this'}, erased)
    check(b'cleo' not in (folder / 'shop.db').read_bytes(), 'she is still in the file')


def event(identifier, name, ago, device=None, login=None, **properties):
    """A Segment event."""
    made = {'type': 'track', 'event': name, 'messageId': identifier, 'timestamp': stamp(ago), 'properties': properties}
    made.update({'anonymousId': device} if device else {}, **({'userId': login} if login else {}))
    return made


class Ledger:
    """What was sent, and what was acknowledged."""

    def __init__(self, server, chance):
        self.server, self.chance = server, chance
        self.events, self.acknowledged, self.ordered = {}, set(), set()
        self.keys = collections.Counter()
        self.mailed, self.kills = collections.Counter(), 0

    def request(self, *request):
        """Asks until an answer comes; one in eight times the server is killed in the middle."""
        while True:
            killer = None
            if self.chance.random() < 0.125:
                killer = threading.Timer(self.chance.random() * 0.004, self.server.process.send_signal, [signal.SIGKILL])
                killer.start()
            answer = self.server.ask(*request)
            if killer:
                killer.join()
                self.server.process.wait()
                self.kills += 1
                self.server.restart()
            if answer:
                return answer

    def send(self, *events):
        self.events.update((e['messageId'], e) for e in events)
        status, answer = self.request('POST', '/events', json.dumps({'batch': events}))
        outcomes = [e['outcome'] for e in answer.get('events', [])]
        check(status == 200 and len(outcomes) == len(events) and set(outcomes) <= {'taken', 'ignored', 'duplicate'}, f'{status} {answer}')
        self.acknowledged.update(e['messageId'] for e in events)
        self.ordered.update(e['userId'] for e in events if e['event'] == 'Order Completed')

    def claim(self, limit):
        status, answer = self.request('POST', f'/claim?limit={limit}')
        check(status == 200, f'{status} {answer}')
        for contact in answer['contacts']:
            login = next(i['value'] for i in contact['identities'] if i['kind'] == 'login')
            check(login not in self.ordered, f'{login} bought, that was acknowledged, and is written to all the same')
            self.keys[contact['key']] += 1
            status, said = self.request('POST', f'/report?key={contact["key"]}&state=sent')
            check(status == 200, f'{status} {said}')
            self.mailed[login] += 1
        return len(answer['contacts'])


def ledger(server, chance, people):
    book = Ledger(server, chance)
    for i in range(people):
        login, phone = f'login{i}', f'phone{i}'
        known = chance.random() < 0.7
        book.send(event(f'{i}-in', 'Consent Given', 4 * HOUR, phone, login, purpose='marketing'))
        book.send(event(f'{i}-add', 'Product Added', 2 * HOUR, phone, login if known else None, price=10.0 + i))
        if i % 2:
            book.send(event(f'{i}-buy', 'Order Completed', chance.choice([0, HOUR, HOUR + 60]), f'desk{i}', login, revenue=10.0 + i))
        if chance.random() < 0.3:
            book.claim(chance.choice([1, 2, 100]))
    # What a killed server had handed out and nobody heard of is under its lease still; nobody else may be left out.
    while book.claim(100):
        pass
    return book


def check_ledger(server, book, people):
    server.restart()
    check(book.kills > 10, f'killed {book.kills} times only')
    check(max(book.mailed.values(), default=0) == 1, f'written to twice: {book.mailed}')
    for identifier in book.acknowledged:
        _, answer = server.ask('POST', '/events', json.dumps(book.events[identifier]))
        check(answer['events'][0]['outcome'] == 'duplicate', f'{identifier} was acknowledged and is not there: {answer}')
    for i in range(people):
        _, standing = server.ask('GET', f'/where?customer=login=login{i}')
        check([s['stage'] for s in standing['journeys'][0]['stages']] == ['empty' if i % 2 else 'filled'], f'{i}: {standing}')
        states = {contact['state'] for contact in standing['contacts']}
        check(states <= {'withdrawn', 'sent', 'claimed'} if i % 2 else states <= {'sent', 'claimed'} and states, f'{i}: {standing}')
        check((book.mailed[f'login{i}'] == 1) == ('sent' in states), f'{i} was mailed {book.mailed[f"login{i}"]} times: {standing}')


def crowd(server, name, how, seconds):
    """Sixteen at once, each with requests of one to three events, until the server is killed or told to end: each gets the answers to its own, in
    order, and what was answered is there."""
    answered = [[] for _ in range(16)]

    def visitor(number):
        for turn in range(1000):
            events = [event(f'{name}-{number}-{turn}-{i}', 'Product Added', 0, f'crowd{number}', price=1.0) for i in range(turn % 3 + 1)]
            answer = server.ask('POST', '/events', json.dumps({'batch': events}))
            if not answer or (how == signal.SIGTERM and answer[0] == 503): # it is closing
                return
            check([e['outcome'] for e in answer[1]['events']] == ['taken'] * len(events), f'visitor {number}: {answer}')
            answered[number].append((events, [e['sequence'] for e in answer[1]['events']]))

    visitors = [threading.Thread(target=visitor, args=[number]) for number in range(16)]
    for thread in visitors:
        thread.start()
    time.sleep(seconds)
    server.process.send_signal(how)
    for thread in visitors:
        thread.join()
    code = server.process.wait(30)
    check(code == (0 if how == signal.SIGTERM else -how), f'it ended with {code}')
    server.restart()
    sequences = [sequence for own in answered for _, given in own for sequence in given]
    check(sequences and len(set(sequences)) == len(sequences), f'a sequence was given twice, or none at all: {len(sequences)}')
    for own in answered:
        check([s for _, given in own for s in given] == sorted(s for _, given in own for s in given), 'not in the order sent')
        for events, _ in own[-3:]:
            _, answer = server.ask('POST', '/events', json.dumps({'batch': events}))
            check([e['outcome'] for e in answer['events']] == ['duplicate'] * len(events), f'acknowledged and not there: {answer}')


def refusals(server):
    key = '0' * 32
    for status, request in (
            (404, ('GET', '/')), (404, ('GET', '/next?customer=login=nobody')), (404, ('POST', '/erase?customer=login=nobody')),
            (404, ('POST', '/part?sequence=1000000')), (400, ('POST', '/part')), (400, ('POST', '/part?sequence=1x')), (405, ('GET', '/erase')),
            (404, ('POST', f'/report?key={key}&state=sent')),
            (405, ('GET', '/events')), (405, ('POST', '/where')), (405, ('DELETE', '/claim')),
            (400, ('POST', '/events')), (400, ('POST', '/events', '{"customer"')), (400, ('POST', '/events', '7')),
            (400, ('GET', '/where?customer=login=ann%00x')), (400, ('POST', '/erase?customer=login=ann%00')), (400, ('GET', '/next')), (400, ('GET', '/where?customer=ann')), (400, ('POST', '/claim?limit=0')),
            (400, ('POST', '/claim?limit=1025')), (400, ('POST', '/claim?limit=1x')), (400, ('POST', '/report?key=1&state=sent')),
            (400, ('POST', f'/report?key={key}&state=eaten')), (413, ('POST', '/events', ' ' * 1048577))):
        answer = server.ask(*request)
        check(answer and answer[0] == status and isinstance(answer[1].get('error'), str), f'{request[:2]}: {status} is wanted, and it was {answer}')
    answer = server.ask('POST', '/events', iter([b'{}']))
    check(answer and answer[0] == 411, f'a body without a length: {answer}')
    # One that cannot be read stops none of the others, and a customer's name may be anything.
    name = 'a"\\\n\x01\u00e9'
    good = {'identities': {'login': name}, 'event': 'Product Viewed', 'time': stamp(0)}
    status, answer = server.ask('POST', '/events', f'{json.dumps(good)}\nnonsense\n{json.dumps(good)}\n', 'application/x-ndjson')
    check(status == 200 and [e['outcome'] for e in answer['events']] == ['taken', 'unreadable', 'taken'], f'{status} {answer}')
    status, answer = server.ask('POST', '/events', json.dumps(good, indent=1))
    check(status == 200 and len(answer['events']) == 1, f'an event on several lines: {status} {answer}')
    status, answer = server.ask('GET', '/where?customer=login=a%22%5C%0A%01%C3%A9')
    check(status == 200 and answer['identities'] == [{'kind': 'login', 'value': name}], f'{status} {answer}')


def raw(server, request, wait=10):
    """What the server answers to these bytes: its status, 0 where it closes without a word."""
    with socket.create_connection(('127.0.0.1', server.port), timeout=wait) as connection:
        try:
            connection.sendall(request)
            line = connection.makefile('rb').readline()
        except OSError:
            return 0
    return int(line.split()[1]) if line else 0


def strangers(server):
    """Clients that nobody has taught: what is too large is told so, whether they wait for that or send it all; one that never comes to its end holds up
    nobody; batches of CloudEvents are batches."""
    head = b'POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n%s\r\n'
    for size in (1048577, 20 << 20, 1 << 40):
        check(raw(server, head % (size, b'Expect: 100-continue\r\n')) == 413, f'{size} bytes are not refused before they are sent')
    check(raw(server, head % (20 << 20, b'') + bytes(1 << 16)) == 413, '20 MiB are not told to be too much')
    for call in (event('al-1', 'Product Viewed', 60, 'als-phone'), {'type': 'alias', 'messageId': 'al-2', 'userId': 'al', 'previousId': 'als-phone', 'timestamp': stamp(0)}):
        status, answer = server.ask('POST', '/events', json.dumps(call))
    check(status == 200 and server.ask('GET', '/where?customer=cookie=als-phone')[1]['customer'] == server.ask('GET', '/where?customer=login=al')[1]['customer'],
          f'an alias joins nobody: {status} {answer}')
    status, answer = server.ask('POST', '/events', json.dumps({'id': 'no-1', 'event': 'Product Viewed', 'time': stamp(0)}))
    check(status == 200 and answer['events'][0]['outcome'] == "nobody's" and answer['events'][0]['sequence'], f'an event of nobody is not kept: {status} {answer}')
    status, answer = server.ask('POST', '/events', json.dumps({'type': 'beat', 'messageId': 'x1', 'userId': 'ann', 'timestamp': stamp(0)}))
    check(status == 400 and 'identify' in json.dumps(answer), f'a call that Segment does not have: {status} {answer}')
    with socket.create_connection(('127.0.0.1', server.port)) as slow:
        slow.sendall(head % (100, b'') + b'{"event":')
        check(server.ask('GET', '/metrics')[0] == 200, 'one that is slow holds up the others')
    batch = [{'specversion': '1.0', 'id': f'batch-{i}', 'source': '/till/1', 'subject': 'tilly', 'type': name, 'time': stamp(60 - i), 'data': {'price': 5.0}}
             for i, name in enumerate(('Product Viewed', 'Product Added', 'No Such Event'))]
    status, answer = server.ask('POST', '/events', json.dumps(batch), 'application/cloudevents-batch+json')
    check(status == 200 and [e['outcome'] for e in answer['events']] == ['taken', 'taken', 'unknown event'], f'{status} {answer}')
    for kind, given, sku in (('application/json', '{"price": 7.5,\n "sku": "\u00fc"}', '\u00fc'), ('text/plain', 'seven and a half', None), ('application/json', '', None)):
        name = f'ce-{len(kind)}-{len(given)}'
        attributes = {'ce-specversion': '1.0', 'ce-id': name, 'ce-source': '/till/%32', 'CE-Type': 'Product%20Added', 'ce-subject': '"till%C3%BC"', 'ce-time': stamp(5)}
        status, answer = server.ask('POST', '/events', given.encode(), kind, **attributes)
        check(status == 200 and answer['events'][0]['outcome'] == 'taken', f'the binary mode of CloudEvents: {status} {answer}')
        journal = server.ask('GET', '/export?customer=login=till%C3%BC')[1]['journal']
        told = [(e['source'], e['event'], e.get('data', {}).get('sku')) for e in journal if e.get('id') == name]
        check(told == [('/till/2', 'Product Added', sku)], f'{name}: {told}')
    for kind in ('application/json\t; charset=utf-8', 'text/json', 'application/vnd.shop+json', ';'):
        server.ask('POST', '/events', '{"price": 1, "sku": "k"}', kind, **{**attributes, 'ce-id': f'ce-{kind}', 'CE-Type': '"Product Ad\\ded"'})
        journal = server.ask('GET', '/export?customer=login=till%C3%BC')[1]['journal']
        check([e['data'].get('sku') for e in journal if e.get('id') == f'ce-{kind}' and e['event'] == 'Product Added'] == ['k'], f'{kind}: no data')
    whole = {'specversion': '1.0', 'id': 'ce-whole', 'source': '/till/1', 'subject': 'whole', 'type': 'Product Added', 'time': stamp(5), 'data': {'price': 5.0}}
    status, answer = server.ask('POST', '/events', json.dumps(whole), 'application/cloudevents+json', **attributes)
    check(status == 200 and server.ask('GET', '/where?customer=login=whole')[0] == 200, f'a whole CloudEvent that has headers as well: {status} {answer}')
    for number, (given, code) in enumerate((('"x"', 200), ('1', 200), ('{"price": 1}, "zone": "UTC"', 400), ('{"price": ', 400))):
        status, answer = server.ask('POST', '/events', given, **{**attributes, 'ce-id': f'ce-{number}'})
        check(status == code, f'{given}: {status} {answer}')
    status, answer = server.ask('POST', '/events', '{}', **{**attributes, 'ce-data': 'x'})
    check(status == 400 and 'duplicate key' in json.dumps(answer), f'{status} {answer}')
    for body, word in ((b'\xff\xff', 'decode'), (b'\xff\xfe', 'UTF-8'), (b'[' * 100000, 'nested'), (b'[]', 'no event'),
                       (b'{"customer": "a", "customer": "b"}', 'duplicate key'), (b'{"a": 1e999}', 'out of range')):
        status, answer = server.ask('POST', '/events', body)
        check(status == 400 and word in json.dumps(answer), f'{body[:40]}: {status} {answer}')


def injection(server, folder):
    """What is no address is none, and makes no line of a mail."""
    for who, address in (('eve', 'eve@shop.example\nBcc: all@shop.example'), ('corp\\user', 'mallory@shop.example'), ('tab', 'tab@shop.example\r')):
        server.ask('POST', '/events', json.dumps({'batch': [
            {'type': 'identify', 'messageId': f'{who}-0', 'userId': who, 'timestamp': stamp(4 * HOUR), 'traits': {'email': address}},
            event(f'{who}-1', 'Consent Given', 4 * HOUR, login=who, purpose='marketing'), event(f'{who}-2', 'Product Added', 2 * HOUR, login=who, price=7.0)]}))
    ran = subprocess.run(['sh', HERE / 'mailer.sh', folder / 'odd', 'once'], env=os.environ | {'shop': server.address}, capture_output=True, text=True)
    check(not ran.returncode and not ran.stderr, f'the mailer says: {ran.stderr}')
    mails = [path.read_bytes() for path in (folder / 'odd').glob('*.eml')]
    check([mail for mail in mails if b'To: mallory@shop.example\n' in mail] and not any(b'Bcc' in mail or b'\r' in mail for mail in mails), f'{mails}')
    for who, state in (('eve', 'failed'), ('corp\\user', 'sent'), ('tab', 'failed')):
        _, answer = server.ask('GET', '/where?customer=login=' + urllib.parse.quote(who))
        check([c['state'] for c in answer['contacts']] == [state], f'{who}: {answer}')


def unwritten(server, folder):
    """A mail that cannot be written is not said to be sent: it comes again when its lease is over."""
    server.ask('POST', '/events', json.dumps({'batch': [
        {'type': 'identify', 'messageId': 'full-0', 'userId': 'full', 'timestamp': stamp(4 * HOUR), 'traits': {'email': 'full@shop.example'}},
        event('full-1', 'Consent Given', 4 * HOUR, login='full', purpose='marketing'), event('full-2', 'Product Added', 2 * HOUR, login='full', price=7.0)]}))
    server.ask('POST', '/events', json.dumps(event('full-3', 'Product Viewed', 0, login='full'))) # what was due before it has run
    _, answer = server.ask('GET', '/where?customer=login=full')
    (folder / 'full').mkdir()
    (folder / 'full' / (answer['contacts'][0]['key'] + '.new')).mkdir() # in the way
    ran = subprocess.run(['sh', HERE / 'mailer.sh', folder / 'full', 'once'], env=os.environ | {'shop': server.address}, capture_output=True, text=True)
    check(not ran.returncode and 'it is handed out again' in ran.stderr, f'the mailer says: {ran.stderr}')
    _, answer = server.ask('GET', '/where?customer=login=full')
    check([c['state'] for c in answer['contacts']] == ['claimed'] and not list((folder / 'full').glob('*.eml')), f'{answer}')


def damage(server):
    """Of somebody whose row is damaged nothing can be taken up or sent; everybody else gets theirs, also in the same transaction."""
    for who in ('hurt', 'hale'):
        server.ask('POST', '/events', json.dumps({'batch': [event(f'{who}-1', 'Consent Given', 4 * HOUR, login=who, purpose='marketing'),
                                                            event(f'{who}-2', 'Product Added', 2 * HOUR, login=who, price=7.0)]}))
    server.process.terminate()
    server.process.wait()
    with sqlite3.connect(server.folder / 'shop.db') as db:
        db.execute("UPDATE customer SET state = x'' WHERE customer = (SELECT customer FROM identity WHERE value = 'hurt')")
    db.close()
    server.process.stdout.close()
    server.start()
    status, answer = server.ask('POST', '/claim?limit=10')
    check(status == 200 and ['hale'] == [i['value'] for c in answer['contacts'] for i in c['identities']], f'one who is damaged keeps others from their mail: {status} {answer}')
    server.process.send_signal(signal.SIGSTOP)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asked = [pool.submit(server.ask, 'POST', '/events', json.dumps(event(f'{who}-3', 'Product Viewed', 0, login=who))) for who in ('hale', 'hurt', 'new')]
        time.sleep(0.5)
        server.process.send_signal(signal.SIGCONT)
        hale, hurt, new = (one.result() for one in asked)
    check(hurt and hurt[0] == 200 and hurt[1]['events'][0]['outcome'] == 'damaged', f'{hurt}')
    check(hale and new and (hale[0], new[0]) == (200, 200), f'what came beside an event of somebody damaged failed with it: {hale} {new}')


with tempfile.TemporaryDirectory() as scratch:
    first = pathlib.Path(scratch)
    server = Server(first)
    try:
        check_readme(readme(server, first), first)
        refusals(server)
        crowd(server, 'killed', signal.SIGKILL, 1.5)
        for turn in range(6):
            crowd(server, f'ended-{turn}', signal.SIGTERM, 0.4)
        book = ledger(server, random.Random(7), 60)
        check_ledger(server, book, 60)
        strangers(server)
        injection(server, first)
        unwritten(server, first)
        damage(server)
        server.process.terminate()
        check(server.process.wait(30) == 0, 'it did not end in order')
    except (LookupError, TypeError, StopIteration) as error:
        wrong.append(f'an answer is not as it should be: {error!r}')
    finally:
        server.kill()
print('\n'.join(wrong[:20]) or f'{len(book.acknowledged)} events acknowledged, {book.kills} kills, {len(book.mailed)} mails: nothing lost, none late')
sys.exit(bool(wrong))
