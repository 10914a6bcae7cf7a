/* A small environment for the tests of expressions: data.visits (int), data.basket (double), data.name (string), data.bonus (int, unset),
 * event.price (double), event.time (timestamp), event.late (has a meaning, but not here), journey.at("..."), journey.any("...") and `free` without
 * a type, now; `old`, `gone` and journey.gone(), which have a meaning elsewhere. Loads read `values` by index. */
#ifndef TAPPA_TESTS_EXPR_WORLD_H
#define TAPPA_TESTS_EXPR_WORLD_H

#include "lib/core/expr/program.h"

enum { VISITS, BASKET, NAME, BONUS, PRICE, TIME, AT, NOW, BROKEN, ITEMS, WORLD_VALUES };

struct world {
    struct tappa_value values[WORLD_VALUES];
    uint32_t loads; /* how many were asked for */
};

static inline int
world_bind(struct tappa__binding *out, uint32_t index, uint32_t kind)
{
    out->type = tappa__type_of(kind);
    out->load = 1;
    out->index = index;
    return 0;
}

static inline int
world_variable(void *user, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    (void)user;
    if (tappa__text_is(name, "now"))
        return world_bind(out, NOW, TAPPA_TIMESTAMP);
    if (tappa__text_is(name, "free")) {
        *out = (struct tappa__binding){NULL, 1, VISITS};
        return 0;
    }
    if (tappa__text_is(name, "items"))
        return world_bind(out, ITEMS, TAPPA_LIST);
    if (tappa__text_is(name, "old")) {
        *hint = TAPPA__TEXT("`old` is only for migrations");
        return 2;
    }
    if (tappa__text_is(name, "noww") || tappa__text_is(name, "dat"))
        *hint = name.n == 4 ? TAPPA__TEXT("now") : TAPPA__TEXT("data");
    return 1;
}

static inline int
world_member(void *user, struct tappa__text root, struct tappa__text member, struct tappa__binding *out,
             struct tappa__text *hint)
{
    static const struct {
        const char *root, *member;
        uint32_t index, kind;
    } rows[] = {
        {"data", "visits", VISITS, TAPPA_INT},    {"data", "basket", BASKET, TAPPA_DOUBLE},
        {"data", "name", NAME, TAPPA_STRING},     {"data", "bonus", BONUS, TAPPA_INT},
        {"event", "price", PRICE, TAPPA_DOUBLE},  {"event", "time", TIME, TAPPA_TIMESTAMP},
        {"event", "broken", BROKEN, TAPPA_INT},
    };
    size_t i;

    (void)user;
    out->load = 0;
    if (tappa__text_is(root, "gone")) {
        *hint = TAPPA__TEXT("what is gone has no members");
        return 2;
    }
    if (tappa__text_is(root, "event") && tappa__text_is(member, "late")) {
        *hint = TAPPA__TEXT("`event.late` differs between the events that can be meant");
        return 2;
    }
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!tappa__text_is(root, rows[i].root))
            continue;
        out->load = 1;
        if (tappa__text_is(member, rows[i].member))
            return world_bind(out, rows[i].index, rows[i].kind);
        if (tappa__text_distance(member, tappa__text_of(rows[i].member), 1) < 2)
            *hint = tappa__text_of(rows[i].member);
    }
    out->load = out->load || tappa__text_is(root, "journey");
    return 1;
}

static inline int
world_method(void *user, struct tappa__text root, struct tappa__text method, struct tappa__text argument,
             struct tappa__binding *out, struct tappa__text *hint)
{
    (void)user;
    if (tappa__text_is(method, "gone")) {
        *hint = TAPPA__TEXT("`gone` is no more");
        return 2;
    }
    if (tappa__text_is(method, "any")) {
        *out = (struct tappa__binding){NULL, 1, AT};
        return 0;
    }
    if (!tappa__text_is(root, "journey") || !tappa__text_is(method, "at"))
        return 1;
    if (tappa__text_is(argument, "nowhere")) {
        *hint = TAPPA__TEXT("there is no stage `nowhere`");
        return 2;
    }
    return world_bind(out, AT, TAPPA_BOOL);
}

static inline struct tappa_zone *
world_zone(void *user, struct tappa__text name)
{
    struct tappa_allocator a;
    struct tappa_zone *zone;

    (void)user;
    tappa__allocator_default(&a);
    return tappa__zone_load(&a, NULL, name, &zone) == TAPPA_OK ? zone : NULL;
}

static const struct tappa__expr_env world_env = {NULL, world_variable, world_member, world_method, world_zone};

static inline void
world_load(void *user, uint32_t load, uint32_t index, struct tappa_value *out)
{
    struct world *w = user;

    (void)load;
    w->loads++;
    *out = w->values[index];
}

static inline void
world_init(struct world *w)
{
    static const struct world fresh = {
        {{TAPPA_INT, 0, 2, 0, NULL},
         {TAPPA_DOUBLE, 0, 0, 0.0, NULL},
         {TAPPA_STRING, 4, 0, 0, "Anna"},
         {TAPPA_UNSET, 0, 0, 0, NULL},
         {TAPPA_DOUBLE, 0, 0, 12.5, NULL},
         {TAPPA_TIMESTAMP, 0, 0, 0, NULL},
         {TAPPA_BOOL, 0, 1, 0, NULL},
         {TAPPA_TIMESTAMP, 0, 1000000, 0, NULL},
         {TAPPA_ERROR, 16, TAPPA_ERR_NO_VALUE, 0, "no event is here"},
         {TAPPA_LIST, 0, 0, 0, NULL}},
        0};

    *w = fresh;
}

/* Where in the text the part stands that an error comes from; 0 where none does. */
static inline uint32_t
world_error_at(const struct tappa__program *p, struct tappa__evaluator *e)
{
    struct tappa_value result;

    tappa__execute(p, e, &result, NULL);
    return result.kind == TAPPA_ERROR ? p->spans[(uint32_t)result.real].start : 0;
}

#endif
