/* Owns moving the journeys of a model to its newest version, customer by customer.
 * Hosts call it once a version is in force that says `migrate`.
 * How far it has come stands in the store, written with each lot of customers: begun again it goes on there.
 * Journeys go as of the first call's time, whenever their turn comes. A timer of the new version that is over by then is due in the customer's row, and
 * fires as of its own time with whatever comes next, what is due, an event or a claim; so the order of these calls makes no difference. */
#include "lib/base/time.h"
#include "lib/engine/blur.h"
#include "lib/engine/damaged.h"
#include "lib/engine/pack.h"

#define AT_ONCE 256 /* customers moved in one transaction */

struct applying {
    struct tappa_engine *e;
    uint32_t first; /* the oldest version of the model */
    int64_t now;
    struct tappa__damaged damaged;
    int passed_over; /* somebody was, since it began with the first: by a call before this one too */
    int again; /* one was found damaged when half of it was done: without that one the lot is moved anew */
};

static void
note_name(struct tappa__text model, struct tappa__buffer *out)
{
    tappa__buffer_str(out, "apply/");
    tappa__buffer_text(out, model);
}

/* Behind which customer: of an earlier change of the model, behind none. */
static tappa_status
read_progress(struct applying *a, const struct tappa__buffer *name, int64_t version, int64_t *after)
{
    struct tappa_store *store = a->e->store;
    struct tappa_span span;
    struct tappa__unpack in;
    int64_t of;
    tappa_status status = store->table->note(store, name->s, name->n, &span);

    *after = INT64_MIN;
    a->passed_over = 0;
    if (status || !span.data)
        return status;
    in = (struct tappa__unpack){span.data, (const uint8_t *)span.data + span.size, 0};
    of = tappa__get_i64(&in);
    *after = tappa__get_i64(&in);
    a->passed_over = tappa__get_u64(&in) != 0;
    if (in.bad || in.at != in.end)
        return TAPPA_ESTORE;
    if (of != version) {
        *after = INT64_MIN;
        a->passed_over = 0;
    }
    return TAPPA_OK;
}

static int64_t
newest_version(const struct tappa_engine *e, uint32_t force)
{
    while (e->forces[force].next != TAPPA_NONE)
        force = e->forces[force].next;
    return tappa_model_version(e->forces[force].model);
}

static tappa_status
add_note(struct tappa_engine *e, const struct tappa__buffer *name, const struct tappa__buffer *value, int is_over)
{
    struct tappa__work *w = &e->work;

    if (value->failed ||
        tappa__grow(&e->allocator, (void **)&w->notes, &w->note_capacity, w->note_count + 1, sizeof *w->notes))
        return TAPPA_ENOMEM;
    w->notes[w->note_count++] = (struct tappa_store_note){.size = sizeof *w->notes, .flags = is_over ? TAPPA_STORE_REMOVE : 0,
                                                          .name = {name->s, name->n}, .value = {value->s, value->n}};
    return TAPPA_OK;
}

/* Also once the version is in force, which it may not be yet: until then its row says when. */
static int
goes_on(const struct applying *a, const struct tappa__customer *c)
{
    size_t i;

    for (i = 0; i < c->track_count; i++)
        if (tappa__force_is_of(a->e, a->first, c->tracks[i].force) && !tappa_journey_ended(c->tracks[i].journey) &&
            tappa__force_next(a->e, c->tracks[i].force, TAPPA__TIME_MAX, 0) != TAPPA_NONE)
            return 1;
    return 0;
}

static tappa_status
move_on(struct applying *a, struct tappa__customer *c)
{
    int moved;
    tappa_status status;

    c->at_once = 1; /* its timers may be others: the row must say so */
    a->e->timers_left = TAPPA__TIMERS_MAX;
    status = tappa__touch(c);
    if (!status)
        status = tappa__contacts_due(c, a->now); /* each at its time; what is due at this very instant is the old version's */
    return status ? status : tappa__fold_move(c, a->now, TAPPA__BY_CALL, &moved);
}

static tappa_status
move_customer(struct applying *a, int64_t id)
{
    struct tappa__customer *c;
    tappa_status status;

    if (tappa__damaged_has(&a->damaged, id))
        return TAPPA_OK;
    status = tappa__customer_get(a->e, id, &c);
    if (status == TAPPA_EUNKNOWN) /* another process has just made it part of another, or erased it */
        return TAPPA_OK;
    if (status == TAPPA_ESTORE) /* the damage is one customer's: the others go on */
        return tappa__damaged_add(a->e, &a->damaged, id);
    if (status || !goes_on(a, c))
        return status;
    status = move_on(a, c);
    if (status == TAPPA_ESTORE) {
        a->again = !tappa__damaged_add(a->e, &a->damaged, id);
        return a->again ? status : TAPPA_ENOMEM;
    }
    return status == TAPPA_ELIMIT && !a->e->timers_left ? TAPPA_OK : status; /* so far behind: it moves once the rest has run */
}

/* A number between the last of a lot and who comes next, which is one more than were asked for: that of somebody would stay here when that one is erased. */
static int64_t
place_behind(const int64_t *ids, size_t most, size_t *count)
{
    int64_t next = INT64_MAX;

    if (*count > most) {
        next = ids[most];
        *count = most;
    }
    return *count ? tappa__blur(ids[*count - 1], next) : INT64_MAX;
}

/* One lot, from which on those that are passed over are told of by whichever call comes to the end; `count` less than asked: nobody is left. */
static tappa_status
move_some(struct applying *a, size_t most, size_t *count)
{
    struct tappa_engine *e = a->e;
    int64_t ids[AT_ONCE + 1], after = INT64_MIN;
    int64_t version = newest_version(e, a->first);
    struct tappa__buffer name, value;
    tappa_status status;
    size_t i;

    *count = 0;
    a->again = 0;
    tappa__begin(e, a->now);
    tappa__turn_take(e);
    status = tappa__customer_fresh(e);
    tappa__buffer_init(&name, &e->allocator);
    tappa__buffer_init(&value, &e->allocator);
    note_name(tappa__text_of(tappa_model_name(e->forces[a->first].model)), &name);
    if (!status)
        status = name.failed ? TAPPA_ENOMEM : read_progress(a, &name, version, &after);
    if (!status)
        status = e->store->table->customers(e->store, after, ids, most + 1, count);
    after = place_behind(ids, most, count);
    for (i = 0; !status && i < *count; i++)
        status = move_customer(a, ids[i]);
    a->passed_over |= a->damaged.count != 0;
    tappa__put_i64(&value, version);
    tappa__put_i64(&value, after);
    tappa__put_u64(&value, (uint64_t)a->passed_over);
    if (!status)
        status = add_note(e, &name, &value, *count < most);
    if (status)
        tappa__abandon(e);
    else
        status = tappa__commit(e);
    tappa__buffer_free(&name);
    tappa__buffer_free(&value);
    return status;
}

static tappa_status
move_all(struct applying *a, size_t limit, size_t *done)
{
    size_t sum = 0, count;
    tappa_status status = TAPPA_OK;

    while (sum < limit) {
        size_t most = limit - sum < AT_ONCE ? limit - sum : AT_ONCE;

        status = move_some(a, most, &count);
        if (status && a->again) {
            status = TAPPA_OK;
            continue;
        }
        if (status)
            break;
        sum += count;
        if (done)
            *done = sum;
        if (count < most)
            return a->passed_over ? TAPPA_ESTORE : TAPPA_OK;
    }
    return status || !a->damaged.count ? status : TAPPA_ESTORE;
}

/* The newest version under TAPPA_MIGRATE may be gone to from now on. */
static tappa_status
allow(struct tappa_engine *e, uint32_t force, int64_t now)
{
    tappa_status status = TAPPA_OK;
    int lost = 0;

    while (!status && force != TAPPA_NONE) {
        struct tappa__force *f = &e->forces[force];

        if (f->policy != TAPPA_MIGRATE || f->applied != TAPPA_NEVER) {
            force = f->next;
            continue;
        }
        f->applied_number = tappa__force_changes(e);
        f->applied = now;
        status = tappa__models_write(e, f);
        if (!status)
            continue;
        f->applied = TAPPA_NEVER;
        if (status == TAPPA_ECONFLICT && ++lost < TAPPA__RACES_MAX) {
            tappa__turn_take(e);
            status = tappa__changes_fresh(e); /* it may have been the same */
        }
    }
    tappa__turn_end(e);
    return status;
}

tappa_status
tappa_engine_apply(tappa_engine *engine, const char *model, size_t size, int64_t now, size_t limit, size_t *done)
{
    struct tappa__text name = {model, (uint32_t)size};
    struct applying a = {.e = engine, .now = now};
    tappa_status status;

    if (done)
        *done = 0;
    if (!engine || !model || size > UINT16_MAX)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__enter(engine, now);
    if (!status)
        status = tappa__customer_fresh(engine); /* another process may have brought the model, or its newest version */
    if (status)
        return status;
    a.first = tappa__force_find(engine, name);
    if (a.first == TAPPA_NONE)
        return TAPPA_EUNKNOWN;
    status = tappa_engine_checkpoint(engine);
    if (!status)
        status = allow(engine, a.first, now);
    if (!status)
        status = move_all(&a, limit, done);
    tappa__damaged_free(engine, &a.damaged);
    return status;
}
