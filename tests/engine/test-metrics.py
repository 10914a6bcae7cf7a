"""test-metrics.py PRINT: the text that tappa_engine_metrics() gives, held to the exposition format 0.0.4 as Prometheus reads it, line by line.

Prometheus, exposition formats: HELP and TYPE once each and before all samples of their name, samples of one name together, each name with its labels
once; a counter ends in _total. PRINT prints the text of a shop in use.
"""
import re
import subprocess
import sys

HELP = re.compile(r'# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)')
TYPE = re.compile(r'# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)')
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[+-]Inf|NaN)')


def check(text):
    """The samples by name and labels; AssertionError where anything is not as it must be."""
    assert text.endswith('\n'), 'the last line must end'
    helped, typed, samples, current, closed = {}, {}, {}, None, set()
    for number, line in enumerate(text[:-1].split('\n'), 1):
        where = f'line {number}: {line}'
        if line.startswith('#'):
            match = HELP.fullmatch(line) or TYPE.fullmatch(line)
            assert match, where
            name, kinds = match[1], helped if line.startswith('# HELP') else typed
            assert name not in kinds and name not in closed and not any(n == name for n, _ in samples), where
            kinds[name] = match[2]
            continue
        match = SAMPLE.fullmatch(line)
        assert match, where
        name, labels = match[1], match[2] or ''
        assert name in typed and name in helped, where
        if name != current:
            assert name not in closed, where
            closed.add(current)
            current = name
        assert (name, labels) not in samples, where
        assert (typed[name] == 'counter') == name.endswith('_total'), where
        assert typed[name] != 'counter' or float(match[3]) >= 0, where
        samples[name, labels] = float(match[3])
    assert set(typed) == set(helped) == {name for name, _ in samples}
    return samples


def main():
    text = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True).stdout
    samples = check(text)
    assert all(name.startswith('tappa_') for name, _ in samples)
    assert samples['tappa_events_total', 'outcome="taken"'] == 1, samples
    counted = {labels: (samples['tappa_counted_times', labels], samples['tappa_counted_sum', labels])
               for name, labels in samples if name == 'tappa_counted_sum'}
    assert counted == {r'model="till",name="\"quoted\" \\\\ name"': (1, 1), 'model="till",name="spent"': (1, 10.5), 'model="till",name="huge"': (2, float('inf'))}, counted
    for spoilt in (text[:-1], text.replace('# TYPE', '# KIND', 1), text.replace('_total 1', '_total one', 1), text + text.split('\n')[2] + '\n',
                   text.replace('"taken"', '"tak"en"', 1), text.replace('# HELP tappa_joins_total', '# HELP tappa_join_total', 1)):
        try:
            check(spoilt)
        except AssertionError:
            continue
        sys.exit('the check lets pass:\n' + spoilt)


main()
