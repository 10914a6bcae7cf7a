"""What the public headers say: which library a header belongs to, what it declares, how it is documented."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / 'include'
FOLDER = INCLUDE / 'tappa'


def includes(path):
    """(form, name) of every include of a file: form is '<' or '"'."""
    found = re.findall(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', path.read_text(), re.M)
    return [(form, name) for form, name in found]


def core():
    """The headers of libtappa: those that tappa/tappa.h leads to."""
    seen, todo = set(), ['tappa/tappa.h']
    while todo:
        name = todo.pop()
        if name not in seen and (INCLUDE / name).exists():
            seen.add(name)
            todo += [target for form, target in includes(INCLUDE / name) if form == '"']
    return sorted(INCLUDE / name for name in seen)


def public():
    return sorted(FOLDER.rglob('*.h'))


def of_library(library):
    """Headers of 'tappa', 'tappa-exchange', 'tappa-engine': those of a library above stand in a folder of its name."""
    return core() if library == 'tappa' else sorted((FOLDER / library.removeprefix('tappa-')).rglob('*.h'))


def strip_comments(text):
    """Comments become blanks, line breaks stay."""
    return re.sub(r'/\*.*?\*/|//[^\n]*', lambda match: re.sub(r'[^\n]', ' ', match.group()), text, flags=re.S)


def strip_directives(text):
    """Preprocessor lines become empty lines, their continuations too."""
    return re.sub(r'^[ \t]*#(?:\\\n|[^\n])*', lambda match: '\n' * match.group().count('\n'), text, flags=re.M)


DECLARATION = re.compile(r'\bTAPPA_API\b([^;{]*)[;{]')


def functions(path):
    """(name, line) of every exported function that a header declares."""
    text = strip_directives(strip_comments(path.read_text()))
    found = []
    for match in DECLARATION.finditer(text):
        name = re.search(r'\b(\w+)\s*\(', re.sub(r'__attribute__\s*\(\(.*?\)\)', '', match.group(1)))
        if not name:
            raise SystemExit(f'{path}: data is declared as exported: {match.group().split()}')
        found.append((name.group(1), text.count('\n', 0, match.start()) + 1))
    return found


def names(library):
    return sorted({name for path in of_library(library) for name, _ in functions(path)})
