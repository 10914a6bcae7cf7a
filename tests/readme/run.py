"""run.py: does what README.md says, in a copy of the tree and with a home of its own.

Blocks fenced as `sh` are run in the order written, in one shell; a block fenced as `text` is what the `sh` block before it prints. A `yaml` block
that begins with `# NAME`, a `python` block that does, a `php` block that begins with `<?php // NAME`, is written to NAME first. The `c` blocks are the programs of examples/link. Commands in the running text are run where they stand
in WORDS, and every one in the text must stand there or in a block."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / 'README.md').read_text()

# What is run elsewhere, or here after the blocks.
ELSEWHERE = {'sh examples/quickstart.sh': 'the test quickstart', 'sh tests/run.sh': 'the run that this test is part of',
             'sh tests/bench/run.sh': 'measures, and the suite runs its programs once', 'sh tests/bench/run.sh --readme': 'the same',
             'sh tests/deep.sh': 'takes a night', 'sh tests/deep.sh 60 crash fuzz': 'two parts of it', 'sh tests/coverage/run.sh': 'a part of it',
             'sh tests/mutation/run.sh lib/core/journey': 'a part of it',
             'sh tests/mutation/run.sh lib/core/expr': 'a part of it', 'sh tests/proof/run.sh': 'a part of it',
             'sh tests/crash/run.sh': 'a part of it', 'sh tests/fuzz/run.sh 3600': 'a part of it'}
WORDS = ['sh tests/abi/baseline.sh update', 'meson dist -C build --no-tests']

wrong = []
blocks = re.findall(r'^```(\w+)\n(.*?)^```$', README, re.M | re.S)
outside = re.sub(r'^```.*?^```$', '', README, flags=re.M | re.S)
for command in re.findall(r'^    (\S.*)$|`((?:sh|meson|cc) [^`]+)`', outside, re.M):
    command = command[0] or command[1]
    if command not in ELSEWHERE and command not in WORDS:
        wrong.append(f'README names `{command}`, which no test runs')
for synopsis in re.findall(r'^\| `(tappa \w+(?: --trace)?)', outside, re.M):
    if not any(synopsis in text for kind, text in blocks if kind == 'sh'):
        wrong.append(f'README names `{synopsis}` and never shows it')
if {text for kind, text in blocks if kind == 'c'} != {path.read_text() for path in (ROOT / 'examples/link').iterdir()}:
    wrong.append('the C programs of README are not those of examples/link')

with tempfile.TemporaryDirectory() as folder:
    home = pathlib.Path(folder, 'home')
    tree = pathlib.Path(folder, 'tappa')
    home.mkdir()
    shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns('build*', '.git', '__pycache__'))
    script, expected = ['set -eu'], {}
    for number, (kind, text) in enumerate(blocks):
        if kind in ('yaml', 'python'):
            (tree / re.match(r'# (\S+)\n', text).group(1)).write_text(text)
        elif kind == 'sh':
            script += [f'exec >{folder}/{number} 2>&1', text]
            last = number
        elif kind == 'text':
            expected[last] = text
        elif kind == 'php':
            (tree / re.match(r'<\?php // (\S+)\n', text).group(1)).write_text(text)
        elif kind != 'c':
            wrong.append(f'a block of kind {kind} is never run')
    # An archive is made from a commit, and a baseline written anew differs as soon as a declaration stands in another line.
    if shutil.which('git'):
        commit = 'git add . && git -c user.name=tappa -c user.email=tappa@localhost commit -q --allow-empty -m archive'
        script += [f'exec >{folder}/words 2>&1', 'git init -q', *(line for word in WORDS for line in (commit, word))]
    # What is built here is looked at once: the suite has its optimised builds elsewhere.
    ran = subprocess.run(['sh', '-c', '\n'.join(script)], cwd=tree, stdin=subprocess.DEVNULL,
                         env={'HOME': str(home), 'PATH': '/usr/local/bin:/usr/bin:/bin', 'CFLAGS': '-O0 -g0', 'TAPPA_PYTHON_CFLAGS': '-O0 -g0'})
    outputs = sorted((path for path in pathlib.Path(folder).iterdir() if path.is_file()), key=lambda path: path.stat().st_mtime)
    if ran.returncode:
        wrong.append(f'exit code {ran.returncode} after:\n{outputs[-1].read_text() if outputs else ""}')
    else:
        for number, text in expected.items():
            got = pathlib.Path(folder, str(number)).read_text()
            if got != text:
                wrong.append(f'README says:\n{text}and it was:\n{got}')
        for name in ('basket.svg', 'trace.ndjson', 'tappa-schema.json'):
            if not (tree / name).stat().st_size:
                wrong.append(f'{name} is empty')

print('\n'.join(wrong) or f'{sum(kind == "sh" for kind, _ in blocks)} blocks run, as README says')
sys.exit(bool(wrong))
