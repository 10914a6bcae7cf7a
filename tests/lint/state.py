"""state.py CC ARCHIVE...: no object of the libraries holds state: it has no byte that can be written, be it global, static in a function,
common, or a thread's own. Read from the objects' sections. Constants that hold addresses (.data.rel.ro) are written once, by the loader.
First it looks at objects made here with such a variable each: what does not find those would find nothing."""
import pathlib
import re
import subprocess
import sys
import tempfile

STATEFUL = {
    'a global': 'int state = 1; int use(void); int use(void) { return state; }',
    'a zeroed one': 'int state; int use(void); int use(void) { return state; }',
    'a common one': '__attribute__((common)) int state;',
    'a static in a function': 'int use(void); int use(void) { static int state; return ++state; }',
    "a thread's own": '_Thread_local int state = 1; int use(void); int use(void) { return ++state; }',
    "a thread's own zero": 'int use(void); int use(void) { static _Thread_local int state; return ++state; }',
}
STATELESS = 'static const char *const words[] = {"a", "b"}; const char *use(int i); const char *use(int i) { return words[i]; }'


def state(path):
    """(objects seen, what each has that can be written)."""
    out = subprocess.run(['readelf', '--wide', '--sections', '--symbols', path], check=True, capture_output=True, text=True).stdout
    objects, found, name = 0, [], str(path)
    for line in out.splitlines():
        if match := re.match(r'File: (.*)', line):
            name = match.group(1)
        elif 'Section Headers:' in line:
            objects += 1
        elif match := re.match(r'\s*\[ *\d+\] (\.\S+)\s+\w+\s+\w+ \w+ (\w+) \w+\s+(\w+)', line):
            section, size, flags = match.groups()
            if 'W' in flags and int(size, 16) and not section.startswith('.data.rel.ro'):
                found.append(f'{name}: {int(size, 16)} bytes in {section}')
        elif match := re.match(r'\s*\d+: \w+ +\d+ OBJECT .* COM (\S+)', line):
            found.append(f'{name}: common {match.group(1)}')
    return objects, found


def made_of(compiler, text, folder):
    source, built = folder / 'state.c', folder / 'state.o'
    source.write_text(text)
    subprocess.run([compiler, '-fPIC', '-O2', '-fdata-sections', '-c', source, '-o', built], check=True)
    return state(built)[1]


wrong, objects = [], 0
with tempfile.TemporaryDirectory() as folder:
    for what, text in STATEFUL.items():
        if not made_of(sys.argv[1], text, pathlib.Path(folder)):
            wrong.append(f'{what} is not found: this test is blind')
    if found := made_of(sys.argv[1], STATELESS, pathlib.Path(folder)):
        wrong += ['constants are taken for state: ' + found[0]]
for archive in sys.argv[2:]:
    seen, found = state(archive)
    objects += seen
    wrong += found
    if seen < 10:
        wrong.append(f'{archive}: only {seen} objects: is it the library?')
print('\n'.join(wrong) or f'{objects} objects, none with state')
sys.exit(bool(wrong))
