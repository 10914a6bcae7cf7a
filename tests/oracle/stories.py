"""Random small models with offers and contact rules, and random stories of customers under them; the same seed gives the same."""
from contacts import DAY, HOUR, MINUTE

MONDAY = 1772409600 * 1_000_000  # 2026-03-02T00:00:00Z
CHANNELS = ('email', 'sms', 'desk')
PURPOSES = ('news', 'ads')
POINTS = ('p0', 'p1', 'p2', 'p3')
STEPS = (0, 0, 1, MINUTE, MINUTE, 4 * MINUTE, 5 * MINUTE, 5 * MINUTE - 1, 10 * MINUTE, 30 * MINUTE, HOUR, HOUR, 2 * HOUR, 5 * HOUR, 12 * HOUR, DAY, DAY - 1)
EVEN = (0, 0, 5 * MINUTE, 5 * MINUTE, 5 * MINUTE, 30 * MINUTE, HOUR, HOUR, DAY)  # meets caps, leases and times at their very ends


def some(draw, chance):
    return draw.random() < chance


class Maker:
    """One model's text."""

    def __init__(self, draw, number):
        self.draw, self.number = draw, number
        self.events = ['E0', 'E1', 'E2', 'E3'][:draw.randint(2, 4)]
        self.stages = ['s0', 's1', 's2', 's3'][:draw.randint(2, 4)]
        self.points = POINTS[:draw.randint(1, 4)]

    def condition(self):
        return self.draw.choice(('data.x > %d', 'data.x < %d', 'data.x != %d')) % self.draw.randint(0, 3)

    def contact(self):
        text = 'contact: %s' % self.draw.choice(self.points)
        if some(self.draw, 0.2):
            text += ', expires: %s' % self.draw.choice(('5m', '1h', '1d'))
        return text

    def row(self, asks):
        parts = []
        if some(self.draw, 0.25):
            parts.append('if: ' + self.condition())
        if some(self.draw, 0.4):
            parts.append('to: ' + self.draw.choice(self.stages))
        if some(self.draw, 0.3):
            parts.append('set: {x: data.x + 1}')
        if some(self.draw, asks):
            parts.append(self.contact())
        return '{%s}' % ', '.join(parts)

    def stage(self, name):
        lines = ['  %s:' % name]
        heard = [event for event in self.events if some(self.draw, 0.7)] or [self.events[0]]
        lines.append('    when:')
        for event in heard:
            lines.append('      %s: %s' % (event, self.row(0.6)))
        if some(self.draw, 0.5):
            lines.append('    after:')
            for delay in self.draw.sample(('5m', '30m', '1h', '1d'), self.draw.randint(1, 2)):
                lines.append('      %s: %s' % (delay, self.row(0.8)))
        if some(self.draw, 0.2):
            lines.append('    enter: [{%s}]' % self.contact())
        return lines

    def limits(self):
        lines = []
        caps = []
        for _ in range(self.draw.choice((0, 1, 1, 2, 3))):
            of = self.draw.choice(('', '', 'channel: %s, ' % self.draw.choice(CHANNELS), 'touchpoint: %s, ' % self.draw.choice(self.points)))
            caps.append('{%sat_most: %d, per: %s}' % (of, self.draw.choice((0, 1, 1, 1, 2, 2, 3)), self.draw.choice(('5m', '1h', '1d', '2d'))))
        if caps:
            lines.append('  caps: [%s]' % ', '.join(caps))
        quiet = []
        for _ in range(self.draw.choice((0, 0, 0, 1, 2))):
            start, end = self.draw.sample(('21:00', '08:30', '00:00', '03:00', '12:00', '01:00'), 2)
            quiet.append('{from: "%s", to: "%s"%s}' % (start, end, self.draw.choice(('', ', channel: ' + self.draw.choice(CHANNELS)))))
        if quiet:
            lines.append('  quiet: [%s]' % ', '.join(quiet))
        if some(self.draw, 0.5):
            lines.append('  priorities: {%s}' % ', '.join('%s: %d' % (point, self.draw.randint(-1, 2)) for point in self.points if some(self.draw, 0.6)))
        if some(self.draw, 0.3):
            lines.append('  response_times: [{%swithin: %s}]' % (self.draw.choice(('', 'channel: email, ')), self.draw.choice(('1h', '1d'))))
        return ['contact_rules:'] + lines if lines else []

    def offers(self):
        lines = []
        for number in range(self.draw.choice((0, 1, 2, 3))):
            parts = []
            if some(self.draw, 0.7):
                parts.append('touchpoint: ' + self.draw.choice(self.points + ('site',)))
            if some(self.draw, 0.4):
                parts.append('for: [%s]' % self.draw.choice(self.stages))
            if some(self.draw, 0.3):
                parts.append('if: ' + (self.condition() if some(self.draw, 0.7) else 'experiment.tone == "warm"'))
            if some(self.draw, 0.5):
                parts.append('value: ' + self.draw.choice(('1.0', '2.5', 'double(data.x)', '-1.0')))
            if some(self.draw, 0.4):
                parts.append('priority: %d' % self.draw.randint(-1, 2))
            lines.append('  o%d: {%s}' % (number, ', '.join(parts)))
        return ['offers:'] + lines if lines else []

    def text(self):
        lines = ['tappa: 1', 'model: m%d' % self.number, 'version: 1', 'data: {x: {type: int, default: 0}}',
                 'experiments: {tone: {arms: {warm: 1}, holdout: 0.999999}}',
                 'events: {%s}' % ', '.join(event + ': {}' for event in self.events), 'channels:']
        for channel in CHANNELS:
            lines.append('  %s: {setting: online%s}' % (channel, ', consent: ' + self.draw.choice(PURPOSES) if some(self.draw, 0.2) else ''))
        lines += ['touchpoints:', '  site: {channel: desk, direction: inbound}']
        for point in self.points:
            serves = ', for: [%s]' % ', '.join(self.draw.sample(self.stages, self.draw.randint(1, 2))) if some(self.draw, 0.5) else ''
            consent = ', consent: ' + self.draw.choice(PURPOSES) if some(self.draw, 0.1) else ''
            lines.append('  %s: {channel: %s, direction: outbound%s%s}' % (point, self.draw.choice(CHANNELS), serves, consent))
        if some(self.draw, 0.2):
            lines.append('entry: {%s: %s}' % (self.draw.choice(self.events), self.draw.choice(self.stages)))
        lines.append('stages:')
        for stage in self.stages:
            lines += self.stage(stage)
        return '\n'.join(lines + self.offers() + self.limits()) + '\n'


class Story:
    """Models, how the engine is kept, and what happens: a list of tuples whose first is the operation. `order`: `timely`: as it happens; `late`: events come in another order than
    they happened in, and nobody is handed anything; `joined`: so do they, and show that some are the same person, which is undone; `handed`: all of it."""

    def __init__(self, draw, order):
        joined = order in ('joined', 'handed')
        self.models = [Maker(draw, number).text() for number in range(draw.choice((1, 1, 1, 1, 2)))]
        self.mode = draw.choice(('memory', 'memory', 'owner', 'shared'))
        self.attempts = draw.choice((1, 2, 3, 5))
        self.zone = draw.choice(('UTC', 'UTC', 'Europe/Rome', 'Asia/Kolkata'))
        self.people = ['ann', 'bob', 'cleo'][:draw.choice((2, 2, 3) if joined else (1, 1, 2))]
        self.laters, self.joined = draw.choice((STEPS, EVEN, EVEN)) if order != 'handed' else EVEN, joined
        self.steps = []
        for _ in range(draw.randint(10, 36)):
            later, kind, *rest = self.step(draw)
            self.steps.append((later, kind, *rest))
            if kind == 'event' and ('lasts' in rest[2] or rest[1] == 'Channel Preferred'):  # what comes of it, to its very end
                self.steps.append((rest[2].get('lasts', 0), 'decide', rest[0], None, 0))
            if kind == 'claim' and some(draw, 0.3):  # exactly as long as caps reach
                self.steps.append((draw.choice((5 * MINUTE, HOUR, DAY)), 'claim', 100, True))
            elif kind == 'claim' and some(draw, 0.3):  # until attempts are used up
                self.steps += [(0, 'report', -1, 'failed'), (DAY, 'claim', 100, True), (0, 'report', -1, 'failed')]
        if order != 'timely':
            self.steps = [self.delayed(draw, step) for step in self.steps if order == 'handed' or step[1] not in ('claim', 'report')]
        if joined:
            for _ in range(draw.randint(1, 5)):
                self.steps.insert(draw.randint(0, len(self.steps)), self.meeting(draw))

    def meeting(self, draw):
        later, (one, other) = draw.choice(self.laters), draw.sample(self.people, 2)
        if some(draw, 0.4):
            return later, 'part', one, other
        return later, 'late', one, 'E%d' % draw.randint(0, 3), {}, draw.choice((0, 0, *self.laters)), (other,)

    def delayed(self, draw, step):
        later, kind, *rest = step
        return (later, 'late', *rest, draw.choice((0, 0, *self.laters))) if kind == 'event' else step

    def step(self, draw):
        """(how much later, operation, ...)"""
        later, who = draw.choice(self.laters), draw.choice(self.people)
        kind = draw.choices(('event', 'said', 'due', 'claim', 'report', 'decide', 'again'), (22, 16, 4, 26, 20, 20, 2))[0]
        if kind == 'event':
            return later, 'event', who, 'E%d' % draw.randint(0, 3), {}
        if kind == 'said':
            name = draw.choice(('Consent Given', 'Consent Given', 'Consent Given', 'Consent Withdrawn',
                                'Unsubscribed', 'Channel Preferred', 'Channel Preferred', 'Channel Preferred'))
            fields = {}
            if name.startswith('Consent') and (name == 'Consent Given' or some(draw, 0.8)):
                fields['purpose'] = draw.choice(PURPOSES)
            if name == 'Channel Preferred' or some(draw, 0.4):
                fields['channel'] = draw.choice(CHANNELS)
            if name == 'Consent Given' and some(draw, 0.3):
                fields['lasts'] = draw.choice((5 * MINUTE, HOUR, DAY))
            return later, 'event', who, name, fields
        if kind == 'claim':
            return later, 'claim', draw.choice((1, 1, 2, 3, 100, 100, 100)), some(draw, 0.85)
        if kind == 'report':
            return later, 'report', draw.choice((-1, -1, -1, -2, 0, 1, 2)), draw.choice(('sent', 'sent', 'sent', 'opened', 'bounced', 'failed', 'failed'))
        if kind == 'decide':
            return later, 'decide', who, draw.choice((None, None, 'site', 'p0')), draw.choice((0, 0, 0, 5 * MINUTE, HOUR, DAY))
        return later, kind
