"""constants.py LIBRARY: prints every constant of the library's headers with its value: numbers are ABI too."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import headers  # noqa: E402

# What the compiler knows about the caller, and the version, which moves by itself.
NOT_ABI = ('TAPPA_API', 'TAPPA_MUST_CHECK', 'TAPPA_VERSION_MAJOR', 'TAPPA_VERSION_MINOR', 'TAPPA_VERSION_PATCH')

for path in headers.of_library(sys.argv[1]):
    text = headers.strip_comments(path.read_text())
    for name, value in re.findall(r'^[ \t]*#[ \t]*define[ \t]+(TAPPA_\w+)[ \t]+(\S.*?)[ \t]*$', text, re.M):
        if name not in NOT_ABI:
            print(path.name, name, value)
