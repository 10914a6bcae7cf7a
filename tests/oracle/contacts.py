"""What may be said to a customer: the engine's decisions and contacts, slow and obvious, from the text of include/tappa/engine alone.

A customer is the list of what it did. What its journeys ask for is folded anew from that list whenever it is needed (machine.py), so that an event
that comes late is no case of its own; beside it stands only what was done with each contact: handed out, reported, withdrawn.
"""
import datetime
import zoneinfo

import yaml

import cel
import machine
import model as models

MINUTE = 60_000_000
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
NEVER = None
SETTLED = ('sent', 'opened', 'unopened', 'bounced', 'withdrawn', 'expired')
ASIDE = ('over', 'not-this-stage', 'holdout', 'condition', 'no-consent')  # what a claim that looks at it withdraws


# ------------------------------------------------------------------------------------------------------------ rules

class Touchpoint:
    def __init__(self, name, spec, channels):
        self.name, self.channel = name, spec['channel']
        self.outbound = spec.get('direction') == 'outbound'
        self.serves = models.listed(spec['for']) if 'for' in spec else []
        self.consent = spec.get('consent', (channels[self.channel] or {}).get('consent', ''))


class Offer:
    def __init__(self, name, spec):
        self.name, self.touchpoint = name, spec.get('touchpoint')
        self.serves = models.listed(spec['for']) if 'for' in spec else []
        self.condition = models.Expr(spec['if'], 'if') if 'if' in spec else None
        self.value = models.Expr(spec['value'], 'value') if 'value' in spec else None
        self.priority = int(spec.get('priority', '0'))


class Rules:
    """One model: its machine, and what stands beside the machine."""

    def __init__(self, text):
        self.machine = models.read(text)
        top = models.plain(yaml.compose(text, Loader=yaml.SafeLoader))
        rules = top.get('contact_rules', {})
        self.name = top['model']
        self.touchpoints = {name: Touchpoint(name, spec, top['channels']) for name, spec in top.get('touchpoints', {}).items()}
        self.channels = list(top.get('channels', {}))
        self.offers = [Offer(name, spec) for name, spec in top.get('offers', {}).items()]
        self.priorities = {name: int(text) for name, text in rules.get('priorities', {}).items()}
        self.caps = [(cap.get('channel'), cap.get('touchpoint'), int(cap['at_most']), models.duration(cap['per'])) for cap in rules.get('caps', [])]
        quiet = rules.get('quiet', [])
        self.quiet = [(clock(one['from']), clock(one['to']), one.get('channel')) for one in models.listed(quiet)]
        self.responses = [(one.get('channel'), one.get('touchpoint'), models.duration(one['within'])) for one in rules.get('response_times', [])]

    def response(self, touchpoint):
        """The first that is of it."""
        for channel, name, within in self.responses:
            if name in (None, touchpoint.name) and channel in (None, touchpoint.channel):
                return within
        return None


def clock(text):
    hours, minutes = text.split(':')
    return int(hours) * HOUR + int(minutes) * MINUTE


# --------------------------------------------------------------------------------------------------------- journeys

class Ask:
    """A contact that a journey asked for, or (`effect`) what it emitted; `left`: since when the journey is not any more where it holds."""

    def __init__(self, journey, action, stage):
        self.model, self.name, self.wanted = journey.rules.name, action.name, journey.now
        self.effect = action.kind == 'emit'
        self.event, self.conditions = journey.state.event, list(journey.around)
        self.expires = action.expires and self.wanted + action.expires
        self.arguments = {name: journey.value(expr) for name, expr in action.fields or []}
        self.stage = stage   # a timer's; in a timer's step what `enter` asks for is of the stage entered
        self.visits = self.stage and journey.state.visits[self.stage.name]
        self.stands = None   # where the timer's row left the journey, by visits
        self.left = None
        self.is_twice = False  # another row had asked for it in that instant
        self.journey = journey
        self.id = self.model, self.name, self.wanted

    def holds(self):
        """The conditions under which it was asked for, with the event of then."""
        state = self.journey.state
        now, state.event = state.event, self.event
        try:
            return all(self.journey.true(guard) == held for guard, held in self.conditions)
        finally:
            state.event = now


class Road(machine.Journey):
    """A journey that notes what it asks for, under which conditions, and until when the stage is right."""

    def __init__(self, rules, id, profile, zone, now):
        super().__init__(rules.machine, id, profile, zone, now)
        self.rules, self.around, self.timer = rules, [], None
        self.entered = None
        self.asks = {}    # of each contact: who asked for it
        self.looked = []  # those that may still be left

    def variables(self):
        """Experiments hold everybody out here, but for one in a million."""
        return {**super().variables(), 'experiment': {'tone': 'holdout'}}

    def standing(self):
        return {self.state.ended} if self.state.ended else set(self.state.active)

    def true(self, guard):
        try:
            return self.value(guard) is True
        except machine.Failed:
            return False

    def run(self, actions, row):
        guard = row and row.guard
        if row is None:
            self.entered = next((stage for stage in self.model.stages.values() if stage.enter is actions), self.entered)
        for action in actions:
            depth = len(self.around)
            if guard and not depth:
                self.around.append((guard, True))
            held = self.holds(action.guard, row)
            if action.guard:
                self.around.append((action.guard, held))
            try:
                if action.kind == 'do':
                    self.run(action.do if held else action.otherwise, row)
                elif held:
                    if action.kind in ('contact', 'emit'):
                        self.ask(Ask(self, action, self.timer and (self.timer.stage if row else self.entered)))
                    self.act(action)
            except machine.Failed as failure:
                self.record(failure, row)
                return
            finally:
                del self.around[depth:]

    def ask(self, ask):
        """What is asked for in one instant is one; who asks last says for how long."""
        if not ask.effect:
            ask.is_twice = ask.id in self.asks
            self.looked = [other for other in self.looked if other.id != ask.id] + [ask]
            self.asks[ask.id] = ask

    def fire(self, timer):
        self.timer = timer if timer.after else None
        try:
            return super().fire(timer)
        finally:
            self.timer = None

    def begin(self, event):
        super().begin(event)
        self.look()

    def microstep(self, enabled):
        super().microstep(enabled)
        self.timer = None  # what comes of its row comes of the row's step
        self.look()

    def look(self):
        """Who asked for what, and has the journey left the place since?"""
        standing = self.standing()
        for ask in self.looked:
            if ask.stage and self.now == ask.wanted:  # a stage that is entered again in that very instant has not been left
                ask.stands = {name: self.state.visits[name] for name in ask.stands or standing}
                ask.visits = self.state.visits[ask.stage.name]
            serves = self.rules.touchpoints[ask.name].serves
            anew = ask.stage and self.state.visits[ask.stage.name] != ask.visits
            if serves:
                gone = anew or not standing & set(serves)
            else:
                gone = ask.stage and (anew or any(name not in standing or self.state.visits[name] != visits for name, visits in ask.stands.items()))
            if gone:
                ask.left = self.now
        self.looked = [ask for ask in self.looked if ask.left is None]


# --------------------------------------------------------------------------------------------------------- customers

class Contact:
    """What was done with something that was asked for."""

    def __init__(self, ask):
        self.id, self.ask, self.key = ask.id, ask, None
        self.state, self.changed = 'wanted', ask.wanted
        self.attempt = 0
        self.unheard = False             # it was withdrawn as nobody had consented
        self.given_up = False            # a claim withdrew it
        self.refused = self.because = None  # when it was, and what was said then
        self.lease = self.again = None   # until when a worker has it; when it is tried again
        self.counts = None               # from when on it counts for caps
        self.told = None                 # when it was told that it was made
        self.not_today = False

    def settled(self):
        return self.state in SETTLED or self.state == 'failed' and self.again is None


class Customer:
    def __init__(self, names, zone):
        self.names, self.zone = names, zone
        self.events = []     # (time, order, name, fields, whose, others whom it shows to be the same)
        self.contacts = {}
        self.clock = None
        self.journeys, self.heard = {}, []  # as of the clock, and the events of which
        self.until = 0                      # its timers have fired until then


class Verdict:
    def __init__(self, kind, rules, name, touchpoint, priority):
        self.kind, self.rules, self.name, self.touchpoint, self.priority = kind, rules, name, touchpoint, priority
        self.reason, self.until, self.because, self.value = 'open', NEVER, None, 0.0
        self.used = None         # every cap that stops it: (count, at_most, per)
        self.contact, self.key, self.rank, self.order = None, None, None, 0

    def stop(self, reason, until=NEVER, because=None):
        self.reason, self.until, self.because = reason, until, because
        return self

    def __repr__(self):
        return '%s %s %s %s p%d until %s %s' % (self.rank, self.kind, self.name, self.reason, self.priority, self.until, self.used)


class World:
    """All customers, under models that are in force from the beginning."""

    def __init__(self, texts, lease=5 * MINUTE, attempts=5, zone='UTC'):
        self.rules = [Rules(text) for text in texts]
        self.lease, self.attempts, self.zone = lease, attempts, zone
        self.customers = {}  # by each of their names
        self.order = 0

    def rules_of(self, name):
        return next(rules for rules in self.rules if rules.name == name)

    # ---- time

    def ingest(self, name, time, event, fields, shows=()):
        self.customers.setdefault(name, Customer((name,), self.zone))
        for other in shows:
            self.customers.setdefault(other, Customer((other,), self.zone))
        self.order += 1
        self.customers[name].events.append((time, self.order, event, fields, name, shows))
        self.regroup()
        self.advance(self.customers[name], time)

    def part(self, one, other):
        """No event shows both any more."""
        for customer in set(self.customers.values()):
            customer.events = [entry[:5] + (tuple(name for name in entry[5] if {name, entry[4]} != {one, other}),) for entry in customer.events]
        self.regroup()

    def regroup(self):
        """Whoever an event shows to be the same is one customer, with what all of them did."""
        events = [entry for customer in set(self.customers.values()) for entry in customer.events]
        people = {name: (name,) for name in self.customers}
        for *_, name, shows in events:
            for other in shows:
                one = tuple(sorted(set(people[name] + people[other])))
                people.update((each, one) for each in one)
        for names in set(people.values()):
            if any(self.customers[name].names != names for name in names):
                joined = Customer(names, self.zone)
                joined.events = sorted((entry for entry in events if entry[4] in names), key=lambda entry: entry[1])
                joined.clock = max((self.customers[name].clock for name in names if self.customers[name].clock is not None), default=None)
                self.customers.update((name, joined) for name in names)

    def fold(self, customer, now):
        """All journeys of the customer as of `now`, from its events alone; what was heard in the same order before is not heard again."""
        events = [one for one in sorted(customer.events, key=lambda one: one[:2]) if one[0] <= now]
        heard = len(customer.heard)
        if customer.heard != events[:heard] or any(time < customer.until for time, *_ in events[heard:heard + 1]):
            customer.heard, customer.journeys = [], {}
            customer.contacts = {id: contact for id, contact in customer.contacts.items() if contact.attempt or contact.given_up}
        journeys = customer.journeys
        for time, _, event, fields, *_ in events[len(customer.heard):]:
            self.timers(journeys, time)
            for rules in self.rules:
                name = rules.machine.canonical.get(event, event)
                declared = rules.machine.events.get(name)
                happened = machine.Event(name, time, {key: value for key, value in fields.items() if declared and key in declared.fields})
                road = journeys.get(rules.name)
                if road is None:
                    road = Road(rules, customer.names[0], {}, customer.zone, time)
                    try:
                        road.start(happened)
                    except machine.NoEntry:
                        continue
                    journeys[rules.name] = road
                    if rules.machine.entry is None:
                        road.handle(happened)
                elif not road.state.ended:
                    road.handle(happened)
        self.timers(journeys, now)
        customer.heard, customer.until = events, now

    def timers(self, journeys, until):
        while True:
            waiting = [(timer.due, number, timer.order, timer, road)
                       for number, road in enumerate(journeys.values()) for timer in road.state.timers]
            due, _, _, timer, road = min(waiting, key=lambda entry: entry[:3], default=(None,) * 5)
            if due is None or due > until:
                return
            road.fire(timer)

    def advance(self, customer, now, but=None):
        """Brings contacts (`but` one) up to `now`: what is asked for, what has been left, leases and times that are over."""
        customer.clock = max(now, customer.clock or now)
        self.fold(customer, customer.clock)
        for road in customer.journeys.values():
            for id, ask in road.asks.items():
                contact = customer.contacts.setdefault(id, Contact(ask))
                contact.ask = ask
                if contact.state == 'withdrawn' and ask.left is None and not (contact.attempt or contact.given_up):
                    contact.state, contact.changed = 'wanted', ask.wanted  # asked for once more in its instant
        for contact in customer.contacts.values():
            self.agreed(customer, contact)
            contact.not_today |= contact.told is not None and contact.ask.left == contact.told
            if contact is not but:
                self.age(contact, customer.clock)

    def agreed(self, customer, contact):
        """A consent that had been given when it was withdrawn for the want of one has it wanted again, until more comes to be known of then."""
        if contact.refused is None:
            return
        touchpoint = self.rules_of(contact.ask.model).touchpoints[contact.ask.name]
        heard = self.consent(customer, touchpoint.consent, touchpoint.channel, contact.refused)
        if contact.unheard and heard:
            contact.state, contact.unheard = 'wanted', False
        elif contact.state == 'wanted' and not heard:
            contact.state, contact.changed, contact.unheard = 'withdrawn', contact.refused, True

    def age(self, contact, now):
        ask = contact.ask
        if contact.state == 'claimed' and contact.lease <= now:
            contact.state, contact.changed = 'wanted', contact.lease
            if contact.attempt >= self.attempts:
                contact.state = 'failed'
        if contact.state == 'wanted' or contact.state == 'failed' and contact.again is not None:
            ends = [(time, state) for time, state in ((ask.left, 'withdrawn'), (ask.expires, 'expired')) if time is not None and time <= now]
            if ends:
                contact.changed, contact.state = min(ends)
                if contact.lease is not None and contact.state == 'withdrawn':
                    contact.changed = max(contact.changed, contact.lease)
                elif contact.refused is not None and contact.state == 'withdrawn':
                    contact.changed = contact.refused  # whichever of consent and leaving came in first
        touchpoint = self.rules_of(ask.model).touchpoints[ask.name]
        within = self.rules_of(ask.model).response(touchpoint)
        if contact.state == 'sent' and within is not None and contact.changed + within <= now:
            contact.state, contact.changed = 'unopened', contact.changed + within

    # ---- what stands in the way

    def said(self, customer, purpose, channel, now):
        """The newest that was said about the purpose and the channel, by each, or since they are one by any of them; of the same time the strictest."""
        one, said = {name: {name} for name in customer.names}, {}
        for time, _, event, fields, name, shows in sorted(customer.events, key=lambda entry: entry[:2]):
            for other in shows:
                both = one[name] | one[other]
                one.update((each, both) for each in both)
            about, by = fields.get('purpose', ''), fields.get('channel', '')
            if event == 'Unsubscribed':
                about = ''
            if time <= now and event in ('Consent Given', 'Consent Withdrawn', 'Unsubscribed') and about in ('', purpose) and by in ('', channel):
                expires = fields.get('expires')
                for each in one[name]:
                    said[each] = min((-time, event == 'Consent Given', expires is None, expires or 0), said.get(each, (1,)))
        return said.values()

    def consent(self, customer, purpose, channel, now):
        said = self.said(customer, purpose, channel, now)
        return bool(said) and all(given and (lasts or expires > now) for _, given, lasts, expires in said)

    def preferred(self, customer, now):
        for time, _, event, fields, *_ in sorted(customer.events, key=lambda entry: entry[:2], reverse=True):
            if event == 'Channel Preferred' and time <= now:
                return fields['channel']
        return None

    def quiet(self, customer, channel, now):
        """When the customer's clock shows no quiet hour any more, minute by minute; None where it shows none now."""
        zone = zoneinfo.ZoneInfo(customer.zone)
        hours = [one for rules in self.rules for one in rules.quiet if one[2] in (None, channel)]

        def still(moment):
            wall = (cel.EPOCH + datetime.timedelta(microseconds=moment)).astimezone(zone)
            shows = ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1_000_000 + wall.microsecond
            return any(start <= shows < end if start < end else shows >= start or shows < end for start, end, _ in hours)
        if not hours or not still(now):
            return None
        until = now - now % MINUTE
        while still(until):
            until += MINUTE
            if until > now + 3 * DAY:
                return 'always'
        return until

    def capped(self, touchpoint, times, now):
        """Every cap that is used up, each with when it is not any more. `times`: (touchpoint, channel, since) of what counts."""
        found = []
        for rules in self.rules:
            for channel, name, at_most, per in rules.caps:
                if channel not in (None, touchpoint.channel) or name not in (None, touchpoint.name):
                    continue
                counted = sorted(since for point, by, since in times
                                 if channel in (None, by) and name in (None, point) and now - per < since)
                if len(counted) >= at_most:
                    until = counted[len(counted) - at_most] + per if at_most else NEVER
                    found.append((until, len(counted), at_most, per))
        return found

    # ---- decide

    def decide(self, customer, now, here=None):
        """The verdicts as of `now`; the customer must have been advanced so far."""
        verdicts = [self.about(customer, contact, now) for contact in customer.contacts.values() if not contact.settled() or contact.state != 'failed']
        verdicts += [self.offer(customer, rules, offer, at, here, now) for rules in self.rules for at, offer in enumerate(rules.offers)]
        preferred = self.preferred(customer, now)

        def rank(verdict):
            channel = verdict.touchpoint and verdict.touchpoint.channel
            first = (-verdict.priority, channel is None or channel != preferred)
            if verdict.kind == 'offer':
                return first + (0, -verdict.value, self.rules.index(verdict.rules), verdict.order)
            return first + (1, verdict.contact.ask.wanted, verdict.contact.key)
        counts = {contact.id: (contact.ask.name, self.rules_of(contact.ask.model).touchpoints[contact.ask.name].channel, contact.counts)
                  for contact in customer.contacts.values() if contact.counts is not None}
        before, by, number = dict(counts), {}, 0
        for verdict in sorted((one for one in verdicts if one.reason == 'open'), key=rank):
            touchpoint, contact = verdict.touchpoint, verdict.contact
            if touchpoint and touchpoint.outbound:
                own = contact and contact.id
                used = self.capped(touchpoint, [one for id, one in counts.items() if id != own], now)
                taken = self.capped(touchpoint, [one for id, one in before.items() if id != own], now)
                stopped = used or taken
                if stopped:
                    until = NEVER if any(cap[0] is NEVER for cap in stopped) else max(cap[0] for cap in stopped)
                    verdict.stop('capped' if used else 'outranked', until, None if used else set(by.values()))
                    verdict.used = [cap[1:] for cap in stopped]
                    continue
            number += 1
            verdict.rank = number
            if contact:
                before[own] = (touchpoint.name, touchpoint.channel, now)
                by[own] = touchpoint.name
        return verdicts

    def stopped(self, verdict, customer, now):
        """Consent and quiet hours."""
        touchpoint = verdict.touchpoint
        if touchpoint.consent and not self.consent(customer, touchpoint.consent, touchpoint.channel, now):
            said = self.said(customer, touchpoint.consent, touchpoint.channel, now)
            return verdict.stop('no-consent', because='consent was withdrawn or is over' if said else 'no consent was given')
        until = self.quiet(customer, touchpoint.channel, now) if touchpoint.outbound else None
        if until is not None:
            return verdict.stop('quiet', NEVER if until == 'always' else until)
        return verdict

    def about(self, customer, contact, now):
        ask, rules = contact.ask, self.rules_of(contact.ask.model)
        touchpoint = rules.touchpoints[ask.name]
        verdict = Verdict('contact', rules, ask.name, touchpoint, rules.priorities.get(ask.name, 0))
        verdict.contact, verdict.key = contact, contact.key
        if contact.state in SETTLED:
            return verdict.stop({'expired': 'over', 'withdrawn': 'not-this-stage'}.get(contact.state, 'settled'))
        if contact.again is not None and contact.again > now:
            return verdict.stop('not-yet', contact.again)
        if contact.state == 'claimed':
            return verdict.stop('claimed', contact.lease)
        if not ask.holds():
            return verdict.stop('condition')
        return self.stopped(verdict, customer, now)

    def offer(self, customer, rules, offer, at, here, now):
        touchpoint = offer.touchpoint and rules.touchpoints[offer.touchpoint]
        verdict = Verdict('offer', rules, offer.name, touchpoint, offer.priority)
        verdict.order = at
        if touchpoint and here is not None and here != touchpoint.name:
            return verdict.stop('not-here')
        road = customer.journeys.get(rules.name)
        if road is None or offer.serves and not road.standing() & set(offer.serves):
            return verdict.stop('not-this-stage')
        if offer.condition and not road.true(offer.condition):
            return verdict.stop('holdout' if 'experiment.' in offer.condition.text else 'condition')
        if offer.value:
            verdict.value = road.value(offer.value)
        return self.stopped(verdict, customer, now) if touchpoint else verdict

    # ---- claim and report

    def open(self, customer, now):
        """What a claim may hand out, best first."""
        verdicts = self.decide(customer, now)
        return [one.contact for one in sorted((one for one in verdicts if one.rank and one.contact), key=lambda one: one.rank)]

    def withdraw(self, contact, verdict, now):
        """A claim that looked at it does: nothing will ever let it through."""
        contact.state, contact.changed, contact.again, contact.given_up = 'withdrawn', now, None, True
        contact.unheard, contact.refused, contact.because = False, None, None
        if verdict.reason == 'no-consent':
            contact.unheard, contact.refused, contact.because = True, now, verdict.because

    def hand(self, contact, now):
        contact.state, contact.changed, contact.lease, contact.again = 'claimed', now, now + self.lease, None
        contact.refused, contact.given_up = None, False
        contact.attempt += 1
        contact.counts = now

    def report(self, customer, contact, state, now):
        """Returns False where it cannot come to that. What is told of it comes before what its lease and its times would have made of it."""
        gone = contact.state in ('sent', 'opened', 'unopened', 'bounced')
        if contact.attempt == 0 or state == 'bounced' and contact.state == 'opened':
            return False
        if state == 'failed' and gone:
            return contact.attempt > 1  # one attempt was sent, and another failed
        if state == 'failed' and contact.counts is None and contact.state != 'claimed':
            return True  # it was told before, whatever a claim has made of it since
        if state == contact.state or state == 'sent' and gone:
            contact.counts = None if state == 'failed' else contact.counts  # its lease told so; now it was reported
            return True
        self.advance(customer, now, contact)
        if state == 'failed':
            self.failed(contact, now)
        else:
            contact.not_today = contact.not_today or contact.state == 'withdrawn' or contact.ask.left is not None and not gone
            contact.told = contact.told if gone else now
            if state == 'sent' or contact.counts is None:
                contact.counts = now
            contact.state, contact.changed, contact.again, contact.lease = state, now, None, None
        self.age(contact, now)
        return True

    def failed(self, contact, now):
        contact.counts = None
        if contact.state == 'withdrawn':
            contact.changed = contact.changed if contact.given_up else now  # since it last came back
        elif contact.state != 'expired':
            over = contact.state == 'claimed' and contact.lease <= now
            wait = min(self.lease * 2 ** (contact.attempt - 1), max(DAY, self.lease))
            contact.again = now + wait if contact.attempt < self.attempts else None
            contact.changed = contact.lease if over and contact.again is None else now
            contact.state = 'failed'
            contact.lease = None if contact.ask.left is None else now
