/* Owns the tests of lib/core/compile that look inside the frozen model: order of rows, ways in, patterns, ops, numbers of fields.
 * Run by meson as one program. What is refused, and how it is said, stands in tests/golden.
 * Protects the order that the step takes for granted. */
#include "lib/core/model/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/hash.h"
#include "lib/base/time.h"

#define HEAD "tappa: 1\nmodel: m\nversion: 1\n"

static tappa_model *
compile(const char *text)
{
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_model *model;
    char line[600];
    char *copy = malloc(strlen(text) + 1); /* gone before the model is looked at: nothing may point into it */

    assert_non_null(copy);
    memcpy(copy, text, strlen(text) + 1);
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    if (tappa_model_compile(context, copy, strlen(copy), "t", list, &model) != TAPPA_OK) {
        (void)tappa_diagnostics_render(list, 0, line, sizeof line);
        fail_msg("%s", line);
    }
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
    free(copy);
    return model;
}

/* kind:source>targets of each row. */
static void
rows_text(const tappa_model *m, char *out, size_t size)
{
    static const char kinds[] = "?wdaTeih";
    uint32_t i, k;
    size_t n = 0;

    for (i = 0; i < m->row_count; i++) {
        const struct tappa_transition *row = &m->rows[i];
        assert_int_equal(row->index, i);
        assert_ptr_equal(row->model, m);
        n += (size_t)snprintf(out + n, size - n, "%s%c:%s>", i ? " " : "", kinds[row->kind],
                              row->source == TAPPA_NONE ? "" : m->stages[row->source].name.s);
        for (k = 0; k < row->targets.count; k++)
            n += (size_t)snprintf(out + n, size - n, "%s%s", k ? "," : "", m->stages[m->targets[row->targets.first + k]].name.s);
    }
}

static void
rows_stand_in_the_order_written(void **state)
{
    tappa_model *m = compile(HEAD "events: {A: {}, B: {aka: b}}\n"
                                  "entry: {A: s, '*': t}\n"
                                  "stages:\n"
                                  "  s:\n"
                                  "    after: {1h: [t, u], 2h: t}\n"
                                  "    always: {if: 'false', to: u}\n"
                                  "    when: {B: t, A: [u, {}]}\n"
                                  "    done: t\n"
                                  "    stages:\n"
                                  "      x: {when: [{event: [b, 'a.*', '*'], to: [y]}]}\n"
                                  "      y: {final: true}\n"
                                  "      h: {history: deep}\n"
                                  "  t: {initial: p, stages: {q: {}, p: {}, g: {history: shallow, default: q}}}\n"
                                  "  u:\n");
    const struct tappa_transition *row;
    char got[600];

    (void)state;
    rows_text(m, got, sizeof got);
    assert_string_equal(got, "e:>s e:>t T:s>t T:s>u T:s>t a:s>u w:s>t w:s>u w:s> d:s>t i:s>x w:x>y h:h>x i:t>p h:g>q");
    assert_true(m->entry.first == 0 && m->entry.count == 2 && m->has_entry);
    assert_true(m->stages[0].rows.first == 2 && m->stages[0].rows.count == 8);
    assert_int_equal(m->stages[0].initial, 10);
    assert_int_equal(m->rows[2].group, 2);
    assert_int_equal(m->rows[3].group, 2);
    assert_int_equal(m->rows[4].group, 4);
    assert_true(m->rows[4].delay == 7200 * TAPPA__SECOND && m->rows[4].at == -1 && m->rows[4].every == 0);
    assert_string_equal(m->rows[3].path.s, "stages.s.after.1h[1]");
    assert_string_equal(m->rows[7].path.s, "stages.s.when.A[0]");
    row = &m->rows[11];
    assert_true(row->target_is_list && row->patterns.count == 3);
    assert_true(m->patterns[row->patterns.first].kind == TAPPA__EXACT && m->patterns[row->patterns.first].event == 1);
    assert_string_equal(m->patterns[row->patterns.first].name.s, "B");
    assert_true(m->patterns[row->patterns.first + 1].kind == TAPPA__PREFIX);
    assert_string_equal(m->patterns[row->patterns.first + 1].name.s, "a.*");
    assert_true(m->patterns[row->patterns.first + 2].kind == TAPPA__ANY);
    row = &m->rows[9];
    assert_string_equal(m->events[m->patterns[row->patterns.first].event].name.s, "done.state.s");
    assert_int_equal(m->events[m->patterns[row->patterns.first].event].done_stage, 0);
    tappa_model_unref(m);
}

static void
stages_stand_in_document_order(void **state)
{
    static const struct {
        const char *name;
        uint32_t kind, parent, end, depth;
    } rows[] = {
        {"a", TAPPA__PARALLEL, TAPPA_NONE, 6, 0}, {"b", TAPPA__COMPOUND, 0, 4, 1},  {"c", TAPPA__FINAL, 1, 3, 2},
        {"d", TAPPA__HISTORY_DEEP, 1, 4, 2},      {"e", TAPPA__ATOMIC, 0, 5, 1},    {"f", TAPPA__HISTORY_SHALLOW, 0, 6, 1},
        {"g", TAPPA__ATOMIC, TAPPA_NONE, 7, 0},
    };
    tappa_model *m = compile(HEAD "stages:\n"
                                  "  a:\n"
                                  "    stages:\n"
                                  "      b: {stages: {c: {final: true}, d: {history: deep}}}\n"
                                  "      e:\n"
                                  "      f: {history: shallow}\n"
                                  "    parallel: true\n"
                                  "  g: {parallel: false, final: false, tone: warm, title: {it: Gi, en: Gee}, demand: high}\n");
    uint32_t i;

    (void)state;
    assert_int_equal(m->stage_count, sizeof rows / sizeof *rows);
    for (i = 0; i < m->stage_count; i++) {
        const struct tappa_stage *s = &m->stages[i];
        assert_string_equal(s->name.s, rows[i].name);
        assert_true(s->index == i && s->kind == rows[i].kind && s->parent == rows[i].parent && s->end == rows[i].end &&
                    s->depth == rows[i].depth && s->model == m);
    }
    /* A history without a default goes where its parent goes: of a parallel one into all regions. */
    assert_true(m->rows[m->stages[3].initial].targets.count == 1 && m->rows[m->stages[5].initial].targets.count == 2);
    assert_true(m->stages[0].initial == TAPPA_NONE && m->stages[4].initial == TAPPA_NONE);
    assert_true(m->stages[6].notes.count == 2 && m->stages[6].titles.count == 2);
    assert_string_equal(m->notes[m->stages[6].notes.first].key.s, "tone");
    assert_string_equal(m->notes[m->stages[6].notes.first + 1].value.s, "high");
    assert_string_equal(m->all_titles[m->stages[6].titles.first].language.s, "it");
    tappa_model_unref(m);
}

/* kind@end, and where IF and JUMP lead. */
static void
ops_text(const tappa_model *m, uint32_t list, char *out, size_t size)
{
    static const char *const kinds[] = {"?", "set", "learn", "contact", "raise", "send", "cancel", "start", "emit", "count", "if", "jump"};
    uint32_t i, first = m->lists[list].first;
    size_t n = 0;

    for (i = first; i < first + m->lists[list].count; i++) {
        const struct tappa__op *op = &m->ops[i];
        n += (size_t)snprintf(out + n, size - n, "%s%s", i > first ? " " : "", kinds[op->kind]);
        if (op->kind == TAPPA__IF || op->kind == TAPPA__JUMP)
            n += (size_t)snprintf(out + n, size - n, ">%u", op->else_at - first);
        if (op->kind != TAPPA__JUMP)
            n += (size_t)snprintf(out + n, size - n, "@%u", op->list_end - first);
    }
}

static void
actions_are_flat(void **state)
{
    static const struct {
        const char *name, *actions, *ops;
    } rows[] = {
        {"one behind the other", "[{count: a}, {emit: b}]", "count@2 emit@2"},
        {"if", "[{if: 'true', do: [{count: a}]}, {count: b}]", "if>2@3 count@2 count@3"},
        {"if, else", "[{if: 'true', do: [{count: a}, {count: b}], else: [{count: c}]}, {emit: d}]",
         "if>4@6 count@3 count@3 jump>5 count@5 emit@6"},
        {"empty do", "[{if: 'true', do: [], else: [{count: c}]}]", "if>2@3 jump>3 count@3"},
        {"empty both", "[{if: 'true', do: [], else: []}]", "if>1@1"},
        {"nested",
         "[{if: 'true', do: [{if: 'false', do: [{count: a}], else: [{count: b}]}], else: [{if: 'true', do: [{count: c}]}]}]",
         "if>6@8 if>4@5 count@3 jump>5 count@5 jump>8 if>8@8 count@8"},
    };
    char text[600], got[600];
    tappa_model *m;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)snprintf(text, sizeof text, HEAD "stages: {s: {enter: %s}}\n", rows[i].actions);
        m = compile(text);
        ops_text(m, m->stages[0].enter, got, sizeof got);
        if (strcmp(got, rows[i].ops) != 0)
            fail_msg("%s: %s", rows[i].name, got);
        tappa_model_unref(m);
    }
}

static void
actions_beside_a_target_run_in_the_order_of_the_format(void **state)
{
    tappa_model *m = compile(HEAD "data: {n: {type: int, default: 0}}\n"
                                  "profile: {p: {type: int}}\n"
                                  "events: {A: {fields: {x: int, y: double}}}\n"
                                  "channels: {c: {}}\n"
                                  "touchpoints: {t: {channel: c, direction: outbound}}\n"
                                  "stages:\n"
                                  "  s:\n"
                                  "    when:\n"
                                  "      A: {by: 2, count: k, emit: k, start: k, cancel: k, learn: {p: 1}, set: {n: event.x, }}\n"
                                  "      '*': [{send: A, after: 1h, id: k, with: {y: 1.0, x: 2}}, {contact: t, expires: 2d}]\n"
                                  "    leave: []\n");
    const struct tappa__op *op;
    struct tappa__binding load;
    char got[200];

    (void)state;
    ops_text(m, m->rows[0].actions, got, sizeof got);
    assert_string_equal(got, "set@6 learn@6 cancel@6 start@6 emit@6 count@6");
    assert_int_equal(m->name_count, 1); /* k, however often */
    op = &m->ops[m->lists[m->rows[0].actions].first];
    /* The row has one exact event: the field is read by its position. */
    load = tappa__program_load_at(m->expressions[m->args[op->args.first].expression].program, 0);
    assert_true(load.load == TAPPA__LOAD_EVENT_FIELD_AT && load.index == 0);
    assert_true(op[5].by != TAPPA_NONE && op[5].name == 0 && op[2].id == 0);
    op = &m->ops[m->lists[m->rows[1].actions].first];
    assert_true(op->delay == 3600 * TAPPA__SECOND && op->id == 0 && op->args.count == 2);
    assert_true(m->args[op->args.first].slot == 1 && m->args[op->args.first + 1].slot == 0);
    op = &m->ops[m->lists[m->rows[2].actions].first];
    assert_true(op->kind == TAPPA__CONTACT && op->expires == 2 * TAPPA__DAY);
    assert_int_equal(m->stages[0].leave, TAPPA_NONE);
    tappa_model_unref(m);
}

static void
fields_of_one_name_share_a_number(void **state)
{
    tappa_model *m = compile(HEAD "events:\n"
                                  "  A: {fields: {x: int, price: double}}\n"
                                  "  B: {fields: {price: {type: double, default: 2}, y: string}}\n"
                                  "data: {n: {type: double, default: 0.0}}\n"
                                  "stages: {s: {enter: [{set: {n: event.price}}], when: {B: {set: {n: event.price}}}}}\n");
    struct tappa__binding load;
    uint32_t i;

    (void)state;
    assert_true(m->field_count == 4 && m->field_name_count == 3);
    assert_int_equal(m->fields[1].field_name, m->fields[2].field_name);
    for (i = 0; i < m->field_count; i++)
        assert_string_equal(m->field_names[m->fields[i].field_name].s, m->fields[i].name.s);
    assert_true(m->fields[2].has_default && m->fields[2].fallback.kind == TAPPA_DOUBLE && m->fields[2].fallback.real == 2.0);
    load = tappa__program_load_at(m->expressions[0].program, 0);
    assert_true(load.load == TAPPA__LOAD_EVENT_FIELD && load.index == m->fields[1].field_name);
    load = tappa__program_load_at(m->expressions[1].program, 0);
    assert_true(load.load == TAPPA__LOAD_EVENT_FIELD_AT && load.index == 2);
    tappa_model_unref(m);
}

static void
machine_events_stand_behind_declared_ones(void **state)
{
    tappa_model *m = compile(HEAD "events: {A: {}, done.state.s: {}}\n"
                                  "stages: {s: {stages: {t: {when: {done.state.u: {}, error.execution: {}, done.state.s: {}}}, u: {}}}, "
                                  "v: {parallel: true, stages: {w: {}}}}\n");

    (void)state;
    assert_true(m->declared_count == 2 && m->event_count == 5);
    assert_string_equal(m->events[m->error_event].name.s, "error.execution");
    assert_int_equal(m->events[1].done_stage, 0); /* declared by the model itself */
    assert_string_equal(m->events[3].name.s, "done.state.v");
    assert_string_equal(m->events[4].name.s, "done.state.u");
    assert_int_equal(m->events[4].done_stage, 2);
    tappa_model_unref(m);
}

static void
experiments_have_a_key_of_their_two_names(void **state)
{
    static const uint8_t under[] = "tappa experiment";
    tappa_model *m = compile(HEAD "experiments: {e: {arms: {a: 1, b: 0.5}, holdout: 0.1}}\nstages: {s: {}}\n");
    uint8_t key[16];

    (void)state;
    tappa__siphash128("m\0e", 3, under, key);
    assert_memory_equal(m->experiments[0].key, key, sizeof key);
    assert_true(m->arms[1].weight == 0.5 && m->experiments[0].holdout == 0.1);
    tappa_model_unref(m);
}

static void
rules_are_kept(void **state)
{
    tappa_model *m = compile(HEAD "channels: {c: {}}\n"
                                  "touchpoints: {t: {channel: c}, u: {channel: c}}\n"
                                  "contact_rules: {quiet: {from: '21:00', to: '08:30:05'}, priorities: [u, t],\n"
                                  "  caps: [{at_most: 2, per: 1w}], response_times: [{touchpoint: u, within: 4h}]}\n"
                                  "simulate: {a: {b: 1, c: [x, {d: y}]}, e: ~}\n"
                                  "stages: {s: {}}\n");

    (void)state;
    assert_true(m->quiets[0].from == 21 * 3600 * TAPPA__SECOND && m->quiets[0].to == (8 * 3600 + 1805) * TAPPA__SECOND);
    assert_true(m->quiets[0].channel == TAPPA_NONE && m->caps[0].at_most == 2 && m->caps[0].per == 7 * TAPPA__DAY);
    assert_true(m->priorities[0].touchpoint == 1 && m->priorities[0].priority > m->priorities[1].priority);
    assert_true(m->responses[0].touchpoint == 1 && m->responses[0].channel == TAPPA_NONE);
    assert_int_equal(m->simulate_count, 4);
    assert_string_equal(m->simulate[2].key.s, "a.c.1.d");
    assert_string_equal(m->simulate[2].value.s, "y");
    tappa_model_unref(m);
}

static void
checks_its_arguments(void **state)
{
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_model *model = (tappa_model *)&context;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    assert_int_equal(tappa_model_compile(context, "", 0, NULL, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_model_compile(NULL, "", 0, NULL, NULL, &model), TAPPA_EINVAL);
    assert_null(model);
    assert_int_equal(tappa_model_compile(context, NULL, 0, NULL, NULL, &model), TAPPA_EINVAL);
    assert_int_equal(tappa_model_compile(context, "", 0, NULL, NULL, &model), TAPPA_EMODEL);
    assert_int_equal(tappa_model_compile(context, "", 0, NULL, list, &model), TAPPA_EMODEL);
    assert_string_equal(tappa_diagnostics_at(list, 0)->file, "<text>");
    assert_int_equal(tappa_model_load(context, "no/such/file.yaml", list, &model), TAPPA_EIO);
    assert_int_equal(tappa_diagnostics_errors(list), 2);
    assert_int_equal(tappa_model_load(context, NULL, list, &model), TAPPA_EINVAL);
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_in_the_order_written),
        cmocka_unit_test(stages_stand_in_document_order),
        cmocka_unit_test(actions_are_flat),
        cmocka_unit_test(actions_beside_a_target_run_in_the_order_of_the_format),
        cmocka_unit_test(fields_of_one_name_share_a_number),
        cmocka_unit_test(machine_events_stand_behind_declared_ones),
        cmocka_unit_test(experiments_have_a_key_of_their_two_names),
        cmocka_unit_test(rules_are_kept),
        cmocka_unit_test(checks_its_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
