/* Owns what somebody was handed under the key of another identity than the one that asks for it now.
 * Behind what a timer asks for is whoever brought the journey where it stands (brought.c). An event that comes late, or a join, may make that another
 * identity of the customer: the history asks under another key for what was handed out, and it is the same.
 * Called behind a fold from the beginning, when it is known what nothing asks for under its own key. */
#include <stdlib.h>
#include <string.h>

#include "lib/engine/engine.h"

/* Or would have been, but for want of consent. */
static int
is_left_over(const struct tappa__contact *contact)
{
    return !contact->asked && (contact->attempt || contact->refused != TAPPA_NEVER);
}

/* Nobody was handed it, nor has a claim given it up. */
static int
is_new(const struct tappa__contact *contact)
{
    return contact->asked == TAPPA__ASKED_BY_TIME && !contact->attempt && contact->refused == TAPPA_NEVER &&
           (contact->state != TAPPA_CONTACT_WITHDRAWN || contact->not_today);
}

static int
is_same(const struct tappa__contact *a, const struct tappa__contact *b)
{
    return a->wanted == b->wanted && a->identity != b->identity && a->is_effect == b->is_effect && (!a->is_effect || a->action == b->action) &&
           tappa__text_equal(a->name, b->name) && tappa__text_equal(a->event, b->event) && tappa__text_equal(a->journey_key, b->journey_key) &&
           tappa__text_equal(a->model, b->model);
}

/* What it says of what it asks for, where nobody was handed that. */
static void
say_the_new(struct tappa__contact *contact, const struct tappa__contact *asking)
{
    contact->row = asking->row;
    contact->action = asking->action;
    contact->version = asking->version;
    contact->event_touchpoint = asking->event_touchpoint;
    contact->event_time = asking->event_time;
    contact->event_fields = asking->event_fields;
    contact->event_field_count = asking->event_field_count;
    contact->event_is_text = asking->event_is_text;
    contact->by_timer = asking->by_timer;
    contact->expires = asking->expires;
    contact->arguments = asking->arguments;
    contact->argument_count = asking->argument_count;
}

static void
adopt(struct tappa__customer *c, struct tappa__contact *contact, struct tappa__contact *asking)
{
    contact->asked = TAPPA__ASKED_BY_TIME;
    contact->gone = 0;
    contact->changed_row = 1;
    contact->ordinal = asking->ordinal;
    if (!contact->attempt)
        say_the_new(contact, asking);
    tappa__contact_for(contact);
    if (asking->state == TAPPA_CONTACT_WITHDRAWN) /* its journey has left since */
        tappa__contact_left(c, contact, asking->because, asking->changed);
    asking->asked = 0;
}

/* ---- all of them ---- */

struct asking { /* what is new, by time and key, so that it is the same one whatever stands in the archive */
    struct tappa__contact **all;
    size_t count;
};

static int
compare(const void *x, const void *y)
{
    const struct tappa__contact *a = *(struct tappa__contact *const *)x, *b = *(struct tappa__contact *const *)y;

    if (a->wanted != b->wanted)
        return a->wanted < b->wanted ? -1 : 1;
    return memcmp(a->key, b->key, sizeof a->key);
}

static void
collect(struct asking *asking, struct tappa__contact *contacts, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (is_new(&contacts[i]))
            asking->all[asking->count++] = &contacts[i];
}

/* NULL: none is the same. */
static struct tappa__contact *
find(const struct asking *asking, const struct tappa__contact *like)
{
    size_t low = 0, high = asking->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (asking->all[middle]->wanted < like->wanted)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < asking->count && asking->all[low]->wanted == like->wanted; low++)
        if (asking->all[low]->asked && is_same(asking->all[low], like))
            return asking->all[low];
    return NULL;
}

static tappa_status
adopt_each(struct tappa__customer *c, const struct asking *asking, struct tappa__contact *contacts, size_t count, int is_past)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < count; i++) {
        struct tappa__contact *same = is_left_over(&contacts[i]) ? find(asking, &contacts[i]) : NULL;

        if (!same)
            continue;
        status = is_past ? tappa__past_ask(c, &contacts[i]) : TAPPA_OK;
        if (!status)
            adopt(c, &contacts[i], same);
    }
    return status;
}

tappa_status
tappa__contacts_adopt(struct tappa__customer *c)
{
    struct asking asking = {0};
    tappa_status status;

    if (c->member_count < 2)
        return TAPPA_OK;
    asking.all = tappa__alloc(&c->engine->allocator, (c->contact_count + c->past_count + 1) * sizeof(struct tappa__contact *));
    if (!asking.all)
        return TAPPA_ENOMEM;
    collect(&asking, c->contacts, c->contact_count);
    collect(&asking, c->past, c->past_count);
    qsort(asking.all, asking.count, sizeof(struct tappa__contact *), compare);
    status = adopt_each(c, &asking, c->contacts, c->contact_count, 0);
    if (!status)
        status = adopt_each(c, &asking, c->past, c->past_count, 1);
    tappa__free(&c->engine->allocator, asking.all);
    return status;
}
