"""includes.py: the direction of includes. Below, each room with what it may include beside itself and the public headers."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import headers  # noqa: E402

MAY = {
    'lib/base': [],
    'lib/core': ['lib/base', 'lib/core/diagnostics'],     # the files that stand in lib/core itself: the context
    'lib/core/diagnostics': ['lib/base', 'lib/core'],
    'lib/core/yaml': ['lib/base', 'lib/core', 'lib/core/diagnostics'],
    'lib/core/expr': ['lib/base', 'lib/core', 'lib/core/diagnostics'],
    'lib/core/model': ['lib/base', 'lib/core', 'lib/core/diagnostics', 'lib/core/expr'],
    'lib/core/compile': ['lib/base', 'lib/core', 'lib/core/diagnostics', 'lib/core/yaml', 'lib/core/expr', 'lib/core/model'],
    'lib/core/journey': ['lib/base', 'lib/core', 'lib/core/expr', 'lib/core/model'],
    'lib/record': ['lib/base'],
    'lib/exchange': ['lib/base', 'lib/record'],
    'lib/engine': ['lib/base', 'lib/record'],
}
OUTSIDE = {'yaml.h': ['lib/core/yaml/reader.c'], 'jansson.h': ['lib/exchange'], 'expat.h': ['lib/exchange'], 'sqlite3.h': ['lib/engine/store']}

wrong = []


def room_of(path):
    """The innermost room a file stands in: lib/exchange/read/x.c is in lib/exchange."""
    return next((str(p) for p in path.parents if str(p) in MAY), None)


def look(path):
    name = str(path.relative_to(headers.ROOT))
    room = room_of(path.relative_to(headers.ROOT))
    for form, target in headers.includes(path):
        if target in OUTSIDE:
            if not any(name == place or name.startswith(place + '/') for place in OUTSIDE[target]):
                wrong.append(f'{name} includes {target}: only {", ".join(OUTSIDE[target])} may')
            continue
        if target.startswith('tappa/'):
            if not (headers.INCLUDE / target).exists():
                wrong.append(f'{name} includes {target}, which does not exist')
            elif room and room.startswith('lib/core') and headers.INCLUDE / target not in headers.core():
                wrong.append(f'{name} includes {target}, a header of a library above')
            continue
        if form == '<':
            if name.startswith('include/') and target not in ('stddef.h', 'stdint.h'):
                wrong.append(f'{name} includes <{target}>: a public header has stddef.h and stdint.h only')
            continue
        if name.startswith('include/'):
            wrong.append(f'{name} includes {target}: a public header includes public ones only')
        elif room is None:
            if target.startswith('lib/') or not (path.parent / target).exists() and not (headers.ROOT / target).exists():
                wrong.append(f'{name} includes {target}: what stands outside lib uses the public headers')
        elif not target.startswith('lib/'):
            wrong.append(f'{name} includes "{target}": write it from the root, or in <> where it is not ours')
        elif not (headers.ROOT / target).exists():
            wrong.append(f'{name} includes {target}, which does not exist')
        else:
            there = room_of(pathlib.Path(target))
            if there != room and there not in MAY[room]:
                wrong.append(f'{name} includes {target}: {room} may not know {there}')


files = [path for folder in ('include', 'lib', 'examples', 'bindings')
         for path in sorted((headers.ROOT / folder).rglob('*')) if path.suffix in ('.c', '.h')]
for path in files:
    if 'lib' == path.relative_to(headers.ROOT).parts[0] and room_of(path.relative_to(headers.ROOT)) is None:
        wrong.append(f'{path.relative_to(headers.ROOT)}: stands in no room of lib')
        continue
    look(path)

print('\n'.join(wrong) or f'{len(files)} files: includes go one way')
sys.exit(bool(wrong))
