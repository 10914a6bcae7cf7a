"""unit-list.py: every tests/**/test-*.c is named in a meson.build of tests: a test nobody builds guards nothing."""
import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
named = set()
for build in TESTS.rglob('meson.build'):
    text = re.sub(r'#.*', '', build.read_text())
    named |= set(re.findall(r"'([\w./-]+)'", text))
files = sorted(TESTS.rglob('test-*.c'))
wrong = [str(path.relative_to(TESTS)) for path in files if not {path.name, path.stem, path.stem.removeprefix('test-')} & named]
print('\n'.join(f'tests/{name} is in no list of tests/meson.build' for name in wrong) or f'{len(files)} tests, all built')
sys.exit(bool(wrong))
