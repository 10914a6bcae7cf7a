"""pie.py PHP: composer.json says of the extension what is so: its name, its folder, the options of its configure, the version of PHP it asks for; and
Composer takes it; and the classes that the binding's README names are there. That PIE's commands build and install it is known by then: build.sh made it
that way, and this PHP runs it."""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
wrong = []

composer = json.loads((ROOT / 'composer.json').read_text())
extension = composer['php-ext']
folder = ROOT / extension['build-path']
config = (folder / 'config.m4').read_text()
if composer['type'] != 'php-ext':
    wrong.append(f'the type is {composer["type"]}')
if f'PHP_NEW_EXTENSION([{extension["extension-name"]}]' not in config:
    wrong.append(f'config.m4 makes no extension {extension["extension-name"]}')
options = {f'{kind.lower()}-{name}' for kind, name in re.findall(r'PHP_ARG_(ENABLE|WITH)\(\[(\w+)\]', config)} - {f'enable-{extension["extension-name"]}'}
if options != {option['name'] for option in extension['configure-options']}:
    wrong.append(f'the options of configure are {sorted(options)}')
if composer['license'] not in (ROOT / 'COPYING').read_text():
    wrong.append(f'COPYING is not {composer["license"]}')
# As PIE's page for maintainers has them (docs/extension-maintainers.md of php/pie), with their types; PIE passes over what it does not know.
KNOWN = {'extension-name': str, 'priority': int, 'support-zts': bool, 'support-nts': bool, 'configure-options': list, 'build-path': str, 'download-url-method': str,
         'os-families': list, 'os-families-exclude': list}
OPTION = {'name': str, 'description': str, 'needs-value': bool}
for what, keys in ((extension, KNOWN), *((option, OPTION) for option in extension['configure-options'])):
    wrong += [f'{key}: {value!r} is nothing that PIE reads' for key, value in what.items() if not isinstance(value, keys.get(key, ()))]
if not re.fullmatch('[a-z0-9]+/[a-z0-9]+', composer['name']) or not re.fullmatch('[A-Za-z][a-zA-Z0-9_]+', extension['extension-name']):
    wrong.append('the names are none of a package and an extension')
sources = set(re.search(r'tappa_sources="([^"]*)"', config).group(1).split())
if sources != {path.name for path in folder.glob('*.c')}:
    wrong.append(f'config.m4 and the folder differ in {sorted(sources ^ {path.name for path in folder.glob("*.c")})}')
# Debian's Composer is older than the type: it knows no key `php-ext`, and says so as of what keeps a package from being published.
composed = subprocess.run(['composer', 'validate', '--no-check-publish', '--no-interaction', ROOT / 'composer.json'], capture_output=True, text=True,
                          env={**os.environ, 'COMPOSER_ALLOW_SUPERUSER': '1'})
if composed.returncode:
    wrong.append(composed.stdout + composed.stderr)
loaded = subprocess.run([sys.argv[1], '--ri', extension['extension-name']], capture_output=True, text=True)
if loaded.returncode or 'customer journeys' not in loaded.stdout:
    wrong.append(f'what was built and installed does not load: {loaded.stdout}{loaded.stderr}')
named = set(re.findall(r'\bTappa(?:\\\w+)+', (folder / 'README.md').read_text()))
there = subprocess.run([sys.argv[1], '-r', 'foreach (array_slice($argv, 1) as $name) class_exists($name) || print("$name\\n");', '--', *named], capture_output=True, text=True)
wrong += [f'README names {name}, and there is no such class' for name in (there.stdout + there.stderr).split('\n')[:-1]]
if r'Tappa\LateException' not in named:
    wrong.append('README names no class of an exception in full')

print('\n'.join(wrong) or 'composer.json and README say what is so')
sys.exit(bool(wrong))
