/* Owns the tests of lib/core/compile/checks*.c: which models get which warnings, and which do not.
 * Run by meson as one program.
 * Each row is the part of a model behind its head; what is expected are the warnings' names, each once for each time it is given. */
#include "tappa/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "tappa: 1\nmodel: m\nversion: 1\n"
#define EVENTS "events: {A: {}, B: {}, C: {fields: {n: int}}, order: {}, order.paid: {}}\n"
#define GOALS "goals: {a: {event: A}, b: {event: B}, c: {event: C}, o: {event: order}, p: {event: order.paid}}\n"
#define DATA "data: {x: {type: int, default: 0}, y: {type: double, default: 0.0}, s: {type: string, default: \"\"}}\n"
#define PEOPLE "data: {x: {type: int, default: 0}, y: {type: double, default: 0.0}, s: {type: string, default: \"\"}, z: {type: int, default: 0}}\n" \
    "profile: {p: {type: int}}\nexperiments: {e: {arms: {one: 1, two: 1}}}\n"
#define STAGES EVENTS GOALS DATA "stages:\n"

struct row {
    const char *name, *text, *wanted;
};

static const struct row reach[] = {
    {"all reached", STAGES "  a: {when: {A: b}}\n  b: {when: {A: a}}\n", ""},
    {"nothing leads there", STAGES "  a: {when: {A: a2}}\n  a2: {when: {A: a}}\n  b: {when: {A: a}}\n", "b unreachable-stage\n"},
    {"a circle of its own", STAGES "  a: {when: {A: b}}\n  b: {when: {A: a}}\n  c: {when: {A: d}}\n  d: {when: {A: c}}\n",
     "c unreachable-stage\nd unreachable-stage\n"},
    {"entry reaches", EVENTS GOALS "entry: {A: b, B: c}\nstages:\n  a: {when: {A: b}}\n  b: {when: {A: c}}\n  c: {when: {A: b}}\n",
     "a unreachable-stage\n"},
    {"inside an unreachable one is said once", STAGES "  a: {when: {A: a2}}\n  a2: {when: {B: a}}\n  b: {when: {A: a}, stages: {c: {}, d: {}}}\n",
     "b unreachable-stage\n"},
    {"a child that is not the first", STAGES "  a: {when: {A: b}}\n  b: {when: {A: a}, stages: {c: {}, d: {}}}\n", "d unreachable-stage\n"},
    {"a child entered from outside, the first one never", STAGES "  a: {when: {A: d}}\n  b: {when: {A: a}, stages: {c: {}, d: {}}}\n", "c unreachable-stage\n"},
    {"initial deep inside", STAGES "  a: {initial: d, when: {A: a}, stages: {b: {stages: {c: {}, d: {when: {B: c}}}}}}\n", ""},
    {"regions are all entered", STAGES "  a: {parallel: true, when: {A: a}, stages: {b: {stages: {b1: {}}}, c: {stages: {c1: {}}}}}\n", ""},
    {"a target in one region opens the other", STAGES
     "  z: {when: {A: b2}}\n  a: {parallel: true, when: {A: z}, stages: {b: {stages: {b1: {}, b2: {}}}, c: {stages: {c1: {}, c2: {}}}}}\n",
     "b1 unreachable-stage\nc2 unreachable-stage\n"},
    {"targets in both regions", STAGES
     "  z: {when: {A: {to: [b2, c2]}}}\n  a: {parallel: true, when: {A: z}, stages: {b: {stages: {b1: {}, b2: {}}}, c: {stages: {c1: {}, c2: {}}}}}\n",
     "b1 unreachable-stage\nc1 unreachable-stage\n"},
    {"a history that is a target", STAGES "  a: {when: {A: h}}\n  b: {when: {A: a}, stages: {h: {history: deep}, c: {when: {B: d}}, d: {}}}\n", ""},
    {"a history that is none", STAGES "  a: {when: {A: b}}\n  b: {when: {A: a}, stages: {h: {history: deep}, c: {when: {B: d}}, d: {}}}\n",
     "h unreachable-stage\n"},
    {"a history's default reaches", STAGES "  a: {when: {A: h}}\n  b: {when: {A: a}, stages: {h: {history: shallow, default: d}, c: {}, d: {when: {B: c}}}}\n", ""},
    {"a shallow history enters a child by default", STAGES
     "  a: {when: {A: h, B: d2}}\n  b: {when: {A: a}, stages: {h: {history: shallow}, c: {}, d: {stages: {d1: {}, d2: {}}}}}\n", ""},
    {"done leads on", STAGES "  a: {done: b, stages: {a1: {when: {A: a2}}, a2: {final: true}}}\n  b: {when: {A: a}}\n", ""},
};

static const struct row leaving[] = {
    {"nothing leaves", STAGES "  a: {when: {A: b}}\n  b: {}\n", "b dead-end\n"},
    {"final is no dead end", STAGES "  a: {when: {A: b}}\n  b: {final: true}\n", ""},
    {"rows that only stay", STAGES "  a: {when: {A: b}}\n  b: {when: {A: {}, B: {set: {x: 1}}}}\n", "b dead-end\n"},
    {"only to itself", STAGES "  a: {when: {A: b}}\n  b: {when: {A: b}}\n", "b dead-end\n"},
    {"a timer leaves", STAGES "  a: {when: {A: b}}\n  b: {after: {1d: a}}\n", ""},
    {"an outer row leaves", STAGES "  z: {when: {A: a}}\n  a: {when: {A: z}, stages: {b: {stages: {c: {}}}}}\n", ""},
    {"an outer row leaves a region", STAGES "  z: {when: {A: a}}\n  a: {parallel: true, when: {A: z}, stages: {b: {}, c: {}}}\n", ""},
    {"one region's row leaves the other", STAGES "  z: {when: {A: a}}\n  a: {parallel: true, stages: {b: {when: {A: z}}, c: {}}}\n", ""},
    {"a row within one region does not", STAGES
     "  z: {when: {A: a}}\n  a: {parallel: true, stages: {b: {stages: {b1: {when: {A: b2}}, b2: {when: {A: b1}}}}, c: {}}}\n", "c dead-end\n"},
    {"unreachable is said alone", STAGES "  a: {when: {A: b}}\n  b: {when: {A: a}}\n  c: {}\n", "c unreachable-stage\n"},
};

static const struct row shadows[] = {
    {"after one without condition", STAGES "  a: {when: {A: [b, {if: data.x > 1, to: c}]}}\n  b: {when: {A: a, B: c}}\n  c: {when: {A: a}}\n",
     "stages.a.when.A[1] shadowed-row\n"},
    {"conditions first", STAGES "  a: {when: {A: [{if: data.x > 1, to: c}, b]}}\n  b: {when: {A: a}}\n  c: {when: {A: a}}\n", ""},
    {"the same condition", STAGES "  a: {when: {A: [{if: data.x > 1, to: c}, {if: data.x > 1, to: b}, b]}}\n  b: {when: {A: a}}\n  c: {when: {A: a}}\n",
     "stages.a.when.A[1] shadowed-row\n"},
    {"a condition that is always true", STAGES "  a: {when: {A: [{if: true, to: c}, b]}}\n  b: {when: {A: a}}\n  c: {when: {A: b}}\n",
     "stages.a.when.A[1] shadowed-row\n"},
    {"a wildcard before", STAGES "  a: {when: {\"*\": b, A: c}}\n  b: {when: {A: a, B: c}}\n  c: {when: {A: a}}\n", "stages.a.when.A shadowed-row\n"},
    {"a wildcard behind", STAGES "  a: {when: {A: c, \"*\": b}}\n  b: {when: {A: a}}\n  c: {when: {A: a}}\n", ""},
    {"a prefix before", STAGES "  a: {when: {order.*: b, order.paid: c, order: c}}\n  b: {when: {A: a, B: c}}\n  c: {when: {A: a}}\n",
     "stages.a.when.order shadowed-row\nstages.a.when.order.paid shadowed-row\n"},
    {"a longer prefix before", STAGES "  a: {when: {order.paid.*: b, order.*: c}}\n  b: {when: {A: a}}\n  c: {when: {A: a}}\n", ""},
    {"a list covered row by row", STAGES
     "  a:\n    when:\n      - {event: A, to: b}\n      - {event: B, to: b}\n      - {event: [A, B], to: c}\n  b: {when: {A: a, B: c}}\n  c: {when: {A: a}}\n",
     "stages.a.when[2] shadowed-row\n"},
    {"a list covered in part", STAGES "  a:\n    when:\n      - {event: A, to: b}\n      - {event: [A, B], to: c}\n  b: {when: {A: a}}\n  c: {when: {A: a}}\n", ""},
    {"done by its name", STAGES
     "  a: {when: {done.state.a: b}, done: c, stages: {d: {when: {A: e}}, e: {final: true}}}\n  b: {when: {A: c}}\n  c: {when: {A: a}}\n",
     "stages.a.done shadowed-row\n"},
    {"always after always", STAGES "  a: {always: [b, {if: data.x > 1, to: c}]}\n  b: {when: {A: a, B: c}}\n  c: {when: {A: a}}\n",
     "stages.a.always[1] shadowed-row\n"},
    {"an outer row is no slip", STAGES "  z: {when: {A: a}}\n  a: {when: {A: z, B: z}, stages: {b: {when: {A: c}}, c: {when: {A: b}}}}\n", ""},
    {"the same in another stage", STAGES "  a: {when: {A: b}}\n  b: {when: {A: a}}\n", ""},
    {"a timer behind one that leaves", STAGES "  a: {after: {1h: b, 2h: c}}\n  b: {after: {1h: a, 30m: c}}\n  c: {when: {A: a}}\n",
     "stages.a.after.2h shadowed-row\nstages.b.after.1h shadowed-row\n"},
    {"a timer behind one that stays", STAGES "  a: {after: {1h: {set: {x: 1}}, 2h: b}}\n  b: {after: {1h: {if: data.x > 1, to: a}, 2h: a}}\n", ""},
    {"in one list of a timer", STAGES "  a: {after: {1h: [{set: {x: 1}}, b]}}\n  b: {after: {1h: a}}\n", "stages.a.after.1h[1] shadowed-row\n"},
    {"entry", EVENTS GOALS "entry: {\"*\": a, A: b}\nstages:\n  a: {when: {A: b}}\n  b: {when: {A: a}}\n", "entry.A shadowed-row\n"},
};

static const struct row circles[] = {
    {"two without conditions", STAGES "  a: {always: b}\n  b: {always: a}\n", "stages.a.always always-circle\n"},
    {"one to itself", STAGES "  a: {always: a, when: {A: b}}\n  b: {when: {A: a}}\n", "stages.a.always always-circle\n"},
    {"one that stays", STAGES "  a: {always: {count: n}, when: {A: b}}\n  b: {when: {A: a}}\n", "stages.a.always always-circle\n"},
    {"one that stays, on a condition that nothing changes", STAGES "  a: {always: {if: data.x > 1, count: n}, when: {A: b}}\n  b: {when: {A: a}}\n",
     "stages.a.always always-circle\n"},
    {"one that changes its condition", STAGES "  a: {always: {if: data.x > 1, set: {x: 0}}, when: {A: b}}\n  b: {when: {A: a}}\n", ""},
    {"conditions that exclude each other", STAGES "  a: {always: {if: data.x >= 7, to: b}}\n  b: {always: {if: data.x < 7, to: a}}\n", ""},
    {"conditions that overlap", STAGES "  a: {always: {if: data.x >= 5, to: b}}\n  b: {always: {if: data.x < 7, to: a}}\n", "stages.a.always always-circle\n"},
    {"doubles that overlap", STAGES "  a: {always: {if: data.y > 0.5, to: b}}\n  b: {always: {if: data.y > 0.25, to: a}}\n", "stages.a.always always-circle\n"},
    {"the same condition", STAGES "  a: {always: {if: 'data.s == \"v\"', to: b}}\n  b: {always: {if: 'data.s == \"v\"', to: a}}\n",
     "stages.a.always always-circle\n"},
    {"conditions that nobody can compare", STAGES "  a: {always: {if: 'data.s == \"v\"', to: b}}\n  b: {always: {if: 'data.s == \"w\"', to: a}}\n", ""},
    {"a counter ends it", STAGES "  a: {enter: [{set: {x: data.x + 1}}], always: [{if: data.x > 9, to: c}, b]}\n  b: {always: a}\n  c: {when: {A: a}}\n", ""},
    {"visits end it", STAGES "  a: {always: {if: journey.visits(\"a\") < 3, to: b}, when: {A: b}}\n  b: {always: a}\n", ""},
    {"what stays: profile.p", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'profile.p > 1', to: b}}\n  b: {always: {if: 'profile.p > 1', to: a}}\n", "stages.a.always always-circle\n"},
    {"what stays: experiment.e", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'experiment.e == \"one\"', to: b}}\n  b: {always: {if: 'experiment.e == \"one\"', to: a}}\n", "stages.a.always always-circle\n"},
    {"what stays: event.name", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'event.name == \"A\"', to: b}}\n  b: {always: {if: 'event.name == \"A\"', to: a}}\n", "stages.a.always always-circle\n"},
    {"what stays: event.n", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'event.n > 1', to: b}}\n  b: {always: {if: 'event.n > 1', to: a}}\n", "stages.a.always always-circle\n"},
    {"what stays: has(event.n)", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'has(event.n) && event.n > 1', to: b}}\n  b: {always: {if: 'has(event.n) && event.n > 1', to: a}}\n", "stages.a.always always-circle\n"},
    {"what stays: event.time", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'event.time > timestamp(\"2026-01-01T00:00:00Z\")', to: b}}\n  b: {always: {if: 'event.time > timestamp(\"2026-01-01T00:00:00Z\")', to: a}}\n", "stages.a.always always-circle\n"},
    {"what stays: now", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'now > timestamp(\"2026-01-01T00:00:00Z\")', to: b}}\n  b: {always: {if: 'now > timestamp(\"2026-01-01T00:00:00Z\")', to: a}}\n", "stages.a.always always-circle\n"},
    {"what never holds", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'false', to: b}}\n  b: {always: {if: 'false', to: a}}\n", ""},
    {"leaving changes the condition", EVENTS GOALS PEOPLE "stages:\n" "  a: {leave: [{set: {x: 1}}], always: {if: 'data.x < 7', to: b}}\n  b: {always: {if: 'data.x < 7', to: a}}\n", ""},
    {"the narrower bound below", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.x < 7', to: b}}\n  b: {always: {if: 'data.x < 5', to: a}}\n", "stages.a.always always-circle\n"},
    {"the narrower bound above", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.x > 2', to: b}}\n  b: {always: {if: 'data.x > 5', to: a}}\n", "stages.a.always always-circle\n"},
    {"the same of doubles, below", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.y < 7.0', to: b}}\n  b: {always: {if: 'data.y < 5.0', to: a}}\n", "stages.a.always always-circle\n"},
    {"the same of doubles, above", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.y > 0.25', to: b}}\n  b: {always: {if: 'data.y > 0.5', to: a}}\n", "stages.a.always always-circle\n"},
    {"doubles that exclude each other", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.y > 0.25', to: b}}\n  b: {always: {if: 'data.y < 0.25', to: a}}\n", ""},
    {"two numbers", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.x > 2', to: b}}\n  b: {always: {if: 'data.z > 5', to: a}}\n", "stages.a.always always-circle\n"},
    {"two numbers of different kinds", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.x > 2', to: b}}\n  b: {always: {if: 'profile.p > 5', to: a}}\n", "stages.a.always always-circle\n"},
    {"a text and a number", EVENTS GOALS PEOPLE "stages:\n" "  a: {always: {if: 'data.s == \"v\"', to: b}}\n  b: {always: {if: 'data.z > 5', to: a}}\n", ""},
    {"a circle that one row never closes", EVENTS GOALS PEOPLE "stages:\n  a: {always: {if: data.x > 2, to: b}}\n  b: {always: {if: false, to: a}, when: {A: a}}\n", ""},
    {"no way back", STAGES "  a: {always: b}\n  b: {always: c}\n  c: {when: {A: a}}\n", ""},
    {"into a stage whose first child leads back", STAGES "  a: {always: b}\n  b: {stages: {c: {always: a}}}\n", "stages.a.always always-circle\n"},
    {"an outer stage's row leads back in", STAGES "  z: {when: {A: a}}\n  a: {always: z, stages: {b: {}}}\n", ""},
    {"the parent's default does not count where it is not entered", STAGES
     "  z: {when: {A: a}}\n  a: {when: {A: z}, stages: {b: {always: c}, c: {}}}\n", ""},
    {"three", STAGES "  a: {always: b}\n  b: {always: c}\n  c: {always: a}\n", "stages.a.always always-circle\n"},
};

static const struct row others[] = {
    {"no goal", EVENTS "stages:\n  a: {when: {\"*\": b}}\n  b: {when: {A: a}}\n", "goals no-goal\n"},
    {"events nobody handles", EVENTS "goals: {g: {event: A}}\nstages:\n  a: {when: {B: b}}\n  b: {when: {order.*: a}}\n", "events.C unhandled-event\n"},
    {"a wildcard handles all", EVENTS "goals: {g: {event: A}}\nstages:\n  a: {when: {\"*\": b}}\n  b: {when: {A: a}}\n", ""},
    {"touchpoints", EVENTS GOALS "channels: {web: {}, mail: {consent: marketing}}\ntouchpoints:\n  in: {channel: web}\n"
     "  good: {channel: mail, direction: outbound, for: [a]}\n  own: {channel: web, direction: outbound, consent: news, for: [a]}\n"
     "  idle: {channel: mail, direction: outbound}\n  bold: {channel: web, direction: outbound, for: [a]}\n"
     "stages:\n  a: {when: {A: b}}\n  b: {when: {A: a}}\n", "touchpoints.idle serves-no-stage\ntouchpoints.bold no-consent\n"},
    {"always without entry", EVENTS GOALS "entry_rules: {again: always}\nstages:\n  a: {when: {A: b}}\n  b: {when: {A: a}}\n", "entry_rules.again useless-key\n"},
    {"after_end without entry", EVENTS GOALS "entry_rules: {again: after_end}\nstages:\n  a: {when: {A: b}}\n  b: {when: {A: a}}\n", ""},
};

/* The last name of a path stands for a stage; other paths stand whole. */
static void
tell(const struct tappa_diagnostic *d, char *out, size_t size)
{
    size_t used = strlen(out);
    const char *path = d->path;

    if (strcmp(d->name, "unreachable-stage") == 0 || strcmp(d->name, "dead-end") == 0)
        path = strrchr(path, '.') + 1;
    assert_true((size_t)snprintf(out + used, size - used, "%s %s\n", path, d->name) < size - used);
    assert_int_equal(d->severity, TAPPA_WARNING_SEVERITY);
    assert_true(d->message[0] != '\0' && d->hint[0] != '\0' && d->line > 0);
}

static int
compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines are compared as a set: the order of warnings in one place is not a promise. */
static void
sort_lines(char *text)
{
    char *lines[64], copy[4096];
    size_t count = 0;

    strcpy(copy, text);
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n"))
        lines[count++] = line;
    if (count > 0)
        qsort(lines, count, sizeof *lines, compare_lines);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        strcat(text, lines[i]);
        strcat(text, "\n");
    }
}

static void
check(tappa_context *context, const struct row *row)
{
    char text[4096], found[4096] = "", wanted[4096];
    tappa_diagnostics *diagnostics;
    tappa_model *model;

    snprintf(text, sizeof text, HEAD "%s", row->text);
    assert_int_equal(tappa_diagnostics_new(context, &diagnostics), TAPPA_OK);
    if (tappa_model_compile(context, text, strlen(text), row->name, diagnostics, &model) != TAPPA_OK) {
        char shown[1000];

        tappa_diagnostics_render(diagnostics, 0, shown, sizeof shown);
        fail_msg("%s: %s", row->name, shown);
    }
    for (size_t i = 0; i < tappa_diagnostics_count(diagnostics); i++)
        tell(tappa_diagnostics_at(diagnostics, i), found, sizeof found);
    strcpy(wanted, row->wanted);
    sort_lines(found);
    sort_lines(wanted);
    if (strcmp(found, wanted) != 0)
        fail_msg("%s: found\n%sinstead of\n%s", row->name, found, wanted);
    tappa_model_unref(model);
    tappa_diagnostics_free(diagnostics);
}

static void
check_all(const struct row *rows, size_t count)
{
    tappa_context *context;

    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        check(context, &rows[i]);
    tappa_context_unref(context);
}

#define TABLE_TEST(table) \
    static void test_##table(void **state) \
    { \
        (void)state; \
        check_all(table, sizeof table / sizeof *table); \
    }
TABLE_TEST(reach)
TABLE_TEST(leaving)
TABLE_TEST(shadows)
TABLE_TEST(circles)

/* More numbers than a circle's conditions are compared by: it is taken to end. */
static void
test_many_numbers(void **state)
{
    (void)state;
    for (int numbers = 16; numbers <= 17; numbers++) {
        char text[6000];
        size_t n = (size_t)sprintf(text, HEAD EVENTS GOALS "data: {");
        tappa_diagnostics *list;
        tappa_context *context;
        tappa_model *model;

        for (int i = 0; i < numbers; i++)
            n += (size_t)sprintf(text + n, "%sx%d: {type: int, default: 0}", i ? ", " : "", i);
        n += (size_t)sprintf(text + n, "}\nstages:\n");
        for (int i = 0; i < numbers; i++)
            n += (size_t)sprintf(text + n, "  s%d: {always: {if: data.x%d > 1, to: s%d}}\n", i, i, (i + 1) % numbers);
        assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
        assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
        assert_int_equal(tappa_model_compile(context, text, n, NULL, list, &model), TAPPA_OK);
        assert_int_equal(tappa_diagnostics_count(list), numbers == 16);
        tappa_model_unref(model);
        tappa_diagnostics_free(list);
        tappa_context_unref(context);
    }
}
TABLE_TEST(others)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reach),   cmocka_unit_test(test_leaving), cmocka_unit_test(test_shadows),
        cmocka_unit_test(test_circles), cmocka_unit_test(test_many_numbers), cmocka_unit_test(test_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
