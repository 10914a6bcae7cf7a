/* Owns arbitration: which of a customer's open contacts may be made now, and which one, or which offer, another keeps from it.
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

/* Priority, the customer's preference, offers (the customer is there), value, waiting time, the order written, key. */
static int
compare_judged(const void *a, const void *b)
{
    const struct tappa__judged *x = *(struct tappa__judged *const *)a, *y = *(struct tappa__judged *const *)b;
    const struct tappa_verdict *v = &x->verdict, *w = &y->verdict;
    int order = compare(w->priority, v->priority);

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

/* An offer takes none: whether it is made nobody says; and what had been handed out before it was asked about as it was looked at. */
static tappa_status
give_place(struct tappa__outlook *o, const struct tappa__judged *judged, struct tappa_verdict *v)
{
    struct tappa__text channel = tappa__text_of(v->channel), touchpoint = tappa__text_of(v->touchpoint);
    const uint8_t *key = judged->contact ? v->key : NULL;
    struct tappa__capped capped;

    if (!judged->goes_out)
        return TAPPA_OK;
    if (judged->contact && tappa__outlook_capped(o, channel, touchpoint, key, 0, &capped))
        return tappa__outlook_stop(o, &capped, 0, v);
    if (o->taken && tappa__outlook_capped(o, channel, touchpoint, key, 1, &capped))
        return tappa__outlook_stop(o, &capped, 1, v);
    if (judged->contact)
        tappa__outlook_take(o, judged);
    return TAPPA_OK;
}

/* Open, or over since somebody last looked. Leases that are over have been seen to before anybody judges. */
static int
is_in_question(const struct tappa__outlook *o, const struct tappa__contact *contact)
{
    return tappa__contact_is_open(contact) || (o->is_ahead && contact->state == TAPPA_CONTACT_EXPIRED && contact->changed_row);
}

/* Each as if there were no other. */
static tappa_status
judge_each(struct tappa__outlook *o, struct tappa__judged *offers, size_t offer_count, struct tappa__judged **all, size_t *count)
{
    struct tappa__customer *c = o->c;
    struct tappa__judged *contacts = tappa__arena_alloc(&o->engine->scratch, (c->contact_count + 1) * sizeof *contacts);
    tappa_status status = contacts ? TAPPA_OK : TAPPA_ENOMEM;
    size_t n = 0, i;

    for (i = 0; !status && i < offer_count; i++)
        all[n++] = &offers[i];
    for (i = 0; !status && i < c->contact_count; i++)
        if (is_in_question(o, &c->contacts[i])) {
            status = tappa__recheck(o, &c->contacts[i], contacts);
            all[n++] = contacts++;
        }
    if (!status)
        qsort(all + offer_count, n - offer_count, sizeof *all, compare_judged);
    *count = n;
    return status;
}

/* Open ones to the front, the others behind them; each as they stood. */
static size_t
part(struct tappa__judged **all, size_t count, struct tappa__judged **stopped)
{
    size_t open = 0, rest = 0, i;

    for (i = 0; i < count; i++)
        if (all[i]->verdict.reason)
            stopped[rest++] = all[i];
        else
            all[open++] = all[i];
    if (rest)
        memcpy(all + open, stopped, rest * sizeof *stopped);
    return open;
}

/* Where each stands in the others' way. */
static tappa_status
judge_all(struct tappa__outlook *o, struct tappa__judged **all, size_t count, struct tappa__judged **spare)
{
    size_t open = part(all, count, spare), i;
    tappa_status status = TAPPA_OK;

    qsort(all, open, sizeof *all, compare_judged);
    for (i = 0; !status && i < open; i++)
        status = give_place(o, all[i], &all[i]->verdict);
    (void)part(all, open, spare);
    return status;
}

tappa_status
tappa__judge(struct tappa__outlook *o, struct tappa__judged *offers, size_t offer_count, struct tappa__judged ***out, size_t *count)
{
    size_t room = offer_count + o->c->contact_count + 1;
    struct tappa__judged **all = tappa__arena_alloc(&o->engine->scratch, room * sizeof *all);
    struct tappa__judged **spare = tappa__arena_alloc(&o->engine->scratch, room * sizeof *spare);
    tappa_status status = all && spare ? judge_each(o, offers, offer_count, all, count) : TAPPA_ENOMEM;

    *out = all;
    return status ? status : judge_all(o, all, *count, spare);
}
