/* Owns what becomes of contacts by themselves, and how journeys hear what became of one.
 * Claim, report and run_due call it for a customer that they have touched.
 * A contact comes into a state once: what is settled here is not due again. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"

/* ---- telling the journeys ---- */

/* Behind all that the customer's journeys have taken up, so that a history reads as it happened. */
static int64_t
time_for(const struct tappa__customer *c, int64_t now)
{
    if (c->last.time >= now)
        now = c->last.time < TAPPA__TIME_MAX ? c->last.time + 1 : TAPPA__TIME_MAX;
    return c->fired > now ? c->fired : now;
}

int64_t
tappa__contact_identity(const struct tappa__customer *c, const struct tappa__contact *contact)
{
    uint8_t order[TAPPA__MEMBERS_MAX];

    if (tappa__member_at(c, contact->identity) < c->member_count)
        return contact->identity;
    tappa__members_sort(c, order);
    return c->member_count ? c->members[order[0]].identity : 0;
}

static struct tappa__text
event_name(uint32_t state)
{
    switch (state) {
    case TAPPA_CONTACT_SENT:
        return TAPPA__TEXT("contact.sent");
    case TAPPA_CONTACT_OPENED:
        return TAPPA__TEXT("contact.opened");
    case TAPPA_CONTACT_UNOPENED:
        return TAPPA__TEXT("contact.unopened");
    case TAPPA_CONTACT_BOUNCED:
        return TAPPA__TEXT("contact.bounced");
    default:
        return TAPPA__TEXT("contact.failed");
    }
}

static const struct tappa_field *
key_field(struct tappa_engine *e, const uint8_t key[16])
{
    static const char digits[] = "0123456789abcdef";
    struct tappa_field *field = tappa__arena_alloc(&e->scratch, sizeof *field);
    char text[32];
    int i;

    for (i = 0; i < 32; i++)
        text[i] = digits[key[i / 2] >> (i % 2 ? 0 : 4) & 15];
    if (!field)
        return NULL;
    field->name = "key";
    field->name_size = 3;
    field->value = (struct tappa_value){.kind = TAPPA_STRING, .size = sizeof text};
    field->value.data = tappa__arena_text(&e->scratch, text, sizeof text).s;
    return field->value.data ? field : NULL;
}

tappa_status
tappa__outcome(struct tappa__customer *c, const struct tappa__contact *contact, uint32_t state, int64_t now)
{
    struct tappa_engine *e = c->engine;
    struct tappa__entry entry = {.kind = TAPPA__ENTRY_OUTCOME,
                                 .identity = tappa__contact_identity(c, contact),
                                 .time = time_for(c, now),
                                 .received = e->work.now,
                                 .source = TAPPA__TEXT("tappa"),
                                 .id = TAPPA__TEXT(""),
                                 .name = event_name(state),
                                 .touchpoint = tappa__arena_text(&e->scratch, contact->name.s, contact->name.n), /* a join may end the customer first */
                                 .zone = TAPPA__TEXT(""),
                                 .fields = key_field(e, contact->key),
                                 .field_count = 1};
    tappa_status status;

    if (!entry.fields || !entry.touchpoint.s)
        return TAPPA_ENOMEM;
    memcpy(entry.key, contact->key, sizeof entry.key);
    status = e->silent ? TAPPA_OK : tappa__append(e, c, &entry);
    return status ? status : tappa__fold(c, &entry, NULL);
}

/* ---- what is due ---- */

static struct tappa__contact *
first_due(struct tappa__customer *c, int64_t now)
{
    struct tappa__contact *first = NULL;
    size_t i;

    for (i = 0; i < c->contact_count; i++) {
        int64_t due = tappa__contact_due(&c->contacts[i]);

        if (due <= now && (!first || due < tappa__contact_due(first)))
            first = &c->contacts[i];
    }
    return first;
}

/* The contact comes to rest in this state; its journeys hear of it. */
static tappa_status
come_to_rest(struct tappa__customer *c, struct tappa__contact *contact, uint32_t state, int64_t now)
{
    tappa__contact_move(contact, state, now);
    contact->due = TAPPA_NEVER;
    return contact->is_effect ? TAPPA_OK : tappa__outcome(c, contact, state, now);
}

/* Whoever had it said nothing. It may have been made all the same: it goes on counting for caps. */
static tappa_status
lease_over(struct tappa__customer *c, struct tappa__contact *contact, int64_t now)
{
    struct tappa_engine *e = c->engine;

    if (contact->attempt >= e->options.attempts) { /* also where nothing asks for it any more: that may become known before or behind its last lease */
        e->sums.failed += !e->silent;
        return come_to_rest(c, contact, TAPPA_CONTACT_FAILED, now);
    }
    tappa__contact_move(contact, TAPPA_CONTACT_WANTED, now);
    contact->due = contact->wanted; /* at once */
    tappa__contact_cover(contact, 0);
    e->sums.withdrawn += contact->state == TAPPA_CONTACT_WITHDRAWN && !e->silent;
    return TAPPA_OK;
}

static tappa_status
settle(struct tappa__customer *c, struct tappa__contact *contact, int64_t now)
{
    struct tappa_engine *e = c->engine;

    if (contact->state == TAPPA_CONTACT_CLAIMED)
        return lease_over(c, contact, now);
    if (contact->state == TAPPA_CONTACT_SENT) {
        e->sums.unopened += !e->silent;
        return come_to_rest(c, contact, TAPPA_CONTACT_UNOPENED, now);
    }
    tappa__contact_expire(c, contact);
    return TAPPA_OK;
}

tappa_status
tappa__contacts_due(struct tappa__customer *c, int64_t now)
{
    struct tappa__contact *contact;
    tappa_status status = TAPPA_OK;

    for (;;) {
        while (!status && (contact = first_due(c, now))) {
            int64_t due = tappa__contact_due(contact);

            status = tappa__fold_until(c, due); /* what it comes to is an event: timers that are due before it go first */
            contact = status ? NULL : first_due(c, due);
            if (contact)
                status = settle(c, contact, tappa__contact_due(contact));
        }
        if (!status)
            status = tappa__fold_until(c, now);
        if (status || !first_due(c, now)) /* a timer that comes long after its time may ask for what is over by now */
            break;
    }
    return status;
}
