"""scenario.py [--tell] FILE.scenario...: runs scenarios (tests/scenario/README.md) through the Python package.

The lines are read as tests/scenario/with-oracle.py reads them; what happens is the package's doing alone. --tell prints, as the C runner does,
what each step did and which rows it considered, so that both can be compared line by line. Exit 1 where a check fails."""
import importlib.util
import json
import pathlib
import sys
from types import SimpleNamespace

import tappa

HERE = pathlib.Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location('with_oracle', HERE.parents[1] / 'scenario' / 'with-oracle.py')
oracle = importlib.util.module_from_spec(spec)
spec.loader.exec_module(oracle)
MODELS = {}


def plain(slots):
    return {name: json.loads(tappa.to_json(value)) for name, value in slots.items()}


def considered(batch):
    for one in batch.considered:
        yield json.dumps({'row': one.row, 'verdict': tappa.constants['VERDICT_' + one.verdict.upper().replace('-', '_')],
                          'by': -1 if one.by is None else one.by, 'step': one.step, 'event': one.event, 'because': one.because}, ensure_ascii=False)


class Customer:
    """One customer, alone in the world."""

    def __init__(self, path, id, zone):
        if path not in MODELS:
            MODELS[path] = tappa.Model.load(path)
        self.replay = tappa.Replay(MODELS[path], trace=True, explain=True)
        self.replay.observer = self.show
        self.id, self.zone, self.arms, self.shown = id, zone, {}, 0

    @property
    def journeys(self):
        return [SimpleNamespace(id=one.id, leaves=lambda one=one: [stage.name for stage in one.stages],
                                state=SimpleNamespace(ended=one.ended, data=plain(one.data), timers=[] if one.next_due is None else [
                                    SimpleNamespace(due=(one.next_due - tappa._replay.EPOCH) // tappa._replay.MICROSECOND)]))
                for one in self.replay.journeys]

    @property
    def customers(self):
        return {self.id: SimpleNamespace(profile=plain(self.replay.journeys[-1].profile))}

    def show(self, journey=None, batch=None):
        """The lines of the trace that are new, and what the step considered."""
        if TELL:
            sys.stdout.writelines(line + '\n' for line in [*self.replay.lines[self.shown:], *(considered(batch) if batch else ())])
            self.shown = len(self.replay.lines)

    def happens(self, time, event, fields):
        before = len(self.replay.lines)
        if event is None:
            outcome = self.replay.advance(time)
        else:
            touchpoint = fields.pop('touchpoint', None)
            outcome = self.replay.feed(self.id, event, time, fields, touchpoint=touchpoint, zone=self.zone)
        self.show()
        lines = self.replay.lines[before:]
        refused = event is not None and outcome.word == 'refused' and not outcome.loops
        return [json.loads(line) for line in lines], event is not None and outcome.word == 'ignored', refused


oracle.Alone = Customer
TELL = sys.argv[1:2] == ['--tell']
runs = [oracle.Runner(path).run() for path in sys.argv[1 + TELL:]]
failures = [failure for run in runs for failure in run.failures]
if not TELL or failures:
    print('\n'.join(failures))
    print(f'{sum(run.scenarios for run in runs)} scenarios, {sum(run.checks for run in runs)} checks, {len(failures)} failures')
sys.exit(bool(failures) or not runs)
