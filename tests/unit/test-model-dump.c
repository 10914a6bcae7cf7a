/* Owns the tests of the canonical text: what is written how, and that it compiles to itself.
 * Run by meson as one program.
 * Each row is the part of a model behind its head, and the part of the dump that is expected behind its. */
#include "tappa/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "tappa: 1\nmodel: m\nversion: 3\n"
#define AB "stages: {a: {}, b: {}}\n"

struct row {
    const char *name, *text, *wanted; /* wanted: a part of the dump */
};

static const struct row rows[] = {
    {"the least", AB, HEAD "stages:\n  a: {}\n  b: {}\n"},
    {"words that YAML 1.1 takes for others", "stages: {\"no\": {}, \"1\": {}, \"null\": {}, \"a: b\": {}, \"- a\": {}, \"a #b\": {}, \"\\\"\": {}, \"1:30\": {}}\n",
     "stages:\n  \"no\": {}\n  \"1\": {}\n  \"null\": {}\n  \"a: b\": {}\n  \"- a\": {}\n  \"a #b\": {}\n  \"\\\"\": {}\n  \"1:30\": {}\n"},
    {"texts that need escapes", "title: \"a\\tb\\u00a0c\\nd\\\\e\"\n" AB, "title: \"a\\tb\\xa0c\\nd\\\\e\"\n"},
    {"characters that are not seen", "title: \"a\\u00ad\\u200b\\u200f\\u2010\\u2028\\u202e\\u2030\\ufeff\\ufffe\\uffff\\x01\"\n" AB,
     "title: \"a\\xad\\u200b\\u200f‐\\u2028\\u202e‰\\ufeff\\ufffe\\uffff\\x01\"\n"},
    {"a time as default", "data: {t: {type: timestamp, default: \"2026-01-02T03:04:05+01:00\"}}\n" AB, "t: {type: timestamp, default: \"2026-01-02T02:04:05Z\"}\n"},
    {"seconds of a clock", "stages: {a: {after: {1d: {at: \"09:00:30\", to: b}, 2d: {at: \"09:00:00\", to: b}}}, b: {}}\n",
     "      1d: {to: b, at: \"09:00:30\"}\n      2d: {to: b, at: \"09:00\"}\n"},
    {"minus, and a blank or none", "data: {x: {type: int, default: 1}}\nevents: {A: {}, B: {}}\nstages: {a: {when: {A: {if: '- data.x < 1', to: b}, B: {if: '-data.x < 1', to: b}}}, b: {}}\n",
     "      A: {if: \"- data.x < 1\", to: b}\n      B: {if: -data.x < 1, to: b}\n"},
    {"nothing done is nothing", "events: {A: {}}\nstages: {a: {enter: [], when: {A: {do: []}}}}\n", "  a:\n    when:\n      A: {}\n"},
    {"a list of one at the start", "stages: {a: {initial: [b], stages: {b: {}}}}\n", "    initial: [b]\n"},
    {"a prefix said again", "events: {x.a: {}, B: {}}\nstages: {a: {when: [{event: x.*, to: b}, {event: B, to: b}, {event: x.*, to: a}]}, b: {}}\n",
     "    when:\n      - {event: x.*, to: b}\n      - {event: B, to: b}\n      - {event: x.*, to: a}\n"},
    {"letters beyond ASCII", "title: { it: 'è', zh: 購入 }\n" AB, "title: {it: è, zh: 購入}\n"},
    {"slots", "data: {a: {default: 1, type: int}, b: {type: double, default: 1}, c: {type: string, default: x, keep: 24h}, d: {type: bool}}\n" AB,
     "data:\n  a: {type: int, default: 1}\n  b: {type: double, default: 1.0}\n  c: {type: string, default: x, keep: 1d}\n  d: {type: bool}\n"},
    {"profile", "profile: {p: {source: observed, personal: true, type: string}}\n" AB, "profile:\n  p: {type: string, personal: true, source: observed}\n"},
    {"fields", "events: {E: {fields: {a: {type: int}, b: {type: int, default: 2}}, aka: e}}\n" AB, "events:\n  E: {aka: [e], fields: {a: int, b: {type: int, default: 2}}}\n"},
    {"a transition in each form", "events: {A: {}, B: {}, C: {}, D: {}}\nstages:\n  a: {when: {A: b, B: {to: b}, C: [b], D: {to: [b]}}}\n  b: {}\n",
     "    when:\n      A: b\n      B: b\n      C: b\n      D: {to: [b]}\n"},
    {"an action beside and in do", "events: {A: {}, B: {}}\nstages:\n  a: {when: {A: {emit: x}, B: {do: [{emit: x}]}}}\n",
     "      A:\n        do:\n          - emit: x\n      B:\n        do:\n          - emit: x\n"},
    {"aliases get their event's name", "events: {A: {aka: [x, y]}, B: {}}\nstages:\n  a: {when: {x: b, y: {if: true, to: a}, B: a}}\n  b: {}\n",
     "      A:\n        - b\n        - {if: true, to: a}\n      B: a\n"},
    {"rows that a map cannot say", "events: {A: {aka: [x]}, B: {}}\nstages:\n  a: {when: {A: {if: 1 < 2, to: b}, \"*\": a, x: b}}\n  b: {}\n",
     "    when:\n      - {event: A, if: 1 < 2, to: b}\n      - {event: \"*\", to: a}\n      - {event: A, to: b}\n"},
    {"kinds of rows in the order written", "events: {A: {}}\nstages:\n  a: {always: {if: 1 > 2, to: b}, when: {A: b}, after: {60m: b}}\n  b: {}\n",
     "    always: {if: 1 > 2, to: b}\n    when:\n      A: b\n    after:\n      1h: b\n"},
    {"the same duration twice", "stages:\n  a: {after: {1d: {if: 1 < 2, to: b}, 24h: b, P1D: a}}\n  b: {}\n",
     "      1d: {if: 1 < 2, to: b}\n      PT086400.000000S: b\n      PT0086400.000000S: a\n"},
    {"if, do and else, empty ones too", "stages:\n  a: {enter: [{if: 1 < 2, do: [], else: [{emit: x}, {if: 2 < 3, do: [{emit: w}]}]}, {emit: z}]}\n",
     "      - if: 1 < 2\n        do: []\n        else:\n          - emit: x\n          - if: 2 < 3\n            do:\n              - emit: w\n      - emit: z\n"},
    {"an else without end in a do", "stages:\n  a: {enter: [{if: 1 < 2, do: [{if: 2 < 3, do: [{emit: x}], else: []}]}, {emit: z}]}\n",
     "      - if: 1 < 2\n        do:\n          - if: 2 < 3\n            do:\n              - emit: x\n      - emit: z\n"},
    {"the usual initial is left out", "stages:\n  a: {initial: b, stages: {h: {history: deep, default: b}, b: {}, c: {}}}\n", "  a:\n    stages:\n      h:\n        history: deep\n      b: {}\n"},
    {"another is not", "stages:\n  a: {initial: c, stages: {h: {history: deep, default: b}, b: {}, c: {}}}\n",
     "  a:\n    initial: c\n    stages:\n      h:\n        history: deep\n        default: b\n"},
    {"initial with actions", "stages:\n  a: {initial: {to: b, do: [{emit: x}]}, stages: {b: {}, h: {history: shallow}}}\n",
     "    initial:\n      to: b\n      do:\n        - emit: x\n"},
    {"entry that takes nothing", "entry: {}\n" AB, "entry: {}\nstages:"},
    {"entry rules", "events: {A: {fields: {k: string}}}\nentry: {A: a}\nentry_rules: {key: event.k, again: after_end}\n" AB,
     "entry:\n  A: a\nentry_rules: {again: after_end, key: event.k}\n"},
    {"contact rules", "channels: {c: {}}\ntouchpoints: {t: {channel: c, direction: outbound, cost: 2}}\ncontact_rules: {quiet: {from: \"21:00\", to: \"08:30\"}, "
                      "caps: [{at_most: 1, per: 24h, channel: c}], priorities: {t: 3}, response_times: [{within: 90m, channel: c}]}\n" AB,
     "contact_rules:\n  quiet: {from: \"21:00\", to: \"08:30\"}\n  caps:\n    - {channel: c, at_most: 1, per: 1d}\n  priorities:\n    t: 3\n"
     "  response_times:\n    - {channel: c, within: 1h30m}\n"},
    {"caps alone", "channels: {c: {}}\ncontact_rules: {caps: [{at_most: 1, per: 24h}]}\n" AB, "contact_rules:\n  caps:\n    - {at_most: 1, per: 1d}\n"},
    {"quiet alone", "contact_rules: {quiet: {from: \"21:00\", to: \"08:30\"}}\n" AB, "contact_rules:\n  quiet: {from: \"21:00\", to: \"08:30\"}\n"},
    {"migrate", "migrate: {from: 1, stages: {x: a, y: null}}\n" AB, "migrate:\n  from: 1\n  stages:\n    x: a\n    \"y\": null\n"},
    {"migrate from several", "migrate: [{from: 1, stages: {x: a}}, {from: 2, stages: {z: b}}]\n" AB,
     "migrate:\n  - from: 1\n    stages:\n      x: a\n  - from: 2\n    stages:\n      z: b\n"},
    {"migrate without stages", "migrate: [{from: 1}, {from: 2, stages: {z: b}}]\n" AB, "migrate:\n  - from: 1\n  - from: 2\n    stages:\n      z: b\n"},
    {"simulate", "simulate: {arrivals: {per_day: 20, from: [a, 1.5, {x: null}]}, seed: 7, \"a.b\": \"x: y\", none: null}\n" AB,
     "simulate:\n  arrivals.per_day: 20\n  arrivals.from.0: a\n  arrivals.from.1: 1.5\n  arrivals.from.2.x: null\n  seed: 7\n  a.b: \"x: y\"\n  none: null\n"},
    {"experiments", "experiments: {e: {arms: {x: 1, z: 2.5}, holdout: 0.1}}\npersonas: {p: 'journey.id == \"x\" ? true : false'}\n" AB,
     "personas:\n  p: \"journey.id == \\\"x\\\" ? true : false\"\nexperiments:\n  e: {arms: {x: 1, z: 2.5}, holdout: 0.1}\n"},
    {"the expression null", "stages: {a: {enter: [{emit: e, with: {v: \"null\", w: 'true', z: \"'it'\"}}]}}\n",
     "        with: {v: \"null\", w: true, z: \"'it'\"}\n"},
    {"sends", "events: {A: {fields: {k: int}}}\nstages:\n  a: {enter: [{send: A, with: {k: 1}, after: 36h, id: x}, {if: 1 < 2, cancel: x}, {count: c, by: 2}]}\n",
     "      - send: A\n        with: {k: 1}\n        after: 1d12h\n        id: x\n      - if: 1 < 2\n        cancel: x\n      - count: c\n        by: 2\n"},
};

static tappa_model *
compiled(tappa_context *context, const char *name, const char *text, size_t size)
{
    tappa_diagnostics *diagnostics;
    tappa_model *model;
    char shown[1000];

    assert_int_equal(tappa_diagnostics_new(context, &diagnostics), TAPPA_OK);
    if (tappa_model_compile(context, text, size, name, diagnostics, &model) != TAPPA_OK) {
        tappa_diagnostics_render(diagnostics, 0, shown, sizeof shown);
        fail_msg("%s: %s", name, shown);
    }
    tappa_diagnostics_free(diagnostics);
    return model;
}

/* The dump compiles to a model with the same dump and the same fingerprint. */
static void
check_again(tappa_context *context, const char *name, const tappa_model *model)
{
    size_t size, again_size;
    const char *dump = tappa_model_dump(model, &size), *again_dump;
    tappa_model *again = compiled(context, name, dump, size);
    char one[33], two[33];

    again_dump = tappa_model_dump(again, &again_size);
    if (size != again_size || memcmp(dump, again_dump, size) != 0)
        fail_msg("%s: dumped\n%sand then\n%s", name, dump, again_dump);
    assert_int_equal(tappa_model_fingerprint(model, one), TAPPA_OK);
    assert_int_equal(tappa_model_fingerprint(again, two), TAPPA_OK);
    assert_string_equal(one, two);
    assert_int_equal(strspn(one, "0123456789abcdef"), 32);
    tappa_model_unref(again);
}

static void
test_rows(void **state)
{
    tappa_context *context;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[2000];
        tappa_model *model;

        snprintf(text, sizeof text, HEAD "%s", rows[i].text);
        model = compiled(context, rows[i].name, text, strlen(text));
        if (strstr(tappa_model_dump(model, NULL), rows[i].wanted) == NULL)
            fail_msg("%s: in\n%sthis is missing:\n%s", rows[i].name, tappa_model_dump(model, NULL), rows[i].wanted);
        check_again(context, rows[i].name, model);
        tappa_model_unref(model);
    }
    tappa_context_unref(context);
}

/* A key longer than YAML lets a simple key be. */
static void
test_long_names(void **state)
{
    static char name[1501], text[8000];
    tappa_context *context;
    tappa_model *model;

    (void)state;
    memset(name, 'n', sizeof name - 1);
    snprintf(text, sizeof text, HEAD "events:\n  ? %s\n  : {}\nstages:\n  ? %s\n  : {when: {E: a}, stages: {x: {}}}\n  a: {when: [{event: %s, to: a}]}\n",
             name, name, name);
    memcpy(strstr(text, "{E: a}"), "{    }", 6);
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    model = compiled(context, "long names", text, strlen(text));
    check_again(context, "long names", model);
    tappa_model_unref(model);
    tappa_context_unref(context);
}

/* A field's name may be that long in a map of one line; and more prefixes than are looked through make a list. */
static void
test_long_fields_and_many_prefixes(void **state)
{
    static char name[301], text[20000];
    tappa_context *context;
    tappa_model *model;

    (void)state;
    memset(name, 'n', sizeof name - 1);
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    snprintf(text, sizeof text, HEAD "events: {E: {fields: {? %s : int, b: int}}}\n" AB, name);
    model = compiled(context, "long fields", text, strlen(text));
    check_again(context, "long fields", model);
    tappa_model_unref(model);
    for (int prefixes = 64; prefixes <= 65; prefixes++) {
        int used = snprintf(text, sizeof text, HEAD "events: {E.x: {}}\nstages:\n  b: {}\n  a:\n    when:\n");

        for (int i = 0; i < prefixes; i++)
            used += snprintf(text + used, sizeof text - (size_t)used, "      E%d.*: b\n", i);
        model = compiled(context, "prefixes", text, strlen(text));
        assert_true((strstr(tappa_model_dump(model, NULL), "{event: E0.*, to: b}") != NULL) == (prefixes > 64));
        check_again(context, "prefixes", model);
        tappa_model_unref(model);
    }
    tappa_context_unref(context);
}

/* The fingerprint sees what has a meaning, and nothing else. */
static void
test_fingerprint(void **state)
{
    static const char one[] = HEAD "stages: {a: {}, b: {}}\n", same[] = "# a comment\n" HEAD "stages:\n    'a':\n    b: {}\n",
                      other[] = HEAD "stages: {b: {}, a: {}}\n";
    tappa_context *context;
    char prints[3][33];
    const char *texts[] = {one, same, other};

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (int i = 0; i < 3; i++) {
        tappa_model *model = compiled(context, "fingerprint", texts[i], strlen(texts[i]));

        assert_int_equal(tappa_model_fingerprint(model, prints[i]), TAPPA_OK);
        tappa_model_unref(model);
    }
    assert_string_equal(prints[0], prints[1]);
    assert_string_not_equal(prints[0], prints[2]);
    tappa_context_unref(context);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_long_fields_and_many_prefixes),
        cmocka_unit_test(test_fingerprint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
