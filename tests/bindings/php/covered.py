"""covered.py: every function of libtappa and its engine is called by the extension, or stands below with the reason why not."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / 'tests' / 'support'))
import headers  # noqa: E402

EXCUSED = {
    'the module has its own name for each number': ['tappa_contact_text', 'tappa_ingest_text', 'tappa_reason_text'],
    'whoever compiled a model has its text': ['tappa_model_text'],
    'the module has one context, with the limits that are there without a word': ['tappa_context_allocator', 'tappa_context_limit', 'tappa_context_ref', 'tappa_context_set_limit'],
    'a list of diagnostics is made for each text that is compiled': ['tappa_diagnostics_clear', 'tappa_diagnostics_dropped'],
    'a step says how many stages it has': ['tappa_batch_active_count', 'tappa_batch_entered_count', 'tappa_batch_left_count'],
    'names of fields are compared as PHP\'s strings': ['tappa_event_type_field_find'],
    'the rows of a stage are those of Model::transitions() that have it as their source': ['tappa_stage_transition_at', 'tappa_stage_transition_count'],
    'a DateInterval has a format of its own': ['tappa_duration_format'],
    'json_encode() does it': ['tappa_value_json'],
    'a zone is given by its name and let go': ['tappa_zone_name', 'tappa_zone_ref'],
    'expressions alone are what `tappa eval` is for': ['tappa_expression_compile', 'tappa_expression_evaluate', 'tappa_expression_free', 'tappa_expression_type'],
    'Engine::claim() asks it of each contact': ['tappa_journey_still_holds', 'tappa_model_action_stage'],
}
called = set(re.findall(r'\btappa_\w+', '\n'.join(path.read_text() for path in (ROOT / 'bindings' / 'php').glob('*.[ch]'))))
names = {name for library in ('tappa', 'tappa-engine') for name in headers.names(library)}
excused = {name for reason in EXCUSED.values() for name in reason}
wrong = [f'{name} is not called by the extension' for name in sorted(names - called - excused)]
wrong += [f'{name} is excused and called all the same, or is gone' for name in sorted(excused & called | excused - names)]
print('\n'.join(wrong) or f'{len(names) - len(excused)} functions are called, {len(excused)} excused')
sys.exit(bool(wrong))
