/* Owns arbitration: which of a customer's open contacts may be made now, and which one another keeps from it.
 * Called by decide, which tells what it finds, and by claim, which acts on it.
 * A contact that cannot be made now for a reason of its own never stands in another's way. */
#include <stdlib.h>
#include <string.h>

#include "lib/engine/outlook.h"

static int
compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
compare_values(double a, double b)
{
    return (a > b) - (a < b);
}

/* Open ones first. Then priority, the customer's preference, offers (the customer is there), value, waiting time, the order written, key. */
int
tappa__judged_compare(const void *a, const void *b)
{
    const struct tappa__judged *x = *(struct tappa__judged *const *)a, *y = *(struct tappa__judged *const *)b;
    const struct tappa_verdict *v = &x->verdict, *w = &y->verdict;
    int order = compare(v->reason != TAPPA_OPEN, w->reason != TAPPA_OPEN);

    if (!order)
        order = compare(w->priority, v->priority);
    if (!order)
        order = compare(y->preferred, x->preferred);
    if (!order)
        order = compare(v->kind, w->kind);
    if (!order)
        order = compare_values(w->value, v->value);
    if (!order)
        order = compare(x->wanted, y->wanted);
    if (!order)
        order = compare(x->order, y->order);
    return order ? order : memcmp(v->key, w->key, sizeof v->key);
}

static tappa_status
give_place(struct tappa__outlook *o, const struct tappa__judged *judged, struct tappa_verdict *v)
{
    struct tappa__text channel = tappa__text_of(v->channel), touchpoint = tappa__text_of(v->touchpoint);
    struct tappa__capped capped;

    if (judged->contact->is_effect)
        return TAPPA_OK;
    if (tappa__outlook_capped(o, channel, touchpoint, v->key, 0, &capped))
        return tappa__outlook_stop(o, &capped, 0, v);
    if (tappa__outlook_capped(o, channel, touchpoint, v->key, 1, &capped))
        return tappa__outlook_stop(o, &capped, 1, v);
    tappa__outlook_take(o, judged);
    return TAPPA_OK;
}

/* Open, or over since somebody last looked. Leases that are over have been seen to before anybody judges. */
static int
is_in_question(const struct tappa__outlook *o, const struct tappa__contact *contact)
{
    return tappa__contact_is_open(contact) || (o->is_ahead && contact->state == TAPPA_CONTACT_EXPIRED && contact->changed_row);
}

tappa_status
tappa__judge(struct tappa__outlook *o, struct tappa__judged ***out, size_t *count)
{
    struct tappa__customer *c = o->c;
    struct tappa__judged *all = tappa__arena_alloc(&o->engine->scratch, (c->contact_count + 1) * sizeof *all);
    struct tappa__judged **sorted = tappa__arena_alloc(&o->engine->scratch, (c->contact_count + 1) * sizeof *sorted);
    tappa_status status = all && sorted ? TAPPA_OK : TAPPA_ENOMEM;
    size_t n = 0, i;

    for (i = 0; !status && i < c->contact_count; i++)
        if (is_in_question(o, &c->contacts[i])) {
            status = tappa__recheck(o, &c->contacts[i], &all[n]);
            sorted[n] = &all[n];
            n++;
        }
    if (status)
        return status;
    qsort(sorted, n, sizeof *sorted, tappa__judged_compare);
    for (i = 0; !status && i < n && sorted[i]->verdict.reason == TAPPA_OPEN; i++)
        status = give_place(o, sorted[i], &sorted[i]->verdict);
    qsort(sorted, n, sizeof *sorted, tappa__judged_compare);
    *out = sorted;
    *count = n;
    return status;
}
