/* Owns the tests of models that mean harm, and of memory that runs out in the middle of a compile.
 * Run by meson as one program.
 * Protects the host: a documented error with its place, memory in proportion to the input, nothing left behind. Work is bounded by
 * counting what the compile asks of its allocator; the limit on processor time is only there to end a test that hangs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "lib/core/diagnostics/codes.h"
#include "tappa/model.h"

/* ---- an allocator that counts, and fails when told to ---- */

struct counting {
    size_t calls, bytes, live;
    size_t fail_at; /* the call that fails, and all behind it; 0: none */
};

static void *
count_allocate(void *user, size_t size)
{
    struct counting *c = user;

    c->calls++;
    if (c->fail_at && c->calls >= c->fail_at)
        return NULL;
    c->bytes += size;
    c->live++;
    return malloc(size);
}

static void *
count_reallocate(void *user, void *block, size_t size)
{
    struct counting *c = user;

    c->calls++;
    if (c->fail_at && c->calls >= c->fail_at)
        return NULL;
    c->bytes += size;
    return realloc(block, size);
}

static void
count_release(void *user, void *block)
{
    struct counting *c = user;

    c->live--;
    free(block);
}

/* ---- texts ---- */

struct text {
    char *s;
    size_t n, capacity;
};

static void
add(struct text *t, const char *s)
{
    size_t n = strlen(s);

    if (t->n + n > t->capacity) {
        t->capacity = (t->n + n) * 2;
        t->s = realloc(t->s, t->capacity);
        assert_non_null(t->s);
    }
    memcpy(t->s + t->n, s, n);
    t->n += n;
}

static void
repeat(struct text *t, const char *s, size_t times)
{
    while (times--)
        add(t, s);
}

/* `%zu` in the format is the number of the repetition. */
static void
number(struct text *t, const char *before, const char *after, size_t times)
{
    char line[64];
    size_t i;

    for (i = 0; i < times; i++) {
        (void)snprintf(line, sizeof line, "%s%zu%s", before, i, after);
        add(t, line);
    }
}

#define HEAD "tappa: 1\nmodel: m\nversion: 1\n"

static void flow_lists(struct text *t) { repeat(t, "[", 100000); }
static void flow_maps(struct text *t) { repeat(t, "{a: ", 100000); }
static void block_lists(struct text *t) { repeat(t, "- ", 100000); }
static void long_keys(struct text *t) { repeat(t, "? ", 100000); }
static void closing(struct text *t) { repeat(t, "]", 100000); }
static void tag_lines(struct text *t) { number(t, "%TAG !", "! a\n", 60000); add(t, "---\n" HEAD); }
static void tag_lines_behind(struct text *t) { add(t, HEAD "...\n"); number(t, "%TAG !", "! a\n", 60000); }
static void anchors(struct text *t) { add(t, "simulate:\n"); number(t, "- &a", " x\n", 50000); }
static void alias_bomb(struct text *t) { add(t, HEAD "stages: &a [*a, *a]\n"); }
static void one_scalar(struct text *t) { add(t, HEAD "title: "); repeat(t, "xxxxxxxxxx", 1600000); }
static void one_large_scalar(struct text *t) { add(t, HEAD "title: "); repeat(t, "xxxxxxxxxx", 7000); }
static void many_nodes(struct text *t) { add(t, "["); repeat(t, "a,", 200000); add(t, "]"); }
static void same_keys(struct text *t) { add(t, HEAD); repeat(t, "a: b\n", 40000); }
static void unknown_keys(struct text *t) { add(t, HEAD "stages: {s: {}}\n"); number(t, "stage", ": b\n", 40000); }
static void nul_in_name(struct text *t) { add(t, HEAD "stages: {\"a\\0b\": {}, a: {}}\n"); }
static void long_duration(struct text *t) { add(t, HEAD "stages: {s: {after: {99999999999999999999d: s}}}\n"); }
static void many_stages(struct text *t) { add(t, HEAD "stages:\n"); number(t, "  s", ": {}\n", 1001); }
static void many_rows(struct text *t) { add(t, HEAD "stages: {s: {always: ["); repeat(t, "s,", 10001); add(t, "]}}\n"); }
static void many_targets(struct text *t) { add(t, HEAD "stages: {s: {always: ["); number(t, "stage_", ",", 9000); add(t, "]}}\n"); }
static void many_near(struct text *t) { add(t, HEAD "stages:\n"); number(t, "  stage_number_", ": {always: stage_numbre_x}\n", 1000); }
static void parentheses(struct text *t) { add(t, HEAD "stages: {s: {always: {if: \""); repeat(t, "(", 60000); add(t, "\", to: s}}}\n"); }
static void negations(struct text *t) { add(t, HEAD "stages: {s: {always: {if: \""); repeat(t, "!", 60000); add(t, "true\", to: s}}}\n"); }
static void chain(struct text *t) { add(t, HEAD "stages: {s: {always: {if: \"1"); repeat(t, " + 1", 16000); add(t, " > 0\", to: s}}}\n"); }

static void
deep_paths(struct text *t)
{
    size_t i;

    add(t, HEAD "simulate: {a: x}\nstages: ");
    for (i = 0; i < 20; i++) {
        add(t, "{? \"");
        repeat(t, "a long name ", 2000);
        repeat(t, "x", i);
        add(t, "\" : {stages: ");
    }
    add(t, "{s: {");
    number(t, "unknown", ": 1,", 20000);
    add(t, "}}");
    repeat(t, "}}", 20);
}

struct hostile {
    const char *name;
    void (*make)(struct text *t);
    tappa_status status;
    int32_t code; /* of the first diagnostic */
    uint32_t line, column;
};

static const struct hostile cases[] = {
    {"nested flow lists", flow_lists, TAPPA_ELIMIT, TAPPA__CODE_TOO_DEEP, 1, 65},
    {"nested flow maps", flow_maps, TAPPA_ELIMIT, TAPPA__CODE_TOO_DEEP, 1, 257},
    {"nested block lists", block_lists, TAPPA_ELIMIT, TAPPA__CODE_TOO_DEEP, 1, 129},
    {"nested long keys", long_keys, TAPPA_ELIMIT, TAPPA__CODE_KEY_NOT_TEXT, 1, 3},
    {"closing brackets", closing, TAPPA_EMODEL, TAPPA__CODE_YAML_SYNTAX, 1, 1},
    {"60,000 %TAG lines", tag_lines, TAPPA_EMODEL, TAPPA__CODE_DIRECTIVE, 1, 1},
    {"60,000 %TAG lines behind the model", tag_lines_behind, TAPPA_EMODEL, TAPPA__CODE_MISSING_KEY, 1, 1},
    {"50,000 anchors", anchors, TAPPA_EMODEL, TAPPA__CODE_ANCHOR, 2, 3},
    {"alias bomb", alias_bomb, TAPPA_EMODEL, TAPPA__CODE_ANCHOR, 4, 9},
    {"16 MB", one_scalar, TAPPA_ELIMIT, TAPPA__CODE_TOO_LARGE, 0, 0},
    {"70,000 bytes in one scalar", one_large_scalar, TAPPA_ELIMIT, TAPPA__CODE_SCALAR_TOO_LARGE, 4, 8},
    {"200,000 nodes", many_nodes, TAPPA_ELIMIT, TAPPA__CODE_TOO_MANY_NODES, 1, 200000},
    {"one key 40,000 times", same_keys, TAPPA_EMODEL, TAPPA__CODE_DUPLICATE_KEY, 5, 1},
    {"40,000 unknown keys", unknown_keys, TAPPA_EMODEL, TAPPA__CODE_UNKNOWN_KEY, 5, 1},
    {"a NUL in a name", nul_in_name, TAPPA_EMODEL, TAPPA__CODE_BAD_NAME, 4, 10},
    {"a duration beyond 64 bits", long_duration, TAPPA_EMODEL, TAPPA__CODE_BAD_DURATION, 4, 22},
    {"1,001 stages", many_stages, TAPPA_ELIMIT, TAPPA__CODE_TOO_MANY, 1005, 3},
    {"10,001 rows", many_rows, TAPPA_ELIMIT, TAPPA__CODE_TOO_MANY, 4, 20023},
    {"9,000 unknown targets", many_targets, TAPPA_EMODEL, TAPPA__CODE_UNKNOWN_STAGE, 4, 23},
    {"1,000 near names for each of 1,000 targets", many_near, TAPPA_EMODEL, TAPPA__CODE_UNKNOWN_STAGE, 5, 28},
    {"60,000 parentheses", parentheses, TAPPA_EMODEL, TAPPA__CODE_EXPR_TOO_DEEP, 0, 0},
    {"60,000 negations", negations, TAPPA_OK, 0, 0, 0},
    {"a chain of 16,000", chain, TAPPA_OK, 0, 0, 0},
    {"20,000 mistakes below long names", deep_paths, TAPPA_EMODEL, TAPPA__CODE_UNKNOWN_KEY, 0, 0},
};

static void
check_case(const struct hostile *h)
{
    struct counting counting = {0, 0, 0, 0};
    const struct tappa_allocator allocator = {count_allocate, count_reallocate, count_release, &counting};
    struct text text = {NULL, 0, 0};
    const struct tappa_diagnostic *d;
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_model *model;
    tappa_status status;

    h->make(&text);
    assert_int_equal(tappa_context_new(&allocator, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    status = tappa_model_compile(context, text.s, text.n, h->name, list, &model);
    d = tappa_diagnostics_at(list, 0);
    if (status != h->status || (h->code && (!d || d->code != h->code)))
        fail_msg("%s: status %d, %s in %u:%u: %s", h->name, status, d ? d->name : "nothing", d ? d->line : 0, d ? d->column : 0, d ? d->message : "");
    if (h->line && (d->line != h->line || d->column != h->column))
        fail_msg("%s: stands in %u:%u", h->name, d->line, d->column);
    assert_true(tappa_diagnostics_count(list) <= 1000);
    /* Every list that grows is copied some times; a diagnostic may show some kilobytes of a line. */
    if (counting.bytes > 400 * text.n + 40000000 || counting.calls > text.n / 4 + 20000)
        fail_msg("%s: %zu bytes asked for in %zu calls", h->name, counting.bytes, counting.calls);
    tappa_model_unref(model);
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
    assert_int_equal(counting.live, 0);
    free(text.s);
}

static void
hostile_models_are_refused(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&cases[i]);
}

/* ---- memory ---- */

static const char whole[] =
    HEAD "title: {en: Shop, it: Negozio}\n"
         "data: {n: {type: int, default: 0}, s: {type: string, default: text}}\n"
         "profile: {email: {type: string, personal: true}}\n"
         "events: {A: {aka: [a, b], fields: {x: int, y: double}}, B: {touchpoint: site}, order.c: {}}\n"
         "channels: {web: {}, mail: {consent: news}}\n"
         "touchpoints: {site: {channel: web}, letter: {channel: mail, direction: outbound, for: [s]}}\n"
         "personas: {fan: data.n > 3}\n"
         "experiments: {e: {arms: {one: 1, two: 2}}}\n"
         "entry: {A: s, '*': p}\n"
         "stages:\n"
         "  s:\n"
         "    enter: [{set: {n: 'data.n + 1'}}, {if: persona.fan, do: [{count: c}], else: [{emit: d, with: {a: now}}]}]\n"
         "    when: {A: [{if: event.x > 1, to: p}, {raise: B}], order.*: {}, '*': {send: A, after: 1h, id: i}}\n"
         "    after: {1h: {every: 1d, at: '09:00', contact: letter}}\n"
         "  p:\n"
         "    parallel: true\n"
         "    done: s\n"
         "    stages: {q: {stages: {a: {}, b: {final: true}, h: {history: deep}}}, r: {stages: {c: {}}}}\n"
         "goals: {g: {reach: p, value: event.y}}\n"
         "offers: {o: {if: 'data.at.getHours(\"Europe/Rome\") > 3 || true'}}\n"
         "contact_rules: {quiet: {from: '21:00', to: '08:00'}, caps: [{at_most: 1, per: 1d}], priorities: [letter]}\n"
         "simulate: {a: {b: 1}}\n";

/* Fails one request after the other until the compile gets through. */
static void
fail_each(const char *text, tappa_status want)
{
    struct counting counting = {0, 0, 0, 0};
    const struct tappa_allocator allocator = {count_allocate, count_reallocate, count_release, &counting};
    tappa_status status = TAPPA_ENOMEM;
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_model *model;
    size_t at, before;

    for (at = 1; status == TAPPA_ENOMEM; at++) {
        counting.fail_at = 0;
        assert_int_equal(tappa_context_new(&allocator, &context), TAPPA_OK);
        assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
        before = counting.live;
        counting.fail_at = counting.calls + at;
        status = tappa_model_compile(context, text, strlen(text), "t", list, &model);
        if (status != want && status != TAPPA_ENOMEM)
            fail_msg("request %zu: status %d", at, status);
        assert_int_equal(status == TAPPA_OK, model != NULL);
        tappa_model_unref(model);
        assert_true(counting.live >= before);
        tappa_diagnostics_free(list);
        tappa_context_unref(context);
        assert_int_equal(counting.live, 0);
        assert_true(at < 20000);
    }
    assert_int_equal(status, want);
    assert_true(at > 20);
}

static void
memory_may_run_out_anywhere(void **state)
{
    char wrong[sizeof whole + 200];

    (void)state;
    (void)snprintf(wrong, sizeof wrong, "%s%s", whole, "offer: 1\nmigrate: [{from: 1}, {from: 1}]\ngaols: {}\n");
    fail_each(wrong, TAPPA_EMODEL);
    (void)snprintf(wrong, sizeof wrong, "%s", whole);
    memcpy(strstr(wrong, "data.at.getHours(\"Europe/Rome\") > 3"), "now.getHours(\"Europe/Rome\") > 3    ", 35);
    fail_each(wrong, TAPPA_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_models_are_refused),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    struct rlimit limit = {300, 300};

    (void)setrlimit(RLIMIT_CPU, &limit);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
