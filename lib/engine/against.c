/* Owns what the history says against a contact that somebody was handed.
 * Two things are known of such a contact: what whoever had it did with it, and whether the history, as it is known by now, asks for it. Either may come to be
 * known first, and they lead to the same: what it is but for the other is held, beneath that it is withdrawn, or expired. */
#include "lib/base/time.h"
#include "lib/engine/engine.h"

static void
cover(struct tappa__contact *contact, uint32_t state, int64_t since)
{
    if (contact->attempt) {
        contact->held_state = contact->state;
        contact->held_changed = contact->changed;
        contact->held_due = contact->due;
    }
    tappa__contact_move(contact, state, since);
    contact->due = TAPPA_NEVER;
}

void
tappa__contact_lift(struct tappa__contact *contact)
{
    if (!contact->held_state)
        return;
    tappa__contact_move(contact, contact->held_state, contact->held_changed);
    contact->due = contact->held_due;
    contact->held_state = 0;
}

void
tappa__contact_expire(struct tappa__customer *c, struct tappa__contact *contact)
{
    cover(contact, TAPPA_CONTACT_EXPIRED, contact->expires);
    c->engine->sums.expired += !c->engine->silent;
}

/* Whoever has it has it: it is taken back when they bring it back. Where its time was over before anything spoke against it, it is over. */
void
tappa__contact_cover(struct tappa__contact *contact, int is_over)
{
    if (contact->state == TAPPA_CONTACT_CLAIMED || !tappa__contact_is_open(contact))
        return;
    if (is_over || (contact->not_today && contact->expires <= contact->against))
        cover(contact, TAPPA_CONTACT_EXPIRED, contact->expires);
    else if (contact->not_today)
        cover(contact, TAPPA_CONTACT_WITHDRAWN, contact->changed > contact->against ? contact->changed : contact->against);
}

/* What there was no consent for stays that: its words say so, and whoever comes to know of a consent later finds it. */
void
tappa__contact_refuse(struct tappa__contact *contact)
{
    tappa__contact_move(contact, TAPPA_CONTACT_WITHDRAWN, contact->refused);
    contact->due = TAPPA_NEVER;
    contact->held_state = 0;
}

void
tappa__contact_against(struct tappa__customer *c, struct tappa__contact *contact, struct tappa__text words, int64_t since)
{
    int was_open = tappa__contact_is_open(contact);

    contact->not_today = contact->changed_row = 1;
    if (contact->refused != TAPPA_NEVER) {
        tappa__contact_refuse(contact);
    } else if (contact->attempt) {
        contact->because = words;
        contact->against = since;
        if (contact->state == TAPPA_CONTACT_WITHDRAWN || contact->state == TAPPA_CONTACT_EXPIRED)
            tappa__contact_lift(contact);
        tappa__contact_cover(contact, 0);
    } else {
        contact->because = words;
        cover(contact, TAPPA_CONTACT_WITHDRAWN, since);
    }
    c->engine->sums.withdrawn += was_open && contact->state == TAPPA_CONTACT_WITHDRAWN && !c->engine->silent;
}

/* The history asks for it, as far as it is folded. */
void
tappa__contact_for(struct tappa__contact *contact)
{
    contact->changed_row |= contact->not_today != contact->in_spite;
    contact->not_today = contact->in_spite;
    if (contact->refused != TAPPA_NEVER || contact->in_spite)
        return;
    if (contact->state == TAPPA_CONTACT_WITHDRAWN)
        tappa__contact_lift(contact);
    if (contact->against != TAPPA_NEVER)
        contact->because = TAPPA__TEXT("");
    contact->against = TAPPA_NEVER;
}

/* Why it was refused says nothing once a consent is known. */
struct tappa__text
tappa__contact_words(const struct tappa__contact *contact)
{
    if (contact->state == TAPPA_CONTACT_WANTED || contact->state == TAPPA_CONTACT_EXPIRED)
        return TAPPA__TEXT("");
    return contact->because;
}
