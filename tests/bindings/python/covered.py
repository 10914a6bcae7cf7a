"""covered.py: every function of libtappa and its engine is called by the extension, or stands below with the reason why not."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / 'tests/support'))
import headers  # noqa: E402

ELSEWHERE = {
    'the module has its own name for each number': ['tappa_contact_text', 'tappa_ingest_text', 'tappa_reason_text'],
    'whoever compiled a model has its text': ['tappa_model_text'],
    'the module has one context, whose limits are the defaults': ['tappa_context_allocator', 'tappa_context_limit', 'tappa_context_ref', 'tappa_context_set_limit'],
    'a list of diagnostics is made for each compile call, and thrown away': ['tappa_diagnostics_clear', 'tappa_diagnostics_dropped'],
    'a step says how many stages it has': ['tappa_batch_active_count'],
    'names of fields are found by their address': ['tappa_event_type_field_find'],
    'files are read by Python': ['tappa_model_load'],
    'to_json() does it': ['tappa_value_json'],
    'a zone is given by its name and let go': ['tappa_zone_name', 'tappa_zone_ref'],
    'expressions alone are what `tappa eval` is for': ['tappa_expression_compile', 'tappa_expression_evaluate', 'tappa_expression_free', 'tappa_expression_type'],
    'Engine.claim() asks it of each contact': ['tappa_journey_still_holds', 'tappa_model_action_stage'],
}
source = '\n'.join(path.read_text() for path in (ROOT / 'bindings/python/src').glob('*.[ch]'))
called = set(re.findall(r'\btappa_\w+', source))
names = {name for library in ('tappa', 'tappa-engine') for name in headers.names(library)}
excused = {name for reason in ELSEWHERE.values() for name in reason}
wrong = [f'{name} is not called by the extension' for name in sorted(names - called - excused)]
wrong += [f'{name} is excused and called all the same, or is gone' for name in sorted(excused & called | excused - names)]
print('\n'.join(wrong))
print(f'{len(names) - len(wrong)} passed, {len(wrong)} failed')
sys.exit(bool(wrong))
