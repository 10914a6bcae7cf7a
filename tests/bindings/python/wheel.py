"""wheel.py: builds the wheel as `pip install ./bindings/python` does, and runs what README and the binding's own README show in a root that holds an
interpreter, what that interpreter needs, the wheel, and nothing else. Ends with `N passed, N failed`."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
INTERPRETER = pathlib.Path(os.path.realpath(sys.executable))
PLAIN = re.compile(r'(libc|libm|libpthread|libdl|ld-linux-x86-64)\.so\.\d+')  # of the C library
passed = failed = 0


def check(what, is_right):
    global passed, failed
    passed, failed = passed + bool(is_right), failed + (not is_right)
    if not is_right:
        print(f'wrong: {what}')


def said(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def build(folder):
    """From what is in the tree of the sources, and is all that a build may need of it."""
    for name in ('lib', 'include', 'meson.build', 'bindings/python'):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    # It is looked at once: the suite has its optimised builds elsewhere.
    ran = subprocess.run([sys.executable, '-m', 'pip', 'wheel', '--no-build-isolation', '--no-deps', '-w', folder, folder / 'bindings/python'],
                         capture_output=True, text=True, env=os.environ | {'TAPPA_PYTHON_CFLAGS': '-O0 -g0'})
    if ran.returncode:
        sys.exit(ran.stdout + ran.stderr)
    return next(folder.glob('*.whl'))


def furnish(root, wheel):
    """The interpreter's root: its program, libraries and modules; no library that anything else brought."""
    def copy(path):
        target = root / str(path).lstrip('/')
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(os.path.realpath(path), target)
    library = pathlib.Path(os.__file__).parent
    shutil.copytree(library, root / str(library).lstrip('/'), ignore=shutil.ignore_patterns('test', 'site-packages', 'dist-packages', '__pycache__', 'config-*', '*.a'))
    copy(INTERPRETER)
    for name in re.findall(r'(/\S+) \(0x', said('ldd', INTERPRETER)):
        copy(name)
    with zipfile.ZipFile(wheel) as file:
        file.extractall(root / 'site')
    (root / 'examples').mkdir()
    shutil.copytree(ROOT / 'examples/models', root / 'examples/models')
    strange = [path for path in root.rglob('*.so*') if re.match('lib(tappa|yaml|sqlite|jansson)', path.name)]
    check(f'the root is empty of what the wheel must not need: {strange}', not strange)


def run(root, script):
    """The script inside the root: (code, what it said)."""
    (root / 'script.py').write_text("import sys; sys.path.insert(0, '/site')\n" + script)
    ran = subprocess.run([*([] if os.geteuid() == 0 else ['unshare', '-r']), 'chroot', root, INTERPRETER, '-ISB', '/script.py'], capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / 'bindings').mkdir()
    wheel = build(folder)
    check(f'one wheel for Python 3.11 and later: {wheel.name}', '-cp311-abi3-' in wheel.name)
    root = folder / 'root'
    furnish(root, wheel)
    extension = next((root / 'site/tappa').glob('*.so'))
    dynamic = said('readelf', '-d', extension)
    needed = re.findall(r'NEEDED.*\[(.*)\]', dynamic)
    check(f'it needs the C library alone: {needed}', needed and all(map(PLAIN.fullmatch, needed)))
    check('no relocation in its text', 'TEXTREL' not in dynamic)
    exported = [line.split()[-1] for line in said('nm', '-D', '--defined-only', extension).splitlines()]
    check(f'it exports its entry alone: {exported[:5]}', exported == ['PyInit__core'])
    for page, heading in (('README.md', 'From Python'), ('bindings/python/README.md', 'The engine')):
        section = (ROOT / page).read_text().split(f'\n## {heading}\n')[1]
        script, expected = (re.search(rf'^```{kind}\n(.*?)^```$', section, re.M | re.S).group(1) for kind in ('python', 'text'))
        said_ = run(root, script)
        check(f'what {page} shows: {said_}', said_ == (0, expected))
    print(f'{wheel.name}: {wheel.stat().st_size} bytes, installed {sum(path.stat().st_size for path in (root / "site").rglob("*") if path.is_file())}')
print(f'{passed} passed, {failed} failed')
sys.exit(bool(failed or not passed))
