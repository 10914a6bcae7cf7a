"""generate.py N: prints a model of N stages and 10 N transitions: every fifth stage nested, each stage with ten rows to stages near and
far, one of them with a condition. The same bytes for the same N."""
import sys

count = int(sys.argv[1])
print('tappa: 1\nmodel: large\nversion: 1\n\ndata:\n  n: {type: int, default: 0}\n\nevents:')
for event in range(10):
    print(f'  e{event}: {{fields: {{n: int}}}}')
print('\nstages:')
for stage in range(count):
    # Each fifth stage lies inside the one before it, so that ancestors and entries are worked out too.
    inside = stage % 5 == 4
    indent = '      ' if inside else '  '
    if inside:
        print('    stages:')
    print(f'{indent}s{stage}:')
    print(f'{indent}  when:')
    for event in range(10):
        target = (stage + 1 if event == 0 else stage * 7 + event * 131) % count
        if event == 1:
            print(f'{indent}    e{event}: {{if: event.n > {stage % 100} && data.n < 10, to: s{target}}}')
        else:
            print(f'{indent}    e{event}: s{target}')
print('\ngoals:\n  there: {reach: s0}')
