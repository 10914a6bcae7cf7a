"""exports.py LIBRARY MAP BUILT: map = headers = what the built library exports, each under its node of the map, and no data."""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import headers  # noqa: E402

library, map_path, built = sys.argv[1:]
wrong = []

mapped = {}
text = headers.strip_comments(pathlib.Path(map_path).read_text())
for node, body in re.findall(r'([\w.]+)\s*\{(.*?)\}', text, re.S):
    shown = body.split('local:')[0].replace('global:', '')
    for name in re.findall(r'[^;\s]+', shown):
        if name in mapped:
            wrong.append(f'{name}: twice in the map')
        mapped[name] = node
if 'local:' not in text:
    wrong.append('the map hides nothing: "local: *" is missing')

declared = set(headers.names(library))
wrong += [f'{name}: declared in a header, not in the map' for name in sorted(declared - mapped.keys())]
wrong += [f'{name}: in the map, declared in no header' for name in sorted(mapped.keys() - declared)]

exported = {}
out = subprocess.run(['nm', '-D', '--defined-only', built], check=True, capture_output=True, text=True).stdout
for line in out.splitlines():
    _, kind, symbol = line.split()
    if kind == 'A':     # the node itself
        continue
    name, _, node = symbol.partition('@@')
    if kind != 'T':
        wrong.append(f'{name}: exported, and not a function (nm says {kind})')
    if not re.fullmatch(r'tappa_[a-z0-9]\w*', name):
        wrong.append(f'{name}: exported, but its name does not begin with tappa_')
    exported[name] = node
wrong += [f'{name}: in the map, not exported by {built}' for name in sorted(mapped.keys() - exported.keys())]
wrong += [f'{name}: exported, not in the map' for name in sorted(exported.keys() - mapped.keys())]
wrong += [f'{name}: exported under {exported[name] or "no node"}, the map says {mapped[name]}'
          for name in sorted(exported.keys() & mapped.keys()) if exported[name] != mapped[name]]
if not declared:
    wrong.append('the headers declare nothing: wrong library name?')

print('\n'.join(wrong) or f'{library}: {len(exported)} functions, map = headers = library')
sys.exit(bool(wrong))
