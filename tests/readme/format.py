"""format.py TAPPA: the page of the model format says what `tappa schema` says.

Its models are clean and use every key that the schema knows; its tables name every key, and no key that the schema does not know."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

TAPPA = sys.argv[1]
PAGE = (pathlib.Path(__file__).resolve().parents[2] / 'examples/models/README.md').read_text()
# What stands in tables and is no key: types, and the variables of expressions.
WORDS = {'int', 'double', 'bool', 'string', 'timestamp', 'duration', 'true', 'false', 'data', 'profile', 'persona', 'experiment', 'journey', 'now',
         'event.name', 'event.time', 'event.touchpoint', 'event.channel', 'if, do, else'}

wrong = []
schema = json.loads(subprocess.run([TAPPA, 'schema'], check=True, capture_output=True, text=True).stdout)


def keys(node):
    """Yields the keys of every map of the schema."""
    if isinstance(node, dict):
        if isinstance(node.get('properties'), dict) and 'type' in node:
            yield from node['properties']
        for child in node.values():
            yield from keys(child)
    elif isinstance(node, list):
        for child in node:
            yield from keys(child)


def written(node):
    """Yields the keys of every map of a model."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield str(key)
            yield from written(child)
    elif isinstance(node, list):
        for child in node:
            yield from written(child)


known = set(keys(schema))
models = re.findall(r'^```yaml\n(.*?)^```$', PAGE, re.M | re.S)
used = set()
for text in models:
    used |= set(written(yaml.load(text, yaml.BaseLoader)))
    with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
        file.write(text)
        file.flush()
        said = subprocess.run([TAPPA, 'check', file.name], capture_output=True, text=True)
        if said.returncode or 'warning' in said.stdout + said.stderr:
            wrong.append(f'a model of the page is not clean:\n{said.stdout}{said.stderr}')
wrong += [f'no model of the page shows `{key}`' for key in sorted(known - used)]

prose = re.sub(r'^```.*?^```$', '', PAGE, flags=re.M | re.S)
said = set(re.findall(r'[a-z_]+', ' '.join(re.findall(r'`([^`]+)`', prose))))
wrong += [f'no words of the page explain `{key}`' for key in sorted(known - said)]
for cell in re.findall(r'^\| (`[^|]*`) \|', prose, re.M):
    for name in re.findall(r'`\{?([^`}]+)\}?`', cell):
        if name not in known | WORDS and not name.endswith('.yaml'):
            wrong.append(f'the page explains `{name}`, which is no key')

print('\n'.join(wrong) or f'{len(known)} keys')
sys.exit(bool(wrong) or not models or not known)
