/* Caps against a plain oracle: it tries every moment, and counts what lies in the stretch before it. And arithmetic at the edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/engine/outlook.h"

#define CAPS 4
#define PASTS 12

static uint64_t seed = 1;

static uint32_t
dice(uint32_t sides)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % sides;
}

struct world {
    struct tappa__cap caps[CAPS];
    struct tappa__past pasts[PASTS];
    uint8_t keys[PASTS][16];
    size_t cap_count, past_count;
};

static struct tappa__text
some(const char *const *words, int may_be_all)
{
    uint32_t i = dice(may_be_all ? 3 : 2);

    return i == 2 ? TAPPA__TEXT("") : tappa__text_of(words[i]);
}

static const char *const channels[] = {"email", "sms"}, *const touchpoints[] = {"news", "basket"};

/* Times are small whole numbers, so that ties and exact distances are frequent. */
static void
make(struct world *w)
{
    size_t i, j;

    w->cap_count = dice(CAPS + 1);
    w->past_count = dice(PASTS + 1);
    for (i = 0; i < w->cap_count; i++)
        w->caps[i] = (struct tappa__cap){some(channels, 1), some(touchpoints, 1), dice(4), 1 + dice(12), NULL};
    for (i = 0; i < w->past_count; i++) {
        memset(w->keys[i], (int)i, 16);
        w->pasts[i] = (struct tappa__past){some(channels, 0), some(touchpoints, 0), 1 + dice(30), w->keys[i], dice(4) == 0, 0};
        w->pasts[i].again = !w->pasts[i].fresh && dice(4) == 0;
    }
    for (i = 1; i < w->past_count; i++) /* newest first */
        for (j = i; j > 0 && w->pasts[j - 1].sent < w->pasts[j].sent; j--) {
            struct tappa__past swap = w->pasts[j];

            w->pasts[j] = w->pasts[j - 1];
            w->pasts[j - 1] = swap;
        }
}

static int
matches(struct tappa__text name, struct tappa__text of_rule)
{
    return !of_rule.n || (name.n == of_rule.n && !memcmp(name.s, of_rule.s, name.n));
}

/* How many of the others lie in the stretch of `per` that ends at `now`, of those that had been made by then or will be. */
static int64_t
count_at(const struct world *w, const struct tappa__cap *cap, const uint8_t *key, int with_fresh, int64_t now)
{
    int64_t count = 0;
    size_t i;

    for (i = 0; i < w->past_count; i++) {
        const struct tappa__past *p = &w->pasts[i];

        count += p->sent + cap->per > now && !(with_fresh ? p->again : p->fresh) && !(key && p->key == key) &&
                 matches(p->channel, cap->channel) && matches(p->touchpoint, cap->touchpoint);
    }
    return count;
}

/* Whether one more fits under all caps. */
static int
fits(const struct world *w, struct tappa__text channel, struct tappa__text touchpoint, const uint8_t *key, int with_fresh, int64_t now)
{
    size_t i;

    for (i = 0; i < w->cap_count; i++)
        if (matches(channel, w->caps[i].channel) && matches(touchpoint, w->caps[i].touchpoint) &&
            count_at(w, &w->caps[i], key, with_fresh, now) >= w->caps[i].at_most)
            return 0;
    return 1;
}

static void
try_one(struct world *w)
{
    struct tappa__text channel = some(channels, 0), touchpoint = some(touchpoints, 0);
    const uint8_t *key = w->past_count && dice(2) ? w->pasts[dice((uint32_t)w->past_count)].key : NULL;
    int with_fresh = dice(2) == 0, stopped;
    int64_t now = dice(45), until = now;
    struct tappa__capped capped;

    stopped = tappa__caps_stop(w->caps, w->cap_count, w->pasts, w->past_count, channel, touchpoint, key, with_fresh, now, &capped);
    assert_int_equal(!stopped, fits(w, channel, touchpoint, key, with_fresh, now));
    if (!stopped)
        return;
    assert_true(matches(channel, capped.cap->channel) && matches(touchpoint, capped.cap->touchpoint));
    assert_int_equal(capped.count, count_at(w, capped.cap, key, with_fresh, now));
    assert_true((int64_t)capped.count >= capped.cap->at_most);
    while (until < 100 && !fits(w, channel, touchpoint, key, with_fresh, until))
        until++;
    assert_int_equal(capped.until, until < 100 ? until : TAPPA_NEVER);
    if (capped.by)
        assert_true(with_fresh && capped.by->fresh);
    if (with_fresh && fits(w, channel, touchpoint, key, 0, now))
        assert_non_null(capped.by); /* somebody has taken the place */
}

static void
caps_are_what_the_oracle_says(void **state)
{
    struct world w;
    int i, j;

    (void)state;
    for (i = 0; i < 200000; i++) {
        make(&w);
        for (j = 0; j < 3; j++)
            try_one(&w);
    }
}

/* At most so many within any stretch: contacts made as soon as they fit never break it, whatever the stretch. */
static void
no_stretch_has_more(void **state)
{
    struct tappa__cap cap = {TAPPA__TEXT("email"), TAPPA__TEXT(""), 3, 10, NULL};
    struct tappa__past pasts[400];
    static uint8_t keys[400][16];
    struct tappa__capped capped;
    size_t count = 0, i, j;
    int64_t now = 1;

    (void)state;
    while (count < 400) {
        now += dice(3);
        while (tappa__caps_stop(&cap, 1, pasts, count, TAPPA__TEXT("email"), TAPPA__TEXT("news"), NULL, 1, now, &capped)) {
            assert_true(capped.until > now);
            now = capped.until;
        }
        memmove(pasts + 1, pasts, count++ * sizeof *pasts);
        pasts[0] = (struct tappa__past){TAPPA__TEXT("email"), TAPPA__TEXT("news"), now, keys[count - 1], 0, 0};
    }
    for (i = 0; i < count; i++) {
        size_t within = 0;

        for (j = 0; j < count; j++)
            within += pasts[j].sent <= pasts[i].sent && pasts[j].sent > pasts[i].sent - cap.per;
        assert_true(within <= 3);
    }
    assert_true(pasts[0].sent < 400 * 10 / 3 + 400); /* and it is not slower than it must be */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caps_are_what_the_oracle_says),
        cmocka_unit_test(no_stretch_has_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
