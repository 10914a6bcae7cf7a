/* What tests of orders share: a random story of some people, orders in which it may come, and whether two ways of telling it led to the same. */
#ifndef TESTS_ENGINE_STORY_H
#define TESTS_ENGINE_STORY_H

#include "tests/engine/dice.h"
#include "tests/engine/people.h"

#define EVENTS 60

static const char *const people[] = {"cookie=c1", "cookie=c2", "cookie=c3", "login=anna", "login=bruno", "email=a@b"};
#define PEOPLE (sizeof people / sizeof *people)

struct story {
    struct shop_event events[EVENTS];
    char ids[EVENTS][12], who[EVENTS][64];
    int parted[EVENTS]; /* what it proves is undone, once it is in */
    int anytime[EVENTS]; /* it may come later than journeys would hear it */
    uint64_t seed;
    int has_anytime;
    uint32_t people; /* so many of them */
    uint32_t latest; /* hours that those come late */
    int64_t end;
};

static inline void
invent(struct story *s)
{
    static const char *const names[] = {"Viewed", "Added", "Added", "Added", "Ordered", "Returned", "Asked", "Solved", "Consent Given",
                                        "Consent Withdrawn", "Channel Preferred", "identify", "Never Heard Of"};
    static const char *const of_a_person[] = {"Consent Given", "Consent Withdrawn", "Consent Withdrawn", "Unsubscribed", "Channel Preferred",
                                              "identify"};
    int64_t time = SHOP_START;

    for (int i = 0; i < EVENTS; i++) {
        const char *name = names[roll(sizeof names / sizeof *names)], *fields = NULL;
        int is_tie;

        s->anytime[i] = s->has_anytime && i && !roll(4);
        if (s->anytime[i])
            name = of_a_person[roll(sizeof of_a_person / sizeof *of_a_person)];
        is_tie = s->anytime[i] && s->anytime[i - 1] && roll(2); /* at one time, and by the same */
        time += is_tie ? 0 : s->anytime[i] ? 1 : roll(3) ? roll(5) * SHOP_HOUR : roll(20) * SHOP_HOUR + roll(1000) * INT64_C(1000000);
        snprintf(s->ids[i], sizeof s->ids[i], "e%d", i);
        if (s->anytime[i]) { /* said right behind another event, by the same */
            snprintf(s->who[i], sizeof s->who[i], "%.*s", (int)strcspn(s->who[i - 1], " "), s->who[i - 1]);
        } else { /* one throw behind the other, so that each compiler throws the same */
            int is_alone = roll(8) != 0;
            const char *one = people[roll(s->people)], *other = people[roll(s->people)];

            snprintf(s->who[i], sizeof s->who[i], is_alone ? "%s" : "%s %s", one, other);
        }
        s->parted[i] = strchr(s->who[i], ' ') && !roll(3);
        if (!strcmp(name, "Added"))
            fields = roll(2) ? "price=30 sku=x" : "price=5";
        else if (!strcmp(name, "Ordered"))
            fields = "revenue=10";
        else if (!strncmp(name, "Consent", 7))
            fields = roll(2) ? "purpose=marketing channel=email" : "purpose=marketing";
        else if (!strcmp(name, "Channel Preferred"))
            fields = roll(2) ? "channel=sms" : "channel=email";
        else if (!strcmp(name, "identify"))
            fields = roll(2) ? "email=x@y" : "email=z@y";
        shop_event(&s->events[i], s->who[i], name, time, s->anytime[i] ? NULL : s->ids[i], fields);
    }
    s->end = time + 5 * SHOP_DAY;
}

/* An order in which no event comes more than two days of event time late, but for those that may come at any time. */
static inline void
shuffle(const struct story *s, int order[EVENTS])
{
    int64_t key[EVENTS];

    for (int i = 0; i < EVENTS; i++) {
        int64_t mine = s->events[i].record.time + (int64_t)roll(s->anytime[i] ? s->latest : 48) * SHOP_HOUR;
        int at = i;

        for (; at > 0 && key[at - 1] > mine; at--) {
            key[at] = key[at - 1];
            order[at] = order[at - 1];
        }
        key[at] = mine;
        order[at] = i;
    }
}

static inline int
compare_claims(const void *a, const void *b)
{
    const struct tappa_claimed *x = a, *y = b;

    return memcmp(x->key, y->key, sizeof x->key);
}

/* The next line that counts. `loosely`: a withdrawn contact does not, as its key names whose event came last before a timer, among those that journeys heard. */
static inline const char *
next_line(const char *at, int loosely)
{
    while (loosely && !strncmp(at, "  contact", 9) && strstr(at, " state 8 ") && strstr(at, " state 8 ") < strchr(at, '\n'))
        at = strchr(at, '\n') + 1;
    return at;
}

/* Whether two ways led to the same. `loosely`: where journeys stand, but not when they last heard anything: what came too late for them they have
 * not heard. */
static inline int
is_same(const char *a, const char *b, int loosely)
{
    for (a = next_line(a, loosely), b = next_line(b, loosely); *a && *b; a = next_line(a, loosely), b = next_line(b, loosely)) {
        size_t n = strcspn(a, "\n") + 1, m = strcspn(b, "\n") + 1;

        if (loosely && !strncmp(a, "  journey", 9) && !strncmp(b, "  journey", 9)) {
            if (strcspn(a, ":") != strcspn(b, ":") || memcmp(a, b, strcspn(a, ":")))
                return 0;
        } else if (n != m || memcmp(a, b, n)) {
            return 0;
        }
        a += n;
        b += m;
    }
    return !*a && !*b;
}

static inline void
compare(uint64_t round, const char *name, const char *text, const char *with, const char *other, int loosely)
{
    if (is_same(text, other, loosely))
        return;
    fprintf(stderr, "round %llu, %s:\n%s\n%s:\n%s\n", (unsigned long long)round, name, text, with, other);
    fail();
}

#endif
