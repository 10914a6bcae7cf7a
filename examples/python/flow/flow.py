"""flow.py LOG SVG: how the customers of a log went from stage to stage, drawn. To be read as a notebook: a cell begins at each `# %%`."""
# %% The log, as Polars reads it: one row for each event, in order of time.
import html
import pathlib
import sys

import polars

import tappa

log, svg = sys.argv[1:3]
model = tappa.Model.load(pathlib.Path(__file__).resolve().parents[2] / 'models' / 'omnichannel.yaml')
events = (polars.read_ndjson(log, infer_schema_length=None).unnest('data')
          .with_columns(polars.col('time').str.to_datetime('%Y-%m-%dT%H:%M:%SZ', time_unit='us', time_zone='UTC')).sort('time', maintain_order=True))

# %% Replay: the whole table in one call, with the timers that fall due between the events. What the model does not know is left out.
known = [name for event in model.events for name in (event.name, *event.aliases)]
replayed = events.filter(polars.col('event').is_in(known))
cohort = tappa.Cohort(model, max(1, replayed['customer'].n_unique()), timers=True)
batches = [cohort.replay(replayed)]
if replayed.height:
    batches.append(cohort.run_due(replayed['time'][-1]))
print(f'{events.height} events of {len(cohort.customers)} customers, {events.height - replayed.height} unknown to the model, {len(batches[0].refused)} refused')

# %% The flow: how many went from where to where. A row that stays where it is, or enters the model, is no flow.
names = polars.Enum([stage.name for stage in model.stages])
taken = polars.concat([polars.DataFrame(batch.taken).with_columns(polars.col('source', 'target').cast(polars.String)) for batch in batches])
flow = (taken.drop_nulls(['source', 'target']).filter(polars.col('source') != polars.col('target')).group_by('source', 'target').len('times')
        .sort(polars.col('source').cast(names), polars.col('target').cast(names)))
print(flow.sort('times', descending=True).head(10))

# %% The drawing: stages in the model's order, ways forward above the line, ways back below it, as wide as they are often gone.
met = set(flow['source']) | set(flow['target'])
place = {stage.name: 90 + 130 * at for at, stage in enumerate(stage for stage in model.stages if stage.name in met)}
widest = max(flow['times'], default=1)
span = max((abs(place[a] - place[b]) for a, b, _ in flow.iter_rows()), default=0) / 2
width, height, line = 180 + 130 * max(0, len(place) - 1), int(2 * span + 160), int(span + 80)
drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="14" text-anchor="middle">',
         f'<title>{html.escape(model.title or model.name)}: {flow["times"].sum()} steps</title>']
for source, target, times in flow.iter_rows():
    a, b = place[source], place[target]
    radius, colour = abs(b - a) / 2, '#2a6f97' if a < b else '#b5542b'
    drawn.append(f'<path d="M{a} {line} A{radius} {radius} 0 0 1 {b} {line}" fill="none" stroke="{colour}" stroke-opacity="0.6" '
                 f'stroke-width="{1 + 13 * times / widest:.1f}"><title>{html.escape(source)} to {html.escape(target)}: {times}</title></path>')
    drawn.append(f'<text x="{(a + b) / 2}" y="{line + (-radius - 10 if a < b else radius + 20)}" fill="{colour}">{times}</text>')
for name, x in place.items():
    drawn.append(f'<rect x="{x - 58}" y="{line - 14}" width="116" height="28" rx="14" fill="white" stroke="#333"/><text x="{x}" y="{line + 5}">{html.escape(name)}</text>')
pathlib.Path(svg).write_text('\n'.join([*drawn, '</svg>', '']))
