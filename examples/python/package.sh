# shellcheck shell=sh
# Sourced by the examples' start scripts, in the root of the tree: sets `python` to a Python that has the package, which it builds where there is none.
# TAPPA_PYTHON names one that is there.
. tests/support/packages.sh

# python_with PACKAGE...: these of PyPI and tappa.
python_with() {
    python=${TAPPA_PYTHON:-build-python/bin/python}
    if [ "$python" = build-python/bin/python ] && [ "$(cat build-python/installed 2>/dev/null)" != "$*" ]; then
        need python3-dev python3-venv gcc libc6-dev pkgconf libyaml-dev tzdata
        echo 'Building the package in build-python'
        python3 -m venv build-python
        build-python/bin/pip install --quiet --disable-pip-version-check ./bindings/python "$@"
        echo "$*" >build-python/installed
    fi
}
