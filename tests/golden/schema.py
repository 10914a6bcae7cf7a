"""schema.py: the JSON Schema and the reader must say the same of every model here.

    schema.py PRINT-SCHEMA GOLDEN CODES.H [MORE MODELS...]

The reader's word is the .diags beside a model: refused by shape where it holds a code of 200 to 299, or bad-name (302). What a schema
cannot say is left out: keys that stand twice, which key comes first, limits. Models that are no YAML, or that use what we refuse of
YAML (codes 100 to 199, and keys that are no text), have no JSON to look at. MORE MODELS are accepted ones.
"""
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

UNSAYABLE = {'duplicate-key', 'first-key', 'too-many'}


def number(text):
    """A plain scalar that the format could take for a number."""
    if re.fullmatch(r'[-+]?[0-9]+', text):
        return int(text)
    if re.fullmatch(r'[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?', text):
        return float(text)
    return None


def plain(node):
    """YAML as an editor sees it: keys are text, plain scalars have the types of YAML 1.2's JSON schema."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    if node.style is not None:
        return node.value
    if node.value in ('', '~', 'null', 'Null', 'NULL'):
        return None
    if node.value in ('true', 'false'):
        return node.value == 'true'
    found = number(node.value)
    return node.value if found is None else found


def codes_of(header):
    return {name: int(number) for number, name in re.findall(r'X\((\d+), \w+, "([\w-]+)"', header.read_text())}


def reader_says(diags, codes):
    """True: fits; False: refused by shape; None: nothing to compare."""
    found = re.findall(r'^[^\n]*: error: .*\[([\w-]+)\]$', diags.read_text(), re.M) if diags.exists() else []
    numbers = [codes[name] for name in found if name not in UNSAYABLE]
    if any(100 <= n < 200 or n == codes['key-not-text'] for n in numbers):
        return None
    return not any(200 <= n < 300 or n == codes['bad-name'] for n in numbers)


def main():
    program, golden, header = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    schema = json.loads(subprocess.run([program], check=True, capture_output=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    codes = codes_of(header)
    models = [(path, reader_says(path.with_suffix('.diags'), codes)) for path in sorted(golden.glob('*.yaml'))]
    models += [(pathlib.Path(path), True) for path in sys.argv[4:]]
    wrong, compared, refused = 0, 0, 0
    for path, want in models:
        if want is None:
            continue
        text = path.read_text(encoding='utf-8-sig')
        errors = list(validator.iter_errors(plain(yaml.compose(text, Loader=yaml.SafeLoader))))
        compared += 1
        refused += not want
        if (not errors) != want:
            wrong += 1
            print(f'{path.name}: the reader {"accepts" if want else "refuses"} its shape, the schema does not say so')
            for error in errors[:5]:
                print(f'    {list(error.absolute_path)}: {error.message[:200]}')
    print(f'{compared} models compared, {refused} of them refused by both')
    return wrong != 0 or compared < 60 or refused < 25


sys.exit(main())
