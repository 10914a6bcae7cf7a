"""Builds the extension with the library and its engine in it: lib/base, lib/core, lib/record and lib/engine, compiled as meson compiles them, and libyaml
and SQLite linked statically where their archives can stand in a shared object. The wheel needs none of them, and one wheel is for Python 3.11 and later."""
import os
import pathlib
import re
import subprocess
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FREE_THREADED = bool(sysconfig.get_config_var('Py_GIL_DISABLED'))  # has no limited API
HIDE = '-Wl,--exclude-libs,ALL'
CORE = (ROOT / 'lib/core/meson.build').read_text()


def listed(name):
    """The files that the meson files of the libraries put into a list."""
    found = []
    for path in [ROOT / 'lib/meson.build', ROOT / 'lib/base/meson.build', *sorted((ROOT / 'lib/core').rglob('meson.build')), *sorted((ROOT / 'lib/engine').rglob('meson.build'))]:
        for files in re.findall(rf'^{name} \+?= files\(([^)]*)\)', path.read_text(), re.M):
            found += [str(path.parent / file) for file in re.findall(r"'([^']+\.c)'", files)]
    return found


def words(text):
    return re.findall(r"'(-[^']*)'", text)


def flags(name):
    """The arguments that lib/core/meson.build gives to its `small` or `fast` files."""
    plain = re.search(r'^plain = (\[.*\])', CORE, re.M)
    return words(re.search(rf'^{name} = (.*)$', CORE, re.M).group(1)) + (words(plain.group(1)) if plain else [])


def pkg_config(*wanted):
    return subprocess.run(['pkg-config', *wanted], check=True, capture_output=True, text=True).stdout.split()


class Build(build_ext):
    def supported(self, arguments):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, 'a.c').write_text('int a;\n')
            run = [*self.compiler.compiler_so, '-Werror', '-c', f'{folder}/a.c', '-o', f'{folder}/a.o']
            return [one for one in arguments if not subprocess.run([*run, one], capture_output=True).returncode]

    def library(self, name, package):
        """[libNAME.a] where it can be part of a shared object once its names are hidden, else the shared library."""
        archive = subprocess.run([*self.compiler.compiler_so[:1], f'-print-file-name=lib{name}.a'], capture_output=True, text=True).stdout.strip()
        with tempfile.TemporaryDirectory() as folder:
            test = [*self.compiler.linker_so, HIDE, '-Wl,--whole-archive', archive, '-Wl,--no-whole-archive', '-lm', '-o', f'{folder}/a.so']
            if os.path.isabs(archive) and not subprocess.run(test, capture_output=True).returncode:
                return [archive]
        return pkg_config('--libs', package)

    def build_extension(self, extension):
        root = re.findall(r"'(-[^']*)'", (ROOT / 'meson.build').read_text().split('get_supported_arguments([')[1].split('])')[0])
        common = self.supported([one for one in root if not one.startswith('-W')]) + ['-std=c11', '-fvisibility=hidden', '-DNDEBUG']
        common += [f'-I{ROOT}', f'-I{ROOT / "include"}', *pkg_config('--cflags', 'yaml-0.1', 'sqlite3')]
        hot, own = listed('hot_sources'), [str(HERE / source) for source in extension.sources]
        small, fast = self.supported(flags('small')), self.supported(flags('fast'))
        engine = listed('record_sources') + listed('engine_sources')
        groups = [(listed('base_sources') + listed('core_sources'), small), (hot, fast), (engine, ['-O2']), (own, ['-O2'])]

        def one(job):
            source, extra = job
            kept = [word for word in self.compiler.compiler_so if not re.fullmatch(r'-O\d?|-g|-W(?!l,).*', word)]
            target = pathlib.Path(self.build_temp, source.lstrip('/').replace('/', '-') + '.o')
            python = [f'-I{path}' for path in extension.include_dirs + self.include_dirs] + [f'-D{name}={value}' for name, value in extension.define_macros]
            subprocess.run([*kept, *extra, *common, *python, *os.environ.get('TAPPA_PYTHON_CFLAGS', '').split(), '-c', source, '-o', str(target)], check=True)
            return str(target)

        pathlib.Path(self.build_temp).mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = list(pool.map(one, [(source, extra) for sources, extra in groups for source in sources]))
        path = self.get_ext_fullpath(extension.name)
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.compiler.link_shared_object(objects, path, extra_postargs=[
            *self.library('yaml', 'yaml-0.1'), *self.library('sqlite3', 'sqlite3'), '-lm', HIDE, f'-Wl,--version-script={HERE / "src/core.map"}',
            '-Wl,--gc-sections', '-Wl,-z,relro,-z,now', *os.environ.get('TAPPA_PYTHON_CFLAGS', '').split()])


version = re.search(r"version: '([^']+)'", (ROOT / 'meson.build').read_text()).group(1)
setup(
    version=version,
    packages=['tappa'],
    package_data={'tappa': ['py.typed', '*.pyi']},
    ext_modules=[Extension('tappa._core', sorted(str(path.relative_to(HERE)) for path in (HERE / 'src').glob('*.c')), include_dirs=['src'],
                           define_macros=[] if FREE_THREADED else [('Py_LIMITED_API', '0x030b0000')], py_limited_api=not FREE_THREADED)],
    cmdclass={'build_ext': Build},
    options={} if FREE_THREADED else {'bdist_wheel': {'py_limited_api': 'cp311'}},
)
