# shellcheck shell=sh
# Sourced by the examples' start scripts, in the root of the tree: sets `python` to a Python that has the package. It is built in build-python where
# there is none, and again where a source has changed since. TAPPA_PYTHON names a Python that has it already.
. tests/support/packages.sh

# python_with PACKAGE...: these of PyPI and tappa.
python_with() {
    python=${TAPPA_PYTHON:-build-python/bin/python}
    [ "$python" = build-python/bin/python ] || return 0
    wanted="$* $(find lib include meson.build bindings/python -name build -prune -o -type f ! -name '*.pyc' ! -path '*.egg-info/*' -print | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cat | cksum)"
    [ "$(cat build-python/installed 2>/dev/null)" != "$wanted" ] || return 0
    need python3-dev python3-venv gcc libc6-dev pkgconf libyaml-dev libsqlite3-dev tzdata
    echo 'Building the package in build-python'
    [ -x build-python/bin/pip ] || python3 -m venv build-python
    rm -rf bindings/python/build
    build-python/bin/pip install --quiet --disable-pip-version-check "$@"
    build-python/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps ./bindings/python
    echo "$wanted" >build-python/installed
}
