/* Owns what `count` actions count: for each customer with its state, and over all of them, those who were erased included.
 * The fold adds; hosts ask for the sums; erasing hands over what a person leaves behind.
 * A customer's sums are a function of its history, like all of its state: so whatever is folded again counts nothing twice. */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/engine/pack.h"
#include "lib/engine/remains.h"

#define GONE "counts/gone" /* the note with the sums of those who were erased */

/* Sums of several customers, by model and name. */
struct tallies {
    struct tappa_engine *engine;
    struct tappa__tally *items;
    size_t count, capacity;
    int damaged; /* somebody's cannot be read: the sums are those of the others */
};

/* ---- one sum ---- */

/* Neither infinite nor no number. */
static int
is_finite(double v)
{
    return v >= -DBL_MAX && v <= DBL_MAX;
}

static void
add_real(struct tappa__tally *t, double v)
{
    double sum = t->real + v;

    /* What rounding takes away is kept (Neumaier, 1974), so that the order in which customers are added hardly matters. Of a sum past all doubles
     * nothing is left to be kept. */
    if (is_finite(sum))
        t->rest += (t->real < 0 ? -t->real : t->real) >= (v < 0 ? -v : v) ? (t->real - sum) + v : (v - sum) + t->real;
    else
        t->rest = 0;
    t->real = sum;
    t->is_real = 1;
}

static void
add_whole(struct tappa__tally *t, int64_t v)
{
    if (v > 0 ? t->whole > INT64_MAX - v : t->whole < INT64_MIN - v)
        add_real(t, (double)v);
    else
        t->whole += v;
}

static void
add_value(struct tappa__tally *t, const struct tappa_value *by)
{
    t->times++;
    if (by->kind == TAPPA_DOUBLE) {
        if (is_finite(by->real)) /* one that is not would spoil the sum for ever */
            add_real(t, by->real);
    } else if (by->kind == TAPPA_UINT && by->integer < 0) {
        add_real(t, (double)(uint64_t)by->integer);
    } else {
        add_whole(t, by->kind == TAPPA_UNSET ? 1 : by->integer);
    }
}

static int
is_of(const struct tappa__tally *t, struct tappa__text model, struct tappa__text name)
{
    return tappa__text_equal(t->model, model) && tappa__text_equal(t->name, name);
}

tappa_status
tappa__tally_add(struct tappa__customer *c, struct tappa__text model, const struct tappa_effect *effect)
{
    struct tappa__text name = tappa__text_of(effect->name);
    struct tappa__tally *t;
    size_t i = 0;

    while (i < c->tally_count && !is_of(&c->tallies[i], model, name))
        i++;
    if (i == c->tally_count) {
        if (tappa__grow(&c->engine->allocator, (void **)&c->tallies, &c->tally_capacity, i + 1, sizeof *c->tallies))
            return TAPPA_ENOMEM;
        t = &c->tallies[c->tally_count++];
        *t = (struct tappa__tally){.model = model}; /* the engine holds its models */
        t->name = tappa__arena_text(&c->arena, name.s, name.n);
        if (!t->name.s)
            return TAPPA_ENOMEM;
    }
    add_value(&c->tallies[i], &effect->value);
    return TAPPA_OK;
}

/* ---- as bytes ---- */

static void
put_real(struct tappa__buffer *out, double real)
{
    tappa__put_value(out, &(struct tappa_value){.kind = TAPPA_DOUBLE, .real = real});
}

void
tappa__tallies_pack(const struct tappa__tally *tallies, size_t count, struct tappa__buffer *out)
{
    size_t i;

    tappa__put_u64(out, count);
    for (i = 0; i < count; i++) {
        const struct tappa__tally *t = &tallies[i];

        tappa__put_text(out, t->model);
        tappa__put_text(out, t->name);
        tappa__put_u64(out, t->times);
        tappa__put_i64(out, t->whole);
        tappa__put_u64(out, t->is_real);
        if (t->is_real) {
            put_real(out, t->real);
            put_real(out, t->rest);
        }
    }
}

/* Borrowed from the bytes; whatever is wrong is noted in them. */
struct tappa__tally
tappa__tally_unpack(struct tappa__unpack *in)
{
    struct tappa__tally t = {0};

    t.model = tappa__get_text(in);
    t.name = tappa__get_text(in);
    t.times = tappa__get_u64(in);
    t.whole = tappa__get_i64(in);
    t.is_real = tappa__get_u32(in);
    if (t.is_real) {
        struct tappa_value real = tappa__get_value(in), rest = tappa__get_value(in);

        t.real = real.real;
        t.rest = rest.real;
        in->bad |= t.is_real > 1 || real.kind != TAPPA_DOUBLE || rest.kind != TAPPA_DOUBLE;
    }
    return t;
}

/* ---- over all ---- */

static tappa_status
add_tally(struct tallies *all, const struct tappa__tally *more)
{
    struct tappa__arena *arena = &all->engine->scratch;
    struct tappa__tally *t;
    size_t i = 0;

    while (i < all->count && !is_of(&all->items[i], more->model, more->name))
        i++;
    if (i == all->count) {
        if (tappa__grow(&all->engine->allocator, (void **)&all->items, &all->capacity, i + 1, sizeof *all->items))
            return TAPPA_ENOMEM;
        t = &all->items[all->count++];
        *t = (struct tappa__tally){.model = tappa__arena_text(arena, more->model.s, more->model.n),
                                   .name = tappa__arena_text(arena, more->name.s, more->name.n)};
        if (!t->model.s || !t->name.s)
            return TAPPA_ENOMEM;
    }
    t = &all->items[i];
    t->times += more->times;
    add_whole(t, more->whole);
    if (more->is_real) {
        add_real(t, more->real);
        add_real(t, more->rest);
    }
    return TAPPA_OK;
}

static tappa_status
add_packed(struct tallies *all, struct tappa__unpack *in)
{
    uint32_t count = tappa__get_count(in), i;
    tappa_status status = TAPPA_OK;

    for (i = 0; !status && i < count; i++) {
        struct tappa__tally t = tappa__tally_unpack(in);

        status = in->bad ? TAPPA_ESTORE : add_tally(all, &t);
    }
    return status ? status : in->bad ? TAPPA_ESTORE : TAPPA_OK;
}

/* Of those who were erased. `note`: as it stands, until the store is asked again. */
static tappa_status
add_gone(struct tallies *all, struct tappa_span *note)
{
    tappa_store *store = all->engine->store;
    struct tappa__unpack in;
    tappa_status status = store->table->note(store, GONE, sizeof GONE - 1, note);

    if (status || !note->data)
        return status;
    in = (struct tappa__unpack){note->data, (const uint8_t *)note->data + note->size, 0};
    status = add_packed(all, &in);
    return status ? status : in.at != in.end ? TAPPA_ESTORE : TAPPA_OK;
}

/* The sums stand before all else in a customer's row, so that nothing more of it need be read. */
static tappa_status
add_row(struct tallies *all, int64_t id)
{
    tappa_store *store = all->engine->store;
    struct tappa_store_customer row = {.size = sizeof row};
    struct tappa__unpack in;
    tappa_status status = store->table->customer(store, id, &row);

    if (status || !row.customer) /* another process has just made it part of another */
        return status;
    in = (struct tappa__unpack){row.state.data, (const uint8_t *)row.state.data + row.state.size, 0};
    return tappa__get_u64(&in) != TAPPA__STATE_FORM ? TAPPA_ESTORE : add_packed(all, &in);
}

static tappa_status
add_customer(void *arg, int64_t id)
{
    struct tallies *all = arg;
    tappa_status status = add_row(all, id);

    all->damaged |= status == TAPPA_ESTORE;
    return status == TAPPA_ESTORE ? TAPPA_OK : status;
}

static tappa_status
add_all(struct tallies *all)
{
    struct tappa_span note;
    tappa_status status = add_gone(all, &note);

    return status ? status : tappa__customer_each(all->engine, add_customer, all);
}

static int
compare(const void *a, const void *b)
{
    const struct tappa__tally *x = a, *y = b;
    int order = tappa__text_compare(x->model, y->model);

    return order ? order : tappa__text_compare(x->name, y->name);
}

/* A label's value, as Prometheus wants it. */
static void
put_label(struct tappa__buffer *out, const char *name, const char *value)
{
    tappa__buffer_str(out, name);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            tappa__buffer_str(out, "\\");
        tappa__buffer_put(out, value, 1);
    }
    tappa__buffer_str(out, "\"");
}

static void
put_sample(struct tappa__buffer *out, const struct tappa_count *c, int is_sum)
{
    char number[400];

    tappa__buffer_str(out, is_sum ? "tappa_counted_sum{" : "tappa_counted_times{");
    put_label(out, "model=\"", c->model);
    put_label(out, ",name=\"", c->name);
    if (!is_sum)
        snprintf(number, sizeof number, "%llu", (unsigned long long)c->times);
    else if (c->sum.kind == TAPPA_DOUBLE && !is_finite(c->sum.real))
        snprintf(number, sizeof number, c->sum.real > 0 ? "+Inf" : "-Inf");
    else
        (void)tappa_value_json(&c->sum, number, sizeof number);
    tappa__buffer_printf(out, "} %s\n", number);
}

/* Monitoring asks often, and everybody would have to be read each time: it is told what was last found. */
static tappa_status
keep_metrics(struct tappa_engine *e, const struct tappa_count *counts, size_t count)
{
    struct tappa__buffer *out = &e->counted;
    size_t i;

    tappa__buffer_reset(out);
    if (count)
        tappa__buffer_str(out, "# HELP tappa_counted_times How often `count` actions counted, as last asked for.\n# TYPE tappa_counted_times gauge\n");
    for (i = 0; i < count; i++)
        put_sample(out, &counts[i], 0);
    if (count)
        tappa__buffer_str(out, "# HELP tappa_counted_sum What `count` actions came to, as last asked for.\n# TYPE tappa_counted_sum gauge\n");
    for (i = 0; i < count; i++)
        put_sample(out, &counts[i], 1);
    if (!out->failed)
        return TAPPA_OK;
    tappa__buffer_reset(out); /* part of it would say too little */
    return TAPPA_ENOMEM;
}

static tappa_status
hand_out(struct tallies *all, const struct tappa_count **counts, size_t *count)
{
    struct tappa_count *out = tappa__arena_alloc(&all->engine->scratch, (all->count + 1) * sizeof *out);
    size_t i;

    if (!out)
        return TAPPA_ENOMEM;
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, compare);
    for (i = 0; i < all->count; i++) {
        const struct tappa__tally *t = &all->items[i];

        out[i] = (struct tappa_count){.model = t->model.s, .name = t->name.s, .times = t->times};
        out[i].sum.kind = t->is_real ? TAPPA_DOUBLE : TAPPA_INT;
        if (t->is_real)
            out[i].sum.real = (double)t->whole + (t->real + t->rest);
        else
            out[i].sum.integer = t->whole;
    }
    if (keep_metrics(all->engine, out, all->count))
        return TAPPA_ENOMEM;
    *counts = out;
    *count = all->count;
    return TAPPA_OK;
}

/* The store's rows say all then, but of those whom the checkpoint passes over: of them the journal knows more. Some may have been mended since. */
static tappa_status
write_rows(struct tallies *all)
{
    struct tappa_engine *e = all->engine;
    tappa_status status = tappa_engine_checkpoint(e);

    if (status || !tappa__map_count(e->left))
        return status;
    tappa__begin(e, e->work.now);
    status = tappa__catch_up(e);
    all->damaged = tappa__left_any(e);
    return status ? status : tappa_engine_checkpoint(e);
}

tappa_status
tappa_engine_counts(tappa_engine *engine, const struct tappa_count **counts, size_t *count)
{
    struct tallies all = {.engine = engine};
    tappa_status status;

    if (!engine || !counts || !count)
        return TAPPA_EINVAL;
    *counts = NULL;
    *count = 0;
    status = write_rows(&all);
    if (status)
        return status;
    tappa__begin(engine, engine->work.now);
    status = add_all(&all);
    if (!status)
        status = hand_out(&all, counts, count);
    tappa__free(&engine->allocator, all.items);
    return status || !all.damaged ? status : TAPPA_ESTORE;
}

/* ---- those who go ---- */

tappa_status
tappa__tallies_of(struct tappa_engine *e, const struct tappa_store_customer *row, const struct tappa__tally **out, size_t *count)
{
    struct tallies all = {.engine = e};
    struct tappa__unpack in = {row->state.data, (const uint8_t *)row->state.data + row->state.size, 0};
    tappa_status status = row->revision && tappa__get_u64(&in) == TAPPA__STATE_FORM ? add_packed(&all, &in) : TAPPA_ESTORE;
    struct tappa__tally *kept = status ? NULL : tappa__arena_alloc(&e->scratch, (all.count + 1) * sizeof *kept);
    size_t i;

    for (i = 0; kept && i < all.count; i++)
        kept[i] = all.items[i];
    tappa__free(&e->allocator, all.items);
    *out = kept;
    *count = kept ? all.count : 0;
    return status == TAPPA_ESTORE || kept ? TAPPA_OK : TAPPA_ENOMEM;
}

/* A note that outlives the answer and the buffer it comes from. */
static tappa_status
keep_note(struct tappa_engine *e, const void *bytes, size_t size, struct tappa_store_note *note)
{
    void *kept = tappa__arena_alloc(&e->scratch, size + 1);

    if (!kept)
        return TAPPA_ENOMEM;
    memcpy(kept, bytes, size);
    note->name = (struct tappa_span){GONE, sizeof GONE - 1};
    note->value = (struct tappa_span){kept, size};
    return TAPPA_OK;
}

/* Two processes that erase at once would both add to the same sums: so the note is to be as it was, and the slower one loses the race. */
tappa_status
tappa__tallies_leave(const struct tappa__remains *r, struct tappa_store_note notes[2], size_t *count)
{
    struct tappa_engine *e = r->engine;
    struct tallies all = {.engine = e};
    struct tappa__buffer value;
    struct tappa_span there;
    tappa_status status;
    size_t i;

    if (!r->tally_count)
        return TAPPA_OK;
    notes[0] = (struct tappa_store_note){.flags = TAPPA_STORE_SAME, .name = {GONE, sizeof GONE - 1}};
    status = add_gone(&all, &there);
    if (!status && there.data)
        status = keep_note(e, there.data, there.size, &notes[0]);
    for (i = 0; !status && i < r->tally_count; i++)
        status = add_tally(&all, &r->tallies[i]);
    tappa__buffer_init(&value, &e->allocator);
    tappa__tallies_pack(all.items, all.count, &value);
    tappa__free(&e->allocator, all.items);
    if (!status)
        status = value.failed ? TAPPA_ENOMEM : keep_note(e, value.s, value.n, &notes[1]);
    tappa__buffer_free(&value);
    *count += status ? 0 : 2;
    return status;
}
