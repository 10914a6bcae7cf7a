/* Owns the look ahead: a customer as it will be once what is due by a moment has happened, while the one in the cache stays as it is.
 * Called by decide, which must change nothing.
 * What it makes is in no cache and never written; it borrows from the customer that it was made from. */
#include <string.h>

#include "lib/engine/engine.h"

static tappa_status
copy_state(const struct tappa__customer *c, struct tappa__customer *copy)
{
    struct tappa__buffer bytes;
    tappa_status status;

    tappa__buffer_init(&bytes, &c->engine->allocator);
    tappa__state_pack(c, &bytes);
    status = bytes.failed ? TAPPA_ENOMEM : tappa__state_unpack(copy, bytes.s, bytes.n);
    tappa__buffer_free(&bytes);
    return status;
}

static tappa_status
copy_contacts(const struct tappa__customer *c, struct tappa__customer *copy)
{
    if (!c->contact_count)
        return TAPPA_OK;
    if (tappa__grow(&c->engine->allocator, (void **)&copy->contacts, &copy->contact_capacity, c->contact_count, sizeof *c->contacts))
        return TAPPA_ENOMEM;
    memcpy(copy->contacts, c->contacts, c->contact_count * sizeof *c->contacts);
    for (copy->contact_count = 0; copy->contact_count < c->contact_count; copy->contact_count++)
        copy->contacts[copy->contact_count].changed_row = 0; /* from here on */
    return TAPPA_OK;
}

static tappa_status
go_on(struct tappa__customer *copy, int64_t now)
{
    struct tappa_engine *e = copy->engine;
    tappa_status status;

    e->silent++;
    e->again_left = TAPPA__TIMERS_MAX;
    status = tappa__contacts_due(copy, now);
    e->silent--;
    return status;
}

tappa_status
tappa__look_ahead(struct tappa__customer *c, int64_t now, struct tappa__customer **out)
{
    struct tappa__customer *copy;
    int64_t due;
    tappa_status status;

    *out = c;
    status = tappa__customer_next(c, &due);
    if (status || due > now)
        return status;
    status = tappa__customer_blank(c->engine, c->id, &copy);
    if (status)
        return status;
    status = copy_state(c, copy);
    if (!status)
        status = copy_contacts(c, copy);
    if (!status)
        status = go_on(copy, now);
    if (status)
        tappa__customer_free(copy);
    else
        *out = copy;
    return status;
}
