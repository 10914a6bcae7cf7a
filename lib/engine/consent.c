/* Owns what a person has agreed to: what events say of consent and of the channel preferred, and whether a contact may be made by it.
 * The fold calls it by people.c for each event; decisions ask it.
 * A statement about consent counts for those identities that were known to be one person when it was made. Of each identity the newest statement that
 * fits is looked at, and of all of them the strictest counts: so a join takes consent away rather than giving it. Nothing that cannot be read gives
 * consent, and nothing that cannot be read keeps a withdrawal from taking it. */
#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"
#include "lib/engine/engine.h"

/* ---- reading ---- */

static const char missing[] = "missing";

static const struct tappa_field *
field_of(const struct tappa__entry *entry, const char *name)
{
    uint32_t i;

    for (i = 0; i < entry->field_count; i++) {
        const struct tappa_field *f = &entry->fields[i];

        if (tappa__text_is((struct tappa__text){f->name, f->name_size}, name))
            return f->value.kind == TAPPA_UNSET || f->value.kind == TAPPA_NULL ||
                           (entry->is_text && f->value.kind == TAPPA_STRING && !f->value.size)
                       ? NULL
                       : f;
    }
    return NULL;
}

/* A field as text: NULL, or what is wrong with it; it is empty then. */
static const char *
read_text(const struct tappa__entry *entry, const char *name, struct tappa__text *out)
{
    const struct tappa_field *f = field_of(entry, name);

    *out = TAPPA__TEXT("");
    if (!f)
        return missing;
    if (f->value.kind != TAPPA_STRING)
        return "no text";
    if (!f->value.size)
        return "empty";
    *out = (struct tappa__text){f->value.data, f->value.size};
    return NULL;
}

/* A time: a timestamp, RFC 3339, or whole microseconds; TAPPA_NEVER where it is absent; -1: it is none. */
static int
read_time(const struct tappa__entry *entry, const char *name, int64_t *out)
{
    const struct tappa_field *f = field_of(entry, name);
    struct tappa__text t;

    *out = TAPPA_NEVER;
    if (!f)
        return 0;
    if (f->value.kind == TAPPA_STRING) {
        t = (struct tappa__text){f->value.data, f->value.size};
        if (!tappa__time_parse(t, (int)entry->is_text, out))
            return 0;
        if (!entry->is_text || tappa__int64_parse(t, out))
            return -1;
    } else if (f->value.kind == TAPPA_INT || f->value.kind == TAPPA_TIMESTAMP) {
        *out = f->value.integer;
    } else {
        return -1;
    }
    return *out >= TAPPA__TIME_MIN && *out <= TAPPA__TIME_MAX ? 0 : -1;
}

/* ---- stating ---- */

/* Whether statement `a` speaks of nothing but what `b` speaks of. */
static int
is_within(const struct tappa__statement *a, const struct tappa__statement *b)
{
    return (!b->purpose.n || tappa__text_equal(a->purpose, b->purpose)) &&
           (!b->channel.n || tappa__text_equal(a->channel, b->channel));
}

static int64_t
laxity(const struct tappa__statement *s)
{
    return s->given ? s->expires : INT64_MIN;
}

/* Of two that speak of the same the newer counts; of one time the stricter, whatever their ids. `a` was said behind `b`. */
static int
outdoes(const struct tappa__statement *a, const struct tappa__statement *b)
{
    return a->since != b->since ? a->since > b->since : laxity(a) <= laxity(b);
}

/* All that somebody may still ask for: a claim by a clock that is a day behind an event's, and what a late consent would have let through then. */
static int64_t
asked_since(const struct tappa__customer *c, int64_t since)
{
    int64_t newest = c->last.time > since ? c->last.time : since;

    return tappa__time_before(tappa__time_before(newest, c->engine->options.lateness), TAPPA__DAY);
}

/* Of whom `members` have said something newer, of those it counts until then. */
static void
supersede(struct tappa__customer *c, struct tappa__statement *old, uint64_t members, int64_t until)
{
    struct tappa__statement *copy = &c->statements[c->statement_count];

    members &= old->members;
    if (!members)
        return;
    *copy = *old;
    copy->members = members;
    copy->until = until;
    c->statement_count++;
    old->members &= ~members;
}

static tappa_status
state(struct tappa__customer *c, struct tappa__statement s)
{
    const uint64_t members = s.members;
    int64_t before = asked_since(c, s.since);
    size_t count = c->statement_count, kept = 0, i;

    if (tappa__grow(&c->engine->allocator, (void **)&c->statements, &c->statement_capacity, 3 * count + 1, sizeof *c->statements))
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++) {
        struct tappa__statement *old = &c->statements[i];
        int is_newer = outdoes(&s, old);

        if (old->until != TAPPA_NEVER)
            continue;
        if (is_newer && is_within(old, &s)) /* they have said something newer about all of it */
            supersede(c, old, members, s.since);
        if (!is_newer && is_within(&s, old))
            supersede(c, &s, old->members, old->since);
    }
    c->statements[c->statement_count++] = s;
    for (i = 0; i < c->statement_count; i++)
        if (c->statements[i].members && c->statements[i].until >= before)
            c->statements[kept++] = c->statements[i];
    c->statement_count = kept;
    return TAPPA_OK;
}

/* ---- what is told of it ---- */

static int
is_purpose(const struct tappa_engine *e, struct tappa__text purpose)
{
    size_t i;
    uint32_t j;

    for (i = 0; i < e->force_count; i++)
        for (j = 0; j < tappa_model_touchpoint_count(e->forces[i].model); j++)
            if (tappa__text_is(purpose, tappa_touchpoint_consent(tappa_model_touchpoint_at(e->forces[i].model, j))))
                return 1;
    return 0;
}

/* By what was known when the event came in: a history that is folded again must say the same. */
static int
is_channel(const struct tappa_engine *e, struct tappa__text channel)
{
    uint32_t i, j;

    for (i = 0; i < e->force_count; i++)
        for (j = 0; tappa__force_was_there(e, i) && j < tappa_model_channel_count(e->forces[i].model); j++)
            if (tappa__text_is(channel, tappa_channel_name(tappa_model_channel_at(e->forces[i].model, j))))
                return 1;
    return 0;
}

/* Names that nobody asks for are probably slips. */
static void
tell_strange(const struct tappa__customer *c, struct tappa__text purpose, struct tappa__text channel, struct tappa_ingested *result)
{
    struct tappa__text word;

    if (!result)
        return;
    word = tappa__tell_cut(purpose);
    if (purpose.n && !is_purpose(c->engine, purpose))
        tappa__tell(c->engine, result, "no model in force has a purpose `%.*s`", (int)word.n, word.s);
    word = tappa__tell_cut(channel);
    if (channel.n && !is_channel(c->engine, channel))
        tappa__tell(c->engine, result, "no model in force has a channel `%.*s`", (int)word.n, word.s);
}

/* A field of that name that says nothing on purpose: null, or an empty cell of a log without types. */
static int
is_blank(const struct tappa__entry *entry, const char *name)
{
    uint32_t i;

    for (i = 0; i < entry->field_count; i++)
        if (tappa__text_is((struct tappa__text){entry->fields[i].name, entry->fields[i].name_size}, name))
            return !field_of(entry, name);
    return 0;
}

static tappa_status
refuse(const struct tappa__customer *c, struct tappa_ingested *result, const char *field, const char *fault)
{
    if (result) {
        result->outcome = TAPPA_INGEST_REFUSED;
        tappa__tell(c->engine, result, "`%s` is %s", field, fault);
    }
    return TAPPA_OK;
}

/* What is read of it, kept. */
static tappa_status
take(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa__statement s, struct tappa_ingested *result)
{
    struct tappa__text proof;
    int failed = 0;

    tell_strange(c, s.purpose, s.channel, result);
    (void)read_text(entry, "proof", &proof);
    s.purpose = tappa__customer_keep(c, s.purpose, &failed);
    s.channel = tappa__customer_keep(c, s.channel, &failed);
    s.proof = tappa__customer_keep(c, proof, &failed);
    return failed ? TAPPA_ENOMEM : state(c, s);
}

/* ---- what an event says ---- */

static tappa_status
give(struct tappa__customer *c, const struct tappa__entry *entry, uint64_t members, int *taken, struct tappa_ingested *result)
{
    struct tappa__statement s = {.since = entry->time, .until = TAPPA_NEVER, .members = members, .given = 1};
    const char *fault = read_text(entry, "purpose", &s.purpose);

    if (fault)
        return refuse(c, result, "purpose", fault);
    fault = read_text(entry, "channel", &s.channel);
    if (fault && fault != missing)
        return refuse(c, result, "channel", fault);
    if (read_time(entry, "expires", &s.expires))
        return refuse(c, result, "expires", "no time: RFC 3339, or whole microseconds");
    if (s.expires <= entry->time)
        return refuse(c, result, "expires", "not after the event's time");
    *taken = 1;
    return take(c, entry, s, result);
}

/* `all`: whatever it says of purposes, it means every one. */
static tappa_status
withdraw(struct tappa__customer *c, const struct tappa__entry *entry, uint64_t members, int all, int *taken, struct tappa_ingested *result)
{
    struct tappa__statement s = {.since = entry->time, .expires = TAPPA_NEVER, .until = TAPPA_NEVER, .members = members};
    const char *purpose = all ? missing : read_text(entry, "purpose", &s.purpose), *channel = read_text(entry, "channel", &s.channel);

    if (all)
        s.purpose = TAPPA__TEXT("");
    if (result && purpose && purpose != missing)
        tappa__tell(c->engine, result, "`purpose` is %s: withdrawn for all", purpose);
    if (result && channel && channel != missing)
        tappa__tell(c->engine, result, "`channel` is %s: withdrawn for all", channel);
    *taken = 1;
    return take(c, entry, s, result);
}

static tappa_status
prefer(struct tappa__customer *c, const struct tappa__entry *entry, int *taken, struct tappa_ingested *result)
{
    struct tappa__text channel;
    const char *fault = read_text(entry, "channel", &channel);
    int failed = 0;

    if (fault && !is_blank(entry, "channel"))
        return refuse(c, result, "channel", fault);
    if (channel.n && !is_channel(c->engine, channel)) {
        if (result)
            result->outcome = TAPPA_INGEST_REFUSED;
        tell_strange(c, TAPPA__TEXT(""), channel, result);
        return TAPPA_OK;
    }
    *taken = 1;
    c->preferred = tappa__customer_keep(c, channel, &failed);
    return failed ? TAPPA_ENOMEM : TAPPA_OK;
}

tappa_status
tappa__consent_hear(struct tappa__customer *c, const struct tappa__entry *entry, uint64_t members, int *taken, struct tappa_ingested *result)
{
    if (tappa__text_equal(entry->name, TAPPA__TEXT(TAPPA_CONSENT_GIVEN)))
        return give(c, entry, members, taken, result);
    if (tappa__text_equal(entry->name, TAPPA__TEXT(TAPPA_CONSENT_WITHDRAWN)))
        return withdraw(c, entry, members, 0, taken, result);
    if (tappa__text_equal(entry->name, TAPPA__TEXT(TAPPA_UNSUBSCRIBED)))
        return withdraw(c, entry, members, 1, taken, result);
    return tappa__text_equal(entry->name, TAPPA__TEXT(TAPPA_CHANNEL_PREFERRED)) ? prefer(c, entry, taken, result) : TAPPA_OK;
}

/* ---- whether it is given ---- */

/* What one identity has said that fits: 1 given, 0 withdrawn or expired, -1 nothing. */
static int
said_by(const struct tappa__customer *c, size_t member, struct tappa__text purpose, struct tappa__text channel, int64_t now)
{
    const struct tappa__statement ask = {.purpose = purpose, .channel = channel}, *newest = NULL;
    size_t i;

    for (i = 0; i < c->statement_count; i++) {
        const struct tappa__statement *s = &c->statements[i];

        if (s->members >> member & 1 && s->since <= now && s->until > now && is_within(&ask, s) && (!newest || outdoes(s, newest)))
            newest = s;
    }
    return newest ? newest->given && newest->expires > now : -1;
}

int
tappa__consented(const struct tappa__customer *c, struct tappa__text purpose, struct tappa__text channel, int64_t now,
                 const char **because)
{
    int given = 0;
    size_t i;

    *because = "";
    if (!purpose.n)
        return 1;
    for (i = 0; i < c->member_count; i++) {
        int said = said_by(c, i, purpose, channel, now);

        if (!said) {
            *because = "consent was withdrawn or is over";
            return 0;
        }
        given |= said > 0;
    }
    if (!given)
        *because = "no consent was given";
    return given;
}
