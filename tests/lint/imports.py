"""imports.py BUILT [BUILT...]: what libtappa calls outside itself is on the list below; nothing that reads a clock, the environment,
the locale or chance, that prints, or that ends the process. Read from the built library's own table of undefined symbols. Files are read for zones and by tappa_model_load();
assertions are compiled out of a release build; strcpy is what gcc makes of a memcpy of strlen + 1 bytes."""
import re
import subprocess
import sys

ALLOWED = set('''
malloc realloc free
memchr memcmp memcpy memmove memset strchr strcmp strcpy strlen strncmp strnlen strrchr strstr strcpy
__memcpy_chk __memmove_chk __memset_chk __stack_chk_fail __vsnprintf_chk __snprintf_chk
snprintf vsnprintf
qsort bsearch
open open64 read close fstat fstat64 fcntl fcntl64 __errno_location
__assert_fail
__cxa_finalize __gmon_start__ _ITM_deregisterTMCloneTable _ITM_registerTMCloneTable
yaml_parser_initialize yaml_parser_delete yaml_parser_set_input yaml_parser_set_input_string yaml_parser_set_encoding
yaml_parser_parse yaml_event_delete
'''.split())

wrong = []
for built in sys.argv[1:]:
    out = subprocess.run(['nm', '-D', '--undefined-only', built], check=True, capture_output=True, text=True).stdout
    names = sorted({re.sub(r'@.*', '', line.split()[-1]) for line in out.splitlines()})
    wrong += [f'{built} calls {name}, which is not allowed' for name in names if name not in ALLOWED]
    if 'malloc' not in names:
        wrong.append(f'{built}: calls no malloc: is it the library?')
    print(f'{built} calls: {" ".join(names)}')

print('\n'.join(wrong))
sys.exit(bool(wrong))
