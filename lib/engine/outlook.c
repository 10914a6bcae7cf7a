/* Owns the gathering of the rules in force and of what counts under them, for one customer at one moment.
 * Called by decide for each customer that is present, and by claim for each whose contacts are due.
 * It changes nothing of the customer; what was answered once is not asked again. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/outlook.h"

static struct tappa__text
channel_name(const tappa_model *model, uint32_t channel)
{
    return channel == TAPPA_NONE ? TAPPA__TEXT("")
                                 : tappa__text_of(tappa_channel_name(tappa_model_channel_at(model, channel)));
}

static struct tappa__text
touchpoint_name(const tappa_model *model, uint32_t touchpoint)
{
    return touchpoint == TAPPA_NONE ? TAPPA__TEXT("")
                                    : tappa__text_of(tappa_touchpoint_name(tappa_model_touchpoint_at(model, touchpoint)));
}

/* The version that is in force now of the model that begins at `first`; NULL where there begins none. */
static const tappa_model *
model_at(const struct tappa__outlook *o, uint32_t first)
{
    const struct tappa_engine *e = o->engine;

    return e->forces[first].first ? e->forces[tappa__force_at(e, first, o->now)].model : NULL;
}

static void
add_rules(struct tappa__outlook *o, const tappa_model *model)
{
    uint32_t count = tappa_model_cap_count(model), i;

    for (i = 0; i < count; i++) {
        const struct tappa_cap *cap = tappa_model_cap_at(model, i);

        o->caps[o->cap_count++] = (struct tappa__cap){channel_name(model, cap->channel),
                                                      touchpoint_name(model, cap->touchpoint), cap->at_most, cap->per, NULL};
    }
    count = tappa_model_quiet_count(model);
    for (i = 0; i < count; i++) {
        const struct tappa_quiet *rule = tappa_model_quiet_at(model, i);

        o->hours[o->hours_count++] = (struct tappa__hours){channel_name(model, rule->channel), rule};
    }
}

static tappa_status
gather_rules(struct tappa__outlook *o)
{
    struct tappa_engine *e = o->engine;
    size_t caps = 0, hours = 0;
    uint32_t i;

    for (i = 0; i < e->force_count; i++) {
        const tappa_model *model = model_at(o, i);

        caps += tappa_model_cap_count(model);
        hours += tappa_model_quiet_count(model);
    }
    o->caps = tappa__arena_alloc(&e->scratch, (caps + 1) * sizeof *o->caps);
    o->hours = tappa__arena_alloc(&e->scratch, (hours + 1) * sizeof *o->hours);
    if (!o->caps || !o->hours)
        return TAPPA_ENOMEM;
    for (i = 0; i < e->force_count; i++) {
        const tappa_model *model = model_at(o, i);

        if (model)
            add_rules(o, model);
    }
    return TAPPA_OK;
}

/* By the version that was in force when it was handed out; where that has no such touchpoint, by the one that asked for it. */
static struct tappa__text
channel_of(const struct tappa_engine *e, const struct tappa__contact *contact)
{
    uint32_t first = tappa__force_find(e, contact->model), force = tappa__force_version(e, contact->model, contact->version);
    const tappa_touchpoint *touchpoint = NULL;

    if (first != TAPPA_NONE)
        touchpoint = tappa_model_touchpoint_find(e->forces[tappa__force_at(e, first, contact->sent)].model, contact->name.s, contact->name.n);
    if (!touchpoint && force != TAPPA_NONE)
        touchpoint = tappa_model_touchpoint_find(e->forces[force].model, contact->name.s, contact->name.n);
    return touchpoint ? tappa__text_of(tappa_channel_name(tappa_touchpoint_channel(touchpoint))) : TAPPA__TEXT("");
}

/* Newest first; room is there. */
static void
insert_past(struct tappa__outlook *o, const struct tappa__past *past)
{
    size_t at = o->past_count++;

    for (; at > 0 && o->pasts[at - 1].sent < past->sent; at--)
        o->pasts[at] = o->pasts[at - 1];
    o->pasts[at] = *past;
}

static void
add_pasts(struct tappa__outlook *o, const struct tappa__contact *contacts, size_t count, int64_t after)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (!contacts[i].is_effect && contacts[i].sent && contacts[i].sent > after)
            o->pasts[o->past_count++] = (struct tappa__past){channel_of(o->engine, &contacts[i]), contacts[i].name, contacts[i].sent, contacts[i].key, 0, 0};
}

static int
compare_pasts(const void *a, const void *b)
{
    const struct tappa__past *x = a, *y = b;

    return x->sent != y->sent ? (x->sent > y->sent ? -1 : 1) : memcmp(x->key, y->key, 16);
}

/* Contacts older than any cap looks back are left out: a customer may have many. The archive is asked where it has younger ones: a cap may be newer than
 * they are, and an event ahead of the clock sends them there sooner. */
static tappa_status
gather_pasts(struct tappa__outlook *o)
{
    struct tappa__customer *c = o->c;
    int64_t longest = 0;
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; i < o->cap_count; i++)
        longest = o->caps[i].per > longest ? o->caps[i].per : longest;
    if (o->cap_count && c->away && c->away_sent > o->now - longest)
        status = tappa__archive_recall(c);
    if (status)
        return status;
    /* Room for all: those that are not handed out yet may be taken, and others once more. */
    o->pasts = tappa__arena_alloc(&o->engine->scratch, (2 * c->contact_count + c->past_count + 1) * sizeof *o->pasts);
    if (!o->pasts)
        return TAPPA_ENOMEM;
    add_pasts(o, c->contacts, c->contact_count, o->now - longest);
    add_pasts(o, c->past, c->past_count, o->now - longest);
    qsort(o->pasts, o->past_count, sizeof *o->pasts, compare_pasts);
    return TAPPA_OK;
}

tappa_status
tappa__outlook_open(struct tappa__outlook *o, struct tappa__customer *c, int64_t now)
{
    tappa_status status;

    memset(o, 0, sizeof *o);
    o->engine = c->engine;
    o->c = c;
    o->now = now;
    status = gather_rules(o);
    return status ? status : gather_pasts(o);
}

void
tappa__outlook_take(struct tappa__outlook *o, const struct tappa__judged *winner)
{
    const struct tappa_verdict *v = &winner->verdict;
    const uint8_t *key = winner->contact->key;
    size_t i;

    for (i = 0; i < o->past_count; i++)
        o->pasts[i].again |= !memcmp(o->pasts[i].key, key, 16);
    insert_past(o, &(struct tappa__past){tappa__text_of(v->channel), tappa__text_of(v->touchpoint), o->now, key, 1, 0});
    o->taken++;
}

int
tappa__outlook_capped(struct tappa__outlook *o, struct tappa__text channel, struct tappa__text touchpoint, const uint8_t *key,
                      int with_fresh, struct tappa__capped *out)
{
    return tappa__caps_stop(o->caps, o->cap_count, o->pasts, o->past_count, channel, touchpoint, key, with_fresh, o->now, out);
}

static const char *
words_of(struct tappa__outlook *o, struct tappa__cap *cap)
{
    char per[64];

    if (cap->words)
        return cap->words;
    (void)tappa__duration_format(cap->per, per);
    cap->words = tappa__arena_printf(&o->engine->scratch, "at most %lld in %s%s%s", (long long)cap->at_most, per,
                                     cap->channel.n || cap->touchpoint.n ? " by " : "",
                                     cap->channel.n ? cap->channel.s : cap->touchpoint.s)
                     .s;
    return cap->words;
}

tappa_status
tappa__outlook_stop(struct tappa__outlook *o, const struct tappa__capped *capped, int is_outranked, struct tappa_verdict *v)
{
    v->reason = is_outranked ? TAPPA_OUTRANKED : TAPPA_CAPPED;
    v->until = capped->until;
    v->count = capped->count;
    v->at_most = (uint64_t)capped->cap->at_most;
    v->per = capped->cap->per;
    v->because = is_outranked ? capped->by->touchpoint.s : words_of(o, capped->cap);
    return v->because ? TAPPA_OK : TAPPA_ENOMEM;
}

static void
clock_words(int64_t time, char out[9])
{
    int64_t minutes = time / (60 * TAPPA__SECOND);

    out[0] = (char)('0' + minutes / 600);
    out[1] = (char)('0' + minutes / 60 % 10);
    out[2] = ':';
    out[3] = (char)('0' + minutes % 60 / 10);
    out[4] = (char)('0' + minutes % 10);
    out[5] = '\0';
}

static tappa_status
ask_hush(struct tappa__outlook *o, const tappa_zone *zone, struct tappa__hush *hush)
{
    const struct tappa_quiet **rules = tappa__arena_alloc(&o->engine->scratch, (o->hours_count + 1) * sizeof *rules), *by;
    size_t count = 0, i;
    char from[9], to[9];

    if (!rules)
        return TAPPA_ENOMEM;
    for (i = 0; i < o->hours_count; i++)
        if (!o->hours[i].channel.n || tappa__text_equal(o->hours[i].channel, hush->channel))
            rules[count++] = o->hours[i].rule;
    hush->until = tappa__quiet_until(zone, rules, count, o->now, &by);
    hush->words = "";
    if (!by)
        return TAPPA_OK;
    clock_words(by->from, from);
    clock_words(by->to, to);
    hush->words = tappa__arena_printf(&o->engine->scratch, "quiet from %s to %s in %s", from, to,
                                      zone ? tappa_zone_name(zone) : "UTC")
                      .s;
    return hush->words ? TAPPA_OK : TAPPA_ENOMEM;
}

tappa_status
tappa__outlook_hush(struct tappa__outlook *o, struct tappa__text channel, const struct tappa__hush **out)
{
    struct tappa__hush *hush = o->hushes;
    tappa_status status;

    while (hush && !tappa__text_equal(hush->channel, channel))
        hush = hush->next;
    *out = hush;
    if (hush)
        return TAPPA_OK;
    hush = tappa__arena_alloc(&o->engine->scratch, sizeof *hush);
    if (!hush)
        return TAPPA_ENOMEM;
    hush->channel = channel;
    status = ask_hush(o, o->c->zone ? o->c->zone : o->engine->zone, hush);
    if (status)
        return status;
    hush->next = o->hushes;
    o->hushes = hush;
    *out = hush;
    return TAPPA_OK;
}
