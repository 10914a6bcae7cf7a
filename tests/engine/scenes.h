/* Scenes: a call with what stands before it. Each single request of the call fails, in each way: there is no memory (tests/unit/failing-requests.c,
 * each number that a table of numbers takes in, each question to the store), the store cannot be read, or one of its rows is damaged and the next time
 * is not. The call says so and has done nothing; done again it goes where it would have gone. */
#ifndef TAPPA_TESTS_SCENES_H
#define TAPPA_TESTS_SCENES_H

#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* journeys that nobody is told of; numbers of identities; what takes room in tables */

static struct failing memory, disk;
#include "tests/engine/failing-store.h"

int __real_tappa__map_set(struct tappa__map *map, int64_t number, void *value);
int __wrap_tappa__map_set(struct tappa__map *map, int64_t number, void *value);
int
__wrap_tappa__map_set(struct tappa__map *map, int64_t number, void *value)
{
    return value && failing_now(&memory) ? -1 : __real_tappa__map_set(map, number, value);
}

#define DAY(n) (SHOP_START + (n) * SHOP_DAY)
#define MODELS 3

struct stage {
    struct shop shop;
    tappa_store *store;
    tappa_model *const *models;
    int64_t joined;  /* the entry that did */
    int64_t who;     /* the call is about */
    uint8_t key[16]; /* of the contact that was handed out */
    char told[2000]; /* by the call */
};

enum {
    ALONE = 1,  /* the store is one process's, which knows what it wrote last */
    FRESH = 2,  /* the engine is a new one, which knows nothing yet */
    AGAIN = 4,  /* also a row that cannot be read once: the call changes nothing, or made again no more than was left to do */
    SHARED = 8, /* others may be at work */
    OPENS = 16, /* the call opens the engine */
    LONG = 32,  /* it runs for long, with one commit after the other, of which the first may be done: the store alone fails */
};

struct scene {
    const char *name;
    const char *models[MODELS]; /* the first is in force from the beginning */
    void (*before)(struct stage *s);
    tappa_status (*call)(struct stage *s);
    tappa_status status; /* where nothing fails */
    int flags;
    const char *people;  /* who is looked at */
    void (*after)(struct stage *s); /* what shows what the call has done; NULL: nothing needs to */
};

static tappa_context *context;

static int64_t unreadable; /* the identity whose row cannot be read; 0: none */

static tappa_status
identity_if_readable(tappa_store *store, int64_t of, struct tappa_store_identity *out)
{
    return unreadable && of == unreadable ? TAPPA_ESTORE : asked_identity(store, of, out);
}

/* ---- what is done in them ---- */

static inline void
add_model(struct stage *s, int number, int32_t policy, int64_t since)
{
    assert_int_equal(tappa_engine_add_model(s->shop.engine, s->models[number], policy, since), TAPPA_OK);
}

static inline tappa_status
hear_all(struct stage *s, struct shop_event *events, size_t count)
{
    struct tappa_record records[4];
    struct tappa_ingested results[4];
    tappa_status status;

    assert_in_range(count, 1, 4);
    for (size_t i = 0; i < count; i++) {
        records[i] = events[i].record;
        results[i] = (struct tappa_ingested){.size = sizeof *results};
        s->shop.now = records[i].time > s->shop.now ? records[i].time : s->shop.now;
    }
    status = tappa_engine_ingest(s->shop.engine, records, count, NULL, s->shop.now, results);
    for (size_t i = 0, n = 0; !status && i < count; i++)
        n += (size_t)snprintf(s->told + n, sizeof s->told - n, "%u of %lld; ", results[i].outcome, (long long)results[i].customer);
    return status;
}

static inline tappa_status
hear(struct stage *s, const char *who, const char *name, int64_t time, const char *id, const char *fields)
{
    struct shop_event e;

    shop_event(&e, who, name, time, id, fields);
    return hear_all(s, &e, 1);
}

/* Wanted, handed out and made. */
static inline void
mail(struct stage *s, const char *who, int64_t time)
{
    const struct tappa_claimed *claimed;
    size_t count;

    shop_ingest(&s->shop, who, "Mail", time, NULL, NULL);
    assert_int_equal(tappa_engine_claim(s->shop.engine, time, 1, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    memcpy(s->key, claimed->key, sizeof s->key);
    assert_int_equal(tappa_engine_report(s->shop.engine, s->key, TAPPA_CONTACT_SENT, time), TAPPA_OK);
}

static inline void
leave(struct stage *s, int dies)
{
    is_dying = dies;
    (void)tappa_engine_close(s->shop.engine);
    is_dying = 0;
    s->shop.engine = NULL;
}

static inline void
reopen(struct stage *s, int dies)
{
    leave(s, dies);
    assert_int_equal(tappa_engine_open(context, s->store, NULL, &s->shop.engine), TAPPA_OK);
}

static inline tappa_status
run_due(struct stage *s, int64_t time)
{
    size_t done;

    s->shop.now = time;
    return tappa_engine_run_due(s->shop.engine, time, 100, &done);
}

#define LETTERS(version, from) \
    "tappa: 1\nmodel: letters\nversion: " version "\n" from "events: {Mail: {}, Ring: {}, Poke: {}, Look: {}, Wait: {}, contact.sent: {fields: {key: string}}}\n" \
    "channels: {sms: {setting: online}}\n" \
    "touchpoints: {text: {channel: sms, direction: outbound}, card: {channel: sms, direction: outbound, for: [away]}}\n" \
    "stages:\n  home: {when: {Mail: {contact: text}, Ring: {emit: bell}, Poke: {contact: card}, Look: {}, Wait: wait}}\n" \
    "  wait: {after: {1h: {contact: text}, 20d: home}}\n  away: {}\n"
static const char scene_letters[] = LETTERS("1", "");

/* ---- how they are played ---- */

#define MOST 40
static const struct scene *scenes;
static size_t scene_count;
static tappa_model *models[MOST][MODELS];
static int64_t live; /* blocks of these */

/* Without the words that came back with an event: where there is no room for them, it goes its way without. */
static void
put_but_words(struct shop_text *out, const char *text)
{
    static const char begin[] = ", \"message\": \"";
    const char *words;

    while ((words = strstr(text, begin))) {
        shop_put(out, "%.*s", (int)(words - text), text);
        text = strchr(words + sizeof begin - 1, '"') + 1;
    }
    shop_put(out, "%s", text);
}

/* Where everybody stands, also with what they are not told of; and what the call has told. */
static char *
describe(struct stage *s, const struct scene *scene)
{
    const char *people = scene->people;
    struct shop_text out = {0};
    char who[] = "cookie=?";
    const char *text;
    size_t size;

    for (; *people && s->shop.engine; people++) {
        const struct tappa__customer *c;

        who[7] = *people;
        shop_describe(&s->shop, who, &out);
        if (shop_find(&s->shop, who) && !(scene->flags & LONG)) {
            assert_int_equal(tappa_engine_export(s->shop.engine, shop_find(&s->shop, who), &text, &size), TAPPA_OK);
            put_but_words(&out, text);
        }
        c = tappa__map_get(s->shop.engine->customers, shop_find(&s->shop, who));
        shop_put(&out, "  %zu journeys\n", c ? c->track_count : 0);
    }
    shop_put(&out, "%s\n", s->told);
    return out.s;
}

enum age { YOUNG, OLD, DEAD }; /* the engine is as it is; it was closed; it has died: and another goes on */

static void
set_up(struct stage *s, size_t scene, uint32_t flags, enum age age)
{
    memset(s, 0, sizeof *s);
    s->shop = (struct shop){.context = context, .now = SHOP_START};
    s->models = models[scene];
    assert_int_equal(tappa_store_memory(context, flags, &s->store), TAPPA_OK);
    failing_store(s->store);
    table.identity = identity_if_readable;
    assert_int_equal(tappa_engine_open(context, s->store, NULL, &s->shop.engine), TAPPA_OK);
    add_model(s, 0, TAPPA_FOLLOW, DAY(-1));
    scenes[scene].before(s);
    if (!s->who)
        s->who = shop_find(&s->shop, "cookie=a");
    if (scenes[scene].flags & OPENS)
        leave(s, age == DEAD);
    else if (age)
        reopen(s, age == DEAD);
}

static void
take_down(struct stage *s)
{
    harmed = unreadable = 0;
    if (s->shop.engine)
        assert_int_equal(tappa_engine_close(s->shop.engine), TAPPA_OK);
    sound.close(s->store);
    assert_int_equal(memory.live, live);
}

static void
same(char *there, const char *expected, const char *when, size_t scene, uint64_t n, int how)
{
    if (strcmp(there, expected))
        fail_msg("%s, request %llu, fails by %d, %s:\n%s\nexpected:\n%s\n", scenes[scene].name, (unsigned long long)n, how, when, there, expected);
    free(there);
}

/* One failure; whether it was reached. */
static int
fails(size_t scene, uint32_t flags, enum age age, tappa_status how, uint64_t n, const char *before, const char *expected)
{
    const struct scene *what = &scenes[scene];
    struct failing *counted = how == TAPPA_ENOMEM ? &memory : &disk;
    struct stage s;
    tappa_status status;
    int is_met;

    set_up(&s, scene, flags, age);
    asked = counted;
    asked_fails = how;
    counted->count = 0;
    counted->fail_at = n;
    status = what->call(&s);
    is_met = counted->count >= n;
    counted->fail_at = 0;
    asked = &memory;
    if (status != what->status) {
        if (status != how)
            fail_msg("%s, request %llu, fails by %d: %d", what->name, (unsigned long long)n, how, status);
        *s.told = '\0';
        if (how != TAPPA_ESTORE && !(what->flags & (OPENS | LONG)))
            same(describe(&s, what), before, "before it is done again", scene, n, how);
    }
    if (status != what->status || how == TAPPA_ESTORE)
        assert_int_equal(what->call(&s), what->status);
    if (what->after)
        what->after(&s);
    same(describe(&s, what), expected, "when it is done", scene, n, how);
    take_down(&s);
    return is_met;
}

static void
each_request(size_t scene, uint32_t flags, enum age age)
{
    char *before, *expected;
    tappa_status status;
    struct stage s;

    set_up(&s, scene, flags, age);
    before = describe(&s, &scenes[scene]);
    take_down(&s);
    set_up(&s, scene, flags, age);
    status = scenes[scene].call(&s);
    if (status != scenes[scene].status)
        fail_msg("%s, where nothing fails, flags %u, age %d: %d", scenes[scene].name, flags, (int)age, status);
    if (scenes[scene].after)
        scenes[scene].after(&s);
    expected = describe(&s, &scenes[scene]);
    take_down(&s);
    for (uint64_t n = 1; !(scenes[scene].flags & LONG) && fails(scene, flags, age, TAPPA_ENOMEM, n, before, expected); n++)
        ;
    for (uint64_t n = 1; fails(scene, flags, age, TAPPA_EIO, n, before, expected); n++)
        ;
    for (uint64_t n = 1; scenes[scene].flags & AGAIN && fails(scene, flags, age, TAPPA_ESTORE, n, before, expected); n++)
        ;
    free(before);
    free(expected);
}

static void
each_request_of(uint32_t flags)
{
    for (size_t i = 0; i < scene_count; i++) {
        if (scenes[i].flags & (flags ? ALONE : SHARED))
            continue;
        if (!(scenes[i].flags & FRESH))
            each_request(i, flags, YOUNG);
        each_request(i, flags, OLD);
        if (!flags)
            each_request(i, flags, DEAD);
    }
}

static void
of_an_owner(void **state)
{
    (void)state;
    each_request_of(0);
}

static void
where_others_are_at_work(void **state)
{
    (void)state;
    each_request_of(TAPPA_STORE_SHARED);
}

static int
make_models(void **state)
{
    struct tappa_allocator a = failing_allocator(&memory);

    (void)state;
    if (tappa_context_new(&a, &context))
        return -1;
    for (size_t i = 0; i < scene_count; i++)
        for (size_t j = 0; j < MODELS; j++)
            models[i][j] = scenes[i].models[j] ? shop_compile(context, scenes[i].models[j]) : NULL;
    live = memory.live;
    return 0;
}

static int
free_models(void **state)
{
    (void)state;
    for (size_t i = 0; i < scene_count; i++)
        for (size_t j = 0; j < MODELS; j++)
            tappa_model_unref(models[i][j]);
    tappa_context_unref(context);
    return memory.live ? -1 : 0;
}

/* What a test's main() returns. */
static int
play(const struct scene *all, size_t count)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_an_owner), cmocka_unit_test(where_others_are_at_work)};

    scenes = all;
    scene_count = count;
    return count > MOST ? 1 : cmocka_run_group_tests(tests, make_models, free_models);
}

#endif
