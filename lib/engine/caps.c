/* Owns caps: at most so many contacts within any stretch of time.
 * Called when a contact is looked at; it sees nothing but rules and times.
 * A contact counts from the moment it is handed out: two of them exactly `per` apart are in no stretch together. */
#include <string.h>

#include "lib/engine/outlook.h"

static int
is_among(struct tappa__text name, struct tappa__text of_rule)
{
    return !of_rule.n || tappa__text_equal(name, of_rule);
}

/* How many count under one cap, and when one fewer than it allows do. */
static void
count_one(struct tappa__cap *cap, const struct tappa__past *pasts, size_t past_count, const uint8_t *key, int with_fresh, int64_t now,
          struct tappa__capped *out)
{
    size_t i;

    *out = (struct tappa__capped){.cap = cap, .until = cap->at_most ? now : TAPPA_NEVER};
    for (i = 0; i < past_count && pasts[i].sent > now - cap->per; i++) {
        const struct tappa__past *past = &pasts[i];

        if ((with_fresh ? past->again : past->fresh) || (key && !memcmp(key, past->key, 16)) || !is_among(past->channel, cap->channel) ||
            !is_among(past->touchpoint, cap->touchpoint))
            continue;
        if (past->fresh && !out->by)
            out->by = past;
        if (++out->count == (uint64_t)cap->at_most)
            out->until = past->sent + cap->per;
    }
}

int
tappa__caps_stop(struct tappa__cap *caps, size_t cap_count, const struct tappa__past *pasts, size_t past_count,
                 struct tappa__text channel, struct tappa__text touchpoint, const uint8_t *key, int with_fresh, int64_t now,
                 struct tappa__capped *out)
{
    struct tappa__capped one;
    int stopped = 0;
    size_t i;

    for (i = 0; i < cap_count; i++) {
        if (!is_among(channel, caps[i].channel) || !is_among(touchpoint, caps[i].touchpoint))
            continue;
        count_one(&caps[i], pasts, past_count, key, with_fresh, now, &one);
        if (one.count < (uint64_t)caps[i].at_most || (stopped && one.until <= out->until))
            continue;
        *out = one;
        stopped = 1;
    }
    return stopped;
}
