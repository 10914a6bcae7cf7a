#!/usr/bin/python3
"""decisions.py [late | joined] --seeds A..B: random stories through the engine (its Python binding) and through contacts.py, which must say the same after each step.

PYTHONPATH names the folder of the package `tappa`. Many seeds: PYTHONPATH=build/bindings/python tests/oracle/decisions.py --seeds 1..10000
On a difference it prints models, steps (as few as still differ), what was expected and what came, and goes on; exit 1.
"""
import argparse
import copy
import datetime
import os
import random
import sys
import tempfile

import tappa

import contacts
import stories

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICRO = datetime.timedelta(microseconds=1)


class Differs(Exception):
    pass


def micros(time):
    return time if time is None else (time - EPOCH) // MICRO


def clock(time):
    return 'never' if time is None else str(EPOCH + time * MICRO)[5:-6]


def length(per):
    return 0 if per is None else per // MICRO


class Run:
    """One story, told to both."""

    def __init__(self, story, folder):
        self.story, self.path = story, None if story.mode == 'memory' else os.path.join(folder, 'store')
        self.world = contacts.World(story.models, attempts=story.attempts, zone=story.zone)
        self.texts = [tappa.Model.parse(text) for text in story.models]
        self.now = stories.MONDAY
        self.engine = None
        self.open()
        self.numbers = {}    # customer's name -> number
        self.handed = []     # (customer, contact)
        self.told = []
        self.count = 0

    def open(self):
        if self.engine:
            self.engine.close()
        mode = 'shared' if self.story.mode == 'shared' else 'owner'
        self.engine = tappa.Engine(self.path, mode=mode, attempts=self.story.attempts, zone=self.story.zone, checkpoint=5)
        for model in self.texts:
            self.engine.add_model(model, now=stories.MONDAY)

    def all(self):
        for number, step in enumerate(self.story.steps):
            later, kind, *rest = step
            self.now += later
            try:
                getattr(self, kind)(*rest)
                for name in self.numbers:
                    self.where(self.world.customers[name])
            except Differs as difference:
                raise Differs('step %d, %s, %s: %s' % (number, clock(self.now), step[1:], difference)) from None

    def same(self, what, expected, got):
        if expected != got:
            raise Differs('%s\n    expected %s\n    got      %s' % (what, expected, got))

    # ---- the operations

    def event(self, who, name, fields, ago=0, shows=()):
        self.count += 1
        data, time = dict(fields), self.now - ago
        if self.story.joined:
            time -= self.story.people.index(who)  # no two of them did something in one instant
        if 'lasts' in data:
            data['expires'] = time + data.pop('lasts')
        record = {'event': name, 'time': time, 'identities': {one: 'x' for one in (who, *shows)}, 'id': '%06d' % self.count, 'source': 'story', 'data': data}
        self.engine.ingest([record], now=self.now)
        self.world.ingest(who, time, name, data, shows)
        self.find()

    def late(self, who, name, fields, ago, shows=()):
        """What is due by now under the history as it is known now is the same, whenever somebody looks."""
        self.event(who, name, fields, ago, shows)
        self.due()

    def part(self, one, other):
        shown = any({one, other} <= {whose, *shows} for customer in self.world.customers.values() for *_, whose, shows in customer.events)
        try:
            self.engine.part_identities((one, 'x'), (other, 'x'), now=self.now)
        except tappa.UnknownError:
            self.same('parting: whether an event shows both', shown, False)
            return
        self.same('parting: whether an event shows both', shown, True)
        self.world.part(one, other)
        self.find()
        self.due()

    def find(self):
        self.numbers = {name: self.engine.find(name, 'x') for name in self.world.customers}
        for one, customer in self.world.customers.items():
            self.same('who is the same person as %s' % one, customer.names,
                      tuple(name for name in sorted(self.numbers) if self.numbers[name] == self.numbers[one]))

    def due(self):
        self.engine.run_due(self.now)
        for name in self.numbers:
            self.world.advance(self.world.customers[name], self.now)

    def again(self):
        if self.path:
            self.open()
        else:
            self.engine.checkpoint()

    def decide(self, who, here, ahead):
        if who not in self.numbers:
            return
        now = self.now + ahead
        if here is not None and not any(here in rules.touchpoints for rules in self.world.rules):
            return
        verdicts = self.engine.decide(self.numbers[who], now=now, touchpoint=here)
        twin = self.twin(self.world.customers[who])
        self.world.advance(twin, now)
        self.verdicts(twin, verdicts, now, here)

    def twin(self, customer):
        twin = copy.copy(customer)
        twin.journeys, twin.heard, twin.until = {}, [], 0
        twin.contacts = {id: copy.copy(contact) for id, contact in customer.contacts.items()}
        return twin

    def verdicts(self, customer, verdicts, now, here):
        # Keys are the engine's. Of what a timer asks for only now they are told here for the first time, and not which is which: each may be any.
        known = [contact.key for contact in customer.contacts.values()]
        new = [one for one in verdicts if one.kind == 'contact' and one.key not in known]
        unknown = [contact for contact in customer.contacts.values() if contact.key is None]
        for contact in sorted(unknown, key=lambda contact: (contact.settled(), contact.ask.wanted)):
            contact.key = ''
            alike = [one for one in new if (one.model, one.name) == contact.id[:2]]
            if alike and not contact.settled():
                contact.key = min(alike, key=lambda one: (one.reason in ('over', 'not-this-stage'), one.rank or len(verdicts))).key
                new = [one for one in new if one.key != contact.key]
        expected = sorted(self.world.decide(customer, now, here), key=lambda one: bool(one.contact and one.contact.settled()))
        got = {(one.kind, one.model, one.name, one.key): one for one in verdicts}
        for one in expected:
            key = one.key if one.kind == 'contact' else None
            if one.contact in unknown:
                alike = [came for came in got.values() if came.key and came.key not in known and (came.model, came.name) == one.contact.id[:2]
                         and (came.reason == one.reason or not one.contact.settled())]
                alike.sort(key=lambda came: (came.reason != one.reason, came.rank != one.rank, came.key != one.key))
                key = alike[0].key if alike else ''
            came = got.pop((one.kind, one.rules.name, one.name, key), None)
            if came is None:
                if one.contact and one.contact.settled():
                    continue
                raise Differs('decide: no verdict about %s' % one)
            if came.reason == 'condition' and one.reason == 'settled':
                continue
            channel = one.touchpoint and one.touchpoint.channel
            if came.reason == 'condition' and one.reason == 'settled':
                continue
            until = one.until
            self.same('decide, %s %s: reason, rank, touchpoint, channel, priority, value, until' % (one.kind, one.name),
                      (one.reason, one.rank, one.touchpoint and one.touchpoint.name, channel, one.priority, one.value, clock(until)),
                      (str(came.reason), came.rank, came.touchpoint, came.channel, came.priority, came.value, clock(micros(came.until))))
            used = (came.counted, came.at_most, length(came.per))
            if used not in (one.used or [(0, 0, 0)]):
                raise Differs('decide, %s %s: count, at_most, per %s, none of %s' % (one.kind, one.name, used, one.used))
            if one.reason == 'no-consent':
                self.same('decide, %s %s: because' % (one.kind, one.name), one.because, came.because)
            if one.reason == 'outranked' and came.because not in one.because:
                raise Differs('decide, %s %s: outranked by %s, not %s' % (one.kind, one.name, one.because, came.because))
        if got:
            raise Differs('decide: not expected: %s' % got)

    def claim(self, limit, due):
        if due:
            self.due()
        before = {name: self.engine.where(number).contacts for name, number in self.numbers.items()}
        claimed = self.engine.claim(self.now, limit)
        left = limit - len(claimed)
        for name, number in self.numbers.items():
            customer = self.world.customers[name]
            if not self.looked(customer, before[name], [one for one in claimed if one.customer == number], left):
                continue
            self.world.advance(customer, self.now)
            for one in claimed:
                if one.customer == number:
                    contact = customer.contacts.get((one.model, one.touchpoint, micros(one.wanted)))
                    if contact:
                        contact.key = one.key
            self.meet(customer)
            expected = [contact.id for contact in self.world.open(customer, self.now)]
            got = [(one.model, one.touchpoint, micros(one.wanted)) for one in claimed if one.customer == number]
            self.same('claim for %s' % name, expected if left else expected[:len(got)], got)
            aside = {one.contact.id: one for one in self.world.decide(customer, self.now) if one.contact
                     and (one.reason in contacts.ASIDE or one.reason in ('capped', 'quiet') and one.until is None)}
            for one in claimed:
                if one.customer != number:
                    continue
                contact = customer.contacts[one.model, one.touchpoint, micros(one.wanted)]
                self.world.hand(contact, self.now)
                expires = contact.ask.expires
                self.same('claimed %s' % one.touchpoint, (contact.attempt, clock(contact.lease), clock(expires)),
                          (one.attempt, clock(micros(one.lease)), clock(micros(one.expires))))
                self.handed = [other for other in self.handed if other != (name, contact.id)] + [(name, contact.id)]
            self.withdrawn(customer, aside, left)

    def looked(self, customer, before, claimed, left):
        """Timers run of those alone whom a claim looks at: who have a contact that is due, until the limit is reached."""
        if claimed or customer.clock >= self.now:
            return True
        due = any(one.due is not None and micros(one.due) <= self.now for one in before)
        if not due or left:
            return due
        try:
            self.where(customer)
            return False
        except Differs:
            return True

    def withdrawn(self, customer, aside, left):
        """What nothing will ever let through is withdrawn as soon as it is looked at; when that is, is the engine's."""
        for came in self.engine.where(self.numbers[customer.names[0]]).contacts:
            contact = customer.contacts.get((came.model, came.touchpoint, micros(came.wanted)))
            if contact is None or contact.id not in aside or contact.settled():
                continue
            if came.state == 'withdrawn':
                self.world.withdraw(contact, aside[contact.id], self.now)
            elif left and came.due is not None and micros(came.due) <= self.now:
                raise Differs('claim: %s was not looked at, which is due' % (contact.id,))

    def report(self, number, state):
        if not self.handed:
            return
        name, id = self.handed[number % len(self.handed)]
        customer = self.world.customers[name]
        contact = customer.contacts[id]
        taken = True
        try:
            self.engine.report(contact.key, state, now=self.now)
        except tappa.InvalidError:
            taken = False
        was = contact.state
        self.same('report of %s, %s: taken' % (id, was), self.world.report(customer, contact, state, self.now), taken)

    # ---- comparing

    def meet(self, customer):
        """Keys are the engine's."""
        for came in self.engine.where(self.numbers[customer.names[0]]).contacts:
            contact = customer.contacts.get((came.model, came.touchpoint, micros(came.wanted)))
            if contact:
                contact.key = came.key

    def where(self, customer):
        standing = self.engine.where(self.numbers[customer.names[0]])
        self.meet(customer)
        if any(micros(one.changed) == self.now + 1 for one in standing.contacts):
            self.world.advance(customer, self.now + 1)
        for one in standing.contacts:  # a claim that puts off what is to be tried again leaves it wanted
            contact = customer.contacts.get((one.model, one.touchpoint, micros(one.wanted)))
            if contact and contact.state == 'failed' and contact.again is not None and contact.again <= self.now and one.state == 'wanted':
                contact.state, contact.changed, contact.again = 'wanted', micros(one.changed), None
        expected = {id: (contact.state, contact.attempt, clock(contact.changed), contact.not_today) for id, contact in customer.contacts.items()}
        got = {}
        for one in standing.contacts:
            id = one.model, one.touchpoint, micros(one.wanted)
            got[id] = str(one.state), one.attempt, clock(micros(one.changed)), one.not_today
            contact = customer.contacts.get(id)
            if contact and contact.state == 'withdrawn' and contact.refused is not None:
                self.same('where, %s: because' % (id,), contact.because, one.because)
        for id in sorted(expected.keys() | got.keys()):
            if id not in got and customer.contacts[id].settled() and customer.contacts[id].changed <= self.now - 3 * contacts.DAY:
                continue
            self.same('where, %s: state, attempt, changed, not_today' % (id[:2] + (clock(id[2]),),), expected.get(id), got.get(id))
        self.same('preferred', self.world.preferred(customer, self.now), standing.preferred)


def differs(story, run):
    with tempfile.TemporaryDirectory() as folder:
        try:
            run(story, folder).all()
        except Differs as difference:
            return str(difference)
    return None


def shrink(story, run):
    """Leaves out steps, then models, as long as it still differs."""
    told = differs(story, run)
    at = 0
    while at < len(story.steps):
        less = copy.copy(story)
        later, *_ = story.steps[at]
        rest = story.steps[at + 1:]
        less.steps = story.steps[:at] + [(rest[0][0] + later,) + rest[0][1:]] + rest[1:] if rest else story.steps[:at]
        found = differs(less, run)
        if found:
            story, told = less, found
        else:
            at += 1
    return story, told


def tell(seed, story, run):
    story, told = shrink(story, run)
    print('seed %d differs, %s, attempts %d, zone %s' % (seed, story.mode, story.attempts, story.zone))
    for model in story.models:
        print(model)
    now = stories.MONDAY
    for number, (later, *step) in enumerate(story.steps):
        now += later
        print('  %d: %s %s' % (number, clock(now), step))
    print('  ' + told + '\n', flush=True)


def main(about, orders, run):
    options = argparse.ArgumentParser(description=about)
    options.add_argument('order', nargs='?', default=orders[0], choices=orders, help='see stories.py')
    options.add_argument('--seeds', default='1..40')
    options.add_argument('--stop', type=int, default=10, help='after so many differences')
    options = options.parse_args()
    first, last = (int(part) for part in options.seeds.split('..'))
    wrong = 0
    for seed in range(first, last + 1):
        story = stories.Story(random.Random(seed), options.order)
        if differs(story, run):
            tell(seed, story, run)
            wrong += 1
            if wrong == options.stop:
                break
    print('%d stories, %d differ' % (seed - first + 1, wrong))
    return bool(wrong)


if __name__ == '__main__':
    sys.exit(main(__doc__, ('timely', 'late', 'joined'), Run))
