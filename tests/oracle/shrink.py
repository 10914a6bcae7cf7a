#!/usr/bin/python3
"""shrink.py --tappa BINARY [--examples N]: the comparison of compare.py with hypothesis drawing, so that a difference shrinks.

The generator is generate.py's; every choice it makes is hypothesis', whose simplest is nothing, or the first. Random models of compare.py are
large, which finds what comes of much at once; these are small, and end as small as still differs. Always the same ones, so that
a run fails for the tree and not for the day.
"""
import argparse
import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import hypothesis
import yaml
from hypothesis import strategies

import cel
import compare
import generate
import run


class SmallMaker(generate.Maker):
    """A maker whose chances are a byte, simplest where nothing happens, and whose expressions are short: hypothesis remembers 8 KiB."""

    LOG = 1, 12

    def __init__(self, choices):
        super().__init__(0)
        self.random, self.pick = choices, choices.choice
        self.chance = lambda p: choices.randint(0, 99) >= 100 - 100 * p
        self.steady = self.chance(0.3)

    def guard(self, scope):
        return self.bool(scope, 1)

    def expr(self, type, scope, depth):
        return super().expr(type, scope, min(depth, 1))


def bounded(made):
    """A text that doubles with each of a thousand transitions ends at the library's cost budget, which the oracle does not know."""
    def arithmetic(operator, a, b):
        value = made(operator, a, b)
        hypothesis.assume(cel.kind(value) not in ('string', 'bytes', 'list') or len(value) < 4096)
        return value
    return arithmetic


cel.arithmetic = bounded(cel.arithmetic)


@strategies.composite
def models(draw):
    maker = SmallMaker(draw(strategies.randoms(use_true_random=False)))
    return maker.model(), maker.log()


def difference(tappa, model, log, folder):
    text = yaml.dump(model, Dumper=generate.Dumper, sort_keys=False, allow_unicode=True, width=10**6)
    lines = ''.join(json.dumps(line, ensure_ascii=False) + '\n' for line in log)
    (folder / 'model.yaml').write_text(text, encoding='utf-8')
    (folder / 'events.ndjson').write_text(lines, encoding='utf-8')
    with contextlib.redirect_stderr(io.StringIO()):
        expected = run.run(text, log)
    done = subprocess.run([tappa, 'run', folder / 'model.yaml', folder / 'events.ndjson', '--trace'], capture_output=True, text=True,
                          check=False, timeout=60)
    if done.returncode and ': error: ' not in done.stderr:
        return f'tappa ended with {done.returncode}\n{done.stderr[-2000:]}'
    wrong = compare.difference(expected, [json.loads(line) for line in done.stdout.splitlines() if line.strip()])
    return wrong and f'{text}{lines}{wrong}'


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument('--tappa', required=True)
    options.add_argument('--examples', type=int, default=200)
    options = options.parse_args()
    compared = 0

    with tempfile.TemporaryDirectory() as folder:
        @hypothesis.settings(max_examples=options.examples, derandomize=True, database=None, deadline=None, verbosity=hypothesis.Verbosity.quiet,
                             suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(models())
        def same(made):
            nonlocal compared
            compared += 1
            wrong = difference(options.tappa, *made, pathlib.Path(folder))
            assert not wrong, wrong
        try:
            same()
        except AssertionError as error:
            print(error)
            print(f'{compared} passed, 1 failed')
            sys.exit(1)
    print(f'{compared} passed, 0 failed')


if __name__ == '__main__':
    main()
