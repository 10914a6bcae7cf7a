#!/bin/sh
# phpt.sh PHP [NAME...]: runs bindings/php/tests/*.phpt, or these, with PHP's own runner, in a folder of its own; closes with `N passed, N failed, N skipped`.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
TEST_PHP_EXECUTABLE=$(realpath "$1")
shift
TEST_TIMEOUT=${TEST_TIMEOUT:-120}
export TEST_PHP_EXECUTABLE TEST_TIMEOUT NO_INTERACTION=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/bindings/php/tests" "$work/tests"
cp "$(php-config --prefix)/lib/php/$(php-config --phpapi)/build/run-tests.php" "$work"
cd "$work"
[ $# = 0 ] || for name in tests/*.phpt; do
    case " $* " in
    *" $(basename "$name" .phpt) "*) ;;
    *) rm "$name" ;;
    esac
done
# It shows the differences itself; its words are shown where one failed.
php run-tests.php -q --show-diff tests >output 2>&1 || true
count() {
    number=$(sed -n "s/^Tests $1 *: *\([0-9]*\).*/\1/p" output)
    echo "${number:-0}"
}
if [ "$(count passed)" = 0 ] || [ "$(count failed)" != 0 ] || [ "$(count skipped)" != 0 ]; then
    cat output
fi
echo "$(count passed) passed, $(count failed) failed, $(count skipped) skipped"
[ "$(count passed)" != 0 ] && [ "$(count failed)" = 0 ] && [ "$(count skipped)" = 0 ]
