# shellcheck shell=sh
# For the scripts of this folder: `try ARGUMENTS` runs the command and writes down what it said, `compare` holds all that against
# NAME.expected. sh NAME.sh TAPPA [--update]
set -u
[ $# -ge 1 ] || { echo "usage: sh $0 TAPPA [--update]" >&2; exit 2; }
case $1 in */*) tappa=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") ;; *) tappa=$1 ;; esac
update=${2:-}
name=$(basename "$0" .sh)
cd "$(dirname "$0")" || exit 2
export LC_ALL=C
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
said=$work/said

# try ARGUMENTS...: the call, standard output, standard error, exit code. Standard input is the caller's.
try() {
    echo "\$ tappa $*" | tr '\033' '?' >>"$said"
    "$tappa" "$@" >"$work/out" 2>"$work/err"
    code=$?
    cat "$work/out" >>"$said"
    [ ! -s "$work/err" ] || sed 's/^/! /' "$work/err" >>"$said"
    printf '[%s]\n\n' "$code" >>"$said"
}

compare() {
    if [ "$update" = --update ]; then
        cp "$said" "$name.expected"
    elif ! diff -u "$name.expected" "$said"; then
        echo "not as in $name.expected; sh $0 TAPPA --update writes it anew: read the difference first"
        exit 1
    fi
}
