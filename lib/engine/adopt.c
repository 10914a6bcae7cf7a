/* Owns what somebody was handed under the key of another identity than the one that asks for it now.
 * Behind what a timer asks for is whoever brought the journey where it stands (brought.c). An event that comes late, or a join, may make that another
 * identity of the customer: the history asks under another key for what was handed out, and it is the same.
 * Called behind a fold from the beginning, when it is known what nothing asks for under its own key. */
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

/* The one with the least key, so that it is the same one whatever stands in the archive. */
static void
least(struct tappa__contact *contacts, size_t count, const struct tappa__contact *like, struct tappa__contact **found)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (is_new(&contacts[i]) && is_same(&contacts[i], like) && (!*found || memcmp(contacts[i].key, (*found)->key, sizeof like->key) < 0))
            *found = &contacts[i];
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

static tappa_status
adopt_all(struct tappa__customer *c, struct tappa__contact *contacts, size_t count, int is_past)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < count; i++) {
        struct tappa__contact *asking = NULL;

        if (!is_left_over(&contacts[i]))
            continue;
        least(c->contacts, c->contact_count, &contacts[i], &asking);
        least(c->past, c->past_count, &contacts[i], &asking);
        if (!asking)
            continue;
        status = is_past ? tappa__past_ask(c, &contacts[i]) : TAPPA_OK;
        if (!status)
            adopt(c, &contacts[i], asking);
    }
    return status;
}

tappa_status
tappa__contacts_adopt(struct tappa__customer *c)
{
    tappa_status status = TAPPA_OK;

    if (c->member_count > 1) {
        status = adopt_all(c, c->contacts, c->contact_count, 0);
        if (!status)
            status = adopt_all(c, c->past, c->past_count, 1);
    }
    return status;
}
