"""documented.py: every exported function says Effect, Returns (unless void), Threads and Since, in the comment of its block: a comment
and the declarations below it up to a blank line. A comment inside a block that says no Effect of its own adds to the one above."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import headers  # noqa: E402

wrong, count = [], 0


def says(comment, word):
    return re.search(rf'\b{word}\b[\w, ]*:', comment)


def look(path):
    """Walks through a header: comments, declarations and blank lines in the order written."""
    global count
    text = path.read_text()
    block = ''
    token = re.compile(r'/\*(?P<comment>.*?)\*/|(?P<blank>\n[ \t]*\n)|\bTAPPA_API\b(?P<declaration>[^;{]*);', re.S)
    plain = re.sub(r'^[ \t]*#(?:\\\n|[^\n/])*', lambda m: re.sub(r'[^\n]', '#', m.group()), text, flags=re.M)
    for match in token.finditer(plain):
        if match.group('comment') is not None:
            comment = ' '.join(match.group('comment').replace('*', ' ').split())
            block = comment if says(comment, 'Effect') else f'{block} {comment}' if says(block, 'Effect') else ''
        elif match.group('blank') is not None:
            block = ''
        else:
            count += 1
            declaration = ' '.join(match.group('declaration').replace('TAPPA_MUST_CHECK', '').split())
            name = re.search(r'(\w+) ?\(', declaration).group(1)
            need = ['Effect', 'Threads', 'Since'] + ([] if declaration.startswith('void ') else ['Returns'])
            lacks = [word for word in need if not says(block, word)]
            # An operation that can fail names its statuses, or the function that does.
            if declaration.startswith('tappa_status ') and not re.search(r'TAPPA_OK|Returns[\w, ]*: as ', block):
                lacks.append('TAPPA_OK among what it returns')
            if lacks:
                line = text.count('\n', 0, match.start()) + 1
                wrong.append(f'{path.relative_to(headers.ROOT)}:{line}: {name} does not say {", ".join(lacks)}')


for path in headers.public():
    before = count
    look(path)
    if count - before != len(headers.functions(path)):
        wrong.append(f'{path.relative_to(headers.ROOT)}: read {count - before} of {len(headers.functions(path))} functions')

print('\n'.join(wrong) or f'{count} exported functions, all documented')
sys.exit(bool(wrong) or count == 0)
