/* Owns one compile's memory and its reports.
 * Called by every phase.
 * Protects two invariants: once memory ran out nothing more is written, and finding near names costs a bounded number of comparisons. */
#include "lib/core/compile/compiler.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/core/context.h"

#define HINTS 50000 /* comparisons of one compile: a person's model uses some hundreds */
#define MESSAGE_MAX 700

static void
init_sizes(struct tappa__vector *v)
{
    static const size_t sizes[TAPPA__V_COUNT] = {
        [TAPPA__V_TITLES] = sizeof(struct tappa__title),
        [TAPPA__V_NOTES] = sizeof(struct tappa__note),
        [TAPPA__V_NAMES] = sizeof(struct tappa__text),
        [TAPPA__V_DATA] = sizeof(struct tappa__slot),
        [TAPPA__V_PROFILE] = sizeof(struct tappa__slot),
        [TAPPA__V_FIELDS] = sizeof(struct tappa__slot),
        [TAPPA__V_FIELD_NAMES] = sizeof(struct tappa__text),
        [TAPPA__V_EVENTS] = sizeof(struct tappa_event_type),
        [TAPPA__V_ALIASES] = sizeof(struct tappa__text),
        [TAPPA__V_CHANNELS] = sizeof(struct tappa_channel),
        [TAPPA__V_TOUCHPOINTS] = sizeof(struct tappa_touchpoint),
        [TAPPA__V_PERSONAS] = sizeof(struct tappa__persona),
        [TAPPA__V_EXPERIMENTS] = sizeof(struct tappa__experiment),
        [TAPPA__V_ARMS] = sizeof(struct tappa__arm),
        [TAPPA__V_STAGES] = sizeof(struct tappa_stage),
        [TAPPA__V_ROWS] = sizeof(struct tappa_transition),
        [TAPPA__V_PATTERNS] = sizeof(struct tappa__pattern),
        [TAPPA__V_TARGETS] = sizeof(uint32_t),
        [TAPPA__V_LISTS] = sizeof(struct tappa__span),
        [TAPPA__V_OPS] = sizeof(struct tappa__op),
        [TAPPA__V_ARGS] = sizeof(struct tappa__arg),
        [TAPPA__V_EXPRESSIONS] = sizeof(struct tappa__expression),
        [TAPPA__V_GOALS] = sizeof(struct tappa__goal),
        [TAPPA__V_OFFERS] = sizeof(struct tappa__offer),
        [TAPPA__V_QUIETS] = sizeof(struct tappa_quiet),
        [TAPPA__V_CAPS] = sizeof(struct tappa_cap),
        [TAPPA__V_PRIORITIES] = sizeof(struct tappa_priority),
        [TAPPA__V_RESPONSES] = sizeof(struct tappa_response),
        [TAPPA__V_MAPPINGS] = sizeof(struct tappa__mapping),
        [TAPPA__V_SIMULATE] = sizeof(struct tappa__note),
    };
    size_t i;

    for (i = 0; i < TAPPA__V_COUNT; i++)
        v[i].size = sizes[i];
}

void
tappa__compiler_init(struct tappa__compiler *c, const tappa_context *context, tappa_diagnostics *diagnostics)
{
    memset(c, 0, sizeof *c);
    c->context = context;
    c->allocator = tappa__context_allocator(context);
    c->diagnostics = diagnostics;
    c->hints = HINTS;
    tappa__arena_init(&c->parse, c->allocator, 0);
    tappa__arena_init(&c->keep, c->allocator, 0);
    init_sizes(c->v);
    c->stage_nodes.size = sizeof(const struct tappa__node *);
    c->done_events.size = c->field_events.size = sizeof(uint32_t);
    c->field_infos.size = sizeof(struct tappa__field_info);
}

void
tappa__compiler_free(struct tappa__compiler *c)
{
    struct tappa__vector *own[] = {&c->stage_nodes, &c->done_events, &c->field_events, &c->field_infos};
    struct tappa__index *indexes[] = {&c->stages,      &c->events,   &c->data,        &c->profile, &c->channels,
                                      &c->touchpoints, &c->personas, &c->experiments, &c->fields};
    size_t i;

    for (i = 0; i < TAPPA__V_COUNT; i++)
        tappa__free(c->allocator, c->v[i].items);
    for (i = 0; i < sizeof own / sizeof *own; i++)
        tappa__free(c->allocator, own[i]->items);
    for (i = 0; i < sizeof indexes / sizeof *indexes; i++)
        tappa__index_free(c->allocator, indexes[i]);
    tappa__arena_free(&c->parse);
    tappa__arena_free(&c->keep);
}

void *
tappa__push(struct tappa__compiler *c, struct tappa__vector *v)
{
    char *item;

    if (c->status == TAPPA_ENOMEM)
        return NULL;
    if (v->count >= UINT32_MAX - 1 || tappa__grow(c->allocator, &v->items, &v->capacity, v->count + 1, v->size)) {
        c->status = TAPPA_ENOMEM;
        return NULL;
    }
    item = (char *)v->items + v->count++ * v->size;
    memset(item, 0, v->size);
    return item;
}

struct tappa__text
tappa__keep(struct tappa__compiler *c, struct tappa__text t)
{
    struct tappa__text copy = tappa__arena_text(&c->keep, t.s, t.n);

    if (copy.s)
        return copy;
    c->status = TAPPA_ENOMEM;
    return TAPPA__TEXT("");
}

struct tappa__text
tappa__keep_path(struct tappa__compiler *c, const struct tappa__node *node)
{
    struct tappa__path path;

    return tappa__keep(c, tappa__node_path(node, &path));
}

static void add(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__place place,
                struct tappa__text hint, const char *format, va_list arguments) __attribute__((format(printf, 6, 0)));

static void
add(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__place place,
    struct tappa__text hint, const char *format, va_list arguments)
{
    struct tappa__path path;
    char message[MESSAGE_MAX];

    if (tappa__code_severity(code) == TAPPA_ERROR_SEVERITY)
        c->errors++;
    (void)vsnprintf(message, sizeof message, format, arguments);
    tappa__diagnose(c->diagnostics, &c->source, code, place, tappa__node_path(at, &path), hint, "%s", message);
}

void
tappa__report(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__text hint,
              const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(c, code, at, at->place, hint, format, arguments);
    va_end(arguments);
}

void
tappa__report_key(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__text hint,
                  const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(c, code, at, at->key ? at->key->place : at->place, hint, format, arguments);
    va_end(arguments);
}

void
tappa__report_at(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__place place,
                 struct tappa__text hint, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(c, code, at, place, hint, format, arguments);
    va_end(arguments);
}

struct tappa__text
tappa__hint(struct tappa__compiler *c, const char *format, ...)
{
    char buffer[MESSAGE_MAX];
    struct tappa__text t;
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    t = tappa__text_of(buffer);
    t = tappa__arena_text(&c->parse, t.s, t.n);
    if (t.s)
        return t;
    c->status = TAPPA_ENOMEM;
    return TAPPA__TEXT("");
}

struct tappa__text
tappa__did_you_mean_name(struct tappa__compiler *c, struct tappa__text near)
{
    return near.n ? tappa__hint(c, "did you mean '%.*s'?", TAPPA__SHOW(near)) : near;
}

uint32_t
tappa__near_limit(struct tappa__text name)
{
    return name.n < 4 ? 1 : name.n < 8 ? 2 : 3;
}

struct tappa__text
tappa__near(struct tappa__compiler *c, struct tappa__text name, const struct tappa__index *index)
{
    struct tappa__text best = {"", 0};
    uint32_t limit = tappa__near_limit(name), distance;
    size_t i;

    for (i = 0; i < index->count && c->hints; i++, c->hints--) {
        struct tappa__text candidate = index->entries[i].name;
        if (candidate.n + limit < name.n || candidate.n > name.n + limit)
            continue;
        distance = tappa__text_distance(name, candidate, limit);
        if (distance > limit || distance >= name.n)
            continue;
        best = candidate;
        limit = distance ? distance - 1 : 0;
        if (!distance)
            break;
    }
    return best;
}
