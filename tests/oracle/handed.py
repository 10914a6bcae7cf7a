#!/usr/bin/python3
"""handed.py --seeds A..B: contacts that are handed out and told of while events come late, show that two are one person, and are taken back.

What the engine says of each contact then depends on who looked when, so what is compared is what must hold whatever happened: nothing is handed out
that the history, as it is known now, does not ask for, that nobody consented to, in quiet hours, over a cap, twice within a lease or under two
keys; what is open is handed out; nothing is withdrawn that could have been. PYTHONPATH names the folder of the package `tappa`. Exit 1 on a difference.
"""
import sys

import tappa

import contacts
import decisions
from decisions import Differs, clock, micros


class Handed:
    """What was handed out under one key."""

    def __init__(self, id):
        self.id = id
        self.counts = self.lease = None
        self.gone = False


class Run(decisions.Run):
    def __init__(self, story, folder):
        super().__init__(story, folder)
        self.ledger = {}      # key -> Handed
        self.keys = {}        # id -> key
        self.withdrawn = set()  # ids, as last seen

    def whose(self, wanted):
        """No two people did something in one instant (Run.event), and timers take whole minutes."""
        return self.story.people[-wanted % contacts.MINUTE]

    def decide(self, *_):
        pass

    def where(self, customer):
        """Nothing is given up that may still be made."""
        self.world.advance(customer, self.now)
        for came in self.engine.where(self.numbers[customer.names[0]]).contacts:
            id = came.model, came.touchpoint, micros(came.wanted)
            if str(came.state) != 'withdrawn':
                self.withdrawn.discard(id)
            if str(came.state) != 'withdrawn' or id in self.withdrawn:
                continue
            self.withdrawn.add(id)
            ask = self.asked(customer, id)
            if not ask or ask.is_twice and came.key in self.ledger:  # what was handed out says the same ever after
                continue
            if not self.stopped(customer, ask) and not any(until is contacts.NEVER for until, *_ in self.used(customer, ask)):
                raise Differs('%s was withdrawn: %s' % (id, came.because))

    def asked(self, customer, id):
        return next((road.asks[id] for road in customer.journeys.values() if id in road.asks), None)

    def stopped(self, customer, ask):
        """What stops it, caps aside."""
        if ask.left is not None:
            return 'its stage was left at %s' % clock(ask.left)
        if ask.expires is not None and ask.expires <= self.now:
            return 'it expired'
        if not ask.holds():
            return 'its condition'
        touchpoint = self.world.rules_of(ask.model).touchpoints[ask.name]
        if touchpoint.consent and not self.world.consent(customer, touchpoint.consent, touchpoint.channel, self.now):
            return 'no consent'
        return 'quiet' if self.world.quiet(customer, touchpoint.channel, self.now) is not None else None

    def used(self, customer, ask):
        """The caps that are used up, by what was handed out to any of them."""
        times = [(one.id[1], self.world.rules_of(one.id[0]).touchpoints[one.id[1]].channel, one.counts) for one in self.ledger.values()
                 if one.counts is not None and one.id != ask.id and self.whose(one.id[2]) in customer.names]
        return self.world.capped(self.world.rules_of(ask.model).touchpoints[ask.name], times, self.now)

    def claim(self, limit, _):
        self.due()
        numbers = {number: self.world.customers[name] for name, number in self.numbers.items()}
        ranked = {number: [one.key for one in self.engine.decide(number, now=self.now) if one.rank and one.kind == 'contact'] for number in numbers}
        claimed = self.engine.claim(self.now, limit)
        for one in claimed:
            id = one.model, one.touchpoint, micros(one.wanted)
            customer = numbers[one.customer]
            ask, known = self.asked(customer, id), self.ledger.get(one.key)
            if not ask:
                raise Differs('claimed %s, for which nothing asks' % (id,))
            self.same('key of %s' % (id,), self.keys.setdefault(id, one.key), one.key)
            self.same('whose %s is' % (id,), True, self.whose(id[2]) in customer.names)
            stopped = self.stopped(customer, ask)
            if stopped and not (known and stopped == 'its condition'):  # it says the same ever after
                raise Differs('claimed %s in spite of %s' % (id, stopped))
            used = self.used(customer, ask)
            if used:
                raise Differs('claimed %s over a cap: %s' % (id, used))
            if known and (known.gone or known.lease is not None and known.lease > self.now):
                raise Differs('claimed %s, which was %s' % (id, 'told of as made' if known.gone else 'not given back'))
            known = self.ledger.setdefault(one.key, Handed(id))
            known.counts, known.lease = self.now, micros(one.lease)
            self.handed.append((one.key, id))
        for number, keys in ranked.items():
            got = [one.key for one in claimed if one.customer == number]
            if len(claimed) < limit:
                waiting = {one.key for one in self.engine.where(number).contacts if one.due is not None and micros(one.due) > self.now}
                keys = [key for key in keys if key in got or key not in waiting]
            self.same('claimed for %s, as it was open' % (numbers[number].names,), keys if len(claimed) < limit else keys[:len(got)], got)
        if len(claimed) == limit:
            return
        for customer in set(numbers.values()):
            for ask in [ask for road in customer.journeys.values() for ask in road.asks.values()]:
                key = self.keys.get(ask.id)
                if key is None and not self.stopped(customer, ask) and not self.used(customer, ask) and ask.id not in self.withdrawn:
                    raise Differs('nobody was handed %s' % (ask.id,))

    def report(self, number, state):
        if not self.handed:
            return
        key, _ = self.handed[number % len(self.handed)]
        one = self.ledger[key]
        try:
            self.engine.report(key, state, now=self.now)
        except tappa.InvalidError:
            self.same('report %s of %s is refused' % (state, one.id), True, one.gone)
            return
        if state == 'failed':
            one.counts = one.counts if one.gone else None
            one.lease = None
            return
        if state == 'sent' and not one.gone or one.counts is None:
            one.counts = self.now
        one.gone = True


if __name__ == '__main__':
    sys.exit(decisions.main(__doc__, ('handed',), Run))
