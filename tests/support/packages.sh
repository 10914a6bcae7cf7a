# shellcheck shell=sh
# Sourced by tests/run.sh and examples/quickstart.sh.

# need PACKAGE...: installs those of Debian's packages that are missing; asks apt-get nothing where none is.
need() {
    missing=''
    for package in "$@"; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
        'install ok installed') ;;
        *) missing="$missing $package" ;;
        esac
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || { echo "This is no Debian. Please install what these are:$missing" >&2; return 1; }
    sudo=''
    [ "$(id -u)" = 0 ] || sudo='sudo'
    echo "Installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # shellcheck disable=SC2086 # $missing is a list; $sudo may be nothing
    if $sudo apt-get -q update >"$log" 2>&1 &&
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing >>"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log"
        rm -f "$log"
        return 1
    fi
}

# build FOLDER OPTION...: configures and builds, all or $targets; shows the compiler's words only where it fails.
build() {
    folder=$1
    shift
    [ ! -f "$folder/build.ninja" ] || set -- --reconfigure "$@"
    log=$(mktemp)
    # shellcheck disable=SC2086 # $targets is a list, or nothing
    if { meson setup "$@" "$folder" || meson setup --wipe "$folder"; } >"$log" 2>&1 &&
        meson compile -C "$folder" ${targets:-} >>"$log" 2>&1; then
        rm -f "$log"
    else
        grep -v '^\[[0-9]*/[0-9]*\] [CL]' "$log" | tail -n 200
        rm -f "$log"
        return 1
    fi
}
