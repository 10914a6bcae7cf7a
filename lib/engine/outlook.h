/*
 * What decide and claim go by: one customer at one moment, under the rules of all models in force.
 *
 * Caps and quiet hours belong to the person, not to the model that wrote them down: those of every model in force hold for every contact to the
 * customer, whichever model asked for it. Channels and touchpoints of two models are the same where their names are.
 */
#ifndef TAPPA__OUTLOOK_H
#define TAPPA__OUTLOOK_H

#include "lib/engine/engine.h"

/* A cap, in names; empty ones are for all. */
struct tappa__cap {
    struct tappa__text channel, touchpoint;
    int64_t at_most, per;
    const char *words; /* once they were asked for; NULL before */
};
/* A contact that counts: it was handed out, and nobody reported that it failed. */
struct tappa__past {
    struct tappa__text channel, touchpoint;
    int64_t sent;
    const uint8_t *key;
    uint32_t fresh; /* only in the arbitration at hand, where it counts in place of the one that is `again` */
    uint32_t again; /* is to be handed out again, as it never came to be known as sent */
};
/* The cap that stops longest. */
struct tappa__capped {
    struct tappa__cap *cap;
    int64_t until;  /* when the next one fits; TAPPA_NEVER: at_most is 0 */
    uint64_t count;
    const struct tappa__past *by; /* newest fresh one under it; NULL */
};
/* Quiet hours, with the channel's name; empty: all. */
struct tappa__hours {
    struct tappa__text channel;
    const struct tappa_quiet *rule;
};
/* What they come to for one channel, once it was asked. */
struct tappa__hush {
    struct tappa__text channel;
    int64_t until; /* the moment itself: none apply */
    const char *words;
    struct tappa__hush *next;
};

struct tappa__outlook {
    struct tappa_engine *engine;
    struct tappa__customer *c;
    int64_t now;
    struct tappa__cap *caps;
    struct tappa__hours *hours;
    struct tappa__past *pasts; /* newest first */
    struct tappa__hush *hushes;
    size_t cap_count, hours_count, past_count, taken; /* `taken`: fresh ones among the past */
    int is_ahead; /* the customer as tappa__look_ahead() made it: a contact that is over came to that on the way, which is told */
};

/* An offer or a contact with what came of it. */
struct tappa__judged {
    struct tappa_verdict verdict;
    struct tappa__contact *contact; /* NULL: an offer */
    int64_t wanted;
    uint32_t preferred; /* 1: by the channel that the customer prefers */
    uint32_t order;     /* as written */
    uint32_t goes_out;  /* the shop comes to the customer: hours and caps hold */
};

/* outlook.c: all it makes lives in the engine's scratch. */
tappa_status tappa__outlook_open(struct tappa__outlook *o, struct tappa__customer *c, int64_t now);
/* Without quiet hours `until` is o->now. */
tappa_status tappa__outlook_hush(struct tappa__outlook *o, struct tappa__text channel, const struct tappa__hush **out);
/* Whether caps stop a contact: 1 and which; 0. `key` of the contact itself; NULL for an offer. */
int tappa__outlook_capped(struct tappa__outlook *o, struct tappa__text channel, struct tappa__text touchpoint, const uint8_t *key,
                          int with_fresh, struct tappa__capped *out);
/* Tells a verdict what stopped it. */
tappa_status tappa__outlook_stop(struct tappa__outlook *o, const struct tappa__capped *capped, int is_outranked,
                                 struct tappa_verdict *v);
/* From now on the contact counts, as it is about to be handed out. */
void tappa__outlook_take(struct tappa__outlook *o, const struct tappa__judged *winner);

/* quiet.c, caps.c: the rules alone. */
/* First moment from `now` on at which no hours of the list hold sway; TAPPA_NEVER where they fill the day. by: the one that holds now, or NULL. */
int64_t tappa__quiet_until(const struct tappa_zone *zone, const struct tappa_quiet *const *rules, size_t count, int64_t now,
                           const struct tappa_quiet **by);
int tappa__caps_stop(struct tappa__cap *caps, size_t cap_count, const struct tappa__past *pasts, size_t past_count,
                     struct tappa__text channel, struct tappa__text touchpoint, const uint8_t *key, int with_fresh, int64_t now,
                     struct tappa__capped *out);

/* recheck.c */
/* What stands against a contact, but for caps and others that compete with it. */
tappa_status tappa__recheck(struct tappa__outlook *o, struct tappa__contact *contact, struct tappa__judged *out);
/* Whether words of a condition that does not hold name an experiment in which the journey's customer is held out. */
int tappa__is_held_out(const tappa_journey *journey, const char *because);
const char *tappa__standing_words(struct tappa_engine *e, const tappa_journey *journey); /* NULL: out of memory */
tappa_status tappa__keep_words(struct tappa_engine *e, const char *words, const char **out);

/* judge.c */
/* The offers that it is given and all open contacts of the customer: those that may be made first, best first, then the others. */
tappa_status tappa__judge(struct tappa__outlook *o, struct tappa__judged *offers, size_t offer_count, struct tappa__judged ***out, size_t *count);

#endif
