#!/bin/sh
# Each public header, alone and included twice, as C99 and as C++11, without a warning.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 count=0
for header in $(cd "$root/include" && find tappa -name '*.h' | sort); do
    printf '#include "%s"\n#include "%s"\nint main(void);\nint main(void) { return 0; }\n' "$header" "$header" >"$work/alone.c"
    cp "$work/alone.c" "$work/alone.cpp"
    ${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -I"$root/include" -c "$work/alone.c" -o "$work/alone.o" ||
        { echo "$header does not compile as C99"; failed=1; }
    ${CXX:-c++} -std=c++11 -pedantic -Wall -Wextra -Werror -I"$root/include" -c "$work/alone.cpp" -o "$work/alone.o" ||
        { echo "$header does not compile as C++11"; failed=1; }
    count=$((count + 1))
done
[ $count -gt 0 ] || { echo "no headers found"; exit 1; }
[ $failed = 0 ] && echo "$count headers, each alone, as C99 and C++11"
exit $failed
