"""map.py NODE LIBRARY: prints a version map of everything that the library's headers declare.
For the first release of a library; later ones add a node with the new names by hand and never touch an old one."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import headers  # noqa: E402

node, library = sys.argv[1:]
print(f'{node} {{\nglobal:')
for name in headers.names(library):
    print(f'    {name};')
print('local:\n    *;\n};')
