"""total.py BUILD[:SETUP]|LOG...: sums up what `meson test` noted in each build folder, alone and with a setup, and logs of scripts; each that is
named must be there. Ends with the line `N passed, N failed, N skipped`.
A unit test counts as many as it says, a script that closes with such a line as many as stand there, any other test one."""
import json
import pathlib
import re
import sys

DATA = pathlib.Path(__file__).resolve().parents[3] / 'shared' / 'data'
passed = failed = skipped = 0

for build in sys.argv[1:]:
    if build.endswith('.log'):
        log = pathlib.Path(build)
        closing = re.findall(r'^(\d+) passed, (\d+) failed$', log.read_text() if log.is_file() else '', re.M)
        ok, bad = (int(n) for n in closing[-1]) if closing else (0, 1)
        passed, failed = passed + ok, failed + bad
        if bad:
            print(f'failed: {bad} of {build}')
        continue
    folder, _, setup = build.partition(':')
    log = pathlib.Path(folder, 'meson-logs', f'testlog-{setup}.json' if setup else 'testlog.json')
    if not log.is_file() or not log.read_text().strip():
        failed += 1
        print(f'failed: nothing was run, as there is no {log}')
    else:
        for line in log.read_text().splitlines():
            test = json.loads(line)
            text = test.get('stdout', '') + test.get('stderr', '')
            ok = bad = left = 0
            for word, number in re.findall(r'^\[  (PASSED|FAILED|SKIPPED) +\] (\d+) test', text, re.M):
                ok += int(number) * (word == 'PASSED')
                bad += int(number) * (word == 'FAILED')
                left += int(number) * (word == 'SKIPPED')
            if not ok + bad + left:
                closing = re.findall(r'^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$', text, re.M)
                ok, bad, left = (int(n or 0) for n in closing[-1]) if closing else (0, 0, 0)
            if test['result'] == 'SKIP':
                left = left or 1
            elif test['result'] == 'OK':
                ok = ok or (0 if left else 1)
            else:
                bad = bad or 1
                print(f'failed: {test["name"]} ({test["result"]}) in {build}')
            if left:
                print(f'skipped: {test["name"]} in {build}: {(text.strip().splitlines() or ["without a word"])[-1]}')
            passed, failed, skipped = passed + ok, failed + bad, skipped + left

if skipped and DATA.is_dir():
    print('Only tests whose data are absent may be skipped, and the data are there.')
print(f'{passed} passed, {failed} failed, {skipped} skipped')
sys.exit(bool(failed or passed == 0 or skipped and DATA.is_dir()))
