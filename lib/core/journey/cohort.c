/* A cohort as an object: journeys of one model side by side, each in the same fixed block that a single journey has. Hosts make
 * it, put journeys in and take them out; cohort-feed.c moves it. What a member does is decided by the same code as for a single
 * journey, so the bytes are the same. */
#include <string.h>

#include "lib/core/journey/cohort.h"

static const struct tappa_allocator *
allocator_of(const struct tappa_cohort *c)
{
    return &c->model->arena.allocator;
}

tappa_status
tappa_cohort_new(tappa_model *model, uint32_t count, tappa_cohort **cohort)
{
    struct tappa_cohort *c;

    if (cohort)
        *cohort = NULL;
    if (!model || !cohort || !count || count == TAPPA_NONE)
        return TAPPA_EINVAL;
    c = tappa__alloc_zero(&model->arena.allocator, sizeof *c);
    if (!c)
        return TAPPA_ENOMEM;
    c->model = tappa_model_ref(model);
    c->count = count;
    c->stride = tappa__state_bytes(model);
    if (c->stride <= SIZE_MAX / count)
        c->states = tappa__alloc(&model->arena.allocator, c->stride * count);
    if (model->has_strings || model->has_sends)
        c->extras = tappa__alloc_zero(&model->arena.allocator, count * sizeof *c->extras);
    if (!c->states || ((model->has_strings || model->has_sends) && !c->extras)) {
        tappa_cohort_free(c);
        return TAPPA_ENOMEM;
    }
    for (uint32_t i = 0; i < count; i++)
        tappa__state_clear(model, tappa__cohort_state(c, i));
    *cohort = c;
    return TAPPA_OK;
}

void
tappa_cohort_free(tappa_cohort *cohort)
{
    struct tappa_allocator a;
    tappa_model *model;

    if (!cohort)
        return;
    model = cohort->model;
    a = model->arena.allocator;
    for (uint32_t i = 0; cohort->extras && i < cohort->count; i++)
        tappa__free(&a, cohort->extras[i]);
    for (uint32_t i = 0; cohort->members && i < cohort->count; i++) {
        tappa__free(&a, cohort->members[i].text);
        tappa_zone_unref(cohort->members[i].zone);
    }
    tappa__free(&a, cohort->members);
    tappa__free(&a, cohort->extras);
    tappa__free(&a, cohort->states);
    tappa__free(&a, cohort);
    tappa_model_unref(model);
}

uint32_t
tappa_cohort_count(const tappa_cohort *cohort)
{
    return cohort ? cohort->count : 0;
}

size_t
tappa_cohort_journey_bytes(const tappa_cohort *cohort)
{
    if (!cohort)
        return 0;
    return cohort->stride + (cohort->extras ? sizeof *cohort->extras : 0) + (cohort->members ? sizeof *cohort->members : 0);
}

static struct tappa__text
write_digits(uint32_t n, char digits[12])
{
    uint32_t at = 11;

    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    return (struct tappa__text){digits + at, 11 - at};
}

void
tappa__cohort_seat(const struct tappa_cohort *c, uint32_t index, struct tappa__seat *seat)
{
    const struct tappa__member *member = c->members ? &c->members[index] : NULL;

    seat->none = NULL;
    seat->subject = (struct tappa__subject){.model = c->model, .state = tappa__cohort_state(c, index),
                                            .extra = c->extras ? &c->extras[index] : &seat->none,
                                            .zone = member ? member->zone : NULL};
    if (member && member->text) {
        seat->subject.customer = (struct tappa__text){member->text, member->customer_size};
        seat->subject.id = (struct tappa__text){member->text + member->customer_size + 1, member->id_size};
    } else {
        seat->subject.customer = seat->subject.id = write_digits(index, seat->digits);
    }
}

static tappa_status
copy_extra(const struct tappa_allocator *a, const struct tappa__extra *from, struct tappa__extra **to)
{
    *to = NULL;
    if (!from)
        return TAPPA_OK;
    *to = tappa__alloc(a, from->capacity);
    if (!*to)
        return TAPPA_ENOMEM;
    memcpy(*to, from, from->capacity);
    return TAPPA_OK;
}

tappa_status
tappa_cohort_get(const tappa_cohort *cohort, uint32_t index, tappa_journey **journey)
{
    struct tappa__seat seat;
    tappa_status status;

    if (journey)
        *journey = NULL;
    if (!cohort || !journey || index >= cohort->count)
        return TAPPA_EINVAL;
    tappa__cohort_seat(cohort, index, &seat);
    status = tappa_journey_new(cohort->model, seat.subject.customer.s, seat.subject.customer.n, seat.subject.id.s,
                               seat.subject.id.n, journey);
    if (!status)
        status = copy_extra(allocator_of(cohort), *seat.subject.extra, &(*journey)->extra);
    if (status) {
        tappa_journey_free(*journey);
        *journey = NULL;
        return status;
    }
    memcpy(tappa__journey_state(*journey), seat.subject.state, tappa__state_bytes(cohort->model));
    return tappa_journey_set_zone(*journey, (tappa_zone *)(uintptr_t)seat.subject.zone);
}

/* Whether the member's place can say all there is to say of the journey without a record of its own. */
static int
is_plain(const struct tappa_journey *j, uint32_t index)
{
    char buffer[12];
    struct tappa__text digits = write_digits(index, buffer);

    return !j->zone && tappa__text_equal(j->customer, digits) && tappa__text_equal(j->id, digits);
}

tappa_status
tappa_cohort_put(tappa_cohort *cohort, uint32_t index, const tappa_journey *journey)
{
    const struct tappa_allocator *a;
    struct tappa__extra *extra;
    struct tappa__member member = {0};

    if (!cohort || !journey || index >= cohort->count)
        return TAPPA_EINVAL;
    if (journey->model != cohort->model)
        return TAPPA_EMODELS;
    a = allocator_of(cohort);
    if (!cohort->members && !is_plain(journey, index)) {
        cohort->members = tappa__alloc_zero(a, cohort->count * sizeof *cohort->members);
        if (!cohort->members)
            return TAPPA_ENOMEM;
    }
    if (!cohort->extras && journey->extra) {
        cohort->extras = tappa__alloc_zero(a, cohort->count * sizeof *cohort->extras);
        if (!cohort->extras)
            return TAPPA_ENOMEM;
    }
    if (copy_extra(a, journey->extra, &extra))
        return TAPPA_ENOMEM;
    if (!is_plain(journey, index)) {
        member = (struct tappa__member){.customer_size = journey->customer.n, .id_size = journey->id.n};
        member.text = tappa__alloc(a, (size_t)journey->customer.n + journey->id.n + 2);
        if (!member.text) {
            tappa__free(a, extra);
            return TAPPA_ENOMEM;
        }
        memcpy(member.text, journey->customer.s, journey->customer.n + 1);
        memcpy(member.text + journey->customer.n + 1, journey->id.s, journey->id.n + 1);
        member.zone = tappa_zone_ref(journey->zone);
    }
    if (cohort->members) {
        tappa__free(a, cohort->members[index].text);
        tappa_zone_unref(cohort->members[index].zone);
        cohort->members[index] = member;
    }
    if (cohort->extras) {
        tappa__free(a, cohort->extras[index]);
        cohort->extras[index] = extra;
        cohort->brought |= extra && extra->send_count;
    }
    memcpy(tappa__cohort_state(cohort, index), tappa__journey_state(journey), tappa__state_bytes(cohort->model));
    return TAPPA_OK;
}

int64_t
tappa_cohort_next_due(const tappa_cohort *cohort)
{
    int64_t first = TAPPA_NEVER;

    for (uint32_t i = 0; cohort && tappa__cohort_waits(cohort) && i < cohort->count; i++) {
        struct tappa__due due = tappa__state_next(cohort->model, tappa__cohort_state(cohort, i),
                                                  cohort->extras ? cohort->extras[i] : NULL);
        if (due.time < first)
            first = due.time;
    }
    return first;
}

tappa_status
tappa_cohort_histogram(const tappa_cohort *cohort, uint64_t *counts, size_t size)
{
    const struct tappa_model *m;

    if (!cohort || !counts || size < cohort->model->stage_count)
        return TAPPA_EINVAL;
    m = cohort->model;
    memset(counts, 0, size * sizeof *counts);
    for (uint32_t i = 0; i < cohort->count; i++) {
        const struct tappa__state *s = tappa__cohort_state(cohort, i);

        if (!(s->flags & TAPPA__BEGUN))
            continue;
        if (s->flags & TAPPA__ENDED) {
            counts[m->leaf_stage[s->leaf]]++;
        } else if (m->parallel) {
            const uint64_t *set = (const uint64_t *)(const void *)(s->words + m->at_active);
            for (uint32_t at = 0; (at = tappa__bit_next(set, at, m->stage_count)) < m->stage_count; at++)
                counts[at]++;
        } else {
            for (uint32_t at = m->leaf_stage[s->leaf]; at != TAPPA_NONE; at = m->stages[at].parent)
                counts[at]++;
        }
    }
    return TAPPA_OK;
}
