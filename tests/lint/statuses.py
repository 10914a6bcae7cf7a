"""The engine's border believes of a store what is a status of ours: between TAPPA_OK and the least of all. A status added below that would be taken for
nonsense; so the bound that border.c names must be the least that base.h declares, and the numbers must have no gap."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
numbers = {name: int(number) for name, number in re.findall(r'^#define (TAPPA_E\w+) \((-\d+)\)', (ROOT / 'include/tappa/base.h').read_text(), re.M)}
bound = re.findall(r'status >= (TAPPA_E\w+)', (ROOT / 'lib/engine/border.c').read_text())
least = min(numbers, key=numbers.get)
if sorted(numbers.values()) != list(range(-len(numbers), 0)):
    sys.exit(f'include/tappa/base.h: {len(numbers)} statuses, but their numbers are not -1 to -{len(numbers)}')
if bound != [least]:
    sys.exit(f'lib/engine/border.c: believes statuses down to {bound}, the least is {least}')
print(f'{len(numbers)} statuses, {least} is the least')
