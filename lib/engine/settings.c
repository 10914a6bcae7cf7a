/* Owns what an engine goes by and its store keeps: zone, lateness and what else options say; kinds of identities; values that name nobody.
 * Called when an engine opens, when its host says something, and when another process has said something.
 * What was said last holds for every process over the store; whoever says nothing goes by it. */
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

#define FORM 1 /* of the notes' values */
#define DAY INT64_C(86400000000)
#define SETTING "setting/"
#define KIND "kind/"
#define BLOCKED "blocked/"

static const char *const blocked[] = {"0", "-", "none", "null", "nil", "undefined", "unknown", "anonymous", "guest", "n/a",
                                      "na", "nan", "false", "true", "test", "(null)", "[object Object]"};

/* ---- options ---- */

enum number { LATENESS, SEEN_WINDOW, LEASE, ATTEMPTS, IDENTITIES, NUMBERS };

static const char *const names[NUMBERS] = {SETTING "lateness", SETTING "seen_window", SETTING "lease", SETTING "attempts", SETTING "identities"};
static const char zone_name[] = SETTING "zone";

static void
take_apart(const struct tappa_engine_options *o, int64_t numbers[NUMBERS])
{
    numbers[LATENESS] = o->lateness;
    numbers[SEEN_WINDOW] = o->seen_window;
    numbers[LEASE] = o->lease;
    numbers[ATTEMPTS] = o->attempts;
    numbers[IDENTITIES] = o->identities;
}

/* What is kept, with what nobody has said filled in. A window that somebody said once is stretched where lateness has become longer. */
static int
put_together(struct tappa_engine_options *o, const int64_t numbers[NUMBERS])
{
    int64_t lateness = numbers[LATENESS] ? numbers[LATENESS] : 3 * DAY, window = numbers[SEEN_WINDOW] ? numbers[SEEN_WINDOW] : 7 * DAY;

    if (lateness < 0 || window < 0 || numbers[LEASE] < 0 || numbers[LEASE] > 3650 * DAY || numbers[IDENTITIES] < 0 ||
        numbers[IDENTITIES] > TAPPA__MEMBERS_MAX || numbers[ATTEMPTS] < 0 || numbers[ATTEMPTS] > UINT32_MAX)
        return -1;
    o->lateness = lateness;
    o->seen_window = window > lateness ? window : lateness;
    o->lease = numbers[LEASE] ? numbers[LEASE] : DAY / 288;
    o->attempts = numbers[ATTEMPTS] ? (uint32_t)numbers[ATTEMPTS] : 5;
    o->identities = numbers[IDENTITIES] ? (uint32_t)numbers[IDENTITIES] : TAPPA__MEMBERS_MAX;
    return 0;
}

/* NULL: UTC, which is what no zone is. */
static tappa_status
load_zone(struct tappa_engine *e, struct tappa__text name, tappa_zone **out)
{
    *out = NULL;
    return tappa__text_is(name, "UTC") || !name.n ? TAPPA_OK : tappa_zone_load(e->context, name.s, name.n, out);
}

/* ---- what is kept ---- */

struct kept {
    int64_t numbers[NUMBERS];
    struct tappa__text zone; /* in the scratch */
};

static struct tappa__unpack
open_value(const struct tappa_store_note *note)
{
    struct tappa__unpack in = {note->value.data, (const uint8_t *)note->value.data + note->value.size, 0};

    if (tappa__get_u64(&in) != FORM)
        in.bad = 1;
    return in;
}

static int
is_called(const struct tappa_store_note *note, const char *name)
{
    return note->name.size == strlen(name) && !memcmp(note->name.data, name, note->name.size);
}

static tappa_status
read_setting(struct tappa_engine *e, const struct tappa_store_note *note, struct kept *kept)
{
    struct tappa__unpack in = open_value(note);
    size_t i;

    for (i = 0; i < NUMBERS && !is_called(note, names[i]); i++)
        ;
    if (i < NUMBERS) {
        kept->numbers[i] = tappa__get_i64(&in);
    } else if (is_called(note, zone_name)) {
        struct tappa__text zone = tappa__get_text(&in);

        kept->zone = tappa__arena_text(&e->scratch, zone.s, zone.n);
        if (!kept->zone.s)
            return TAPPA_ENOMEM;
    }
    return in.bad || in.at != in.end ? TAPPA_ESTORE : TAPPA_OK;
}

static tappa_status
read_kept(struct tappa_engine *e, struct kept *kept)
{
    const struct tappa_store_note *notes;
    size_t count, i;
    tappa_status status = e->store->table->notes(e->store, SETTING, sizeof SETTING - 1, &notes, &count);

    *kept = (struct kept){{0}, TAPPA__TEXT("")};
    for (i = 0; !status && i < count; i++)
        status = read_setting(e, tappa__row(notes, i), kept);
    return status;
}

/* Customers whose own zone is not known live by another clock from now on: journeys in memory have the old one. */
static tappa_status
take_zone(struct tappa_engine *e, struct tappa__text name)
{
    tappa_zone *zone;
    tappa_status status;

    if (!name.n)
        name = TAPPA__TEXT("UTC");
    if (e->options.zone && tappa__text_is(name, e->options.zone))
        return TAPPA_OK;
    name = tappa__arena_text(&e->arena, name.s, name.n);
    status = name.s ? load_zone(e, name, &zone) : TAPPA_ENOMEM;
    if (status)
        return status;
    tappa_zone_unref(e->zone);
    e->zone = zone;
    e->options.zone = name.s;
    while (e->newest)
        tappa__customer_drop(e->newest); /* of a shared store, which has all of them; an owner says it before it has any */
    return TAPPA_OK;
}

static tappa_status
take_kept(struct tappa_engine *e, const struct kept *kept)
{
    if (put_together(&e->options, kept->numbers))
        return TAPPA_ESTORE;
    tappa__memory_count(e);
    return take_zone(e, kept->zone);
}

/* ---- kinds and blocked values ---- */

static tappa_status
take_kind(struct tappa_engine *e, struct tappa__text name, uint32_t at_most)
{
    size_t i;

    for (i = 0; i < e->kind_count; i++)
        if (tappa__text_equal(e->kinds[i].name, name)) {
            e->kinds[i].at_most = at_most;
            return TAPPA_OK;
        }
    name = tappa__arena_text(&e->arena, name.s, name.n);
    if (!name.s || tappa__grow(&e->allocator, (void **)&e->kinds, &e->kind_capacity, e->kind_count + 1, sizeof *e->kinds))
        return TAPPA_ENOMEM;
    e->kinds[e->kind_count++] = (struct tappa__kind){name, at_most};
    return TAPPA_OK;
}

static int
is_listed(const struct tappa_engine *e, struct tappa__text value)
{
    size_t i;

    for (i = 0; i < e->blocked_count; i++)
        if (tappa__text_equal(e->blocked[i], value))
            return 1;
    return 0;
}

static tappa_status
take_blocked(struct tappa_engine *e, struct tappa__text value)
{
    if (is_listed(e, value))
        return TAPPA_OK;
    value = tappa__arena_text(&e->arena, value.s, value.n);
    if (!value.s || tappa__grow(&e->allocator, (void **)&e->blocked, &e->blocked_capacity, e->blocked_count + 1, sizeof *e->blocked))
        return TAPPA_ENOMEM;
    e->blocked[e->blocked_count++] = value;
    return TAPPA_OK;
}

static struct tappa__text
name_behind(const struct tappa_store_note *note, size_t prefix)
{
    return (struct tappa__text){(const char *)note->name.data + prefix, (uint32_t)(note->name.size - prefix)};
}

static tappa_status
read_words(struct tappa_engine *e)
{
    const struct tappa_store_note *notes;
    size_t count, i;
    tappa_status status = e->store->table->notes(e->store, KIND, sizeof KIND - 1, &notes, &count);

    for (i = 0; !status && i < count; i++) {
        const struct tappa_store_note *note = tappa__row(notes, i);
        struct tappa__unpack in = open_value(note);
        uint32_t at_most = tappa__get_u32(&in);

        status = in.bad || in.at != in.end ? TAPPA_ESTORE : take_kind(e, name_behind(note, sizeof KIND - 1), at_most);
    }
    if (!status)
        status = e->store->table->notes(e->store, BLOCKED, sizeof BLOCKED - 1, &notes, &count);
    for (i = 0; !status && i < count; i++)
        status = take_blocked(e, name_behind(tappa__row(notes, i), sizeof BLOCKED - 1));
    return status;
}

tappa_status
tappa__settings_read(struct tappa_engine *e)
{
    struct kept kept;
    tappa_status status = read_kept(e, &kept);

    if (!status)
        status = take_kept(e, &kept);
    return status ? status : read_words(e);
}

/* ---- saying ---- */

/* A note of the store's to be; its texts must last until it is written. */
static void
say(struct tappa_store_note *note, struct tappa__text name, const struct tappa__buffer *value)
{
    *note = (struct tappa_store_note){.size = sizeof *note, .name = {name.s, name.n}, .value = {value->s, value->n}};
}

static tappa_status
write_said(struct tappa_engine *e, const int64_t said[NUMBERS], struct tappa__text zone, const struct kept *kept)
{
    struct tappa_store_note notes[NUMBERS + 1];
    struct tappa__buffer values[NUMBERS + 1];
    size_t count = 0, i;
    int failed = 0;
    tappa_status status;

    for (i = 0; i <= NUMBERS; i++) {
        tappa__buffer_init(&values[i], &e->allocator);
        if (i < NUMBERS ? !said[i] || said[i] == kept->numbers[i] : !zone.n || tappa__text_equal(zone, kept->zone))
            continue;
        tappa__put_u64(&values[i], FORM);
        if (i < NUMBERS)
            tappa__put_i64(&values[i], said[i]);
        else
            tappa__put_text(&values[i], zone);
        failed |= values[i].failed;
        say(&notes[count++], tappa__text_of(i < NUMBERS ? names[i] : zone_name), &values[i]);
    }
    status = failed ? TAPPA_ENOMEM : count ? tappa__changes_write(e, notes, count) : TAPPA_OK;
    for (i = 0; i <= NUMBERS; i++)
        tappa__buffer_free(&values[i]);
    return status;
}

/* What the options say, put over what is kept, must make sense before any of it is written. */
static tappa_status
say_once(struct tappa_engine *e, const struct tappa_engine_options *options)
{
    struct tappa__text zone = tappa__text_of(options->zone ? options->zone : "");
    int64_t said[NUMBERS];
    struct tappa_engine_options o;
    struct kept kept, all;
    tappa_zone *loaded;
    size_t i;
    tappa_status status = read_kept(e, &kept);

    if (status)
        return status;
    take_apart(options, said);
    all = kept;
    for (i = 0; i < NUMBERS; i++)
        all.numbers[i] = said[i] ? said[i] : kept.numbers[i];
    if (put_together(&o, all.numbers) || (said[SEEN_WINDOW] && said[SEEN_WINDOW] < o.lateness))
        return TAPPA_EINVAL;
    if (zone.n)
        all.zone = zone;
    status = load_zone(e, all.zone, &loaded);
    tappa_zone_unref(loaded);
    if (!status)
        status = write_said(e, said, zone, &kept);
    return status ? status : take_kept(e, &all);
}

tappa_status
tappa__settings_say(struct tappa_engine *e, const struct tappa_engine_options *options)
{
    int lost = 0;
    size_t i;
    tappa_status status = TAPPA_OK;

    for (i = 0; !status && i < sizeof blocked / sizeof *blocked; i++)
        status = take_blocked(e, tappa__text_of(blocked[i]));
    if (!status)
        status = tappa__changes_open(e);
    while (!status && (status = say_once(e, options)) == TAPPA_ECONFLICT && ++lost < TAPPA__RACES_MAX) {
        tappa__turn_take(e);
        status = tappa__changes_open(e);
    }
    tappa__turn_end(e); /* another may have said the same */
    return status;
}

/* ---- saying a word ---- */

/* `at_most`: of a kind; NULL: the word is a blocked value. */
static int
is_said(const struct tappa_engine *e, struct tappa__text word, const uint32_t *at_most)
{
    size_t i;

    for (i = 0; at_most && i < e->kind_count; i++)
        if (tappa__text_equal(e->kinds[i].name, word))
            return e->kinds[i].at_most == *at_most;
    return at_most ? 0 : is_listed(e, word);
}

static tappa_status
write_word(struct tappa_engine *e, struct tappa__text word, const uint32_t *at_most)
{
    struct tappa__buffer name, value;
    struct tappa_store_note note;
    tappa_status status = TAPPA_ENOMEM;

    tappa__buffer_init(&name, &e->allocator);
    tappa__buffer_init(&value, &e->allocator);
    tappa__buffer_str(&name, at_most ? KIND : BLOCKED);
    tappa__buffer_text(&name, word);
    tappa__put_u64(&value, FORM);
    if (at_most)
        tappa__put_u64(&value, *at_most);
    if (!name.failed && !value.failed) {
        say(&note, (struct tappa__text){name.s, (uint32_t)name.n}, &value);
        status = tappa__changes_write(e, &note, 1);
    }
    tappa__buffer_free(&name);
    tappa__buffer_free(&value);
    return status;
}

/* Whoever was faster may have said the same. */
static tappa_status
say_word(struct tappa_engine *e, struct tappa__text word, const uint32_t *at_most)
{
    int lost = 0;
    tappa_status status = tappa__enter(e, e->work.now);

    if (status)
        return status;
    do {
        tappa__turn_take(e);
        status = tappa__changes_fresh(e);
        if (status || is_said(e, word, at_most)) {
            tappa__turn_end(e);
            return status;
        }
        status = write_word(e, word, at_most);
    } while (status == TAPPA_ECONFLICT && ++lost < TAPPA__RACES_MAX);
    if (status)
        return status;
    return at_most ? take_kind(e, word, *at_most) : take_blocked(e, word);
}

tappa_status
tappa_engine_add_kind(tappa_engine *engine, const char *kind, size_t size, uint32_t at_most)
{
    if (!engine || !kind || !size || size > UINT16_MAX || !tappa__utf8_valid(kind, size))
        return TAPPA_EINVAL;
    return say_word(engine, (struct tappa__text){kind, (uint32_t)size}, &at_most);
}

tappa_status
tappa_engine_block(tappa_engine *engine, const char *value, size_t size)
{
    if (!engine || !value || size > UINT16_MAX || !tappa__utf8_valid(value, size))
        return TAPPA_EINVAL;
    return say_word(engine, (struct tappa__text){value, (uint32_t)size}, NULL);
}
